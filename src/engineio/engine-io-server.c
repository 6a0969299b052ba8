/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Engine.IO on one path of an HTTP server: which request is for which session,
 * and what is answered if it is for none.
 *
 * libsoup calls twice.  As soon as the head of a request is here, early_cb() asks
 * the session of a POST whether it wants the body, and cuts short what is too
 * long; when the body is here, too, request_cb() does all the rest.  Nothing is
 * kept of a body that nobody asked for.
 *
 *   request -> check -> of a session: its poll, its POST, its upgrade
 *                 |
 *                 '---> a handshake -> limits -> allow-request hook -> a session
 *
 * A WebSocket leaves libsoup with its answer: the connection is stolen, and what
 * comes on it is read by EngineIoWebsocketServer.
 *
 * When it has closed it is as new, and listens nowhere.
 */
#include "engine-io-server.h"

#include <string.h>

#include "engine-io-closing.h"
#include "engine-io-cors.h"
#include "engine-io-deadlines.h"
#include "engine-io-deflate.h"
#include "engine-io-enum-types.h"
#include "engine-io-epoll.h"
#include "engine-io-exchange.h"
#include "engine-io-id.h"
#include "engine-io-mount.h"
#include "engine-io-post.h"
#include "engine-io-quota.h"
#include "engine-io-refusal.h"
#include "engine-io-status.h"
#include "engine-io-target.h"
#include "engine-io-websocket-handshake.h"
#include "engine-io-websocket-server.h"

/* Where there is no code of the protocol for it. */
#define NO_CODE ((EngineIoServerError) G_MAXINT)

struct _EngineIoServer {
  GObject parent_instance;

  EngineIoServerOptions *options;
  EngineIoSocketContext context;
  GHashTable *sockets;    /* id -> EngineIoSocket, which has the id */
  GHashTable *posts;      /* SoupServerMessage -> EngineIoPost */
  GHashTable *handshakes; /* set of Handshake that wait for the hook */
  EngineIoQuota *quota;

  EngineIoMount *mount; /* NULL while it is nowhere */

  EngineIoAllowRequestFunc allow;
  gpointer allow_data;
  GDestroyNotify allow_destroy;

  EngineIoClosing *closing;
};

G_DEFINE_FINAL_TYPE (EngineIoServer, engine_io_server, G_TYPE_OBJECT)

typedef enum {
  PROP_OPTIONS = 1,
} EngineIoServerProperty;

static GParamSpec *properties[PROP_OPTIONS + 1];

enum { CONNECTION, INITIAL_HEADERS, HEADERS, CONNECTION_ERROR, N_SIGNALS };

static guint signals[N_SIGNALS];

/* A handshake, from the checks to the session. */
typedef struct {
  EngineIoServer *server;
  EngineIoExchange *exchange;
  EngineIoTarget target;
  EngineIoRequestHead *head;
  EngineIoNext *next; /* a question that was not answered; borrowed */
} Handshake;

static void
handshake_free (Handshake *self)
{
  if (self->next != NULL)
    engine_io_next_forget (self->next);
  g_clear_pointer (&self->exchange, engine_io_exchange_free);
  engine_io_target_clear (&self->target);
  engine_io_request_head_unref (self->head);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handshake, handshake_free)

/* --- answers -------------------------------------------------------------- */

/* What every answer carries, and the first one of a session, which has @id, more. */
static void
add_headers (EngineIoServer *self,
             SoupServerMessage *message,
             SoupMessageHeaders *headers,
             const char *id)
{
  engine_io_cors_apply (self->options, FALSE, soup_server_message_get_request_headers (message),
                        headers);
  if (id != NULL) {
    g_autofree char *cookie = engine_io_server_options_build_cookie (self->options, id);

    if (cookie != NULL)
      soup_message_headers_append (headers, "Set-Cookie", cookie);
    g_signal_emit (self, signals[INITIAL_HEADERS], 0, headers, message);
  }
  g_signal_emit (self, signals[HEADERS], 0, headers, message);
}

static void
refuse_with (EngineIoServer *self,
             EngineIoExchange *exchange,
             gboolean upgrade,
             guint status,
             EngineIoServerError code,
             const char *text)
{
  g_autoptr (SoupServerMessage) message = g_object_ref (engine_io_exchange_get_message (exchange));

  if (upgrade)
    engine_io_refusal_say_plainly (exchange, status, text);
  else
    engine_io_refusal_say (self->options, exchange, status, code, text);

  g_signal_emit (self, signals[CONNECTION_ERROR], 0, message, code, text);
}

