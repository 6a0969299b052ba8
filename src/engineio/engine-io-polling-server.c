/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long-polling, as a server sees it.
 *
 * The client keeps one GET waiting, which is answered as soon as there is something to say, and
 * sends with a POST, one at a time.  What is sent within one turn of the main loop leaves in one
 * answer, at its end; without a poll it waits for the next one, up to a limit.
 *
 * A client that lets two polls wait, or two POSTs run, has lost its count; nobody could say which
 * of them is the session's, so the session ends.  So does a POST that is no payload, but only
 * after it was answered with "ok": it did arrive.
 *
 * A client that leaves says so with a POST, while its poll is on its way on another connection.
 * Whichever of them the main loop sees first, the poll is to hear of the end; so the last POST is
 * read when there is a poll, or when there has been none for a moment.
 *
 * Any callback may free the transport.  A POST is read packet by packet, so its reader holds the
 * memory, and looks after each packet whether it is over.
 */
#include "engine-io-polling-server.h"

#include "engine-io-codec.h"
#include "engine-io-error.h"

#define SEPARATOR 0x1e

/* An answer stays below this, if it is not one message; the rest waits for the next poll. */
#define MAX_PAYLOAD ((gsize) 16 * 1024 * 1024)

/* How long the last POST waits for a poll. */
#define LAST_POLL_MS 50

/* A POST with which the client leaves. */
typedef struct {
  EngineIoDeadline deadline; /* first, so that one is the other */
  EngineIoPollingServer *server;
  EngineIoExchange *exchange;
  GBytes *body;
} LastPost;

struct _EngineIoPollingServer {
  EngineIoFlush flush; /* first, so that one is the other */
  EngineIoEpoll *epoll;
  EngineIoDeadlines *deadlines;
  const EngineIoPollingListener *listener;
  gpointer owner;

  EngineIoExchange *poll;  /* that waits, or NULL */
  SoupServerMessage *post; /* that runs, or NULL */
  LastPost *last_post;     /* that waits for a poll, or NULL */
  GPtrArray *queue;        /* of EngineIoMessage, for the next poll; NULL for nothing */
  gsize queued;            /* bytes of it */
  gsize max_queued;        /* 0 is no limit */
  gboolean over;
};

static void
answer (EngineIoExchange *exchange, GBytes *payload)
{
  engine_io_exchange_answer (exchange, 200, "text/plain; charset=UTF-8", payload);
}

/* There is nothing more to be said by polling: the client comes over to WebSocket, or it is over.
 */
static void
answer_with_packet (EngineIoExchange *exchange, EngineIoPacketType type)
{
  char digit = (char) ('0' + (int) type);
  g_autoptr (GBytes) payload = g_bytes_new (&digit, 1);

  engine_io_exchange_end_connection (exchange);
  answer (exchange, payload);
}

static void
refuse (EngineIoExchange *exchange)
{
  engine_io_exchange_answer (exchange, 400, NULL, NULL);
}

static void
fail (EngineIoPollingServer *self, EngineIoError code, const char *what)
{
  g_autoptr (GError) error = g_error_new_literal (ENGINE_IO_ERROR, code, what);

  self->listener->failed (self->owner, ENGINE_IO_CLOSE_TRANSPORT_ERROR, error);
}

/* Its body is not here yet, so there is nothing to answer: the client learns it from the
 * connection. */
static void
reset_post (EngineIoPollingServer *self)
{
  g_autoptr (SoupServerMessage) post = g_steal_pointer (&self->post);

  if (post != NULL)
    engine_io_exchange_drop (post);
}

static gboolean
is_close (EngineIoMessage *message)
{
  gsize length = 0;
  const guint8 *packet = engine_io_message_get_payload (message, &length);

  return length == 1 && *packet == '0' + ENGINE_IO_PACKET_CLOSE &&
         !engine_io_message_is_binary (message);
}

/*
 * Answers the poll with what fits into one payload from the head of the queue, but at least one
 * message.  That all is over is said in an answer of its own, if there will be one (@more): the
 * reference client has closed before it looks at what came in the same.
 */
static void
answer_from_queue (EngineIoPollingServer *self, gboolean more)
{
  static const guint8 separator = SEPARATOR;
  GByteArray *joined = g_byte_array_sized_new ((guint) MIN (self->queued, MAX_PAYLOAD) + 4);
  g_autoptr (GBytes) payload = NULL;
  gboolean compress = FALSE;
  guint taken = 0;

  for (; taken < self->queue->len; taken++) {
    EngineIoMessage *message = g_ptr_array_index (self->queue, taken);
    gsize size = engine_io_message_get_text_size (message);

    if (taken > 0) {
      if (joined->len + 1 + size > MAX_PAYLOAD || (more && is_close (message)))
        break;
      g_byte_array_append (joined, &separator, 1);
    }
    engine_io_message_append_text (message, joined);
    compress = compress || !(engine_io_message_get_flags (message) & ENGINE_IO_SEND_NO_COMPRESS);
    self->queued -= size + 1;
  }

  if (taken == self->queue->len)
    g_clear_pointer (&self->queue, g_ptr_array_unref);
  else
    g_ptr_array_remove_range (self->queue, 0, taken);

  payload = g_byte_array_free_to_bytes (joined);
  if (!compress)
    engine_io_exchange_forbid_compression (self->poll);
  answer (g_steal_pointer (&self->poll), payload);
}

