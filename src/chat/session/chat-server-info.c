/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server is, before one has anything to do with it:
 *
 *     ask for /healthz ---> the JSON of parlour-server: "native"
 *             |
 *             +-----------> anything else ---> Engine.IO's handshake ---> "plain", or no chat
 *
 * No redirect is followed: it is this address that people mean, and that a password goes to later.
 */
#include "chat-server-info.h"

#include <libsoup/soup.h>

#include "chat-reader.h"
#include "chat-session-error.h"
#include "engine-io-client.h"
#include "engine-io-endpoint.h"
#include "socket-io-options.h"

#define PROTOCOL 1
#define MAX_BODY (16 * 1024)
#define MAX_VERSION 32
#define TIMEOUT_S 3 /* many servers of Socket.IO leave what they do not know without an answer */

typedef struct {
  char *address;
  SoupSession *http;
  SoupMessage *message;
  char *body; /* MAX_BODY bytes */
  EngineIoClient *client;
  GSource *watch; /* for being cancelled; NULL if it cannot be */
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_free (fetch->address);
  g_free (fetch->body);
  g_clear_object (&fetch->message);
  g_clear_object (&fetch->http);
  g_clear_object (&fetch->client);
  g_free (fetch);
}

/* --- another server --------------------------------------------------------------------- */

static void
drop_client (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  if (fetch->watch != NULL)
    g_source_destroy (fetch->watch);
  g_clear_pointer (&fetch->watch, g_source_unref);
  g_signal_handlers_disconnect_by_data (fetch->client, task);
  engine_io_client_close (fetch->client);
}

static void
opened_cb (EngineIoClient *client, EngineIoHandshake *handshake, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatServerInfo *info = g_new0 (ChatServerInfo, 1);

  drop_client (task);
  info->dialect = "plain";
  info->features = g_new0 (char *, 1);
  g_task_return_pointer (task, info, (GDestroyNotify) chat_server_info_free);
}

static void
closed_cb (EngineIoClient *client,
           EngineIoCloseReason reason,
           const GError *details,
           gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  drop_client (task);
  g_task_return_error (task, chat_session_error_new_from (details));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  drop_client (task);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Takes @task. */
static void
shake_hands (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();

  g_object_set (options, "upgrade", FALSE, NULL);
  fetch->client = engine_io_client_new (fetch->address, ENGINE_IO_OPTIONS (options));
  g_signal_connect (fetch->client, "opened", G_CALLBACK (opened_cb), task);
  g_signal_connect (fetch->client, "closed", G_CALLBACK (closed_cb), task);
  engine_io_client_open (fetch->client);
  if (cancellable != NULL) {
    fetch->watch = g_cancellable_source_new (cancellable);
    g_source_set_callback (fetch->watch, G_SOURCE_FUNC (cancelled_cb), task, NULL);
    g_source_attach (fetch->watch, g_main_context_get_thread_default ());
  }
}

/* --- parlour-server ------------------------------------------------------------------------ */

static char **
read_features (JsonArray *list)
{
  g_autoptr (GStrvBuilder) features = g_strv_builder_new ();

  for (guint i = 0; i < json_array_get_length (list); i++) {
    char *feature = chat_reader_id (json_array_get_element (list, i));

    if (feature != NULL)
      g_strv_builder_take (features, feature);
  }

  return g_strv_builder_end (features);
}

/* NULL, without an error, if this is not what parlour-server says. */
static ChatServerInfo *
read_info (const char *body, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;
  JsonObject *object = NULL;
  JsonArray *features = NULL;
  gint64 protocol = 0;
  ChatServerInfo *info = NULL;

  json_parser_set_strict (parser, TRUE);
  if (!json_parser_load_from_data (parser, body, (gssize) length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  object = json_node_get_object (root);
  features = chat_reader_list (json_object_get_member (object, "features"));
  protocol = chat_reader_count (json_object_get_member (object, "protocol"), G_MAXINT, 0);
  if (features == NULL || protocol == 0)
    return NULL;
  if (protocol != PROTOCOL) {
    g_propagate_error (error, chat_session_error_new (CHAT_SESSION_ERROR_VERSION));
    return NULL;
  }

  info = g_new0 (ChatServerInfo, 1);
  info->dialect = "native";
  info->name = chat_reader_name (json_object_get_member (object, "name"));
  info->version = chat_reader_line (json_object_get_member (object, "version"), MAX_VERSION);
  info->features = read_features (features);

  return info;
}

static void
fetch_did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  ChatServerInfo *info = NULL;
  gsize length = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, NULL) &&
      length < MAX_BODY)
    info = read_info (fetch->body, length, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (info != NULL)
    g_task_return_pointer (task, info, (GDestroyNotify) chat_server_info_free);
  else
    shake_hands (g_steal_pointer (&task));
}

/* One whose disk is full says who it is, too. */
static gboolean
tells_of_itself (SoupMessage *message)
{
  SoupStatus status = soup_message_get_status (message);

  return status == SOUP_STATUS_OK || status == SOUP_STATUS_SERVICE_UNAVAILABLE;
}

/* Whether a server's other words may be worth hearing. */
static gboolean
may_be_chat (const GError *error)
{
  return !g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_UNREACHABLE) &&
         !g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_UNTRUSTED);
}

