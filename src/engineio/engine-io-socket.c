/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The server's end of one Engine.IO session.
 *
 *            close ()              all has left, or nobody fetched it for too long
 *   [open] -----------> [closing] ------------------------------------------------.
 *     |                     |                                                     v
 *     '---------------------'--- the client leaves, is silent, makes no sense --> [closed]
 *
 * While it lives it has one transport:
 *
 *                  a WebSocket comes          it says 5
 *   [polling] -----------------------> [probe] ---------> [websocket] <--- a session that begins so
 *       ^                                 |
 *       '--- it fails, and is closed -----'
 *
 * A session that polls queues in its transport; what waits there when it changes over leaves by
 * the WebSocket, so nothing is lost, doubled or overtaken: the client says 5 when its last poll
 * has returned.
 *
 * One deadline is enough for all: the next ping, then the answer to it, and while closing the
 * patience with a client that does not fetch the rest.
 *
 * end() is the only way into the last state.  There are thousands of sessions, and all that a
 * server says goes through here, so the object is small (two cache lines), what only polling or
 * an upgrade needs is allocated for as long as that lasts, and sending is a look at the state.
 * Whoever is told something may close the session or let it go.
 */
#include "engine-io-socket.h"

#include <string.h>

#include "engine-io-codec.h"
#include "engine-io-deadlines.h"
#include "engine-io-enum-types.h"
#include "engine-io-error.h"
#include "engine-io-id.h"
#include "engine-io-marshal.h"
#include "engine-io-message.h"
#include "engine-io-polling-server.h"
#include "engine-io-probe.h"
#include "engine-io-websocket-server.h"

/* How long the last packets wait for a client that does not poll. */
#define CLOSE_TIMEOUT_MS 30000

struct _EngineIoSocket {
  GObject parent_instance;

  EngineIoWebsocketServer *websocket; /* the transport, or NULL while it polls */
  const EngineIoSocketListener *listener;
  gpointer owner;
  EngineIoPollingServer *polling; /* the transport, or NULL */
  EngineIoProbe *probe;           /* while an upgrade is tried */

  const EngineIoSocketContext *context; /* NULL once closed */
  EngineIoRequestHead *request;
  EngineIoDeadline deadline;

  char id[ENGINE_IO_ID_SIZE];
  guint8 state;       /* EngineIoSocketState */
  guint8 awaits_pong; /* a ping was sent that was not answered */
  guint8 upgraded;    /* or was a WebSocket from the beginning */
};

G_STATIC_ASSERT (sizeof (EngineIoSocket) <= 128);

G_DEFINE_FINAL_TYPE (EngineIoSocket, engine_io_socket, G_TYPE_OBJECT)

enum { MESSAGE, HEARTBEAT, UPGRADED, DRAINED, CLOSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_state (EngineIoSocket *self, EngineIoSocketState state)
{
  g_assert (state > self->state);
  self->state = (guint8) state;
}

static void
emit_message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  g_autoptr (GBytes) bytes = NULL;

  if (!g_signal_has_handler_pending (owner, signals[MESSAGE], 0, TRUE))
    return;

  bytes = g_bytes_new (data, length);
  g_signal_emit (owner, signals[MESSAGE], 0, bytes, binary);
}

static void
emit_drained (gpointer owner)
{
  g_signal_emit (owner, signals[DRAINED], 0);
}

static void
ignore_closed (gpointer owner, EngineIoCloseReason reason, const GError *details)
{
}

/* What is told by signals, as long as nobody listens directly; the owner is the session itself. */
static const EngineIoSocketListener signal_listener = { emit_message, emit_drained, ignore_closed };

/* @last is what a poll that waits is answered with. */
static void
let_go (EngineIoSocket *self, EngineIoPacketType last)
{
  if (self->context != NULL)
    engine_io_deadlines_clear (self->context->deadlines, &self->deadline);
  g_clear_pointer (&self->probe, engine_io_probe_free);
  if (self->polling != NULL)
    engine_io_polling_server_end (g_steal_pointer (&self->polling), last);
  if (self->websocket != NULL)
    engine_io_websocket_server_close (g_steal_pointer (&self->websocket), 0);
}