/* What was said earlier in this turn is not lost because of what happened after it. */
static void
answer_with_queue_and_close (EngineIoPollingServer *self)
{
  g_autoptr (EngineIoMessage) close = engine_io_message_new_packet (ENGINE_IO_PACKET_CLOSE, NULL);

  self->max_queued = 0;
  engine_io_polling_server_send (self, close);
  answer_from_queue (self, FALSE);
}

static void
flush_cb (EngineIoFlush *flush)
{
  EngineIoPollingServer *self = (EngineIoPollingServer *) flush;

  if (self->poll == NULL || self->queue == NULL)
    return;

  answer_from_queue (self, TRUE);
  if (self->queue == NULL)
    self->listener->drained (self->owner);
}

static void
flush_later (EngineIoPollingServer *self)
{
  if (self->poll != NULL && self->queue != NULL)
    engine_io_epoll_flush_later (self->epoll, &self->flush);
}

static void
gone_cb (EngineIoExchange *exchange, gpointer data)
{
  EngineIoPollingServer *self = data;

  g_clear_pointer (&self->poll, engine_io_exchange_free);
  fail (self, ENGINE_IO_ERROR_UNREACHABLE, "The client left while its poll waited");
}

/* Whether the body is bytes as they are, which version 4 does not know: there they are base64. */
static gboolean
has_bytes (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  return g_strcmp0 (soup_message_headers_get_content_type (headers, NULL),
                    "application/octet-stream") == 0;
}

static void
read_payload (EngineIoPollingServer *self, GBytes *body)
{
  gsize size = g_bytes_get_size (body);

  for (gsize offset = 0; offset <= size && !self->over;) {
    EngineIoPacket packet = { 0 };
    g_autoptr (GBytes) data = NULL;
    g_autoptr (GError) error = NULL;

    if (!engine_io_codec_decode_next (body, &offset, &packet, &error)) {
      self->listener->failed (self->owner, ENGINE_IO_CLOSE_PARSE_ERROR, error);
      return;
    }

    data = packet.data;
    self->listener->packet (self->owner, &packet);
  }
}

static void
read_post (EngineIoPollingServer *self, EngineIoExchange *exchange, GBytes *body)
{
  g_autoptr (GBytes) ok = g_bytes_new_static ("ok", 2);

  g_rc_box_acquire (self);
  read_payload (self, body);
  g_rc_box_release (self);

  engine_io_exchange_answer (exchange, 200, "text/html", ok);
}

/* Its last packet is the one that closes. */
static gboolean
says_close (GBytes *body)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);

  return size > 0 && data[size - 1] == '0' + ENGINE_IO_PACKET_CLOSE &&
         (size == 1 || data[size - 2] == SEPARATOR);
}

static void
last_post_free (EngineIoPollingServer *self, LastPost *last_post)
{
  engine_io_deadlines_clear (self->deadlines, &last_post->deadline);
  g_clear_pointer (&last_post->exchange, engine_io_exchange_free);
  g_bytes_unref (last_post->body);
  g_free (last_post);
}

static void
read_last_post (EngineIoPollingServer *self)
{
  LastPost *last_post = g_steal_pointer (&self->last_post);
  EngineIoExchange *exchange = g_steal_pointer (&last_post->exchange);
  g_autoptr (GBytes) body = g_bytes_ref (last_post->body);

  last_post_free (self, last_post);
  read_post (self, exchange, body);
}

static void
no_poll_came (EngineIoDeadline *deadline)
{
  read_last_post (((LastPost *) deadline)->server);
}

static void
keep_last_post (EngineIoPollingServer *self, EngineIoExchange *exchange, GBytes *body)
{
  self->last_post = g_new0 (LastPost, 1);
  self->last_post->server = self;
  self->last_post->exchange = exchange;
  self->last_post->body = g_bytes_ref (body);
  engine_io_deadlines_set (self->deadlines, &self->last_post->deadline, LAST_POLL_MS, no_poll_came);
}

/*
 * engine_io_polling_server_new:
 *
 * Returns: (transfer full): a transport of a session that nothing was heard of yet
 */
