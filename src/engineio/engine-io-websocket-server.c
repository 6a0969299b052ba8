/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The server's end of a WebSocket, after its handshake:
 *
 *            close (), the client's close frame,
 *            broken rules: a close frame is queued        all sent and the client closed,
 *   [open] ------------------------------------> [lingering] ------------------------.
 *     |                                                            a second, error,  v
 *     '--- free (), end of the connection, error, does not read ------------------> [over]
 *
 * It is freed when it is over and its owner has let go of it; while it lingers
 * without an owner it is the epoll set's.
 *
 * It takes the connection over at the end of the turn in which it is made: by then
 * there is a listener, what it sends first leaves together with the answer to the
 * handshake, and what the client has sent too early is still in the stream of the
 * HTTP server and can be read from there.
 *
 * Sending only queues, so nobody is called back from it; everything else happens
 * when the epoll set says so.
 */
#include "engine-io-websocket-server.h"

#include <libsoup/soup.h>
#include <sys/socket.h>

#include "engine-io-byte-stream.h"
#include "engine-io-error.h"
#include "engine-io-frame-reader.h"
#include "engine-io-send-queue.h"

/* Messages that leave in one call. */
#define MAX_PIECES 64

typedef enum {
  STATE_OPEN,
  STATE_LINGERING,
  STATE_OVER,
} State;

struct _EngineIoWebsocketServer {
  /* for sending */
  EngineIoFlush flush;
  EngineIoSendQueue queue;
  EngineIoByteStream stream;
  guint8 state;
  guint8 uses;              /* by the owner, the connection, and callbacks */
  gboolean begun : 1;       /* the connection is ours */
  gboolean blocked : 1;     /* the kernel takes nothing more for now */
  gboolean waiting : 1;     /* and will say when it does */
  gboolean deaf : 1;        /* what comes is not read any more */
  gboolean peer_closed : 1; /* its close frame has come */
  gboolean deflate : 1;
  gboolean drain_awaited : 1; /* drained is told though nothing had to wait */

  /* for receiving */
  const EngineIoWebsocketListener *listener; /* NULL without an owner */
  gpointer owner;
  EngineIoFrameReader reader;

  gsize max_queued;
  guint deflate_threshold;
  GError *failure; /* to be told at the end of the turn */
  EngineIoLinger linger;
};

#define FROM(field, pointer)                                                                       \
  ((EngineIoWebsocketServer *) ((char *) (pointer) - offsetof (EngineIoWebsocketServer, field)))

static void
unuse (EngineIoWebsocketServer *self)
{
  if (--self->uses > 0)
    return;

  g_assert (self->state == STATE_OVER);
  g_free (self);
}

typedef EngineIoWebsocketServer InUse;

/* Keeps the memory while somebody is called, who may free it. */
static InUse *
use (EngineIoWebsocketServer *self)
{
  self->uses++;

  return self;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InUse, unuse)

/* --- the connection ------------------------------------------------------- */

/* Whether all has been sent that was to be. */
static gboolean
is_complete (EngineIoWebsocketServer *self)
{
  return self->queue.length == 0;
}

static void
set_state (EngineIoWebsocketServer *self, State state)
{
  g_assert (state > self->state);

  self->state = (guint8) state;
  if (state == STATE_LINGERING) {
    engine_io_epoll_linger (self->stream.epoll, &self->linger);
    return;
  }

  engine_io_epoll_forget_linger (self->stream.epoll, &self->linger);
  engine_io_epoll_forget_flush (self->stream.epoll, &self->flush);
  engine_io_byte_stream_close (&self->stream, is_complete (self));
  engine_io_send_queue_clear (&self->queue);
  engine_io_frame_reader_clear (&self->reader);
  g_clear_error (&self->failure);
  unuse (self);
}

static void
tell_ended (EngineIoWebsocketServer *self, guint code, const GError *error)
{
  const EngineIoWebsocketListener *listener = g_steal_pointer (&self->listener);

  if (listener != NULL)
    listener->ended (self->owner, code, error);
}

/* The connection is gone, or as good as that. */
static void
end (EngineIoWebsocketServer *self, const GError *error)
{
  g_autoptr (InUse) in_use = use (self);
  g_autoptr (GError) copy = error != NULL ? g_error_copy (error) : NULL;

  if (self->state == STATE_OVER)
    return;

  set_state (self, STATE_OVER);
  tell_ended (self, 0, copy);
}

