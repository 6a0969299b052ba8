/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates live for weeks, servers for longer.  Both files are watched; a moment after one of
 * them has changed both are read, for they are written one after the other.  If they do not fit,
 * the old ones stay, and the next change is another chance.  Connections keep what they began with.
 */
#include "server-certificate.h"

#include "server-log.h"

#define SETTLE_MS 500

struct _ServerCertificate {
  char *path;
  char *key;
  GTlsCertificate *certificate;
  GFileMonitor *monitors[2];
  SoupServer *http;
  guint settle_id;
};

static GTlsCertificate *
load (ServerCertificate *self, GError **error)
{
  return g_tls_certificate_new_from_files (self->path, self->key, error);
}

static gboolean
settled_cb (gpointer data)
{
  ServerCertificate *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = load (self, &error);

  self->settle_id = 0;
  if (certificate == NULL) {
    server_log ("failure", "certificate", self->path, "error", error->message, NULL);
  } else if (!g_tls_certificate_is_same (certificate, self->certificate)) {
    g_set_object (&self->certificate, certificate);
    soup_server_set_tls_certificate (self->http, certificate);
    server_log ("certificate", "path", self->path, NULL);
  }

  return G_SOURCE_REMOVE;
}

static void
changed_cb (ServerCertificate *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static GFileMonitor *
watch (ServerCertificate *self, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GFileMonitor *monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);

  if (monitor != NULL)
    g_signal_connect_swapped (monitor, "changed", G_CALLBACK (changed_cb), self);

  return monitor;
}

ServerCertificate *
server_certificate_new (const char *path, const char *key, GError **error)
{
  g_autoptr (ServerCertificate) self = g_new0 (ServerCertificate, 1);

  self->path = g_strdup (path);
  self->key = g_strdup (key != NULL ? key : path);
  self->certificate = load (self, error);

  return self->certificate != NULL ? g_steal_pointer (&self) : NULL;
}

void
server_certificate_free (ServerCertificate *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->monitors); i++) {
    if (self->monitors[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->monitors[i], self);
    g_clear_object (&self->monitors[i]);
  }
  g_clear_object (&self->http);
  g_clear_object (&self->certificate);
  g_free (self->path);
  g_free (self->key);
  g_free (self);
}

GTlsCertificate *
server_certificate_get (ServerCertificate *self)
{
  return self->certificate;
}

void
server_certificate_follow (ServerCertificate *self, SoupServer *http)
{
  g_set_object (&self->http, http);
  self->monitors[0] = watch (self, self->path);
  self->monitors[1] = watch (self, self->key);
}
