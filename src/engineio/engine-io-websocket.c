/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * WebSocket: one frame is one packet.
 *
 *   [new] --- open ---> [connecting] ---> [open]
 *                            |               |
 *                            '---------------+--- end, close, abort ---> [over]
 *
 * What the kernel does not take stays in the queue of the client, where it can be
 * taken back, until the stream is writable again.
 *
 * A source that never fires is asked in each turn of the main loop whether it wants
 * to.  So it knows that a turn has begun since the last packet was written, which is
 * what "writable" means to a volatile message, and costs neither a wakeup nor a timer.
 */
#include "engine-io-websocket.h"

#include "engine-io-codec.h"
#include "engine-io-deflate.h"
#include "engine-io-error.h"
#include "engine-io-frame-stream.h"

typedef enum {
  STATE_NEW,
  STATE_CONNECTING,
  STATE_OPEN,
  STATE_OVER,
} State;

typedef struct {
  GSource parent_instance;

  gboolean written; /* something was, in this turn of the loop */
  gboolean tell;    /* dispatch when the next turn begins */
} TurnSource;

struct _EngineIoWebsocket {
  EngineIoTransport parent_instance;

  State state;
  GCancellable *cancellable;
  EngineIoFrameStream *stream;
  EngineIoDeflate *deflate; /* owned by the stream; NULL if not agreed */
  gboolean force_base64;
  TurnSource *turn;
};

G_DEFINE_FINAL_TYPE (EngineIoWebsocket, engine_io_websocket, ENGINE_IO_TYPE_TRANSPORT)

static gboolean
turn_source_prepare (GSource *source, int *timeout)
{
  TurnSource *turn = (TurnSource *) source;

  *timeout = -1;
  turn->written = FALSE;

  return turn->tell;
}

static gboolean
turn_source_check (GSource *source)
{
  return ((TurnSource *) source)->tell;
}

static gboolean
turn_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  ((TurnSource *) source)->tell = FALSE;

  return callback (user_data);
}

static GSourceFuncs turn_source_funcs = {
  .prepare = turn_source_prepare,
  .check = turn_source_check,
  .dispatch = turn_source_dispatch,
};

static gboolean
has_room (EngineIoWebsocket *self)
{
  return !engine_io_frame_stream_is_full (self->stream);
}

static gboolean
next_turn_began_cb (gpointer data)
{
  g_autoptr (EngineIoWebsocket) self = g_object_ref (data);

  if (has_room (self))
    engine_io_transport_emit_ready (ENGINE_IO_TRANSPORT (self));

  return G_SOURCE_CONTINUE;
}

/* Gives the stream, for those who have a last word to say to it. */
static EngineIoFrameStream *
let_go (EngineIoWebsocket *self)
{
  self->state = STATE_OVER;
  self->deflate = NULL;
  g_cancellable_cancel (self->cancellable);
  if (self->turn != NULL) {
    g_source_destroy ((GSource *) self->turn);
    g_source_unref ((GSource *) self->turn);
    self->turn = NULL;
  }

  return g_steal_pointer (&self->stream);
}

static void
end (EngineIoWebsocket *self, gboolean clean, const GError *details)
{
  g_autoptr (EngineIoFrameStream) stream = NULL;

  if (self->state == STATE_OVER)
    return;

  stream = let_go (self);
  if (stream != NULL)
    engine_io_frame_stream_close (stream, FALSE);
  engine_io_transport_emit_ended (ENGINE_IO_TRANSPORT (self), clean, details);
}

/* Whoever is told may let go of this transport, so nothing of it is touched after that. */
static void
stream_message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  EngineIoWebsocket *self = owner;
  g_autoptr (GError) error = NULL;
  EngineIoPacket packet = { .type = ENGINE_IO_PACKET_MESSAGE, .binary = TRUE };

  if (binary) {
    packet.data = g_bytes_new (data, length);
  } else if (!engine_io_codec_decode_text (data, length, &packet, &error)) {
    end (self, FALSE, error);
    return;
  }

  if (packet.type == ENGINE_IO_PACKET_CLOSE)
    end (self, TRUE, NULL);
  else
    engine_io_transport_give_packet (ENGINE_IO_TRANSPORT (self), &packet);
  g_clear_pointer (&packet.data, g_bytes_unref);
}

static void
stream_writable (gpointer owner)
{
  g_autoptr (EngineIoWebsocket) self = g_object_ref (owner);

  engine_io_transport_emit_ready (ENGINE_IO_TRANSPORT (self));
}