/* @text is %NULL for the usual words.  A WebSocket hears 400 in any case. */
static void
refuse (EngineIoServer *self,
        EngineIoExchange *exchange,
        gboolean upgrade,
        EngineIoServerError code,
        const char *text)
{
  guint status = code == ENGINE_IO_SERVER_FORBIDDEN && !upgrade ? 403 : 400;

  refuse_with (self, exchange, upgrade, status, code,
               text != NULL ? text : engine_io_refusal_describe (code));
}

static EngineIoExchange *
begin_exchange (EngineIoServer *self, SoupServerMessage *message)
{
  gsize compress_above = 0;

  if (engine_io_server_options_get_http_compression (self->options))
    compress_above =
      MAX (1, engine_io_server_options_get_http_compression_threshold (self->options));

  return engine_io_exchange_new (message, self->context.epoll, compress_above);
}

/* --- checks --------------------------------------------------------------- */

static gboolean
serves (EngineIoServer *self, const char *transport)
{
  const char *const *transports = engine_io_server_options_get_transports (self->options);

  return transport != NULL && transports != NULL && g_strv_contains (transports, transport) &&
         (g_str_equal (transport, "polling") || g_str_equal (transport, "websocket"));
}

static EngineIoServerError
check_session (EngineIoServer *self, const EngineIoTarget *target)
{
  EngineIoSocket *socket = g_hash_table_lookup (self->sockets, target->sid);

  if (socket == NULL)
    return ENGINE_IO_SERVER_UNKNOWN_SID;
  if (!target->upgrade && !g_str_equal (target->transport, engine_io_socket_get_transport (socket)))
    return ENGINE_IO_SERVER_BAD_REQUEST;
  if (!target->upgrade && g_str_equal (target->transport, "websocket"))
    return ENGINE_IO_SERVER_BAD_REQUEST;
  if (g_strcmp0 (target->version, "4") != 0)
    return ENGINE_IO_SERVER_BAD_REQUEST;

  return NO_CODE;
}

/* In the order in which the reference implementation looks. */
static EngineIoServerError
check (EngineIoServer *self, SoupServerMessage *message, const EngineIoTarget *target)
{
  if (!serves (self, target->transport))
    return ENGINE_IO_SERVER_UNKNOWN_TRANSPORT;
  if (!engine_io_target_has_valid_origin (soup_server_message_get_request_headers (message)))
    return ENGINE_IO_SERVER_BAD_REQUEST;
  if (target->sid != NULL)
    return check_session (self, target);
  if (!g_str_equal (target->method, SOUP_METHOD_GET))
    return ENGINE_IO_SERVER_BAD_HANDSHAKE_METHOD;
  if (g_str_equal (target->transport, "websocket") && !target->upgrade)
    return ENGINE_IO_SERVER_BAD_REQUEST;

  return NO_CODE;
}

/* --- a handshake ---------------------------------------------------------- */

/* Whether there is room for one more; a refusal is said here. */
static gboolean
has_room (Handshake *handshake)
{
  EngineIoServer *self = handshake->server;
  guint max_sessions = engine_io_server_options_get_max_sessions (self->options);
  guint n = g_hash_table_size (self->sockets) + g_hash_table_size (self->handshakes);
  const char *text = NULL;

  if (engine_io_closing_is_begun (self->closing))
    text = "The server is closing";
  else if (max_sessions > 0 && n >= max_sessions)
    text = "Too many sessions";
  if (text == NULL)
    return TRUE;

  refuse_with (self, g_steal_pointer (&handshake->exchange), handshake->target.upgrade,
               SOUP_STATUS_SERVICE_UNAVAILABLE, ENGINE_IO_SERVER_FORBIDDEN, text);

  return FALSE;
}

static gboolean
is_within_quota (Handshake *handshake)
{
  EngineIoServer *self = handshake->server;
  guint limit = engine_io_server_options_get_max_handshakes_per_address (self->options);
  const char *address = engine_io_request_head_get_address (handshake->head);

  if (limit == 0 || address == NULL ||
      engine_io_quota_take (self->quota, address, limit,
                            engine_io_server_options_get_handshake_window (self->options),
                            g_get_monotonic_time ()))
    return TRUE;

  refuse_with (self, g_steal_pointer (&handshake->exchange), handshake->target.upgrade,
               ENGINE_IO_STATUS_TOO_MANY_REQUESTS, ENGINE_IO_SERVER_FORBIDDEN,
               "Too many handshakes");

  return FALSE;
}

static void
add_socket (EngineIoServer *self, EngineIoSocket *socket)
{
  g_hash_table_insert (self->sockets, (gpointer) engine_io_socket_get_id (socket),
                       g_object_ref (socket));
}

static void
announce (EngineIoServer *self, EngineIoSocket *socket)
{
  if (engine_io_socket_get_state (socket) != ENGINE_IO_SOCKET_CLOSED)
    g_signal_emit (self, signals[CONNECTION], 0, socket);
}