static void
queue_frame (EngineIoWebsocketServer *self, guint8 first, const guint8 *payload, gsize length)
{
  engine_io_send_queue_push (&self->queue, engine_io_message_new_frame (first, payload, length));
  if (!self->blocked)
    engine_io_epoll_flush_later (self->stream.epoll, &self->flush);
}

/* The last frame of ours; without a code if that is 0. */
static void
queue_close (EngineIoWebsocketServer *self, guint code)
{
  const guint8 payload[] = { (guint8) (code >> 8), (guint8) code };

  queue_frame (self, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_CLOSE, payload,
               code != 0 ? sizeof payload : 0);
  set_state (self, STATE_LINGERING);
}

/* --- sending -------------------------------------------------------------- */

/* Gives the kernel what it takes.  What is wrong is kept until the end of the turn. */
static void
write_queue (EngineIoWebsocketServer *self)
{
  while (self->queue.length > 0 && self->failure == NULL) {
    struct iovec pieces[MAX_PIECES];
    guint n_pieces = engine_io_send_queue_gather (&self->queue, pieces, MAX_PIECES);
    gssize n = engine_io_byte_stream_write (&self->stream, pieces, n_pieces, &self->failure);

    self->blocked = n == 0;
    if (n <= 0)
      break;
    engine_io_send_queue_take (&self->queue, (gsize) n);
  }
  if (self->queue.length == 0)
    self->blocked = FALSE;
}

/* --- receiving ------------------------------------------------------------ */

static void
receive_close (EngineIoWebsocketServer *self, guint code)
{
  self->peer_closed = TRUE;
  self->deaf = TRUE;
  if (self->state == STATE_OPEN) {
    queue_close (self, code != SOUP_WEBSOCKET_CLOSE_NO_STATUS ? code : 0);
    tell_ended (self, code, NULL);
  } else if (self->queue.length == 0) {
    end (self, NULL);
  }
}

/* Whether the last thing that waits is a pong, of which nothing has left. */
static gboolean
is_pong_last (EngineIoWebsocketServer *self)
{
  EngineIoMessage *last = engine_io_send_queue_peek_last (&self->queue);
  gsize length = 0;

  return last != NULL &&
         engine_io_message_get_frame (last, &length)[0] ==
           (ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_PONG) &&
         self->queue.size - length >= engine_io_byte_stream_get_promised (&self->stream);
}

/* Each ping has its answer; but of those that come while nothing can leave the last is enough, or
 * who reads nothing could make us keep as many answers as it likes. */
static void
receive_ping (EngineIoWebsocketServer *self, const guint8 *payload, gsize length)
{
  if (self->blocked && is_pong_last (self))
    engine_io_send_queue_drop_last (&self->queue);
  queue_frame (self, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_PONG, payload, length);
}

static void
receive_event (EngineIoWebsocketServer *self, const EngineIoFrameEvent *event)
{
  if (event->type == ENGINE_IO_FRAME_CLOSE)
    receive_close (self, event->code);
  else if (self->state != STATE_OPEN)
    return;
  else if (event->type == ENGINE_IO_FRAME_PING)
    receive_ping (self, event->data, event->length);
  else if (event->type != ENGINE_IO_FRAME_PONG && self->listener != NULL)
    self->listener->message (self->owner, event->type == ENGINE_IO_FRAME_BINARY,
                             (const char *) event->data, event->length);
}

/* @cause has the code to close with. */
static void
refuse (EngineIoWebsocketServer *self, const GError *cause)
{
  gboolean too_large = g_error_matches (cause, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG);
  g_autoptr (GError) error = NULL;

  self->deaf = TRUE;
  if (self->state != STATE_OPEN) {
    end (self, NULL);
    return;
  }

  error =
    engine_io_error_new_caused (too_large ? ENGINE_IO_ERROR_TOO_LARGE : ENGINE_IO_ERROR_PROTOCOL,
                                cause, "The client broke the rules");
  queue_close (self, (guint) cause->code);
  tell_ended (self, 0, error);
}

