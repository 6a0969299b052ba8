/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One HTTP request that is answered when there is something to say.
 *
 *   WAITING --answer, reset, steal, free--> (freed)
 *      |
 *      +------client goes away------------> GONE --any of these--> (freed)
 *
 * While a message is paused libsoup does not look at its connection, so the
 * socket waits in the server's epoll set for the client to hang up; but only if
 * somebody wants to know.  The connection may also go away by other hands: a
 * server that is dropped closes it and says "disconnected".
 */
#include "engine-io-exchange.h"

#include <string.h>

#include "engine-io-status.h"

typedef enum {
  STATE_WAITING,
  STATE_GONE,
} State;

struct _EngineIoExchange {
  SoupServerMessage *message;
  EngineIoEpoll *epoll;
  gsize compress_above;
  State state;
  gulong disconnected_id;

  gboolean watched;
  EngineIoWatch watch;
  EngineIoExchangeGoneFunc gone;
  gpointer owner;
};

static void
unwatch (EngineIoExchange *self)
{
  if (!self->watched)
    return;

  self->watched = FALSE;
  engine_io_epoll_remove (self->epoll, &self->watch);
}

/* The last thing that is done to it here: the owner may free it. */
static void
tell_gone (EngineIoExchange *self)
{
  EngineIoExchangeGoneFunc gone = self->gone;

  self->state = STATE_GONE;
  unwatch (self);
  g_clear_signal_handler (&self->disconnected_id, self->message);

  self->gone = NULL;
  if (gone != NULL)
    gone (self, self->owner);
}

static void
disconnected_cb (SoupServerMessage *message, EngineIoExchange *self)
{
  tell_gone (self);
}

/* libsoup would ask the socket for its peer and warn if there is none any more. */
static gboolean
is_connected (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  g_autoptr (GSocketAddress) peer = NULL;

  if (socket == NULL)
    return TRUE;

  peer = g_socket_get_remote_address (socket, NULL);

  return peer != NULL;
}

/* Closes at once what nobody reads any more, with whatever is in its buffers. */
static void
drop_connection (SoupServerMessage *message)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GIOStream) stream = NULL;

  g_set_object (&socket, soup_server_message_get_socket (message));
  if (!is_connected (message)) {
    /* There is nothing left to cut; libsoup finds out by itself. */
    soup_server_message_set_status (message, SOUP_STATUS_BAD_REQUEST, NULL);
    soup_server_message_unpause (message);
    return;
  }

  /* Without its socket a stream closes without waiting, TLS included; in the background it would
   * wait for one of GLib's few threads, with all that it has. */
  stream = soup_server_message_steal_connection (message);
  if (socket != NULL)
    g_socket_close (socket, NULL);
  if (stream != NULL)
    g_io_stream_close (stream, NULL, NULL);
}

static void
watch_ready_cb (EngineIoWatch *watch, guint32 events)
{
  EngineIoExchange *self =
    (EngineIoExchange *) ((guint8 *) watch - G_STRUCT_OFFSET (EngineIoExchange, watch));
  g_autoptr (SoupServerMessage) message = g_object_ref (self->message);

  g_clear_signal_handler (&self->disconnected_id, self->message);
  unwatch (self);
  drop_connection (message);
  tell_gone (self);
}

static void
let_go (EngineIoExchange *self)
{
  unwatch (self);
  g_clear_signal_handler (&self->disconnected_id, self->message);
  g_clear_object (&self->message);
  engine_io_epoll_unref (self->epoll);
  g_free (self);
}

/* The encoding that the client likes best of those that there are, or NULL. */
static const char *
choose_encoding (SoupMessageHeaders *headers, GZlibCompressorFormat *format)
{
  const char *accepted = soup_message_headers_get_list (headers, "Accept-Encoding");
  const char *chosen = NULL;
  GSList *encodings = NULL;

  if (accepted == NULL)
    return NULL;

  encodings = soup_header_parse_quality_list (accepted, NULL);
  for (GSList *iter = encodings; iter != NULL && chosen == NULL; iter = iter->next) {
    const char *encoding = iter->data;

    if (g_ascii_strcasecmp (encoding, "gzip") == 0 || strcmp (encoding, "*") == 0) {
      *format = G_ZLIB_COMPRESSOR_FORMAT_GZIP;
      chosen = "gzip";
    } else if (g_ascii_strcasecmp (encoding, "deflate") == 0) {
      *format = G_ZLIB_COMPRESSOR_FORMAT_ZLIB;
      chosen = "deflate";
    } else if (g_ascii_strcasecmp (encoding, "identity") == 0) {
      break;
    }
  }
  soup_header_free_list (encodings);

  return chosen;
}