static void
end_with (EngineIoSocket *self,
          EngineIoCloseReason reason,
          const GError *details,
          EngineIoPacketType last)
{
  g_autoptr (EngineIoSocket) keep = NULL;
  g_autoptr (GError) kept = NULL;
  const EngineIoSocketContext *context = self->context;

  if (self->state == ENGINE_IO_SOCKET_CLOSED)
    return;

  keep = g_object_ref (self);
  kept = details != NULL ? g_error_copy (details) : NULL;
  set_state (self, ENGINE_IO_SOCKET_CLOSED);
  let_go (self, last);
  self->context = NULL;
  context->closed (context->server, self);
  self->listener->closed (self->owner, reason, kept);
  g_signal_emit (self, signals[CLOSED], 0, reason, kept);
}

static void
end (EngineIoSocket *self, EngineIoCloseReason reason, const GError *details)
{
  end_with (self, reason, details, ENGINE_IO_PACKET_CLOSE);
}

static EngineIoSocket *
from_deadline (EngineIoDeadline *deadline)
{
  return (EngineIoSocket *) ((char *) deadline - G_STRUCT_OFFSET (EngineIoSocket, deadline));
}

static void
wait_for (EngineIoSocket *self, guint within_ms, void (*passed) (EngineIoDeadline *deadline))
{
  engine_io_deadlines_set (self->context->deadlines, &self->deadline, within_ms, passed);
}

static void
queue_overflowed (EngineIoDeadline *deadline)
{
  g_autoptr (GError) error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
                                                  "The client did not fetch what was sent to it");

  end (from_deadline (deadline), ENGINE_IO_CLOSE_TRANSPORT_ERROR, error);
}

/* The session ends, but not in the middle of somebody's loop over all sessions. */
static void
give_up (EngineIoSocket *self)
{
  g_autoptr (GPtrArray) queue = engine_io_polling_server_steal_queue (self->polling);

  if (self->state == ENGINE_IO_SOCKET_OPEN)
    set_state (self, ENGINE_IO_SOCKET_CLOSING);
  wait_for (self, 0, queue_overflowed);
}

static void
transmit (EngineIoSocket *self, EngineIoMessage *message)
{
  if (self->websocket != NULL)
    engine_io_websocket_server_send (self->websocket, message);
  else if (!engine_io_polling_server_send (self->polling, message))
    give_up (self);
}

static void
transmit_packet (EngineIoSocket *self, EngineIoPacketType type, const char *data)
{
  g_autoptr (EngineIoMessage) message = engine_io_message_new_packet (type, data);

  transmit (self, message);
}

static void
pong_missed (EngineIoDeadline *deadline)
{
  g_autoptr (GError) error =
    g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT, "The client has gone silent");

  end (from_deadline (deadline), ENGINE_IO_CLOSE_PING_TIMEOUT, error);
}

static void
await_pong (EngineIoSocket *self)
{
  guint timeout = engine_io_server_options_get_ping_timeout (self->context->options);

  self->awaits_pong = TRUE;
  wait_for (self, timeout, pong_missed);
}

static void
ping_due (EngineIoDeadline *deadline)
{
  EngineIoSocket *self = from_deadline (deadline);

  await_pong (self);
  transmit_packet (self, ENGINE_IO_PACKET_PING, NULL);
}

static void
schedule_ping (EngineIoSocket *self)
{
  self->awaits_pong = FALSE;
  wait_for (self, engine_io_server_options_get_ping_interval (self->context->options), ping_due);
}

static void
take_pong (EngineIoSocket *self)
{
  /* One that nobody asked for is harmless; while closing the deadline is another one's. */
  if (!self->awaits_pong || self->state != ENGINE_IO_SOCKET_OPEN)
    return;

  schedule_ping (self);
  g_signal_emit (self, signals[HEARTBEAT], 0);
}

