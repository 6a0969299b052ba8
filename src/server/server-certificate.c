/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates live for weeks, servers for longer.  Both files are watched; a moment after one of
 * them has changed both are read, for they are written one after the other.  If they do not fit,
 * the old ones stay, and the next change is another chance.  Connections keep what they began with.
 */
#include "server-certificate.h"

#include "server-log.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/socket.h>

#define SETTLE_MS 500

struct _ServerCertificate {
  char *path;
  char *key;
  GTlsCertificate *certificate;
  GFileMonitor *monitors[2];
  SoupServer *http;
  guint settle_id;
};

/* --- whether they fit --------------------------------------------------------------------- */

/* A handshake with oneself: nothing else tells whether a key is that of a certificate. */
typedef struct {
  GCancellable *cancellable; /* who has failed cancels the other end */
  guint n_under_way;
  gboolean failed;
} Trial;

static void
did_shake_hands (GObject *end, GAsyncResult *result, gpointer user_data)
{
  Trial *trial = user_data;

  trial->n_under_way--;
  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (end), result, NULL))
    return;

  trial->failed = TRUE;
  g_cancellable_cancel (trial->cancellable);
}

static GIOStream *
open_end (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  g_assert (socket != NULL);

  return G_IO_STREAM (g_socket_connection_factory_create_connection (socket));
}

static gboolean
accept_cb (void)
{
  return TRUE;
}

static void
shake_hands (Trial *trial, GIOStream *end)
{
  trial->n_under_way++;
  g_tls_connection_handshake_async (G_TLS_CONNECTION (end), G_PRIORITY_DEFAULT, trial->cancellable,
                                    did_shake_hands, trial);
}

/* Takes some milliseconds, when a certificate is new. */
static gboolean
try_out (GTlsCertificate *certificate, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GIOStream) near = NULL;
  g_autoptr (GIOStream) far = NULL;
  g_autoptr (GIOStream) server = NULL;
  g_autoptr (GIOStream) client = NULL;
  Trial trial = { .cancellable = cancellable };
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    return FALSE;
  }

  g_main_context_push_thread_default (context);
  near = open_end (fds[0]);
  far = open_end (fds[1]);
  server = g_tls_server_connection_new (near, certificate, error);
  client = server != NULL ? g_tls_client_connection_new (far, NULL, error) : NULL;
  if (client != NULL) {
    g_signal_connect (client, "accept-certificate", G_CALLBACK (accept_cb), NULL);
    shake_hands (&trial, server);
    shake_hands (&trial, client);
  }
  while (trial.n_under_way > 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  if (trial.failed)
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE,
                         "The key does not fit the certificate");
  return client != NULL && !trial.failed;
}

/* --- reading them -------------------------------------------------------------------------- */

static GTlsCertificate *
load (ServerCertificate *self, GError **error)
{
  g_autoptr (GTlsCertificate)
    certificate = g_tls_certificate_new_from_files (self->path, self->key, error);

  return certificate != NULL && try_out (certificate, error) ? g_steal_pointer (&certificate)
                                                             : NULL;
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
  } else {
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
