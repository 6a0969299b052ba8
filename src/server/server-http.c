/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The HTTP API:
 *
 *   POST /api/rooms/ID/messages {"text", "id"?}   a bot says something
 *   GET  /api/rooms                               the rooms that a bot is in
 *   GET  /api/rooms/ID/messages?before=&limit=    what was said there
 *   GET  /healthz, /metrics
 *
 * A request of the API is one of the protocol's events, asked by a bot that has a token instead of
 * a socket; so what is true of the events is true here.  It takes two steps: who is it, then what
 * it asks; the message waits meanwhile.
 */
#include "server-http.h"

#include "engine-io-server.h"
#include "server-answer.h"
#include "server-bearer.h"
#include "server-error.h"
#include "server-house.h"
#include "server-metrics.h"
#include "server-pages.h"
#include "server-throttle.h"
#include "socket-io-json.h"

/* A character in the longest way that JSON has, and what is around the text. */
#define MAX_CHARACTER 12
#define MAX_AROUND 4096

struct _ServerHttp {
  GObject parent_instance;

  SoupServer *http;
  SocketIoServer *io;
  ServerStore *store;
  ServerHub *hub;
  const ServerConfig *config; /* the program's */
  ServerBuckets *buckets;     /* by session */
  gint64 started_at;
};

G_DEFINE_FINAL_TYPE (ServerHttp, server_http, G_TYPE_OBJECT)

/* --- what waits for the database --------------------------------------------------------- */

typedef struct {
  ServerHttp *http;
  SoupServerMessage *message;

  /* Of the API. */
  const ServerEvent *event;
  JsonObject *arguments;
  guint status; /* if it goes well */
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->http);
  g_object_unref (call->message);
  g_clear_pointer (&call->arguments, json_object_unref);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static Call *
call_new (ServerHttp *self, SoupServerMessage *message)
{
  Call *call = g_new0 (Call, 1);

  call->http = g_object_ref (self);
  call->message = g_object_ref (message);
  soup_server_message_pause (message);

  return call;
}

/* --- how it is ------------------------------------------------------------------------ */

static void
answer_with_health (ServerHttp *self, SoupServerMessage *message)
{
  const GError *failure = db_worker_get_failure (server_store_get_worker (self->store));
  g_autoptr (JsonObject) health = server_hub_describe (self->hub);

  json_object_set_string_member (health, "status", failure == NULL ? "ok" : "failing");
  if (failure != NULL)
    json_object_set_string_member (health, "reason",
                                   g_error_matches (failure, DB_ERROR, DB_ERROR_FULL)
                                     ? "The disk is full"
                                     : "Nothing can be stored");
  json_object_set_int_member (health, "protocol", SERVER_PROTOCOL);
  server_answer_with_json (message,
                           failure == NULL ? SOUP_STATUS_OK : SOUP_STATUS_SERVICE_UNAVAILABLE,
                           health);
}

static void
health_did_try (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (ServerOutcome) outcome = server_store_finish (call->http->store, result, NULL);

  answer_with_health (call->http, call->message);
  soup_server_message_unpause (call->message);
}

/* Whoever asks may want to come in: this is what they have to know before.  Where nobody could
 * write, nobody may be trying any more: then it is tried now. */
static void
healthz_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ServerHttp *self = user_data;

  if (!server_pages_admit (self->config, message))
    return;
  if (!g_str_equal (path, "/healthz"))
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  else if (db_worker_get_failure (server_store_get_worker (self->store)) == NULL)
    answer_with_health (self, message);
  else
    server_store_run_async (self->store, NULL, server_house_try_to_write, NULL, health_did_try,
                            call_new (self, message));
}

static void
metrics_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ServerHttp *self = user_data;
  g_autofree char *text = NULL;
  gint64 uptime = 0;

  if (!server_pages_admit (self->config, message))
    return;
  if (!g_str_equal (path, "/metrics")) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
    return;
  }

  uptime = (g_get_monotonic_time () - self->started_at) / G_USEC_PER_SEC;
  text = server_metrics_write (self->hub, socket_io_server_get_engine (self->io),
                               server_store_get_worker (self->store), (guint64) uptime);
  server_answer_with_text (message, "text/plain; version=0.0.4; charset=UTF-8", text);
}

/* --- a request of the API --------------------------------------------------------------- */

static void
end_with_error (Call *call, const GError *error)
{
  server_answer_with_error (call->message, error);
  soup_server_message_unpause (call->message);
}