static void
take_packet (EngineIoSocket *self, const EngineIoPacket *packet)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const char *data = NULL;

  switch (packet->type) {
  case ENGINE_IO_PACKET_MESSAGE:
    data = g_bytes_get_data (packet->data, &length);
    if (self->state == ENGINE_IO_SOCKET_OPEN)
      self->listener->message (self->owner, packet->binary, data != NULL ? data : "", length);
    break;
  case ENGINE_IO_PACKET_PONG:
    take_pong (self);
    break;
  case ENGINE_IO_PACKET_CLOSE:
    end_with (self, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, NULL, ENGINE_IO_PACKET_NOOP);
    break;
  case ENGINE_IO_PACKET_PING:
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL,
                                 "The client sent a ping, which is the server's to send");
    end (self, ENGINE_IO_CLOSE_TRANSPORT_ERROR, error);
    break;
  case ENGINE_IO_PACKET_OPEN:
  case ENGINE_IO_PACKET_UPGRADE:
  case ENGINE_IO_PACKET_NOOP:
    break;
  }
}

static void
polling_packet_cb (gpointer owner, const EngineIoPacket *packet)
{
  take_packet (owner, packet);
}

static void
polling_drained_cb (gpointer owner)
{
  EngineIoSocket *self = owner;

  if (self->state == ENGINE_IO_SOCKET_CLOSING)
    end (self, ENGINE_IO_CLOSE_FORCED, NULL);
  else
    self->listener->drained (self->owner);
}

static void
polling_failed_cb (gpointer owner, EngineIoCloseReason reason, const GError *error)
{
  end (owner, reason, error);
}

static const EngineIoPollingListener polling_listener = {
  polling_packet_cb,
  polling_drained_cb,
  polling_failed_cb,
};

static void
take_text (EngineIoSocket *self, const char *text, gsize length)
{
  EngineIoPacket packet = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (!engine_io_codec_decode_text (text, length, &packet, &error)) {
    end (self, ENGINE_IO_CLOSE_PARSE_ERROR, error);
    return;
  }

  bytes = packet.data;
  take_packet (self, &packet);
}

/* What comes most often goes the shortest way; nothing is touched after it was told. */
static void
websocket_message_cb (gpointer owner, gboolean binary, const char *data, gsize length)
{
  EngineIoSocket *self = owner;

  if (!binary && (length == 0 || *data != '4'))
    take_text (self, data, length);
  else if (self->state == ENGINE_IO_SOCKET_OPEN)
    self->listener->message (self->owner, binary, binary ? data : data + 1,
                             binary ? length : length - 1);
}

static void
websocket_drained_cb (gpointer owner)
{
  EngineIoSocket *self = owner;

  if (self->state == ENGINE_IO_SOCKET_CLOSING)
    end (self, ENGINE_IO_CLOSE_FORCED, NULL);
  else
    self->listener->drained (self->owner);
}

/* In this library's terms; the WebSocket's own are its cause. */
static GError *
explain (const GError *error)
{
  EngineIoError code = ENGINE_IO_ERROR_UNREACHABLE;
  const char *what = "The connection to the client broke";

  if (error->domain == ENGINE_IO_ERROR)
    return g_error_copy (error);

  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG)) {
    code = ENGINE_IO_ERROR_TOO_LARGE;
    what = "The client sent a message above the limit";
  } else if (error->domain == SOUP_WEBSOCKET_ERROR) {
    code = ENGINE_IO_ERROR_PROTOCOL;
    what = "The client does not speak WebSocket as it should";
  }

  return engine_io_error_new_caused (code, error, what);
}

/* A connection that breaks is called what one is called that is closed, like a browser's tab that
 * is: only who broke the rules has made an error. */