/* What is received is in the epoll set's buffer, and whoever is told may drop that. */
static void
receive (EngineIoWebsocketServer *self, guint8 *data, gsize length)
{
  g_autoptr (EngineIoEpoll) alive = engine_io_epoll_ref (self->stream.epoll);
  g_autoptr (InUse) in_use = use (self);

  while (length > 0 && self->state != STATE_OVER && !self->deaf) {
    g_auto (EngineIoFrameEvent) event = { 0 };
    g_autoptr (GError) error = NULL;

    if (engine_io_frame_reader_next (&self->reader, &data, &length, &event, &error)) {
      receive_event (self, &event);
    } else {
      if (error != NULL)
        refuse (self, error);
      break;
    }
  }
}

static void
read_some (EngineIoWebsocketServer *self)
{
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  guint8 *buffer = engine_io_epoll_get_buffer (self->stream.epoll, &size);
  gssize n = engine_io_byte_stream_read (&self->stream, buffer, size, &error);

  if (n > 0)
    receive (self, buffer, (gsize) n);
  else if (n == 0 || error != NULL)
    end (self, error);
}

static void
stream_ready (EngineIoWatch *field, guint32 events)
{
  EngineIoWebsocketServer *self = FROM (stream.watch, field);

  if ((events & EPOLLOUT) != 0)
    engine_io_epoll_flush_later (self->stream.epoll, &self->flush);
  if ((events & ~(guint32) EPOLLOUT) != 0)
    read_some (self);
}

/* --- a turn --------------------------------------------------------------- */

/* The second has passed, or the epoll set goes, perhaps in the turn that was to be the last. */
static void
linger_over (EngineIoLinger *field)
{
  EngineIoWebsocketServer *self = FROM (linger, field);

  if (!self->blocked)
    write_queue (self);
  end (self, NULL);
}

/* All that is queued has left. */
static void
did_drain (EngineIoWebsocketServer *self, gboolean had_waited)
{
  if (self->state == STATE_OPEN) {
    had_waited = had_waited || self->drain_awaited;
    self->drain_awaited = FALSE;
    if (had_waited && self->listener != NULL)
      self->listener->drained (self->owner);
  } else if (self->peer_closed) {
    end (self, NULL);
  } else if (self->deaf) {
    engine_io_byte_stream_finish (&self->stream);
  }
}

static void
begin (EngineIoWebsocketServer *self)
{
  gsize size = 0;
  guint8 *buffer = engine_io_epoll_get_buffer (self->stream.epoll, &size);
  gssize n = engine_io_byte_stream_begin (&self->stream, buffer, size, &self->failure);

  self->begun = TRUE;
  if (n > 0)
    receive (self, buffer, (gsize) n);
}

/* What most turns have for most connections: one message, and room for it. */
static gboolean
send_lone (EngineIoWebsocketServer *self)
{
  EngineIoMessage *message = engine_io_send_queue_peek_lone (&self->queue);
  int fd = engine_io_byte_stream_get_plain (&self->stream);
  gssize n = 0;

  if (message == NULL || fd < 0)
    return FALSE;

  n = send (fd, message->frame, message->length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0)
    return FALSE;
  if ((gsize) n < message->length) {
    engine_io_send_queue_take (&self->queue, (gsize) n);
    return FALSE;
  }
  engine_io_send_queue_take_lone (&self->queue);

  return TRUE;
}

/* Everything else; here it is found out what is wrong, too. */
G_NO_INLINE static void
send_all (EngineIoWebsocketServer *self)
{
  g_autoptr (InUse) in_use = use (self);
  gboolean had_waited = self->waiting;

  write_queue (self);
  if (!self->begun && self->failure == NULL)
    begin (self);

  if (self->state == STATE_OVER)
    return;
  if (self->failure != NULL) {
    end (self, self->failure);
    return;
  }

  if (self->blocked != self->waiting) {
    self->waiting = self->blocked;
    engine_io_byte_stream_wait_for_room (&self->stream, self->waiting);
  }
  if (self->queue.length == 0)
    did_drain (self, had_waited);
}

static void
flush (EngineIoFlush *field)
{
  EngineIoWebsocketServer *self = FROM (flush, field);
  gboolean calm = self->state == STATE_OPEN && self->begun && !self->blocked &&
                  !self->drain_awaited && self->failure == NULL;

  if (!calm || !send_lone (self))
    send_all (self);
}