static void
call_did_carry_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  ServerHttp *self = call->http;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = server_store_finish (self->store, result, &error);

  if (outcome == NULL) {
    end_with_error (call, error);
    return;
  }

  server_hub_complete (self->hub, outcome);
  server_answer_with_json (call->message, call->status, outcome->answer);
  soup_server_message_unpause (call->message);
  server_hub_carry_out (self->hub, outcome);
}

/* As often as a device may. */
static gboolean
may_go_on (ServerHttp *self, Call *call, const char *session, GError **error)
{
  const ServerLimits *limits = server_store_get_limits (self->store);
  guint n = call->event->rate == SERVER_RATE_SEND ? limits->sends : limits->events;
  gint64 now = g_get_monotonic_time () / 1000;
  gint64 retry_after_ms = 0;

  if (server_buckets_take (self->buckets, session, n, limits->window_ms, now, &retry_after_ms))
    return TRUE;

  server_error_set_throttled (error, retry_after_ms);
  return FALSE;
}

static void
call_did_identify (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  ServerHttp *self = call->http;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerBearer) bearer = server_bearer_identify_finish (self->store, result, &error);
  const ServerEvent *event = call->event;
  JsonObject *arguments = call->arguments;

  if (bearer != NULL && !bearer->bot)
    g_set_error_literal (&error, SERVER_ERROR, SERVER_ERROR_FORBIDDEN, "This is for bots");
  if (error != NULL || !may_go_on (self, call, bearer->caller.session, &error)) {
    end_with_error (call, error);
    return;
  }

  server_store_ask_async (self->store, &bearer->caller, event, arguments, call_did_carry_out,
                          g_steal_pointer (&call));
}

/* Takes @arguments. */
static void
begin (ServerHttp *self,
       SoupServerMessage *message,
       const char *event,
       guint status,
       JsonObject *arguments)
{
  Call *call = call_new (self, message);

  call->event = server_events_find (event);
  call->arguments = arguments;
  call->status = status;
  server_bearer_identify_async (self->store, message, call_did_identify, call);
}

/* --- what is asked ------------------------------------------------------------------------ */

static void
refuse (SoupServerMessage *message, ServerError code, const char *text)
{
  g_autoptr (GError) error = g_error_new_literal (SERVER_ERROR, (int) code, text);

  server_answer_with_error (message, error);
}

/* What the body says, with an id if it has none; read as what comes by Socket.IO is. */
static JsonObject *
read_body (SoupServerMessage *message, const char *room)
{
  g_autoptr (GBytes)
    body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (JsonNode) root = NULL;
  JsonObject *arguments = NULL;
  gsize size = 0;
  const char *text = g_bytes_get_data (body, &size);

  root = socket_io_json_parse (text != NULL ? text : "", size, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  arguments = json_object_new ();
  json_object_set_string_member (arguments, "room", room);
  json_object_set_string_member (arguments, "id", id);
  for (guint i = 0; i < 3; i++) {
    static const char *const NAMES[] = { "id", "text", "kind" };

    if (json_object_has_member (json_node_get_object (root), NAMES[i]))
      json_object_set_member (arguments, NAMES[i],
                              json_object_dup_member (json_node_get_object (root), NAMES[i]));
  }

  return arguments;
}

static void
post_message (ServerHttp *self, SoupServerMessage *message, const char *room)
{
  JsonObject *arguments = read_body (message, room);

  if (arguments == NULL)
    refuse (message, SERVER_ERROR_INVALID, "The body is no JSON object");
  else
    begin (self, message, "message:send", SOUP_STATUS_CREATED, arguments);
}

static gboolean
add_number (JsonObject *arguments, GHashTable *query, const char *name)
{
  const char *text = query != NULL ? g_hash_table_lookup (query, name) : NULL;
  gint64 number = 0;

  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &number, NULL))
    return FALSE;
  json_object_set_int_member (arguments, name, number);

  return TRUE;
}

static void
get_messages (ServerHttp *self, SoupServerMessage *message, const char *room, GHashTable *query)
{
  g_autoptr (JsonObject) arguments = json_object_new ();

  json_object_set_string_member (arguments, "room", room);
  if (add_number (arguments, query, "before") && add_number (arguments, query, "limit"))
    begin (self, message, "message:history", SOUP_STATUS_OK, g_steal_pointer (&arguments));
  else
    refuse (message, SERVER_ERROR_INVALID, "before and limit are numbers");
}