static GError *
explain_close (guint code, const char *reason)
{
  switch (code) {
  case SOUP_WEBSOCKET_CLOSE_NORMAL:
  case SOUP_WEBSOCKET_CLOSE_GOING_AWAY:
  case SOUP_WEBSOCKET_CLOSE_NO_STATUS:
    return NULL;
  case 0:
    return g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE,
                                "The connection ended without a word");
  case SOUP_WEBSOCKET_CLOSE_TOO_BIG:
    return g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
                                "A message is larger than the server takes");
  default:
    return g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL,
                        "The server closed the connection (%u%s%s)", code,
                        reason != NULL ? ": " : "", reason != NULL ? reason : "");
  }
}

static void
stream_ended (gpointer owner, guint code, const char *reason, const GError *error)
{
  g_autoptr (EngineIoWebsocket) self = g_object_ref (owner);
  g_autoptr (GError) details = NULL;

  if (error != NULL)
    details = engine_io_endpoint_explain (NULL, error);
  else
    details = explain_close (code, reason);
  end (self, error == NULL, details);
}

static const EngineIoFrameStreamListener stream_listener = {
  .message = stream_message,
  .writable = stream_writable,
  .ended = stream_ended,
};

static void
start (EngineIoWebsocket *self, SoupWebsocketConnection *connection)
{
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (ENGINE_IO_TRANSPORT (self));
  EngineIoOptions *options = engine_io_endpoint_get_options (endpoint);
  GMainContext *context = engine_io_endpoint_get_context (endpoint);
  gsize max_incoming = engine_io_options_get_max_incoming_size (options);
  GSource *source = g_source_new (&turn_source_funcs, sizeof (TurnSource));

  if (max_incoming == 0 || max_incoming > G_MAXINT32)
    max_incoming = G_MAXINT32;

  self->stream =
    engine_io_frame_stream_new (connection, context, max_incoming, &stream_listener, self);
  self->state = STATE_OPEN;
  self->force_base64 = engine_io_options_get_force_base64 (options);
  self->deflate = engine_io_deflate_of (connection);
  if (self->deflate != NULL)
    engine_io_deflate_set_limits (self->deflate, engine_io_options_get_deflate_threshold (options),
                                  max_incoming);

  g_source_set_static_name (source, "EngineIoWebsocket");
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, next_turn_began_cb, self, NULL);
  g_source_attach (source, context);
  self->turn = (TurnSource *) source;
}

typedef struct {
  EngineIoWebsocket *self;
  SoupMessage *message;
} Connecting;

static void
connecting_free (Connecting *connecting)
{
  g_object_unref (connecting->self);
  g_object_unref (connecting->message);
  g_free (connecting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Connecting, connecting_free)

/* What a refused handshake means: libsoup keeps the status, but not the text that came with it. */
static GError *
explain_refusal (SoupMessage *message, const GError *error)
{
  guint status = soup_message_get_status (message);

  if (error->domain == SOUP_WEBSOCKET_ERROR && status != SOUP_STATUS_NONE &&
      status != SOUP_STATUS_SWITCHING_PROTOCOLS)
    return engine_io_error_new_http (status, NULL);

  return engine_io_endpoint_explain (message, error);
}

static void
connection_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Connecting) connecting = user_data;
  g_autoptr (SoupWebsocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  EngineIoWebsocket *self = connecting->self;

  connection = soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);
  if (self->state != STATE_CONNECTING)
    return;

  if (connection == NULL) {
    g_autoptr (GError) details = explain_refusal (connecting->message, error);

    end (self, FALSE, details);
    return;
  }

  start (self, connection);
  engine_io_transport_emit_opened (ENGINE_IO_TRANSPORT (self));
}

static void
engine_io_websocket_open (EngineIoTransport *transport)
{
  EngineIoWebsocket *self = ENGINE_IO_WEBSOCKET (transport);
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (transport);
  EngineIoOptions *options = engine_io_endpoint_get_options (endpoint);
  const char *const *protocols = engine_io_options_get_protocols (options);
  Connecting *connecting = g_new0 (Connecting, 1);

  g_assert (self->state == STATE_NEW);
  self->state = STATE_CONNECTING;

  connecting->self = g_object_ref (self);
  connecting->message = engine_io_endpoint_new_message (endpoint, "websocket", SOUP_METHOD_GET);
  soup_session_websocket_connect_async (engine_io_endpoint_get_session (endpoint),
                                        connecting->message, NULL,
                                        protocols != NULL && protocols[0] != NULL
                                          ? (char **) protocols
                                          : NULL,
                                        G_PRIORITY_DEFAULT, self->cancellable, connection_did_open,
                                        connecting);
}