/* --- the WebSocket -------------------------------------------------------- */

/*
 * engine_io_websocket_server_new:
 * @epoll: the set of its server
 * @stream: (transfer none): a connection whose handshake was accepted, and that nobody else uses
 * @head: (nullable): the answer to the handshake
 * @limits: what is taken, and what is kept
 *
 * Returns: (transfer full): the WebSocket, which begins at the end of the turn
 */
EngineIoWebsocketServer *
engine_io_websocket_server_new (EngineIoEpoll *epoll,
                                GIOStream *stream,
                                GBytes *head,
                                const EngineIoWebsocketLimits *limits)
{
  EngineIoWebsocketServer *self = g_new0 (EngineIoWebsocketServer, 1);

  self->uses = 2;
  self->flush.flush = flush;
  self->linger.over = linger_over;
  engine_io_byte_stream_init (&self->stream, engine_io_epoll_ref (epoll), stream, stream_ready);
  self->reader.max_message = limits->max_message;
  self->reader.may_be_packed = limits->deflate;
  self->deflate = limits->deflate;
  self->deflate_threshold = (guint) MIN (limits->deflate_threshold, G_MAXUINT);
  self->max_queued = limits->max_queued;

  if (head != NULL && g_bytes_get_size (head) > 0) {
    gsize length = 0;
    const guint8 *data = g_bytes_get_data (head, &length);

    engine_io_send_queue_push (&self->queue, engine_io_message_new_raw (data, length));
  }
  engine_io_epoll_flush_later (epoll, &self->flush);

  return self;
}

void
engine_io_websocket_server_free (EngineIoWebsocketServer *self)
{
  g_autoptr (EngineIoEpoll) epoll = self->stream.epoll;

  self->listener = NULL;
  if (self->state == STATE_OPEN)
    set_state (self, STATE_OVER);
  unuse (self);
}

void
engine_io_websocket_server_set_listener (EngineIoWebsocketServer *self,
                                         const EngineIoWebsocketListener *listener,
                                         gpointer owner)
{
  self->listener = listener;
  self->owner = owner;
}

/* Who was meant to send more than may wait does not read, or too slowly. */
G_NO_INLINE static void
check_queued (EngineIoWebsocketServer *self)
{
  if (!self->blocked)
    write_queue (self);
  if (self->queue.size <= self->max_queued || self->failure != NULL)
    return;

  self->failure = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
                                       "The client does not read what is sent to it");
  engine_io_epoll_flush_later (self->stream.epoll, &self->flush);
}

/* Nothing is sent once it has ended, or is about to. */
void
engine_io_websocket_server_send (EngineIoWebsocketServer *self, EngineIoMessage *message)
{
  if (self->state != STATE_OPEN || self->failure != NULL)
    return;

  if (self->deflate)
    message = engine_io_message_get_packed (message, self->deflate_threshold);
  engine_io_send_queue_push (&self->queue, engine_io_message_ref (message));
  if (!self->blocked)
    engine_io_epoll_flush_later (self->stream.epoll, &self->flush);
  if (self->max_queued > 0 && self->queue.size > self->max_queued)
    check_queued (self);
}

gboolean
engine_io_websocket_server_is_writable (EngineIoWebsocketServer *self)
{
  return self->state == STATE_OPEN && self->queue.length == 0 && self->failure == NULL;
}

gsize
engine_io_websocket_server_get_queued (EngineIoWebsocketServer *self)
{
  return self->queue.size;
}

void
engine_io_websocket_server_await_drain (EngineIoWebsocketServer *self)
{
  self->drain_awaited = TRUE;
  if (!self->blocked)
    engine_io_epoll_flush_later (self->stream.epoll, &self->flush);
}

void
engine_io_websocket_server_close (EngineIoWebsocketServer *self, guint code)
{
  g_autoptr (EngineIoEpoll) epoll = self->stream.epoll;

  self->listener = NULL;
  if (self->state == STATE_OPEN && self->failure == NULL)
    queue_close (self, code);
  else if (self->state == STATE_OPEN)
    set_state (self, STATE_OVER);
  unuse (self);
}