/* Gives the compressed body, or NULL to send it as it is. */
static GBytes *
compress_body (EngineIoExchange *self, GBytes *body)
{
  g_autoptr (GZlibCompressor) compressor = NULL;
  GZlibCompressorFormat format = G_ZLIB_COMPRESSOR_FORMAT_GZIP;
  const char *encoding = NULL;
  GBytes *compressed = NULL;

  if (self->compress_above == 0 || g_bytes_get_size (body) < self->compress_above)
    return NULL;

  encoding = choose_encoding (soup_server_message_get_request_headers (self->message), &format);
  if (encoding == NULL)
    return NULL;

  compressor = g_zlib_compressor_new (format, -1);
  compressed = g_converter_convert_bytes (G_CONVERTER (compressor), body, NULL);
  if (compressed != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                  "Content-Encoding", encoding);

  return compressed;
}

static void
set_body (EngineIoExchange *self, const char *content_type, GBytes *body)
{
  g_autoptr (GBytes) compressed = compress_body (self, body);

  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                "Content-Type", content_type);
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message),
                                  compressed != NULL ? compressed : body);
}

/* Without a length libsoup takes the end of the connection for the end of the answer, and closes.
 */
static void
wrote_no_content_cb (SoupServerMessage *message, gpointer data)
{
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                     SOUP_ENCODING_NONE);
}

/**
 * engine_io_exchange_new: (skip)
 * @message: a request whose body is here; called from the server's handler
 * @epoll: where to wait for the client to go away
 * @compress_above: bodies of at least so many bytes are compressed; 0 is never
 *
 * Pauses @message until it is answered.
 *
 * Returns: (transfer full): an exchange
 */
EngineIoExchange *
engine_io_exchange_new (SoupServerMessage *message, EngineIoEpoll *epoll, gsize compress_above)
{
  EngineIoExchange *self = NULL;

  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), NULL);
  g_return_val_if_fail (epoll != NULL, NULL);

  self = g_new0 (EngineIoExchange, 1);
  self->message = g_object_ref (message);
  self->epoll = engine_io_epoll_ref (epoll);
  self->compress_above = compress_above;
  self->disconnected_id =
    g_signal_connect (message, "disconnected", G_CALLBACK (disconnected_cb), self);
  soup_server_message_pause (message);

  return self;
}

/**
 * engine_io_exchange_free: (skip)
 * @self: an exchange
 *
 * Resets the connection: it is not going to be answered.
 */
void
engine_io_exchange_free (EngineIoExchange *self)
{
  engine_io_exchange_reset (self);
}

/**
 * engine_io_exchange_get_message: (skip)
 * @self: an exchange
 *
 * Returns: (transfer none): the request
 */