static void
websocket_ended_cb (gpointer owner, guint code, const GError *error)
{
  EngineIoSocket *self = owner;
  g_autoptr (GError) details = error != NULL ? explain (error) : NULL;
  EngineIoCloseReason reason = ENGINE_IO_CLOSE_TRANSPORT_CLOSE;

  if (details != NULL && details->code != ENGINE_IO_ERROR_UNREACHABLE)
    reason = ENGINE_IO_CLOSE_TRANSPORT_ERROR;
  g_clear_pointer (&self->websocket, engine_io_websocket_server_free);
  end (self, reason, details);
}

static const EngineIoWebsocketListener websocket_listener = {
  websocket_message_cb,
  websocket_drained_cb,
  websocket_ended_cb,
};

/* Takes @websocket. */
static void
use_websocket (EngineIoSocket *self, EngineIoWebsocketServer *websocket)
{
  self->websocket = websocket;
  self->upgraded = TRUE;
  engine_io_websocket_server_set_listener (websocket, &websocket_listener, self);
}

static void
closing_timed_out (EngineIoDeadline *deadline)
{
  end (from_deadline (deadline), ENGINE_IO_CLOSE_FORCED, NULL);
}

/* A WebSocket needs no packet to be closed with, but what was sent before goes first. */
static void
close_websocket (EngineIoSocket *self)
{
  if (engine_io_websocket_server_get_queued (self->websocket) == 0) {
    end (self, ENGINE_IO_CLOSE_FORCED, NULL);
    return;
  }

  wait_for (self, CLOSE_TIMEOUT_MS, closing_timed_out);
  engine_io_websocket_server_await_drain (self->websocket);
}

static void
probe_nudge_cb (gpointer owner)
{
  EngineIoSocket *self = owner;

  engine_io_polling_server_release_poll (self->polling);
}

static void
probe_done_cb (gpointer owner, EngineIoWebsocketServer *websocket)
{
  EngineIoSocket *self = owner;
  g_autoptr (GPtrArray) queue = engine_io_polling_server_steal_queue (self->polling);

  g_clear_pointer (&self->probe, engine_io_probe_free);
  engine_io_polling_server_end (g_steal_pointer (&self->polling), ENGINE_IO_PACKET_NOOP);
  use_websocket (self, websocket);

  /* The last that was queued is the packet that closes a session that polls. */
  if (self->state == ENGINE_IO_SOCKET_CLOSING && queue != NULL)
    g_ptr_array_set_size (queue, (int) queue->len - 1);
  for (guint i = 0; queue != NULL && i < queue->len; i++)
    engine_io_websocket_server_send (websocket, g_ptr_array_index (queue, i));

  if (self->state == ENGINE_IO_SOCKET_CLOSING) {
    close_websocket (self);
    return;
  }

  /* The ping may be among what has left only now. */
  if (self->awaits_pong)
    await_pong (self);
  g_signal_emit (self, signals[UPGRADED], 0, "websocket");
}

static void
probe_failed_cb (gpointer owner)
{
  EngineIoSocket *self = owner;

  g_clear_pointer (&self->probe, engine_io_probe_free);
}

static const EngineIoProbeListener probe_listener = {
  probe_nudge_cb,
  probe_done_cb,
  probe_failed_cb,
};

static gboolean
offers_websocket (EngineIoSocket *self)
{
  EngineIoServerOptions *options = self->context->options;

  return self->polling != NULL && engine_io_server_options_get_allow_upgrades (options) &&
         g_strv_contains (engine_io_server_options_get_transports (options), "websocket");
}

static void
send_handshake (EngineIoSocket *self)
{
  EngineIoServerOptions *options = self->context->options;
  g_autofree char *json = NULL;

  json = g_strdup_printf ("{\"sid\":\"%s\",\"upgrades\":[%s],\"pingInterval\":%u,"
                          "\"pingTimeout\":%u,\"maxPayload\":%" G_GSIZE_FORMAT "}",
                          self->id, offers_websocket (self) ? "\"websocket\"" : "",
                          engine_io_server_options_get_ping_interval (options),
                          engine_io_server_options_get_ping_timeout (options),
                          engine_io_server_options_get_max_http_buffer_size (options));
  transmit_packet (self, ENGINE_IO_PACKET_OPEN, json);
}