static void
open_polling (Handshake *handshake)
{
  EngineIoServer *self = handshake->server;
  SoupServerMessage *message = engine_io_exchange_get_message (handshake->exchange);
  g_autoptr (EngineIoSocket) socket = NULL;
  char id[ENGINE_IO_ID_SIZE];

  engine_io_id_make (id);
  add_headers (self, message, soup_server_message_get_response_headers (message), id);
  if (self->mount == NULL)
    return;

  socket = engine_io_socket_new (&self->context, id, handshake->head, NULL);
  add_socket (self, socket);
  engine_io_socket_take_poll (socket, g_steal_pointer (&handshake->exchange));
  announce (self, socket);
}

/* Answers 101 with the headers of @id's first answer, or those of any; NULL if it was refused or
 * the client has gone. */
static EngineIoWebsocketServer *
accept_websocket (EngineIoServer *self, EngineIoExchange *exchange, const char *id)
{
  EngineIoServerOptions *options = self->options;
  SoupServerMessage *message = engine_io_exchange_get_message (exchange);
  SoupMessageHeaders *request = soup_server_message_get_request_headers (message);
  SoupMessageHeaders *headers = NULL;
  guint status =
    engine_io_websocket_handshake_check (soup_server_message_get_method (message),
                                         soup_server_message_get_http_version (message), request);
  EngineIoWebsocketLimits limits = { 0 };
  g_autofree char *extensions = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GBytes) head = NULL;

  if (status != SOUP_STATUS_SWITCHING_PROTOCOLS) {
    engine_io_refusal_say_plainly (exchange, status, engine_io_status_get_phrase (status));
    return NULL;
  }

  if (engine_io_server_options_get_per_message_deflate (options))
    extensions = engine_io_deflate_negotiate (
      soup_message_headers_get_list (request, "Sec-WebSocket-Extensions"));
  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  add_headers (self, message, headers, id);
  head = engine_io_websocket_handshake_accept (request, headers, extensions);
  soup_message_headers_unref (headers);

  stream = engine_io_exchange_steal (exchange);
  if (stream == NULL)
    return NULL;

  limits.max_message = engine_io_server_options_get_max_http_buffer_size (options);
  limits.max_queued = engine_io_server_options_get_max_queued (options);
  limits.deflate = extensions != NULL;
  limits.deflate_threshold = engine_io_server_options_get_deflate_threshold (options);

  return engine_io_websocket_server_new (self->context.epoll, stream, head, &limits);
}

static void
open_websocket (Handshake *handshake)
{
  EngineIoServer *self = handshake->server;
  EngineIoWebsocketServer *websocket = NULL;
  g_autoptr (EngineIoSocket) socket = NULL;
  char id[ENGINE_IO_ID_SIZE];

  engine_io_id_make (id);
  websocket = accept_websocket (self, g_steal_pointer (&handshake->exchange), id);
  if (websocket == NULL)
    return;

  /* As the reference implementation does it: a WebSocket is no poll. */
  if (self->mount == NULL || g_str_equal (handshake->target.transport, "polling")) {
    engine_io_websocket_server_close (websocket, 0);
    return;
  }

  socket = engine_io_socket_new (&self->context, id, handshake->head, websocket);
  add_socket (self, socket);
  announce (self, socket);
}

/* The hook has nothing against it. */
static void
finish_handshake (Handshake *handshake)
{
  if (g_strcmp0 (handshake->target.version, "4") != 0)
    refuse (handshake->server, g_steal_pointer (&handshake->exchange), handshake->target.upgrade,
            ENGINE_IO_SERVER_UNSUPPORTED_VERSION, NULL);
  else if (!has_room (handshake))
    return;
  else if (handshake->target.upgrade)
    open_websocket (handshake);
  else
    open_polling (handshake);
}

static void
allow_answered_cb (gboolean passed, const char *message, JsonNode *data, gpointer user_data)
{
  g_autoptr (Handshake) handshake = user_data;
  g_autoptr (EngineIoServer) self = g_object_ref (handshake->server);

  handshake->next = NULL;
  g_hash_table_remove (self->handshakes, handshake);
  engine_io_exchange_set_gone_func (handshake->exchange, NULL, NULL);

  if (passed)
    finish_handshake (handshake);
  else
    refuse (self, g_steal_pointer (&handshake->exchange), handshake->target.upgrade,
            ENGINE_IO_SERVER_FORBIDDEN, message);
}