static void
get_rooms (ServerHttp *self, SoupServerMessage *message)
{
  JsonObject *arguments = json_object_new ();

  json_object_set_int_member (arguments, "since", 0);
  begin (self, message, "sync", SOUP_STATUS_OK, arguments);
}

static void
api_cb (SoupServer *http,
        SoupServerMessage *message,
        const char *path,
        GHashTable *query,
        gpointer user_data)
{
  ServerHttp *self = user_data;
  const char *method = soup_server_message_get_method (message);
  g_auto (GStrv) steps = g_strsplit (path, "/", -1);
  guint n_steps = g_strv_length (steps);
  gboolean rooms = n_steps >= 3 && g_str_equal (steps[2], "rooms");
  gboolean messages = rooms && n_steps == 5 && g_str_equal (steps[4], "messages");

  if (soup_server_message_get_status (message) != 0)
    return; /* refused before its body */
  server_answer_add_cors (message, (const char *const *) self->config->allowed_origins);
  if (g_str_equal (method, SOUP_METHOD_OPTIONS))
    soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
  else if (rooms && n_steps == 3 && g_str_equal (method, SOUP_METHOD_GET))
    get_rooms (self, message);
  else if (messages && g_str_equal (method, SOUP_METHOD_GET))
    get_messages (self, message, steps[3], query);
  else if (messages && g_str_equal (method, SOUP_METHOD_POST))
    post_message (self, message, steps[3]);
  else
    refuse (message, SERVER_ERROR_NOT_FOUND, "There is nothing here");
}

/* --- bodies ---------------------------------------------------------------------------------- */

static void
body_too_long (SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
  refuse (message, SERVER_ERROR_TOO_LONG, "The body is too long");
}

/* Of a message of the longest text. */
static goffset
get_max_body (ServerHttp *self)
{
  return (goffset) server_store_get_limits (self->store)->text * MAX_CHARACTER + MAX_AROUND;
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, ServerHttp *self)
{
  if (soup_server_message_get_status (message) == 0 &&
      soup_server_message_get_request_body (message)->length > get_max_body (self))
    body_too_long (message);
}

static void
early_cb (SoupServer *http,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  ServerHttp *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (!server_pages_admit (self->config, message))
    soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  else if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
           soup_message_headers_get_content_length (headers) > get_max_body (self))
    body_too_long (message);
  else
    g_signal_connect_object (message, "got-chunk", G_CALLBACK (got_chunk_cb), self,
                             G_CONNECT_DEFAULT);
}

/* --- the object --------------------------------------------------------------------------------
 */

void
server_http_detach (ServerHttp *self)
{
  if (self->http == NULL)
    return;

  soup_server_remove_handler (self->http, "/api");
  soup_server_remove_handler (self->http, "/healthz");
  soup_server_remove_handler (self->http, "/metrics");
  g_clear_object (&self->http);
}

static void
server_http_dispose (GObject *object)
{
  ServerHttp *self = SERVER_HTTP (object);

  server_http_detach (self);
  g_clear_object (&self->io);
  g_clear_object (&self->store);
  g_clear_object (&self->hub);

  G_OBJECT_CLASS (server_http_parent_class)->dispose (object);
}

static void
server_http_finalize (GObject *object)
{
  ServerHttp *self = SERVER_HTTP (object);

  server_buckets_free (self->buckets);

  G_OBJECT_CLASS (server_http_parent_class)->finalize (object);
}

static void
server_http_class_init (ServerHttpClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = server_http_dispose;
  object_class->finalize = server_http_finalize;
}

static void
server_http_init (ServerHttp *self)
{
  self->buckets = server_buckets_new ();
  self->started_at = g_get_monotonic_time ();
}

ServerHttp *
server_http_new (SoupServer *http,
                 SocketIoServer *io,
                 ServerStore *store,
                 ServerHub *hub,
                 const ServerConfig *config)
{
  ServerHttp *self = g_object_new (SERVER_TYPE_HTTP, NULL);

  self->http = g_object_ref (http);
  self->io = g_object_ref (io);
  self->store = g_object_ref (store);
  self->hub = g_object_ref (hub);
  self->config = config;
  soup_server_add_early_handler (http, "/api", early_cb, self, NULL);
  soup_server_add_handler (http, "/api", api_cb, self, NULL);
  soup_server_add_handler (http, "/healthz", healthz_cb, self, NULL);
  soup_server_add_handler (http, "/metrics", metrics_cb, self, NULL);

  return self;
}