static void
engine_io_socket_dispose (GObject *object)
{
  EngineIoSocket *self = ENGINE_IO_SOCKET (object);

  self->state = ENGINE_IO_SOCKET_CLOSED;
  let_go (self, ENGINE_IO_PACKET_CLOSE);
  self->context = NULL;

  G_OBJECT_CLASS (engine_io_socket_parent_class)->dispose (object);
}

static void
engine_io_socket_finalize (GObject *object)
{
  EngineIoSocket *self = ENGINE_IO_SOCKET (object);

  g_clear_pointer (&self->request, engine_io_request_head_unref);

  G_OBJECT_CLASS (engine_io_socket_parent_class)->finalize (object);
}

static void
engine_io_socket_class_init (EngineIoSocketClass *klass)
{
  GType type = ENGINE_IO_TYPE_SOCKET;

  G_OBJECT_CLASS (klass)->dispose = engine_io_socket_dispose;
  G_OBJECT_CLASS (klass)->finalize = engine_io_socket_finalize;

  /**
   * EngineIoSocket::message:
   * @self: a session
   * @data: what the client sent
   * @binary: whether that is bytes; else it is UTF-8
   *
   * A message was received.
   */
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   engine_io_marshal_VOID__BOXED_BOOLEAN, G_TYPE_NONE, 2,
                                   G_TYPE_BYTES | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BOOLEAN);
  g_signal_set_va_marshaller (signals[MESSAGE], type, engine_io_marshal_VOID__BOXED_BOOLEANv);

  /**
   * EngineIoSocket::heartbeat:
   * @self: a session
   *
   * The client has answered a ping.
   */
  signals[HEARTBEAT] =
    g_signal_new ("heartbeat", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EngineIoSocket::upgraded:
   * @self: a session
   * @transport: the transport that is used from now on
   *
   * The session changed its transport.
   */
  signals[UPGRADED] = g_signal_new ("upgraded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * EngineIoSocket::drained:
   * @self: a session
   *
   * Everything that was queued is on the wire, after some of it had to wait.
   */
  signals[DRAINED] =
    g_signal_new ("drained", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EngineIoSocket::closed:
   * @self: a session
   * @reason: why
   * @details: (nullable): what went wrong, if anything
   *
   * The session is over; emitted once.
   */
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, ENGINE_IO_TYPE_CLOSE_REASON, G_TYPE_ERROR);
}

static void
engine_io_socket_init (EngineIoSocket *self)
{
  engine_io_socket_set_listener (self, NULL, NULL);
}

/**
 * engine_io_socket_get_id:
 * @self: a session
 *
 * Returns: the name of the session, a secret between the client and the server
 */
const char *
engine_io_socket_get_id (EngineIoSocket *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), NULL);

  return self->id;
}

/**
 * engine_io_socket_get_request:
 * @self: a session
 *
 * Returns: (transfer none): the request that it began with
 */
EngineIoRequestHead *
engine_io_socket_get_request (EngineIoSocket *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), NULL);

  return self->request;
}

/**
 * engine_io_socket_get_state:
 * @self: a session
 *
 * Returns: where in its life the session is
 */
EngineIoSocketState
engine_io_socket_get_state (EngineIoSocket *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), ENGINE_IO_SOCKET_CLOSED);

  return (EngineIoSocketState) self->state;
}

/**
 * engine_io_socket_get_transport:
 * @self: a session
 *
 * Returns: "polling" or "websocket"; of a closed session the last one
 */
const char *
engine_io_socket_get_transport (EngineIoSocket *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), NULL);

  return self->upgraded ? "websocket" : "polling";
}

/**
 * engine_io_socket_is_writable:
 * @self: a session
 *
 * Whether a message that is sent now leaves at once: nothing waits before it, and there is a poll
 * to answer if the session polls.
 *
 * Returns: whether that is so
 */