/* Whoever waits for the hook waits in vain. */
static void
refuse_handshakes (EngineIoServer *self)
{
  g_autoptr (GPtrArray) waiting = g_hash_table_get_keys_as_ptr_array (self->handshakes);

  g_hash_table_remove_all (self->handshakes);
  g_ptr_array_set_free_func (waiting, (GDestroyNotify) handshake_free);
  for (guint i = 0; i < waiting->len; i++) {
    Handshake *handshake = g_ptr_array_index (waiting, i);

    engine_io_exchange_set_gone_func (handshake->exchange, NULL, NULL);
    has_room (handshake);
  }
}

static void
handshake_gone_cb (EngineIoExchange *exchange, gpointer owner)
{
  Handshake *handshake = owner;

  g_hash_table_remove (handshake->server->handshakes, handshake);
  handshake_free (handshake);
}

static void
ask_hook (Handshake *handshake)
{
  EngineIoServer *self = handshake->server;
  SoupServerMessage *message = engine_io_exchange_get_message (handshake->exchange);
  g_autoptr (EngineIoNext) next = engine_io_next_new (allow_answered_cb, handshake);

  handshake->next = next;
  g_hash_table_add (self->handshakes, handshake);
  self->allow (self, message, next, self->allow_data);
  if (g_hash_table_contains (self->handshakes, handshake))
    engine_io_exchange_set_gone_func (handshake->exchange, handshake_gone_cb, handshake);
}

static void
begin_handshake (EngineIoServer *self, EngineIoExchange *exchange, EngineIoTarget *target)
{
  g_autoptr (Handshake) handshake = g_new0 (Handshake, 1);

  handshake->server = self;
  handshake->exchange = exchange;
  handshake->target = *target;
  *target = (EngineIoTarget) { 0 };
  handshake->head =
    engine_io_request_head_new (engine_io_exchange_get_message (exchange),
                                engine_io_server_options_get_trusted_header (self->options));

  /* An HTTP server that others made may listen since a moment ago. */
  if (g_hash_table_size (self->sockets) == 0)
    engine_io_mount_widen (self->mount);
  if (!has_room (handshake) || !is_within_quota (handshake))
    return;

  if (self->allow != NULL)
    ask_hook (g_steal_pointer (&handshake));
  else
    finish_handshake (handshake);
}

/* --- requests ------------------------------------------------------------- */

static gboolean
is_ours (EngineIoServer *self, const char *path)
{
  return engine_io_mount_is_at (self->mount, path,
                                !engine_io_server_options_get_add_trailing_slash (self->options));
}

/* The body of a POST that began will never be whole. */
static void
post_over_cb (EngineIoPost *post, gboolean too_long, gpointer owner)
{
  EngineIoServer *self = owner;
  g_autoptr (SoupServerMessage) message = g_object_ref (engine_io_post_get_message (post));
  g_autoptr (EngineIoSocket) socket = NULL;

  g_set_object (&socket, engine_io_post_get_socket (post));
  g_hash_table_remove (self->posts, message);

  if (too_long)
    engine_io_refusal_cut_short (self->options, message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                 NO_CODE, NULL);
  if (socket != NULL && too_long)
    engine_io_socket_post_refused (socket);
  else if (socket != NULL)
    engine_io_socket_post_failed (socket);
}

static void
begin_post (EngineIoServer *self, SoupServerMessage *message, EngineIoSocket *socket)
{
  gsize max_size = engine_io_server_options_get_max_http_buffer_size (self->options);
  gboolean wanted = engine_io_socket_begin_post (socket, message);

  g_hash_table_insert (self->posts, message,
                       engine_io_post_new (message, wanted ? socket : NULL, max_size, post_over_cb,
                                           self));
}

static gboolean
is_too_long (EngineIoServer *self, SoupMessageHeaders *headers)
{
  gint64 max_size = (gint64) engine_io_server_options_get_max_http_buffer_size (self->options);

  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
         soup_message_headers_get_content_length (headers) > max_size;
}

static gboolean
is_chunked (SoupMessageHeaders *headers)
{
  return soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CHUNKED;
}

static gboolean
has_body (SoupMessageHeaders *headers)
{
  return is_chunked (headers) || soup_message_headers_get_content_length (headers) > 0;
}

