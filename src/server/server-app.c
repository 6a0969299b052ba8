/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server from its start to its end:
 *
 *   start: open the database, then listen.  Nobody is let in before there is a place for what they
 *          say.
 *   stop:  no one new, every socket hears "server shutting down", what is queued goes out; then the
 *          database does what it was given, and closes.
 */
#include "server-app.h"

#define DRAIN_MS 2000

struct _ServerApp {
  GObject parent_instance;

  ServerConfig *config; /* the caller's */
  ServerStore *store;
  SoupServer *http;
  SocketIoServer *io;
  ServerHub *hub;
  gint64 started_at;
};

G_DEFINE_FINAL_TYPE (ServerApp, server_app, G_TYPE_OBJECT)

/* --- HTTP beside Socket.IO ----------------------------------------------------------- */

static void
respond (SoupServerMessage *message, const char *type, const char *text)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Cache-Control",
                                "no-store");
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
healthz_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  if (g_str_equal (path, "/healthz"))
    respond (message, "text/plain; charset=UTF-8", "ok\n");
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static void
metrics_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ServerApp *self = user_data;
  g_autofree char *text = NULL;
  ServerHubFigures figures;

  if (!g_str_equal (path, "/metrics")) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
    return;
  }

  server_hub_get_figures (self->hub, &figures);
  text = g_strdup_printf (
    "# TYPE parlour_devices gauge\nparlour_devices %u\n"
    "# TYPE parlour_connections gauge\nparlour_connections %u\n"
    "# TYPE parlour_events_total counter\nparlour_events_total %" G_GUINT64_FORMAT "\n"
    "# TYPE parlour_refused_total counter\nparlour_refused_total %" G_GUINT64_FORMAT "\n"
    "# TYPE parlour_messages_total counter\nparlour_messages_total %" G_GUINT64_FORMAT "\n"
    "# TYPE parlour_database_waiting gauge\nparlour_database_waiting %u\n"
    "# TYPE parlour_uptime_seconds gauge\nparlour_uptime_seconds %" G_GINT64_FORMAT "\n",
    figures.n_devices, engine_io_server_get_n_sockets (socket_io_server_get_engine (self->io)),
    figures.n_events, figures.n_refused, figures.n_messages,
    db_worker_get_n_waiting (server_store_get_worker (self->store)),
    (g_get_monotonic_time () - self->started_at) / G_USEC_PER_SEC);
  respond (message, "text/plain; version=0.0.4; charset=UTF-8", text);
}

/* --- starting ---------------------------------------------------------------------------- */

static GSocketAddress *
make_address (ServerConfig *config, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (g_str_equal (config->address, "*"))
    return g_inet_socket_address_new_from_string ("::", config->port);
  address = g_inet_socket_address_new_from_string (config->address, config->port);
  if (address == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s is no address to listen on",
                 config->address);

  return g_steal_pointer (&address);
}

static gboolean
listen_http (ServerApp *self, GError **error)
{
  g_autoptr (GSocketAddress) address = make_address (self->config, error);
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (address == NULL)
    return FALSE;
  if (self->config->certificate != NULL) {
    certificate =
      g_tls_certificate_new_from_files (self->config->certificate,
                                        self->config->key != NULL ? self->config->key
                                                                  : self->config->certificate,
                                        error);
    if (certificate == NULL)
      return FALSE;
    soup_server_set_tls_certificate (self->http, certificate);
  }

  return soup_server_listen (self->http, address,
                             certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS
                                                 : (SoupServerListenOptions) 0,
                             error);
}

static SocketIoServer *
make_io (ServerConfig *config)
{
  g_autoptr (SocketIoServerOptions) options = socket_io_server_options_new ();

  if (config->allowed_origins != NULL)
    g_object_set (options, "cors-origins", config->allowed_origins, NULL);

  return socket_io_server_new (options);
}

static gboolean
open_doors (ServerApp *self, GError **error)
{
  self->http = g_object_new (SOUP_TYPE_SERVER, "server-header", NULL, NULL);
  self->io = make_io (self->config);
  self->hub = server_hub_new (self->io, self->store, self->config->name);
  socket_io_server_attach (self->io, self->http);
  soup_server_add_handler (self->http, "/healthz", healthz_cb, self, NULL);
  soup_server_add_handler (self->http, "/metrics", metrics_cb, self, NULL);
  self->started_at = g_get_monotonic_time ();

  return listen_http (self, error);
}

static void
start_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerApp *self = g_task_get_source_object (task);

  self->store = server_store_open_finish (result, &error);
  if (self->store != NULL && open_doors (self, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
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
  if (!server_config_prepare_data (config, &error)) {
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
  soup_server_disconnect (self->http);
  server_store_close_async (self->store, stop_did_close_store, g_steal_pointer (&task));
}

void
server_app_stop_async (ServerApp *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, server_app_stop_async);
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

  if (self->http != NULL) {
    soup_server_remove_handler (self->http, "/healthz");
    soup_server_remove_handler (self->http, "/metrics");
  }
  g_clear_object (&self->hub);
  g_clear_object (&self->io);
  g_clear_object (&self->http);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (server_app_parent_class)->dispose (object);
}

static void
server_app_class_init (ServerAppClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = server_app_dispose;
}

static void
server_app_init (ServerApp *self)
{
}

ServerApp *
server_app_new (void)
{
  return g_object_new (SERVER_TYPE_APP, NULL);
}

char *
server_app_dup_uri (ServerApp *self)
{
  GSList *uris = soup_server_get_uris (self->http);
  GUri *uri = uris->data;
  const char *host = g_str_equal (self->config->address, "*") ? g_get_host_name ()
                                                              : g_uri_get_host (uri);
  g_autofree char *text = g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, host,
                                      g_uri_get_port (uri), "", NULL, NULL);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return g_steal_pointer (&text);
}

ServerHub *
server_app_get_hub (ServerApp *self)
{
  return self->hub;
}