EngineIoPollingServer *
engine_io_polling_server_new (EngineIoEpoll *epoll,
                              EngineIoDeadlines *deadlines,
                              gsize max_queued,
                              const EngineIoPollingListener *listener,
                              gpointer owner)
{
  EngineIoPollingServer *self = NULL;

  g_return_val_if_fail (epoll != NULL, NULL);
  g_return_val_if_fail (deadlines != NULL, NULL);
  g_return_val_if_fail (listener != NULL, NULL);

  self = g_rc_box_new0 (EngineIoPollingServer);
  self->flush.flush = flush_cb;
  self->epoll = engine_io_epoll_ref (epoll);
  self->deadlines = engine_io_deadlines_ref (deadlines);
  self->max_queued = max_queued;
  self->listener = listener;
  self->owner = owner;

  return self;
}

void
engine_io_polling_server_free (EngineIoPollingServer *self)
{
  g_return_if_fail (self != NULL);

  self->over = TRUE;
  engine_io_epoll_forget_flush (self->epoll, &self->flush);
  g_clear_pointer (&self->epoll, engine_io_epoll_unref);
  g_clear_pointer (&self->poll, engine_io_exchange_free);
  reset_post (self);
  if (self->last_post != NULL)
    last_post_free (self, g_steal_pointer (&self->last_post));
  g_clear_pointer (&self->deadlines, engine_io_deadlines_unref);
  g_clear_pointer (&self->queue, g_ptr_array_unref);
  g_rc_box_release (self);
}

void
engine_io_polling_server_end (EngineIoPollingServer *self, EngineIoPacketType last)
{
  g_return_if_fail (self != NULL);

  if (self->poll != NULL && last == ENGINE_IO_PACKET_CLOSE)
    answer_with_queue_and_close (self);
  else if (self->poll != NULL)
    answer_with_packet (g_steal_pointer (&self->poll), last);
  engine_io_polling_server_free (self);
}

gboolean
engine_io_polling_server_send (EngineIoPollingServer *self, EngineIoMessage *message)
{
  gsize size = engine_io_message_get_text_size (message) + 1;

  if (self->max_queued > 0 && self->queued + size > self->max_queued)
    return FALSE;

  if (self->queue == NULL)
    self->queue = g_ptr_array_new_with_free_func ((GDestroyNotify) engine_io_message_unref);
  g_ptr_array_add (self->queue, engine_io_message_ref (message));
  self->queued += size;
  flush_later (self);

  return TRUE;
}

gboolean
engine_io_polling_server_is_writable (EngineIoPollingServer *self)
{
  return self->poll != NULL && self->queue == NULL;
}

/* What is queued while a poll waits leaves with the end of this turn anyway. */
void
engine_io_polling_server_release_poll (EngineIoPollingServer *self)
{
  if (engine_io_polling_server_is_writable (self))
    answer_with_packet (g_steal_pointer (&self->poll), ENGINE_IO_PACKET_NOOP);
}

GPtrArray *
engine_io_polling_server_steal_queue (EngineIoPollingServer *self)
{
  self->queued = 0;

  return g_steal_pointer (&self->queue);
}

void
engine_io_polling_server_take_poll (EngineIoPollingServer *self, EngineIoExchange *exchange)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (exchange != NULL);

  if (self->poll != NULL) {
    refuse (exchange);
    fail (self, ENGINE_IO_ERROR_PROTOCOL, "The client polled twice at a time");
    return;
  }

  self->poll = exchange;
  flush_later (self);

  /* The client may have gone already, and this transport with it. */
  g_rc_box_acquire (self);
  engine_io_exchange_set_gone_func (exchange, gone_cb, self);
  if (!self->over && self->last_post != NULL)
    read_last_post (self);
  g_rc_box_release (self);
}

gboolean
engine_io_polling_server_begin_post (EngineIoPollingServer *self, SoupServerMessage *message)
{
  const char *wrong = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), FALSE);

  if (self->post != NULL || self->last_post != NULL)
    wrong = "The client sent twice at a time";
  else if (has_bytes (message))
    wrong = "The client sent bytes that are not base64";

  if (wrong != NULL)
    fail (self, ENGINE_IO_ERROR_PROTOCOL, wrong);
  else
    self->post = g_object_ref (message);

  return wrong == NULL;
}

void
engine_io_polling_server_take_post (EngineIoPollingServer *self,
                                    EngineIoExchange *exchange,
                                    GBytes *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (exchange != NULL);
  g_return_if_fail (body != NULL);

  g_clear_object (&self->post);
  if (self->poll == NULL && says_close (body))
    keep_last_post (self, exchange, body);
  else
    read_post (self, exchange, body);
}

void
engine_io_polling_server_post_refused (EngineIoPollingServer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->post);
}

void
engine_io_polling_server_post_failed (EngineIoPollingServer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->post);
  fail (self, ENGINE_IO_ERROR_UNREACHABLE, "The client left in the middle of what it sent");
}