/* The head of a request is here. */
static void
early_cb (SoupServer *http,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  g_autoptr (EngineIoServer) self = g_object_ref (user_data);
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_auto (EngineIoTarget) target = { 0 };
  EngineIoServerError code = NO_CODE;
  gboolean endless = FALSE;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  if (!is_ours (self, path))
    return;
  if (engine_io_target_is_absurd (soup_server_message_get_uri (message), headers)) {
    engine_io_refusal_cut_short (self->options, message, ENGINE_IO_STATUS_HEADERS_TOO_LARGE,
                                 NO_CODE, NULL);
    return;
  }

  if (!has_body (headers) &&
      !g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_POST))
    return;

  engine_io_target_init (&target, message);
  code = check (self, message, &target);
  endless = is_too_long (self, headers);
  if (code == NO_CODE && !target.upgrade && !endless &&
      g_str_equal (target.method, SOUP_METHOD_POST))
    begin_post (self, message, g_hash_table_lookup (self->sockets, target.sid));
  else if (code != NO_CODE && (endless || is_chunked (headers)))
    engine_io_refusal_cut_short (self->options, message, SOUP_STATUS_BAD_REQUEST, code,
                                 engine_io_refusal_describe (code));
  else if (endless || is_chunked (headers))
    engine_io_refusal_cut_short (self->options, message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE,
                                 NO_CODE, NULL);
}

/* The body of a POST that began is here. */
static void
take_post (EngineIoServer *self, SoupServerMessage *message, EngineIoPost *taken)
{
  g_autoptr (EngineIoPost) post = taken;
  g_autoptr (GBytes) body = engine_io_post_take_body (post);
  EngineIoExchange *exchange = begin_exchange (self, message);
  EngineIoSocket *socket = engine_io_post_get_socket (post);

  if (socket == NULL) {
    engine_io_refusal_say_nothing (self->options, exchange, SOUP_STATUS_BAD_REQUEST);
    return;
  }

  add_headers (self, message, soup_server_message_get_response_headers (message), NULL);
  engine_io_socket_take_post (socket, exchange, body);
}

static void
take_upgrade (EngineIoServer *self,
              EngineIoExchange *exchange,
              EngineIoSocket *socket,
              const EngineIoTarget *target)
{
  EngineIoWebsocketServer *websocket = accept_websocket (self, exchange, NULL);

  if (websocket == NULL)
    return;

  if (g_str_equal (target->transport, "websocket"))
    engine_io_socket_take_probe (socket, websocket);
  else
    engine_io_websocket_server_close (websocket, 0);
}

static void
take_session_request (EngineIoServer *self, EngineIoExchange *exchange, EngineIoTarget *target)
{
  SoupServerMessage *message = engine_io_exchange_get_message (exchange);
  g_autoptr (EngineIoSocket) socket = NULL;

  g_set_object (&socket, g_hash_table_lookup (self->sockets, target->sid));
  if (target->upgrade) {
    take_upgrade (self, exchange, socket, target);
  } else if (g_str_equal (target->method, SOUP_METHOD_GET)) {
    add_headers (self, message, soup_server_message_get_response_headers (message), NULL);
    engine_io_socket_take_poll (socket, exchange);
  } else {
    engine_io_refusal_say_nothing (self->options, exchange,
                                   g_str_equal (target->method, SOUP_METHOD_POST)
                                     ? SOUP_STATUS_BAD_REQUEST
                                     : SOUP_STATUS_INTERNAL_SERVER_ERROR);
  }
}

static void
answer_preflight (EngineIoServer *self, EngineIoExchange *exchange)
{
  SoupServerMessage *message = engine_io_exchange_get_message (exchange);

  engine_io_cors_apply (self->options, TRUE, soup_server_message_get_request_headers (message),
                        soup_server_message_get_response_headers (message));
  engine_io_exchange_answer (exchange, SOUP_STATUS_NO_CONTENT, NULL, NULL);
}

/* All but the POSTs that began. */
static void
take_request (EngineIoServer *self, SoupServerMessage *message)
{
  g_auto (EngineIoTarget) target = { 0 };
  EngineIoServerError code = NO_CODE;
  EngineIoExchange *exchange = NULL;

  engine_io_target_init (&target, message);
  exchange = begin_exchange (self, message);
  if (g_str_equal (target.method, SOUP_METHOD_OPTIONS) &&
      engine_io_cors_is_enabled (self->options)) {
    answer_preflight (self, exchange);
    return;
  }

  code = check (self, message, &target);
  if (code != NO_CODE)
    refuse (self, exchange, target.upgrade, code, NULL);
  else if (target.sid != NULL)
    take_session_request (self, exchange, &target);
  else
    begin_handshake (self, exchange, &target);
}

/* A request is here as a whole. */
static void
request_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  g_autoptr (EngineIoServer) self = g_object_ref (user_data);
  EngineIoPost *post = NULL;

  /* Until there is an answer.  Without a status libsoup looks again at what it has called, which is
   * gone if somebody drops the server meanwhile. */
  soup_server_message_set_status (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, NULL);

  if (!is_ours (self, path))
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  else if (g_hash_table_steal_extended (self->posts, message, NULL, (gpointer *) &post))
    take_post (self, message, post);
  else
    take_request (self, message);
}