gboolean
engine_io_socket_is_writable (EngineIoSocket *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), FALSE);

  if (self->state != ENGINE_IO_SOCKET_OPEN)
    return FALSE;

  return self->websocket != NULL ? engine_io_websocket_server_is_writable (self->websocket)
                                 : engine_io_polling_server_is_writable (self->polling);
}

/* Takes @message. */
static gboolean
send_taken (EngineIoSocket *self, EngineIoMessage *message, EngineIoSendFlags flags)
{
  g_autoptr (EngineIoMessage) taken = message;

  engine_io_message_set_flags (taken, flags);
  engine_io_socket_send_message (self, taken);

  return self->state == ENGINE_IO_SOCKET_OPEN;
}

/**
 * engine_io_socket_send:
 * @self: a session
 * @text: a message, UTF-8
 * @flags: how to send
 *
 * Sends, or queues, a message.
 *
 * Returns: %FALSE if the session is not open, or no longer, because more waits than may
 */
gboolean
engine_io_socket_send (EngineIoSocket *self, GBytes *text, EngineIoSendFlags flags)
{
  gsize length = 0;
  const char *data = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  data = g_bytes_get_data (text, &length);

  return send_taken (self, engine_io_message_new_text (data != NULL ? data : "", length), flags);
}

/**
 * engine_io_socket_send_binary:
 * @self: a session
 * @data: a message
 * @flags: how to send
 *
 * Sends, or queues, a message of bytes.
 *
 * Returns: %FALSE if the session is not open, or no longer, because more waits than may
 */
gboolean
engine_io_socket_send_binary (EngineIoSocket *self, GBytes *data, EngineIoSendFlags flags)
{
  gsize length = 0;
  const guint8 *bytes = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), FALSE);
  g_return_val_if_fail (data != NULL, FALSE);

  bytes = g_bytes_get_data (data, &length);

  return send_taken (self,
                     engine_io_message_new_binary (bytes != NULL ? bytes : (const guint8 *) "",
                                                   length),
                     flags);
}

/**
 * engine_io_socket_close:
 * @self: a session
 *
 * Ends the session when all that was sent has left.  Nothing that the client still sends is told.
 */
void
engine_io_socket_close (EngineIoSocket *self)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  if (self->state != ENGINE_IO_SOCKET_OPEN)
    return;

  set_state (self, ENGINE_IO_SOCKET_CLOSING);
  if (self->websocket != NULL) {
    close_websocket (self);
    return;
  }

  wait_for (self, CLOSE_TIMEOUT_MS, closing_timed_out);
  transmit_packet (self, ENGINE_IO_PACKET_CLOSE, NULL);
}

/**
 * engine_io_socket_abort:
 * @self: a session
 * @reason: why
 * @details: (nullable): what went wrong
 *
 * Ends the session now; what waits for a poll is lost.
 */
void
engine_io_socket_abort (EngineIoSocket *self, EngineIoCloseReason reason, const GError *details)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  end (self, reason, details);
}

/**
 * engine_io_socket_set_listener: (skip)
 * @self: a session
 * @listener: (nullable): who is told from now on; %NULL for signals again
 * @owner: given to it
 */
void
engine_io_socket_set_listener (EngineIoSocket *self,
                               const EngineIoSocketListener *listener,
                               gpointer owner)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  self->listener = listener != NULL ? listener : &signal_listener;
  self->owner = listener != NULL ? owner : self;
}

/**
 * engine_io_socket_send_message: (skip)
 * @self: a session
 * @message: what to send
 *
 * Sends, or queues, a message that others may get, too; nothing happens unless the session is
 * open.  The session does not end in here, even if more waits than may: that is in the next turn.
 */
void
engine_io_socket_send_message (EngineIoSocket *self, EngineIoMessage *message)
{
  if (self->state == ENGINE_IO_SOCKET_OPEN)
    transmit (self, message);
}