SoupServerMessage *
engine_io_exchange_get_message (EngineIoExchange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * engine_io_exchange_set_gone_func: (skip)
 * @self: an exchange
 * @gone: (nullable): told once, if the client goes away; may free @self, and may be called at once
 * @owner: for @gone
 *
 * From now on somebody wants to know whether the client is still there.
 */
void
engine_io_exchange_set_gone_func (EngineIoExchange *self,
                                  EngineIoExchangeGoneFunc gone,
                                  gpointer owner)
{
  GSocket *socket = NULL;

  g_return_if_fail (self != NULL);

  self->gone = gone;
  self->owner = owner;
  if (gone == NULL) {
    unwatch (self);
    return;
  }
  if (self->state == STATE_GONE) {
    tell_gone (self);
    return;
  }

  /* There is no socket where the application brought the stream. */
  socket = soup_server_message_get_socket (self->message);
  if (self->watched || socket == NULL)
    return;

  self->watch.fd = g_socket_get_fd (socket);
  self->watch.ready = watch_ready_cb;
  self->watched =
    engine_io_epoll_add (self->epoll, &self->watch, EPOLLRDHUP | EPOLLHUP | EPOLLERR, NULL);
}

/**
 * engine_io_exchange_forbid_compression: (skip)
 * @self: an exchange
 *
 * Sends the answer as it is.
 */
void
engine_io_exchange_forbid_compression (EngineIoExchange *self)
{
  g_return_if_fail (self != NULL);

  self->compress_above = 0;
}

/**
 * engine_io_exchange_end_connection: (skip)
 * @self: an exchange
 *
 * Lets the connection go with the answer, for each that is kept is polled by the main context in
 * each of its turns.
 */
void
engine_io_exchange_end_connection (EngineIoExchange *self)
{
  g_return_if_fail (self != NULL);

  soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                "Connection", "close");
}

/**
 * engine_io_exchange_answer: (skip)
 * @self: (transfer full): an exchange
 * @status: an HTTP status
 * @content_type: (nullable): what @body is
 * @body: (nullable): the answer
 *
 * Answers, if the client is still there.
 */
void
engine_io_exchange_answer (EngineIoExchange *self,
                           guint status,
                           const char *content_type,
                           GBytes *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (body == NULL || content_type != NULL);

  if (self->state == STATE_WAITING) {
    /* An answer is given once: nobody gets a part of it, whatever range is asked for. */
    soup_message_headers_remove (soup_server_message_get_request_headers (self->message), "Range");
    soup_message_headers_replace (soup_server_message_get_response_headers (self->message),
                                  "Cache-Control", "no-store");
    soup_server_message_set_status (self->message, status, engine_io_status_get_phrase (status));
    if (body != NULL)
      set_body (self, content_type, body);
    else if (status == SOUP_STATUS_NO_CONTENT)
      g_signal_connect (self->message, "wrote-headers", G_CALLBACK (wrote_no_content_cb), NULL);
    unwatch (self);
    soup_server_message_unpause (self->message);
  }

  let_go (self);
}

/**
 * engine_io_exchange_reset: (skip)
 * @self: (transfer full): an exchange
 *
 * Cuts the connection.
 */
void
engine_io_exchange_reset (EngineIoExchange *self)
{
  g_return_if_fail (self != NULL);

  if (self->state == STATE_WAITING) {
    g_clear_signal_handler (&self->disconnected_id, self->message);
    unwatch (self);
    drop_connection (self->message);
  }

  let_go (self);
}

/**
 * engine_io_exchange_steal: (skip)
 * @self: (transfer full): an exchange
 *
 * Returns: (transfer full) (nullable): its connection, or %NULL if the client has gone
 */
GIOStream *
engine_io_exchange_steal (EngineIoExchange *self)
{
  GIOStream *stream = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->state == STATE_WAITING) {
    g_clear_signal_handler (&self->disconnected_id, self->message);
    unwatch (self);
    stream = engine_io_exchange_steal_early (self->message);
    if (stream == NULL)
      drop_connection (self->message);
  }

  let_go (self);

  return stream;
}

/**
 * engine_io_exchange_steal_early: (skip)
 * @message: a request, in the server's handler
 *
 * Returns: (transfer full) (nullable): its connection, or %NULL if the client has gone
 */
GIOStream *
engine_io_exchange_steal_early (SoupServerMessage *message)
{
  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), NULL);

  if (!is_connected (message))
    return NULL;

  /* How long a WebSocket is silent is its own matter. */
  if (soup_server_message_get_socket (message) != NULL)
    g_socket_set_timeout (soup_server_message_get_socket (message), 0);

  return soup_server_message_steal_connection (message);
}

/**
 * engine_io_exchange_drop: (skip)
 * @message: a request, in the server's handler
 *
 * Cuts the connection of a request that has no exchange yet.
 */
void
engine_io_exchange_drop (SoupServerMessage *message)
{
  g_return_if_fail (SOUP_IS_SERVER_MESSAGE (message));

  drop_connection (message);
}
