/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server from its start to its end:
 *
 *   start: lock the data folder, open the database, then listen.  Nobody is let in before there is
 *          a place for what they say.
 *   stop:  no one new, every socket hears "server shutting down", what is queued goes out; then the
 *          database does what it was given, and closes.
 */
#include "server-app.h"

#include "server-certificate.h"
#include "server-file-api.h"
#include "server-http.h"
#include "server-log.h"
#include "server-pages.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#define DRAIN_MS 2000

struct _ServerApp {
  GObject parent_instance;

  ServerConfig *config; /* the caller's */
  int lock;             /* a descriptor, or -1 */
  ServerStore *store;
  SocketIoServer *io;
  ServerHub *hub;
  ServerHttp *http;
  ServerFileApi *files;
  ServerCertificate *certificate; /* NULL without TLS */
  char *socket;                   /* beside the data; NULL if there is none */
};

G_DEFINE_FINAL_TYPE (ServerApp, server_app, G_TYPE_OBJECT)

/* --- starting ---------------------------------------------------------------------------- */

static gboolean
listen_to (ServerApp *self, GError **error)
{
  ServerConfig *config = self->config;
  const char *address = g_str_equal (config->address, "*") ? NULL : config->address;
  GTlsCertificate *certificate = NULL;

  if (config->certificate != NULL) {
    self->certificate = server_certificate_new (config->certificate, config->key, error);
    if (self->certificate == NULL)
      return FALSE;
    certificate = server_certificate_get (self->certificate);
  }

  return socket_io_server_listen (self->io, address, config->port, certificate, error);
}

/* Whoever can get to the data may come in beside it: where a port is, there may be somebody else
 * the next moment. */
static void
listen_beside_data (ServerApp *self)
{
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *name = server_config_build_path (self->config, "socket");
  g_autofree char *path = g_path_is_absolute (name) ? g_strdup (name)
                                                    : g_build_filename (here, name, NULL);
  GTlsCertificate *certificate =
    self->certificate != NULL ? server_certificate_get (self->certificate) : NULL;
  g_autoptr (GError) error = NULL;

  g_unlink (path); /* of the last one, which cannot be there any more */
  if (socket_io_server_listen (self->io, path, 0, certificate, &error))
    self->socket = g_steal_pointer (&path);
  else
    server_log ("failure", "what", "socket", "error", error->message, NULL);
}

static void
visited_cb (EngineIoServer *engine, SoupServerMessage *message, EngineIoNext *next, gpointer data)
{
  const char *objection =
    server_pages_object (data, soup_server_message_get_request_headers (message));

  if (objection == NULL)
    engine_io_next_pass (next);
  else
    engine_io_next_refuse (next, objection, NULL);
}

static SocketIoServer *
make_io (ServerConfig *config)
{
  g_autoptr (SocketIoServerOptions) options = socket_io_server_options_new ();
  SocketIoServer *io = NULL;

  g_object_set (options, "max-http-buffer-size", (guint64) config->limits.frame, "trusted-header",
                config->address_header, NULL);
  if (config->allowed_origins != NULL)
    g_object_set (options, "cors-origins", config->allowed_origins, NULL);

  io = socket_io_server_new (options);
  engine_io_server_set_allow_request (socket_io_server_get_engine (io), visited_cb, config, NULL);

  return io;
}

static void
open_http (ServerApp *self)
{
  SoupServer *http = engine_io_server_get_http (socket_io_server_get_engine (self->io));
  g_autofree char *folder = server_config_build_path (self->config, "files");

  if (self->certificate != NULL)
    server_certificate_follow (self->certificate, http);
  self->http = server_http_new (http, self->io, self->store, self->hub, self->config);
  self->files = server_file_api_new (http, self->store, folder, self->config);
}

static gboolean
open_doors (ServerApp *self, GError **error)
{
  self->io = make_io (self->config);
  self->hub = server_hub_new (self->io, self->store, self->config->name);
  if (!listen_to (self, error))
    return FALSE;

  listen_beside_data (self);
  open_http (self);
  return TRUE;
}

/* Whoever finds the folder locked can read who has it, and where it is. */
static void
sign_lock (ServerApp *self)
{
  g_autofree char *uri = server_app_dup_uri (self);

  if (ftruncate (self->lock, 0) != 0 || dprintf (self->lock, "%d %s\n", (int) getpid (), uri) < 0)
    server_log ("failure", "what", "lock", "error", g_strerror (errno), NULL);
}

static void
start_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerApp *self = g_task_get_source_object (task);

  self->store = server_store_open_finish (result, &error);
  if (self->store == NULL || !open_doors (self, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  sign_lock (self);
  g_task_return_boolean (task, TRUE);
}

void
server_app_start_async (ServerApp *self,
                        ServerConfig *config,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, server_app_start_async);
  self->config = config;
  if (!server_config_prepare_data (config, &error) ||
      (self->lock = server_config_lock_data (config, &error)) < 0) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }

  path = server_config_build_path (config, "parlour.db");
  server_store_open_async (path, config->durability, &config->limits, &config->policy, NULL,
                           start_did_open, task);
}

gboolean
server_app_start_finish (ServerApp *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- stopping -------------------------------------------------------------------------------- */

static void
stop_did_close_store (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

static void
stop_did_close_io (GObject *io, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ServerApp *self = g_task_get_source_object (task);

  socket_io_server_close_finish (SOCKET_IO_SERVER (io), result, NULL);
  server_store_close_async (self->store, stop_did_close_store, g_steal_pointer (&task));
}

void
server_app_stop_async (ServerApp *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, server_app_stop_async);
  if (self->socket != NULL)
    g_unlink (self->socket);
  server_http_detach (self->http);
  server_file_api_detach (self->files);
  socket_io_server_close_async (self->io, DRAIN_MS, NULL, stop_did_close_io, task);
}

gboolean
server_app_stop_finish (ServerApp *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the object --------------------------------------------------------------------------------
 */

static void
server_app_dispose (GObject *object)
{
  ServerApp *self = SERVER_APP (object);

  g_clear_object (&self->files);
  g_clear_object (&self->http);
  g_clear_object (&self->hub);
  g_clear_object (&self->io);
  g_clear_pointer (&self->certificate, server_certificate_free);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (server_app_parent_class)->dispose (object);
}

static void
server_app_finalize (GObject *object)
{
  ServerApp *self = SERVER_APP (object);

  if (self->lock >= 0)
    close (self->lock);
  g_free (self->socket);

  G_OBJECT_CLASS (server_app_parent_class)->finalize (object);
}

static void
server_app_class_init (ServerAppClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = server_app_dispose;
  G_OBJECT_CLASS (klass)->finalize = server_app_finalize;
}

static void
server_app_init (ServerApp *self)
{
  self->lock = -1;
}

ServerApp *
server_app_new (void)
{
  return g_object_new (SERVER_TYPE_APP, NULL);
}

char *
server_app_dup_uri (ServerApp *self)
{
  gboolean all = g_str_equal (self->config->address, "*");

  return g_uri_join (G_URI_FLAGS_NONE, self->certificate != NULL ? "https" : "http", NULL,
                     all ? g_get_host_name () : self->config->address,
                     (int) socket_io_server_get_port (self->io), "", NULL, NULL);
}

ServerHub *
server_app_get_hub (ServerApp *self)
{
  return self->hub;
}