/* An error shows in the middle of this, and then there is no stream any more. */
static void
write_packet (EngineIoWebsocket *self, const EngineIoPacket *packet)
{
  g_autoptr (GBytes) message = NULL;
  gboolean binary = packet->binary && !self->force_base64;

  message = binary ? g_bytes_ref (packet->data) : engine_io_codec_encode_text (packet);
  self->turn->written = TRUE;
  if (self->deflate != NULL)
    engine_io_deflate_set_enabled (self->deflate, !packet->no_compress);
  engine_io_frame_stream_send (self->stream, binary, message);
}

static void
engine_io_websocket_write (EngineIoTransport *transport, GQueue *packets, gboolean tell_when_idle)
{
  EngineIoWebsocket *self = ENGINE_IO_WEBSOCKET (transport);

  while (self->state == STATE_OPEN && !g_queue_is_empty (packets) && has_room (self)) {
    g_autoptr (EngineIoPacket) packet = g_queue_pop_head (packets);

    write_packet (self, packet);
  }

  if (self->turn != NULL)
    self->turn->tell = self->turn->tell || tell_when_idle;
}

static gboolean
engine_io_websocket_is_idle (EngineIoTransport *transport)
{
  EngineIoWebsocket *self = ENGINE_IO_WEBSOCKET (transport);

  return self->state == STATE_OPEN && !self->turn->written && has_room (self);
}

static gsize
engine_io_websocket_packet_size (EngineIoTransport *transport, const EngineIoPacket *packet)
{
  if (packet->binary && !ENGINE_IO_WEBSOCKET (transport)->force_base64)
    return g_bytes_get_size (packet->data);

  return engine_io_codec_text_size (packet);
}

/* Nothing can be changed to from here. */
static void
engine_io_websocket_pause (EngineIoTransport *transport)
{
  g_assert_not_reached ();
}

static void
engine_io_websocket_close (EngineIoTransport *transport)
{
  g_autoptr (EngineIoFrameStream) stream = let_go (ENGINE_IO_WEBSOCKET (transport));

  if (stream != NULL)
    engine_io_frame_stream_close (stream, TRUE);
}

static void
engine_io_websocket_abort (EngineIoTransport *transport)
{
  g_autoptr (EngineIoFrameStream) stream = let_go (ENGINE_IO_WEBSOCKET (transport));

  if (stream != NULL)
    engine_io_frame_stream_close (stream, FALSE);
}

static void
engine_io_websocket_dispose (GObject *object)
{
  engine_io_websocket_abort (ENGINE_IO_TRANSPORT (object));

  G_OBJECT_CLASS (engine_io_websocket_parent_class)->dispose (object);
}

static void
engine_io_websocket_finalize (GObject *object)
{
  g_clear_object (&ENGINE_IO_WEBSOCKET (object)->cancellable);

  G_OBJECT_CLASS (engine_io_websocket_parent_class)->finalize (object);
}

static void
engine_io_websocket_class_init (EngineIoWebsocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  EngineIoTransportClass *transport_class = ENGINE_IO_TRANSPORT_CLASS (klass);

  object_class->dispose = engine_io_websocket_dispose;
  object_class->finalize = engine_io_websocket_finalize;

  transport_class->name = "websocket";
  transport_class->open = engine_io_websocket_open;
  transport_class->write = engine_io_websocket_write;
  transport_class->is_idle = engine_io_websocket_is_idle;
  transport_class->packet_size = engine_io_websocket_packet_size;
  transport_class->pause = engine_io_websocket_pause;
  transport_class->close = engine_io_websocket_close;
  transport_class->abort = engine_io_websocket_abort;
}

static void
engine_io_websocket_init (EngineIoWebsocket *self)
{
  self->cancellable = g_cancellable_new ();
}

/*
 * engine_io_websocket_new:
 * @endpoint: where to connect
 *
 * Returns: (transfer full): a transport
 */
EngineIoTransport *
engine_io_websocket_new (EngineIoEndpoint *endpoint)
{
  return g_object_new (ENGINE_IO_TYPE_WEBSOCKET, "endpoint", endpoint, NULL);
}