static EngineIoMount *
mount_at (EngineIoServer *self, SoupServer *http)
{
  return engine_io_mount_new (http, self->options, early_cb, request_cb, self);
}

/* --- closing -------------------------------------------------------------- */

static void
for_each_socket (EngineIoServer *self, void (*function) (EngineIoSocket *socket))
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer each = NULL;

  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, NULL, &each))
    g_ptr_array_add (sockets, g_object_ref (each));
  for (guint i = 0; i < sockets->len; i++)
    function (g_ptr_array_index (sockets, i));
}

static void
abort_socket (EngineIoSocket *socket)
{
  engine_io_socket_abort (socket, ENGINE_IO_CLOSE_FORCED, NULL);
}

static gboolean
closing_is_empty (gpointer server)
{
  EngineIoServer *self = server;

  return g_hash_table_size (self->sockets) == 0;
}

static void
quiet_cb (gpointer server)
{
  EngineIoServer *self = server;

  engine_io_closing_look (self->closing);
}

static gboolean
closing_is_quiet (gpointer server)
{
  EngineIoServer *self = server;

  if (self->mount == NULL || engine_io_mount_is_quiet (self->mount))
    return TRUE;

  engine_io_mount_set_quiet_func (self->mount, quiet_cb, self);

  return FALSE;
}

static void
closing_hurry (gpointer server)
{
  for_each_socket (server, abort_socket);
}

static void
closing_closed (gpointer server)
{
  EngineIoServer *self = server;

  g_clear_pointer (&self->mount, engine_io_mount_free);
}

static const EngineIoClosingListener closing_listener = {
  .is_empty = closing_is_empty,
  .is_quiet = closing_is_quiet,
  .hurry = closing_hurry,
  .closed = closing_closed,
};

/* Nobody is to be found any more who has closed. */
static void
socket_closed_cb (gpointer server, EngineIoSocket *socket)
{
  EngineIoServer *self = server;

  g_hash_table_remove (self->sockets, engine_io_socket_get_id (socket));
  engine_io_closing_look (self->closing);
}

/* --- the object ----------------------------------------------------------- */

static void
engine_io_server_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  EngineIoServer *self = ENGINE_IO_SERVER (object);

  switch ((EngineIoServerProperty) property_id) {
  case PROP_OPTIONS:
    g_value_set_object (value, self->options);
    break;
  }
}

static void
engine_io_server_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  EngineIoServer *self = ENGINE_IO_SERVER (object);

  switch ((EngineIoServerProperty) property_id) {
  case PROP_OPTIONS:
    self->options = g_value_dup_object (value);
    break;
  }
}

static void
engine_io_server_constructed (GObject *object)
{
  EngineIoServer *self = ENGINE_IO_SERVER (object);
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GError) error = NULL;

  G_OBJECT_CLASS (engine_io_server_parent_class)->constructed (object);

  if (self->options == NULL)
    self->options = engine_io_server_options_new ();

  self->context.options = self->options;
  self->context.deadlines = engine_io_deadlines_new (context);
  self->context.epoll = engine_io_epoll_new (context, &error);
  self->context.closed = socket_closed_cb;
  self->context.server = self;
  if (self->context.epoll == NULL)
    g_error ("%s", error->message);
  self->closing = engine_io_closing_new (self, &closing_listener, self->context.deadlines, context);
}

static void
drop_handshakes (EngineIoServer *self)
{
  g_autoptr (GPtrArray) waiting = g_hash_table_get_keys_as_ptr_array (self->handshakes);

  g_hash_table_remove_all (self->handshakes);
  g_ptr_array_set_free_func (waiting, (GDestroyNotify) handshake_free);
}

static void
drop_posts (EngineIoServer *self)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer each = NULL;

  g_hash_table_iter_init (&iter, self->posts);
  while (g_hash_table_iter_next (&iter, &each, NULL))
    g_ptr_array_add (messages, g_object_ref (each));
  g_hash_table_remove_all (self->posts);
  for (guint i = 0; i < messages->len; i++)
    engine_io_exchange_drop (g_ptr_array_index (messages, i));
}

static void
engine_io_server_dispose (GObject *object)
{
  EngineIoServer *self = ENGINE_IO_SERVER (object);

  engine_io_closing_stop (self->closing);
  drop_handshakes (self);
  drop_posts (self);
  for_each_socket (self, abort_socket);
  g_clear_pointer (&self->mount, engine_io_mount_free);
  if (self->allow_destroy != NULL)
    g_steal_pointer (&self->allow_destroy) (self->allow_data);
  self->allow = NULL;

  G_OBJECT_CLASS (engine_io_server_parent_class)->dispose (object);
}