static void
fetch_did_ask (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) failure = NULL;
  g_autoptr (GInputStream)
    body = soup_session_send_finish (SOUP_SESSION (source), result, &failure);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;

  if (body != NULL && tells_of_itself (fetch->message)) {
    fetch->body = g_malloc (MAX_BODY);
    g_input_stream_read_all_async (body, fetch->body, MAX_BODY, G_PRIORITY_DEFAULT, cancellable,
                                   fetch_did_read, g_steal_pointer (&task));
    return;
  }

  if (body == NULL) {
    cause = engine_io_endpoint_explain (fetch->message, failure);
    error = chat_session_error_new_from (cause);
  }
  if (error == NULL || may_be_chat (error))
    shake_hands (g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static GUri *
find_healthz (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' ||
      (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https")))
    return NULL;

  return g_uri_parse_relative (uri, "/healthz", SOUP_HTTP_URI_FLAGS, NULL);
}

/**
 * chat_server_info_fetch_async:
 * @address: where a server is, complete, with its scheme
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when it is known what is there
 * @user_data: for @callback
 *
 * Asks what is there.
 */
void
chat_server_info_fetch_async (const char *address,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GUri) uri = NULL;
  Fetch *fetch = g_new0 (Fetch, 1);

  g_return_if_fail (address != NULL);

  g_task_set_source_tag (task, chat_server_info_fetch_async);
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  uri = find_healthz (address);
  if (uri == NULL) {
    g_task_return_error (task, chat_session_error_new (CHAT_SESSION_ERROR_ADDRESS));
    return;
  }

  fetch->address = g_strdup (address);
  fetch->http = soup_session_new_with_options ("timeout", TIMEOUT_S, NULL);
  fetch->message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (fetch->http, fetch->message, G_PRIORITY_DEFAULT, cancellable,
                           fetch_did_ask, g_steal_pointer (&task));
}

/**
 * chat_server_info_fetch_finish:
 * @result: what the callback was given
 * @error: return location for an error of %CHAT_SESSION_ERROR
 *
 * Returns: (transfer full) (nullable): what is there
 */
ChatServerInfo *
chat_server_info_fetch_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
chat_server_info_has_feature (const ChatServerInfo *self, const char *feature)
{
  return g_strv_contains ((const char *const *) self->features, feature);
}

void
chat_server_info_free (ChatServerInfo *self)
{
  g_free (self->name);
  g_free (self->version);
  g_strfreev (self->features);
  g_free (self);
}