/**
 * engine_io_socket_new: (skip)
 * @context: what it shares with the server's other sessions
 * @id: its name
 * @request: what it began with
 * @websocket: (nullable) (transfer full): its transport; %NULL if it polls
 *
 * Returns: (transfer full): an open session
 */
EngineIoSocket *
engine_io_socket_new (const EngineIoSocketContext *context,
                      const char *id,
                      EngineIoRequestHead *request,
                      EngineIoWebsocketServer *websocket)
{
  EngineIoSocket *self = NULL;

  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (id != NULL && strlen (id) < ENGINE_IO_ID_SIZE, NULL);

  self = g_object_new (ENGINE_IO_TYPE_SOCKET, NULL);
  self->context = context;
  g_strlcpy (self->id, id, sizeof self->id);
  self->request = request != NULL ? engine_io_request_head_ref (request) : NULL;
  if (websocket != NULL)
    use_websocket (self, websocket);
  else
    self->polling =
      engine_io_polling_server_new (context->epoll, context->deadlines,
                                    engine_io_server_options_get_max_queued (context->options),
                                    &polling_listener, self);
  send_handshake (self);
  schedule_ping (self);

  return self;
}

/**
 * engine_io_socket_take_poll: (skip)
 * @self: a session
 * @exchange: (transfer full): a GET
 */
void
engine_io_socket_take_poll (EngineIoSocket *self, EngineIoExchange *exchange)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  if (self->polling != NULL)
    engine_io_polling_server_take_poll (self->polling, exchange);
  else
    engine_io_exchange_answer (exchange, 400, NULL, NULL);
}

/**
 * engine_io_socket_begin_post: (skip)
 * @self: a session
 * @message: a POST whose body is not here yet
 *
 * Returns: whether to go on
 */
gboolean
engine_io_socket_begin_post (EngineIoSocket *self, SoupServerMessage *message)
{
  g_return_val_if_fail (ENGINE_IO_IS_SOCKET (self), FALSE);

  return self->polling != NULL && engine_io_polling_server_begin_post (self->polling, message);
}

/**
 * engine_io_socket_take_post: (skip)
 * @self: a session
 * @exchange: (transfer full): the POST that began
 * @body: what it brought
 */
void
engine_io_socket_take_post (EngineIoSocket *self, EngineIoExchange *exchange, GBytes *body)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  if (self->polling != NULL)
    engine_io_polling_server_take_post (self->polling, exchange, body);
  else
    engine_io_exchange_answer (exchange, 400, NULL, NULL);
}

/**
 * engine_io_socket_post_refused: (skip)
 * @self: a session
 *
 * The POST that began was answered by the caller, and the session goes on.
 */
void
engine_io_socket_post_refused (EngineIoSocket *self)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  if (self->polling != NULL)
    engine_io_polling_server_post_refused (self->polling);
}

/**
 * engine_io_socket_post_failed: (skip)
 * @self: a session
 *
 * The client went away before the POST that began was whole.
 */
void
engine_io_socket_post_failed (EngineIoSocket *self)
{
  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  if (self->polling != NULL)
    engine_io_polling_server_post_failed (self->polling);
}

/**
 * engine_io_socket_take_probe: (skip)
 * @self: a session
 * @websocket: (transfer full): a connection that names the session
 *
 * Begins an upgrade; a WebSocket that comes when there can be none is closed.
 */
void
engine_io_socket_take_probe (EngineIoSocket *self, EngineIoWebsocketServer *websocket)
{
  guint timeout = 0;

  g_return_if_fail (ENGINE_IO_IS_SOCKET (self));

  if (self->probe != NULL || self->state == ENGINE_IO_SOCKET_CLOSED || !offers_websocket (self)) {
    engine_io_websocket_server_close (websocket, 0);
    return;
  }

  timeout = engine_io_server_options_get_upgrade_timeout (self->context->options);
  self->probe =
    engine_io_probe_new (websocket, self->context->deadlines, timeout, &probe_listener, self);
}