static void
engine_io_server_finalize (GObject *object)
{
  EngineIoServer *self = ENGINE_IO_SERVER (object);

  g_hash_table_unref (self->sockets);
  g_hash_table_unref (self->posts);
  g_hash_table_unref (self->handshakes);
  engine_io_quota_free (self->quota);
  engine_io_closing_free (self->closing);
  engine_io_deadlines_unref (self->context.deadlines);
  engine_io_epoll_unref (self->context.epoll);
  g_object_unref (self->options);

  G_OBJECT_CLASS (engine_io_server_parent_class)->finalize (object);
}

static void
engine_io_server_class_init (EngineIoServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = engine_io_server_get_property;
  object_class->set_property = engine_io_server_set_property;
  object_class->constructed = engine_io_server_constructed;
  object_class->dispose = engine_io_server_dispose;
  object_class->finalize = engine_io_server_finalize;

  /**
   * EngineIoServer:options:
   *
   * How it answers.
   */
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, ENGINE_IO_TYPE_SERVER_OPTIONS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * EngineIoServer::connection:
   * @self: a server
   * @socket: a session that has begun
   *
   * A client has come.
   */
  signals[CONNECTION] = g_signal_new ("connection", ENGINE_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, ENGINE_IO_TYPE_SOCKET);

  /**
   * EngineIoServer::initial-headers:
   * @self: a server
   * @headers: headers of the answer, to be added to
   * @message: the request
   *
   * The first answer of a session is about to be given.
   */
  signals[INITIAL_HEADERS] =
    g_signal_new ("initial-headers", ENGINE_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SOUP_TYPE_MESSAGE_HEADERS | G_SIGNAL_TYPE_STATIC_SCOPE,
                  SOUP_TYPE_SERVER_MESSAGE);

  /**
   * EngineIoServer::headers:
   * @self: a server
   * @headers: headers of the answer, to be added to
   * @message: the request
   *
   * A request of a session, also the first one, has come and will be answered.
   */
  signals[HEADERS] =
    g_signal_new ("headers", ENGINE_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, SOUP_TYPE_MESSAGE_HEADERS | G_SIGNAL_TYPE_STATIC_SCOPE,
                  SOUP_TYPE_SERVER_MESSAGE);

  /**
   * EngineIoServer::connection-error:
   * @self: a server
   * @message: a request
   * @code: what is wrong with it
   * @text: what the client was told
   *
   * A request was refused.  Those above a limit of [class@EngineIo.ServerOptions], and those that
   * come while the server closes, are forbidden.
   */
  signals[CONNECTION_ERROR] =
    g_signal_new ("connection-error", ENGINE_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, SOUP_TYPE_SERVER_MESSAGE, ENGINE_IO_TYPE_SERVER_ERROR,
                  G_TYPE_STRING);
}

static void
engine_io_server_init (EngineIoServer *self)
{
  self->sockets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->posts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) engine_io_post_free);
  self->handshakes = g_hash_table_new (NULL, NULL);
  self->quota = engine_io_quota_new ();
}

/**
 * engine_io_server_new:
 * @options: (nullable): how it answers; %NULL for the defaults
 *
 * A server belongs to the thread-default main context in which it is made.
 *
 * Returns: (transfer full): a server that listens nowhere yet
 */
EngineIoServer *
engine_io_server_new (EngineIoServerOptions *options)
{
  g_return_val_if_fail (options == NULL || ENGINE_IO_IS_SERVER_OPTIONS (options), NULL);

  return g_object_new (ENGINE_IO_TYPE_SERVER, "options", options, NULL);
}

/**
 * engine_io_server_get_options:
 * @self: a server
 *
 * Returns: (transfer none): how it answers
 */
EngineIoServerOptions *
engine_io_server_get_options (EngineIoServer *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), NULL);

  return self->options;
}

/**
 * engine_io_server_get_n_sockets:
 * @self: a server
 *
 * Returns: sessions at the moment
 */
guint
engine_io_server_get_n_sockets (EngineIoServer *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), 0);

  return g_hash_table_size (self->sockets);
}

/**
 * engine_io_server_get_socket:
 * @self: a server
 * @id: a session's id
 *
 * Returns: (transfer none) (nullable): the session, unless it is over
 */
EngineIoSocket *
engine_io_server_get_socket (EngineIoServer *self, const char *id)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->sockets, id);
}

/**
 * engine_io_server_set_allow_request:
 * @self: a server
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): is asked from now on;
 *   %NULL to let everybody in
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Sets who is asked for each handshake, by polling or WebSocket, whether it may go on.  This is
 * also the place to look at the Origin of a WebSocket, which no browser stops.
 */
void
engine_io_server_set_allow_request (EngineIoServer *self,
                                    EngineIoAllowRequestFunc func,
                                    gpointer user_data,
                                    GDestroyNotify destroy)
{
  GDestroyNotify old_destroy = NULL;
  gpointer old_data = NULL;

  g_return_if_fail (ENGINE_IO_IS_SERVER (self));

  old_destroy = self->allow_destroy;
  old_data = self->allow_data;
  self->allow = func;
  self->allow_data = user_data;
  self->allow_destroy = destroy;
  if (old_destroy != NULL)
    old_destroy (old_data);
}

/**
 * engine_io_server_attach:
 * @self: a server that is attached nowhere and does not listen
 * @http: an HTTP server
 *
 * Serves its path on @http, which may serve others.  It remains the caller's: it listens where it
 * is told to, and goes on when this server is closed or dropped.
 */
void
engine_io_server_attach (EngineIoServer *self, SoupServer *http)
{
  g_return_if_fail (ENGINE_IO_IS_SERVER (self));
  g_return_if_fail (SOUP_IS_SERVER (http));
  g_return_if_fail (self->mount == NULL);

  self->mount = mount_at (self, http);
}

/**
 * engine_io_server_listen:
 * @self: a server that is not attached
 * @address: (nullable): an IP address of this computer, "localhost", or the path of a Unix socket
 *   that is to be made; %NULL for all addresses
 * @port: a port, or 0 for any that is free; a Unix socket has none
 * @certificate: (nullable): to serve over TLS
 * @error: return location for an error
 *
 * Listens on a port or socket of its own; may be called for several of them, all with TLS or all
 * without.
 *
 * Returns: whether it listens
 */
gboolean
engine_io_server_listen (EngineIoServer *self,
                         const char *address,
                         guint port,
                         GTlsCertificate *certificate,
                         GError **error)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), FALSE);
  g_return_val_if_fail (port <= G_MAXUINT16, FALSE);
  g_return_val_if_fail (certificate == NULL || G_IS_TLS_CERTIFICATE (certificate), FALSE);
  g_return_val_if_fail (self->mount == NULL || engine_io_mount_owns_http (self->mount), FALSE);

  if (self->mount != NULL)
    return engine_io_mount_listen (self->mount, address, port, certificate, error);

  self->mount = mount_at (self, NULL);
  if (engine_io_mount_listen (self->mount, address, port, certificate, error))
    return TRUE;

  g_clear_pointer (&self->mount, engine_io_mount_free);

  return FALSE;
}

/**
 * engine_io_server_get_http:
 * @self: a server
 *
 * Returns: (transfer none) (nullable): the HTTP server that it is attached to, or its own
 */
SoupServer *
engine_io_server_get_http (EngineIoServer *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), NULL);

  return self->mount != NULL ? engine_io_mount_get_http (self->mount) : NULL;
}

/**
 * engine_io_server_get_port:
 * @self: a server
 *
 * Returns: the port that it listens on, the first one if there are several; 0 if there is none
 */
guint
engine_io_server_get_port (EngineIoServer *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), 0);

  return self->mount != NULL ? engine_io_mount_get_port (self->mount) : 0;
}

/**
 * engine_io_server_close_async:
 * @self: a server
 * @drain_ms: how long clients may take to fetch what they were sent, in milliseconds
 * @cancellable: (nullable): closes at once
 * @callback: (scope async): called when nobody is connected any more
 * @user_data: for @callback
 *
 * Refuses new sessions, closes all others, and then stops to listen, or leaves the HTTP server that
 * it was attached to.  After that it can be used again.
 */
void
engine_io_server_close_async (EngineIoServer *self,
                              guint drain_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = NULL;
  gboolean begun = FALSE;

  g_return_if_fail (ENGINE_IO_IS_SERVER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, engine_io_server_close_async);
  begun = engine_io_closing_is_begun (self->closing);
  engine_io_closing_add (self->closing, drain_ms, task);
  if (begun)
    return;

  refuse_handshakes (self);
  for_each_socket (self, engine_io_socket_close);
  engine_io_closing_look (self->closing);
}

/**
 * engine_io_server_close_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends closing.
 *
 * Returns: whether everybody had the time to go; if not, the server is closed all the same
 */
gboolean
engine_io_server_close_finish (EngineIoServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * engine_io_server_get_deadlines: (skip)
 * @self: a server
 *
 * Returns: (transfer none): what waits for a time
 */
EngineIoDeadlines *
engine_io_server_get_deadlines (EngineIoServer *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), NULL);

  return self->context.deadlines;
}

/**
 * engine_io_server_get_epoll: (skip)
 * @self: a server
 *
 * Returns: (transfer none): what waits for a socket
 */
EngineIoEpoll *
engine_io_server_get_epoll (EngineIoServer *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER (self), NULL);

  return self->context.epoll;
}
