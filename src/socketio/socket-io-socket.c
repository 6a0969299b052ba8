/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The server's end of one client in one namespace.
 *
 *              accept ()               close ()             out of its rooms
 *   JOINING ------------> CONNECTED ------------> LEAVING -----------------> GONE
 *      |                                ::disconnecting         ::disconnected ^
 *      |  refused, or lost meanwhile                                          |
 *      +----------------------------------------------------------------------+
 *
 * While it is JOINING the middleware of the namespace looks at it: it can be put into
 * rooms already, but nothing is sent to it.  Its namespace and its connection hold it
 * until it is GONE.
 *
 * There are thousands of them.  So it is small: what most do not use (data, middleware,
 * acknowledgements) is made when it is used first.  And deliver (), the way of every
 * broadcast, is a few instructions.
 *
 * With connection state recovery what is emitted goes through the adapter, like a
 * broadcast to the socket's own room: so it gets an offset and is remembered.
 */
#include "socket-io-socket.h"

#include "engine-io-id.h"
#include "socket-io-acks.h"
#include "socket-io-adapter.h"
#include "socket-io-comeback.h"
#include "socket-io-connection.h"
#include "socket-io-enum-types.h"
#include "socket-io-error.h"
#include "socket-io-inbox.h"
#include "socket-io-once.h"
#include "socket-io-reply.h"
#include "socket-io-server.h"

/* What an event that waits for a middleware costs beside its bytes. */
#define EVENT_OVERHEAD 256

typedef enum {
  STATE_JOINING,
  STATE_CONNECTED,
  STATE_LEAVING,
  STATE_GONE,
} State;

struct _SocketIoSocket {
  GObject parent_instance;

  SocketIoNamespace *nsp;
  SocketIoConnection *connection;
  char id[ENGINE_IO_ID_SIZE];
  guint8 state; /* State */
  guint8 recovered : 1;
  guint8 comes_back : 1; /* it is lost, but may be recovered */
  guint8 watches_broadcasts : 1;
  char *pid;           /* names it for recovery, a secret between us; NULL without recovery */
  gpointer membership; /* the adapter's */
  SocketIoHandshake *handshake; /* nullable: made when asked for, if there is no auth */
  JsonObject *data;             /* nullable */
  SocketIoAcks *acks;           /* nullable */
  SocketIoInbox *inbox;         /* nullable: there is no middleware */
  SocketIoComeback *comeback;   /* nullable */
};

/* Sixteen of these fit into 2 KiB with all that malloc () adds. */
G_STATIC_ASSERT (sizeof (void *) != 8 || sizeof (SocketIoSocket) <= 120);

G_DEFINE_FINAL_TYPE (SocketIoSocket, socket_io_socket, G_TYPE_OBJECT)

typedef enum {
  PROP_ID = 1,
  PROP_NAMESPACE,
  PROP_HANDSHAKE,
  PROP_CONNECTED,
  PROP_RECOVERED,
} SocketIoSocketProperty;

static GParamSpec *properties[PROP_RECOVERED + 1];

enum {
  EVENT,
  ANY,
  ANY_OUTGOING,
  DISCONNECTING,
  DISCONNECTED,
  ERROR,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
may_move (State from, State to)
{
  switch (from) {
  case STATE_JOINING:
    return to == STATE_CONNECTED || to == STATE_GONE;
  case STATE_CONNECTED:
    return to == STATE_LEAVING;
  case STATE_LEAVING:
    return to == STATE_GONE;
  case STATE_GONE:
    return FALSE;
  }

  return FALSE;
}

static void
set_state (SocketIoSocket *self, State state)
{
  gboolean before = socket_io_socket_get_connected (self);

  g_assert (may_move (self->state, state));
  self->state = state;
  if (socket_io_socket_get_connected (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTED]);
}

static SocketIoAdapter *
get_adapter (SocketIoSocket *self)
{
  return socket_io_namespace_get_adapter (self->nsp);
}

static SocketIoServerOptions *
get_options (SocketIoSocket *self)
{
  return socket_io_server_get_options (socket_io_namespace_get_server (self->nsp));
}

/* --- sending -------------------------------------------------------------- */

static gboolean
send_packet (SocketIoSocket *self,
             const SocketIoPacket *packet,
             SocketIoEmitFlags flags,
             GError **error)
{
  return socket_io_connection_send_packet (self->connection, packet,
                                           socket_io_emit_flags_to_engine (flags), error);
}

/* It will get the event when it is back, if it misses it now. */
static gboolean
send_to_own_room (SocketIoSocket *self,
                  SocketIoPacket *packet,
                  SocketIoEmitFlags flags,
                  GError **error)
{
  g_autoptr (SocketIoBroadcastOptions) options = socket_io_broadcast_options_new ();

  socket_io_broadcast_options_add_room (options, self->id);
  options->flags = flags;

  return socket_io_adapter_broadcast (get_adapter (self), packet, options, error);
}

/* @data: its name and its arguments */
static void
tell_outgoing (SocketIoSocket *self, JsonNode *data)
{
  g_autoptr (JsonArray) arguments = NULL;
  JsonArray *all = NULL;

  if (!g_signal_has_handler_pending (self, signals[ANY_OUTGOING], 0, FALSE))
    return;

  all = json_node_get_array (data);
  arguments = json_array_new ();
  for (guint i = 1; i < json_array_get_length (all); i++)
    json_array_add_element (arguments, json_node_ref (json_array_get_element (all, i)));
  g_signal_emit (self, signals[ANY_OUTGOING], 0, json_array_get_string_element (all, 0), arguments);
}

/* Whether the socket is still there afterwards. */
static gboolean
tell_of_broadcast (SocketIoSocket *self, SocketIoOutgoing *outgoing)
{
  g_autoptr (SocketIoSocket) alive = g_object_ref (self);

  tell_outgoing (self, socket_io_outgoing_get_data (outgoing));

  return self->state == STATE_CONNECTED;
}

/* Whether an event can be sent, or remembered if that is of use for it. */
static gboolean
check_way_out (SocketIoSocket *self, SocketIoEmitFlags flags, gboolean remembered, GError **error)
{
  gboolean is_volatile = (flags & SOCKET_IO_EMIT_VOLATILE) != 0;

  if (self->state != STATE_CONNECTED && !(self->comes_back && remembered)) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "The client is not connected");
    return FALSE;
  }
  if (is_volatile && !socket_io_connection_is_writable (self->connection)) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED,
                         "Volatile, and could not leave at once");
    return FALSE;
  }

  return TRUE;
}

static gboolean
emit_event (SocketIoSocket *self,
            const char *name,
            JsonArray *arguments,
            SocketIoAttachments *attachments,
            SocketIoEmitFlags flags,
            gint64 ack_id,
            GError **error)
{
  gboolean remembered = self->pid != NULL && ack_id == SOCKET_IO_PACKET_NO_ID &&
                        (flags & SOCKET_IO_EMIT_VOLATILE) == 0;
  g_autoptr (SocketIoPacket) packet = NULL;

  if (!check_way_out (self, flags, remembered, error))
    return FALSE;

  packet = socket_io_packet_new_event (socket_io_namespace_get_name (self->nsp), name, arguments,
                                       attachments, error);
  if (packet == NULL)
    return FALSE;
  packet->id = ack_id;

  /* What goes through the adapter is told of when it comes from there. */
  if (!(remembered && self->watches_broadcasts)) {
    tell_outgoing (self, packet->data);
    /* Whoever heard that may have disconnected it. */
    if (!check_way_out (self, flags, remembered, error))
      return FALSE;
  }

  if (remembered)
    return send_to_own_room (self, packet, flags, error);

  return send_packet (self, packet, flags, error);
}

static SocketIoAcks *
get_acks (SocketIoSocket *self)
{
  SocketIoServer *server = socket_io_namespace_get_server (self->nsp);

  if (self->acks != NULL)
    return self->acks;

  self->acks = socket_io_acks_new (NULL, self);
  if (server != NULL)
    socket_io_acks_share_deadlines (self->acks, engine_io_server_get_deadlines (
                                                  socket_io_server_get_engine (server)));

  return self->acks;
}

static void
emit_for_ack (SocketIoSocket *self,
              const char *name,
              JsonArray *arguments,
              SocketIoAttachments *attachments,
              SocketIoEmitFlags flags,
              guint timeout_ms,
              GCancellable *cancellable,
              GTask *task)
{
  g_autoptr (GError) error = NULL;
  gint64 id = SOCKET_IO_PACKET_NO_ID;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error)) {
    socket_io_reply_settle (NULL, NULL, error, task);
    return;
  }

  id = socket_io_namespace_next_ack_id (self->nsp);
  socket_io_acks_add_as (get_acks (self), id, timeout_ms, cancellable, socket_io_reply_settle,
                         task);
  if (!emit_event (self, name, arguments, attachments, flags, id, &error))
    socket_io_acks_fail (self->acks, id, error);
}

/* --- receiving ------------------------------------------------------------ */

typedef struct {
  SocketIoSocket *socket;
  gint64 id;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->socket);
  g_free (question);
}

static gboolean
acknowledge (SocketIoEvent *event,
             JsonArray *arguments,
             SocketIoAttachments *attachments,
             gpointer user_data)
{
  Question *question = user_data;
  SocketIoSocket *self = question->socket;
  g_autoptr (JsonNode) payload = json_node_new (JSON_NODE_ARRAY);
  const SocketIoPacket packet = { .type = SOCKET_IO_PACKET_ACK,
                                  .nsp = (char *) socket_io_namespace_get_name (self->nsp),
                                  .id = question->id,
                                  .data = payload,
                                  .attachments = attachments };

  if (self->state != STATE_CONNECTED)
    return FALSE;

  json_node_set_array (payload, arguments);

  return send_packet (self, &packet, SOCKET_IO_EMIT_DEFAULT, NULL);
}

static void
tell_listeners (SocketIoSocket *self, SocketIoEvent *event)
{
  if (self->state != STATE_CONNECTED)
    return;

  /* A name that nobody has asked for is no quark, and does not become one. */
  g_signal_emit (self, signals[EVENT], g_quark_try_string (socket_io_event_get_name (event)),
                 event);
}

static void
tell_refused (SocketIoSocket *self, const char *message, JsonNode *data)
{
  g_autoptr (GError) error = socket_io_error_new_refused_with (message, data);

  g_signal_emit (self, signals[ERROR], 0, error);
}

static const SocketIoInboxListener inbox_listener = {
  .passed = tell_listeners,
  .refused = tell_refused,
};

/* A middleware that never answers must not fill the memory with what a client sends. */
static void
ask_middleware (SocketIoSocket *self, SocketIoEvent *event, gsize size)
{
  gsize limit =
    engine_io_server_options_get_max_queued (ENGINE_IO_SERVER_OPTIONS (get_options (self)));
  gsize waiting = socket_io_inbox_add (self->inbox, event, size + EVENT_OVERHEAD);

  if (limit > 0 && waiting > limit)
    socket_io_connection_close (self->connection, SOCKET_IO_DISCONNECT_FORCED);
}

static void
receive_event (SocketIoSocket *self, SocketIoPacket *packet)
{
  g_autoptr (SocketIoEvent) event = socket_io_event_new_received (packet, NULL);

  if (packet->id != SOCKET_IO_PACKET_NO_ID) {
    Question *question = g_new (Question, 1);

    question->socket = g_object_ref (self);
    question->id = packet->id;
    socket_io_event_set_acknowledge (event, acknowledge, question, (GDestroyNotify) question_free);
  }

  if (g_signal_has_handler_pending (self, signals[ANY], 0, FALSE))
    g_signal_emit (self, signals[ANY], 0, event);

  /* Whoever heard that may have disconnected it. */
  if (self->state != STATE_CONNECTED)
    return;

  if (self->inbox != NULL)
    ask_middleware (self, event, packet->size);
  else
    tell_listeners (self, event);
}

/* --- coming and going ----------------------------------------------------- */

static SocketIoPacket *
new_answer (SocketIoSocket *self)
{
  SocketIoPacket *packet =
    socket_io_packet_new (SOCKET_IO_PACKET_CONNECT, socket_io_namespace_get_name (self->nsp));
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "sid", self->id);
  if (self->pid != NULL)
    json_object_set_string_member (answer, "pid", self->pid);
  packet->data = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (packet->data, answer);

  return packet;
}

static void
join_first_rooms (SocketIoSocket *self)
{
  const char *const own[] = { self->id, NULL };
  SocketIoSession *session = NULL;

  socket_io_adapter_join (get_adapter (self), self, own);
  /* Whoever hears of rooms may have ended the connection. */
  if (self->comeback == NULL || self->state != STATE_JOINING)
    return;

  session = socket_io_comeback_get_session (self->comeback);
  socket_io_adapter_join (get_adapter (self), self, (const char *const *) session->rooms);
}

static void
send_missed (SocketIoSocket *self)
{
  g_autoptr (SocketIoComeback) comeback = g_steal_pointer (&self->comeback);

  if (comeback != NULL)
    socket_io_comeback_send (comeback, self->connection);
}

static void
persist_session (SocketIoSocket *self)
{
  SocketIoAdapter *adapter = get_adapter (self);
  char **rooms = socket_io_adapter_dup_socket_rooms (adapter, self);
  g_autoptr (SocketIoSession)
    session = socket_io_session_new (self->id, self->pid, rooms, self->data);

  socket_io_adapter_persist_session (adapter, session);
}

static void
end_acks (SocketIoSocket *self, SocketIoDisconnectReason reason)
{
  g_autoptr (GError) error = NULL;

  if (self->acks == NULL)
    return;

  error = g_error_new (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                       "Disconnected before an acknowledgement came: %s",
                       socket_io_disconnect_reason_to_string (reason));
  socket_io_acks_fail_all (self->acks, error);
}

/* Nobody finds it any more. */
static void
leave_all (SocketIoSocket *self)
{
  socket_io_adapter_leave_all (get_adapter (self), self);
  socket_io_connection_remove (self->connection, self);
  socket_io_namespace_remove (self->nsp, self);
}

/* It was not let in; what it would have taken up may still be. */
static void
give_up_joining (SocketIoSocket *self, SocketIoDisconnectReason reason)
{
  set_state (self, STATE_GONE);
  if (self->comeback != NULL && socket_io_disconnect_reason_is_recoverable (reason))
    socket_io_adapter_persist_session (get_adapter (self),
                                       socket_io_comeback_get_session (self->comeback));
  leave_all (self);
}

static void
leave_namespace (SocketIoSocket *self, SocketIoDisconnectReason reason, const GError *details)
{
  self->comes_back = self->pid != NULL && socket_io_disconnect_reason_is_recoverable (reason);
  set_state (self, STATE_LEAVING);
  if (self->inbox != NULL)
    socket_io_inbox_stop (self->inbox);
  g_signal_emit (self, signals[DISCONNECTING], 0, reason);

  if (self->comes_back)
    persist_session (self);
  leave_all (self);

  set_state (self, STATE_GONE);
  end_acks (self, reason);
  g_signal_emit (self, signals[DISCONNECTED], 0, reason, details);
}

/* --- the object ----------------------------------------------------------- */

static void
socket_io_socket_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  SocketIoSocket *self = SOCKET_IO_SOCKET (object);

  switch ((SocketIoSocketProperty) property_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAMESPACE:
    g_value_set_object (value, self->nsp);
    break;
  case PROP_HANDSHAKE:
    g_value_set_boxed (value, socket_io_socket_get_handshake (self));
    break;
  case PROP_CONNECTED:
    g_value_set_boolean (value, socket_io_socket_get_connected (self));
    break;
  case PROP_RECOVERED:
    g_value_set_boolean (value, self->recovered);
    break;
  }
}

static void
socket_io_socket_dispose (GObject *object)
{
  SocketIoSocket *self = SOCKET_IO_SOCKET (object);

  /* Nobody has let it in, or told it that all is over: at least nobody is to find it any more. */
  if (self->state != STATE_GONE && self->nsp != NULL) {
    self->state = STATE_GONE;
    end_acks (self, SOCKET_IO_DISCONNECT_FORCED_SERVER);
  }
  /* The adapter can be told to put anybody into rooms. */
  if (self->membership != NULL)
    socket_io_adapter_leave_all (get_adapter (self), self);

  g_clear_pointer (&self->inbox, socket_io_inbox_free);

  G_OBJECT_CLASS (socket_io_socket_parent_class)->dispose (object);
}

static void
socket_io_socket_finalize (GObject *object)
{
  SocketIoSocket *self = SOCKET_IO_SOCKET (object);

  g_clear_pointer (&self->acks, socket_io_acks_free);
  g_clear_pointer (&self->comeback, socket_io_comeback_free);
  g_clear_pointer (&self->handshake, socket_io_handshake_unref);
  g_clear_pointer (&self->data, json_object_unref);
  g_free (self->pid);
  g_clear_pointer (&self->connection, socket_io_connection_unref);
  g_clear_object (&self->nsp);

  G_OBJECT_CLASS (socket_io_socket_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * SocketIoSocket:id:
   *
   * What server and client call this socket; also the room that it is alone in.
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);
  /**
   * SocketIoSocket:namespace:
   *
   * Where it is.
   */
  properties[PROP_NAMESPACE] =
    g_param_spec_object ("namespace", NULL, NULL, SOCKET_IO_TYPE_NAMESPACE, readable);
  /**
   * SocketIoSocket:handshake:
   *
   * How it came.
   */
  properties[PROP_HANDSHAKE] =
    g_param_spec_boxed ("handshake", NULL, NULL, SOCKET_IO_TYPE_HANDSHAKE, readable);
  /**
   * SocketIoSocket:connected:
   *
   * Whether the namespace has let it in and it is there still.
   */
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, readable);
  /**
   * SocketIoSocket:recovered:
   *
   * Whether it takes up a session that was lost, with its id, rooms and data.
   */
  properties[PROP_RECOVERED] = g_param_spec_boolean ("recovered", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
install_signals (void)
{
  const GSignalFlags last = G_SIGNAL_RUN_LAST;
  const GType type = SOCKET_IO_TYPE_SOCKET;

  /**
   * SocketIoSocket::event:
   * @self: a socket
   * @event: what was received
   *
   * The client has emitted an event, and all middleware has passed it.  The signal's
   * detail is the event's name: a handler of `event::chat` is `socket.on ("chat")` in
   * JavaScript.
   */
  signals[EVENT] =
    g_signal_new ("event", type, last | G_SIGNAL_DETAILED, 0, NULL, NULL,
                  g_cclosure_marshal_VOID__OBJECT, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
  g_signal_set_va_marshaller (signals[EVENT], type, g_cclosure_marshal_VOID__OBJECTv);
  /**
   * SocketIoSocket::any:
   * @self: a socket
   * @event: what was received
   *
   * The client has emitted an event; nothing else has seen it ("onAny" in JavaScript).
   */
  signals[ANY] =
    g_signal_new ("any", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
  /**
   * SocketIoSocket::any-outgoing:
   * @self: a socket
   * @name: the event's name
   * @arguments: its arguments
   *
   * An event is about to be sent to this socket ("onAnyOutgoing" in JavaScript).  Of
   * broadcasts it is told after [method@SocketIo.Socket.set_watches_broadcasts].
   */
  signals[ANY_OUTGOING] = g_signal_new ("any-outgoing", type, last, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, JSON_TYPE_ARRAY);
  /**
   * SocketIoSocket::disconnecting:
   * @self: a socket
   * @reason: why
   *
   * The socket is lost, or leaves.  It is in its rooms still, so that their other
   * members can be told.
   */
  signals[DISCONNECTING] = g_signal_new ("disconnecting", type, last, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, SOCKET_IO_TYPE_DISCONNECT_REASON);
  /**
   * SocketIoSocket::disconnected:
   * @self: a socket
   * @reason: why
   * @details: (nullable): what is known beyond that
   *
   * The socket is gone ("disconnect" in JavaScript).
   */
  signals[DISCONNECTED] =
    g_signal_new ("disconnected", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  SOCKET_IO_TYPE_DISCONNECT_REASON, G_TYPE_ERROR);
  /**
   * SocketIoSocket::error:
   * @self: a socket
   * @error: a %SOCKET_IO_ERROR_REFUSED; see [func@SocketIo.error_get_data]
   *
   * A middleware has refused an event.
   */
  signals[ERROR] =
    g_signal_new ("error", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
socket_io_socket_class_init (SocketIoSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_socket_get_property;
  object_class->dispose = socket_io_socket_dispose;
  object_class->finalize = socket_io_socket_finalize;

  install_properties (object_class);
  install_signals ();
}

static void
socket_io_socket_init (SocketIoSocket *self)
{
}

/**
 * socket_io_socket_get_id:
 * @self: a socket
 *
 * Returns: what server and client call this socket; also the room that it is alone in
 */
const char *
socket_io_socket_get_id (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  return self->id;
}

/**
 * socket_io_socket_get_namespace:
 * @self: a socket
 *
 * Returns: (transfer none): where it is
 */
SocketIoNamespace *
socket_io_socket_get_namespace (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  return self->nsp;
}

/**
 * socket_io_socket_get_handshake:
 * @self: a socket
 *
 * Returns: (transfer none): how it came
 */
SocketIoHandshake *
socket_io_socket_get_handshake (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  if (self->handshake == NULL)
    self->handshake =
      socket_io_handshake_new (engine_io_socket_get_request (socket_io_socket_get_engine (self)),
                               NULL);

  return self->handshake;
}

/**
 * socket_io_socket_get_data:
 * @self: a socket
 *
 * Gets what the server wants to remember of this client: anything, kept with the
 * socket and over recoveries, and seen by [method@SocketIo.Namespace.fetch_sockets_async].
 *
 * Returns: (transfer none): an object to read and to change
 */
JsonObject *
socket_io_socket_get_data (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  if (self->data == NULL)
    self->data = json_object_new ();

  return self->data;
}

/**
 * socket_io_socket_get_connected:
 * @self: a socket
 *
 * Returns: whether the namespace has let it in and it is there still
 */
gboolean
socket_io_socket_get_connected (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), FALSE);

  return self->state == STATE_CONNECTED || self->state == STATE_LEAVING;
}

/**
 * socket_io_socket_get_recovered:
 * @self: a socket
 *
 * Returns: whether it takes up a session that was lost
 */
gboolean
socket_io_socket_get_recovered (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), FALSE);

  return self->recovered;
}

/**
 * socket_io_socket_get_engine:
 * @self: a socket
 *
 * Returns: (transfer none): the session that it shares with those of other namespaces
 */
EngineIoSocket *
socket_io_socket_get_engine (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  return socket_io_connection_get_engine (self->connection);
}

/**
 * socket_io_socket_set_watches_broadcasts:
 * @self: a socket
 * @watches_broadcasts: whether to tell of broadcasts
 *
 * Has [signal@SocketIo.Socket::any-outgoing] tell of what is broadcast, too, and
 * reaches this socket.  To look for listeners at everybody who is reached would cost
 * more than to reach them, so this is to be said.
 */
void
socket_io_socket_set_watches_broadcasts (SocketIoSocket *self, gboolean watches_broadcasts)
{
  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));

  self->watches_broadcasts = watches_broadcasts != FALSE;
}

/**
 * socket_io_socket_dup_rooms:
 * @self: a socket
 *
 * Returns: (transfer full) (array zero-terminated=1): the rooms it is in
 */
char **
socket_io_socket_dup_rooms (SocketIoSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  return socket_io_adapter_dup_socket_rooms (get_adapter (self), self);
}

/**
 * socket_io_socket_is_in:
 * @self: a socket
 * @room: a room
 *
 * Returns: whether it is in that room
 */
gboolean
socket_io_socket_is_in (SocketIoSocket *self, const char *room)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), FALSE);
  g_return_val_if_fail (room != NULL, FALSE);

  return socket_io_adapter_is_member (get_adapter (self), self, room);
}

/**
 * socket_io_socket_join:
 * @self: a socket
 * @room: a room
 *
 * Goes into a room, which is nothing but a name: it is there when its first member joins, and gone
 * with the last.  A middleware of the namespace may say so already; if the socket is refused in the
 * end it leaves again.  Nothing happens once the socket is disconnected.
 */
void
socket_io_socket_join (SocketIoSocket *self, const char *room)
{
  const char *const rooms[] = { room, NULL };

  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));
  g_return_if_fail (room != NULL);

  if (self->state != STATE_GONE)
    socket_io_adapter_join (get_adapter (self), self, rooms);
}

/**
 * socket_io_socket_leave:
 * @self: a socket
 * @room: a room
 *
 * Goes out of a room.
 */
void
socket_io_socket_leave (SocketIoSocket *self, const char *room)
{
  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));
  g_return_if_fail (room != NULL);

  socket_io_adapter_leave (get_adapter (self), self, room);
}

/**
 * socket_io_socket_use:
 * @self: a socket
 * @func: (scope notified) (closure user_data) (destroy destroy): is asked about every event
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Adds a middleware: it sees every event of this client, after those that were added
 * before it, and before the listeners.  While it has not answered, what the client sends
 * waits, so that order is kept; an event that it refuses is dropped, and is a
 * [signal@SocketIo.Socket::error] here.
 */
void
socket_io_socket_use (SocketIoSocket *self,
                      SocketIoPacketMiddlewareFunc func,
                      gpointer user_data,
                      GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));
  g_return_if_fail (func != NULL);

  if (self->inbox == NULL)
    self->inbox = socket_io_inbox_new (&inbox_listener, self);
  socket_io_inbox_use (self->inbox, func, user_data, destroy);
}

/**
 * socket_io_socket_once:
 * @self: a socket
 * @event: an event's name
 * @func: (scope notified) (closure user_data) (destroy destroy): called for the next event
 *   of that name, and not again
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Listens for the next event of one name ("once" in JavaScript).  Every later one takes
 * [signal@SocketIo.Socket::event].
 */
void
socket_io_socket_once (SocketIoSocket *self,
                       const char *event,
                       SocketIoSocketEventFunc func,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));
  g_return_if_fail (event != NULL && func != NULL);

  socket_io_once_connect (self, event, (SocketIoOnceFunc) func, user_data, destroy);
}

/**
 * socket_io_socket_emit:
 * @self: a socket
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 *
 * Emits an event to this client.
 *
 * Returns: whether it was sent; [method@SocketIo.Socket.emit_full] says why not
 */
gboolean
socket_io_socket_emit (SocketIoSocket *self, const char *event, JsonArray *arguments)
{
  g_autoptr (GError) error = NULL;

  if (socket_io_socket_emit_full (self, event, arguments, NULL, SOCKET_IO_EMIT_DEFAULT, &error))
    return TRUE;

  if (error != NULL)
    g_debug ("“%s” was not emitted: %s", event, error->message);
  return FALSE;
}

/**
 * socket_io_socket_send:
 * @self: a socket
 * @arguments: (nullable) (transfer none): what to send
 *
 * Emits the event "message", as `socket.send ()` does in JavaScript.
 *
 * Returns: whether it was sent
 */
gboolean
socket_io_socket_send (SocketIoSocket *self, JsonArray *arguments)
{
  return socket_io_socket_emit (self, "message", arguments);
}

/**
 * socket_io_socket_emit_full:
 * @self: a socket
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @attachments: (nullable) (transfer none): the bytes for placeholders in @arguments
 * @flags: how to send it
 * @error: return location for an error
 *
 * Emits an event to this client.
 *
 * Returns: whether it was sent; with connection state recovery also whether it will be
 *   when the client is back
 */
gboolean
socket_io_socket_emit_full (SocketIoSocket *self,
                            const char *event,
                            JsonArray *arguments,
                            SocketIoAttachments *attachments,
                            SocketIoEmitFlags flags,
                            GError **error)
{
  g_autoptr (SocketIoSocket) alive = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments), FALSE);

  alive = g_object_ref (self);

  return emit_event (self, event, arguments, attachments, flags, SOCKET_IO_PACKET_NO_ID, error);
}

/**
 * socket_io_socket_emit_async:
 * @self: a socket
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @timeout_ms: how long to wait for the acknowledgement, in milliseconds; 0 for as long as the
 *   client is connected
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async) (closure user_data): called when the answer is there, or why there is
 *   none
 * @user_data: for @callback
 *
 * Emits an event and waits for its acknowledgement ("emitWithAck" in JavaScript).
 */
void
socket_io_socket_emit_async (SocketIoSocket *self,
                             const char *event,
                             JsonArray *arguments,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  socket_io_socket_emit_full_async (self, event, arguments, NULL, SOCKET_IO_EMIT_DEFAULT,
                                    timeout_ms, cancellable, callback, user_data);
}

/**
 * socket_io_socket_emit_full_async: (finish-func emit_finish)
 * @self: a socket
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @attachments: (nullable) (transfer none): the bytes for placeholders in @arguments
 * @flags: how to send it
 * @timeout_ms: how long to wait for the acknowledgement, in milliseconds; 0 for as long as the
 *   client is connected
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async) (closure user_data): called when the answer is there, or why there is
 *   none
 * @user_data: for @callback
 *
 * Emits an event and waits for its acknowledgement.
 */
void
socket_io_socket_emit_full_async (SocketIoSocket *self,
                                  const char *event,
                                  JsonArray *arguments,
                                  SocketIoAttachments *attachments,
                                  SocketIoEmitFlags flags,
                                  guint timeout_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (SocketIoSocket) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));
  g_return_if_fail (event != NULL);
  g_return_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments));

  alive = g_object_ref (self);
  emit_for_ack (self, event, arguments, attachments, flags, timeout_ms, cancellable,
                socket_io_reply_new (self, cancellable, callback, user_data));
}

/**
 * socket_io_socket_emit_finish:
 * @self: a socket
 * @result: what the callback was given
 * @attachments: (out) (optional) (nullable) (transfer full): binary parts of the answer
 * @error: return location for an error
 *
 * Gets the answer that [method@SocketIo.Socket.emit_async] waited for; that ends exactly once.
 *
 * Returns: (transfer full): the arguments of the acknowledgement, or %NULL with a
 *   %SOCKET_IO_ERROR_TIMED_OUT, with a %SOCKET_IO_ERROR_DISCONNECTED if the client is gone, or with
 *   the error of an event that could not be sent
 */
JsonArray *
socket_io_socket_emit_finish (SocketIoSocket *self,
                              GAsyncResult *result,
                              SocketIoAttachments **attachments,
                              GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);
  g_return_val_if_fail (socket_io_reply_is_valid (result, self), NULL);

  return socket_io_reply_finish (result, attachments, error);
}

/**
 * socket_io_socket_broadcast:
 * @self: a socket
 *
 * Begins a broadcast to everybody else in the namespace ("socket.broadcast" in JavaScript).
 *
 * Returns: (transfer full): a chain
 */
SocketIoBroadcast *
socket_io_socket_broadcast (SocketIoSocket *self)
{
  SocketIoBroadcast *others = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (self), NULL);

  others = socket_io_broadcast_new (get_adapter (self));
  socket_io_broadcast_except (others, self->id);

  return others;
}

/**
 * socket_io_socket_to:
 * @self: a socket
 * @room: a room
 *
 * Begins a broadcast to everybody else in a room ("socket.to" in JavaScript).  One need not be in
 * a room to emit to it.
 *
 * Returns: (transfer full): a chain
 */
SocketIoBroadcast *
socket_io_socket_to (SocketIoSocket *self, const char *room)
{
  SocketIoBroadcast *others = NULL;

  g_return_val_if_fail (room != NULL, NULL);

  others = socket_io_socket_broadcast (self);
  if (others != NULL)
    socket_io_broadcast_to (others, room);

  return others;
}

/**
 * socket_io_socket_in:
 * @self: a socket
 * @room: a room
 *
 * Another name of [method@SocketIo.Socket.to].
 *
 * Returns: (transfer full): a chain
 */
SocketIoBroadcast *
socket_io_socket_in (SocketIoSocket *self, const char *room)
{
  return socket_io_socket_to (self, room);
}

/**
 * socket_io_socket_except:
 * @self: a socket
 * @room: a room
 *
 * Begins a broadcast to everybody else who is not in a room.
 *
 * Returns: (transfer full): a chain
 */
SocketIoBroadcast *
socket_io_socket_except (SocketIoSocket *self, const char *room)
{
  SocketIoBroadcast *others = NULL;

  g_return_val_if_fail (room != NULL, NULL);

  others = socket_io_socket_broadcast (self);
  if (others != NULL)
    socket_io_broadcast_except (others, room);

  return others;
}

/**
 * socket_io_socket_disconnect: (rename-to socket_io_socket_close)
 * @self: a socket
 * @close: whether to close the session, too, which others may share
 *
 * Sends the client out of the namespace, or, with @close, out of all (DISCONNECT in the Socket.IO
 * protocol, "Disconnection from a namespace").  A JavaScript client does not come back by itself
 * then.
 */
void
socket_io_socket_disconnect (SocketIoSocket *self, gboolean close)
{
  g_autoptr (SocketIoSocket) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));

  if (self->state != STATE_CONNECTED)
    return;

  alive = g_object_ref (self);
  if (close) {
    socket_io_connection_disconnect (self->connection);
  } else {
    const SocketIoPacket packet = { .type = SOCKET_IO_PACKET_DISCONNECT,
                                    .nsp = (char *) socket_io_namespace_get_name (self->nsp),
                                    .id = SOCKET_IO_PACKET_NO_ID };

    send_packet (self, &packet, SOCKET_IO_EMIT_DEFAULT, NULL);
    socket_io_socket_close (self, SOCKET_IO_DISCONNECT_SERVER_NAMESPACE, NULL);
  }
}

static void
make_ids (SocketIoSocket *self)
{
  char pid[ENGINE_IO_ID_SIZE];

  engine_io_id_make (self->id);
  if (!socket_io_server_options_get_connection_state_recovery (get_options (self)))
    return;

  engine_io_id_make (pid);
  self->pid = g_strdup (pid);
}

static void
take_up (SocketIoSocket *self, const SocketIoSession *session)
{
  self->recovered = TRUE;
  g_strlcpy (self->id, session->sid, sizeof self->id);
  self->pid = g_strdup (session->pid);
  if (session->data != NULL)
    self->data = json_object_ref (session->data);
  self->comeback = socket_io_comeback_new (session);

  /* While middleware looks at it, it is to miss nothing more. */
  join_first_rooms (self);
}

/**
 * socket_io_socket_new: (skip)
 * @nsp: where it wants to be
 * @connection: how it comes
 * @auth: (nullable): what it says
 * @session: (nullable): one of it that was lost
 *
 * Makes a socket that is not let in yet.
 *
 * Returns: (transfer full): the socket
 */
SocketIoSocket *
socket_io_socket_new (SocketIoNamespace *nsp,
                      SocketIoConnection *connection,
                      JsonNode *auth,
                      const SocketIoSession *session)
{
  SocketIoSocket *self = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (nsp), NULL);
  g_return_val_if_fail (connection != NULL, NULL);

  self = g_object_new (SOCKET_IO_TYPE_SOCKET, NULL);
  self->nsp = g_object_ref (nsp);
  self->connection = socket_io_connection_ref (connection);
  if (auth != NULL)
    self->handshake = socket_io_handshake_new (engine_io_socket_get_request (
                                                 socket_io_connection_get_engine (connection)),
                                               auth);
  if (session != NULL)
    take_up (self, session);
  else
    make_ids (self);

  return self;
}

/**
 * socket_io_socket_accept: (skip)
 * @self: a socket that its namespace lets in
 *
 * Joins its own room, sends what it has missed, answers its CONNECT.
 */
void
socket_io_socket_accept (SocketIoSocket *self)
{
  g_autoptr (SocketIoPacket) answer = NULL;

  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));
  g_return_if_fail (self->state == STATE_JOINING);

  if (self->comeback == NULL)
    join_first_rooms (self);
  if (self->state != STATE_JOINING)
    return;

  send_missed (self);
  answer = new_answer (self);
  send_packet (self, answer, SOCKET_IO_EMIT_DEFAULT, NULL);
  if (self->state == STATE_JOINING)
    set_state (self, STATE_CONNECTED);
}

/**
 * socket_io_socket_take_packet: (skip)
 * @self: a socket
 * @packet: an EVENT, ACK or DISCONNECT of its client
 */
void
socket_io_socket_take_packet (SocketIoSocket *self, SocketIoPacket *packet)
{
  g_autoptr (SocketIoSocket) alive = g_object_ref (self);

  if (self->state != STATE_CONNECTED)
    return;

  switch (packet->type) {
  case SOCKET_IO_PACKET_EVENT:
    receive_event (self, packet);
    break;
  case SOCKET_IO_PACKET_ACK:
    /* One that nobody waits for, or waits for any more, is ignored. */
    if (self->acks != NULL)
      socket_io_acks_resolve (self->acks, packet->id, json_node_get_array (packet->data),
                              packet->attachments);
    break;
  case SOCKET_IO_PACKET_DISCONNECT:
    socket_io_socket_close (self, SOCKET_IO_DISCONNECT_CLIENT_NAMESPACE, NULL);
    break;
  case SOCKET_IO_PACKET_CONNECT:
  case SOCKET_IO_PACKET_CONNECT_ERROR:
    break;
  }
}

/* What is sent to a socket that goes on with a session, but is not let in yet. */
static void
keep_for_later (SocketIoSocket *self, SocketIoOutgoing *outgoing, SocketIoEmitFlags flags)
{
  if (self->comeback == NULL || (flags & SOCKET_IO_EMIT_VOLATILE) != 0)
    return;

  if (!socket_io_comeback_keep (self->comeback, outgoing))
    socket_io_connection_close (self->connection, SOCKET_IO_DISCONNECT_FORCED);
}

/**
 * socket_io_socket_deliver: (skip)
 * @self: a socket
 * @outgoing: what is broadcast
 * @flags: how
 */
void
socket_io_socket_deliver (SocketIoSocket *self, SocketIoOutgoing *outgoing, SocketIoEmitFlags flags)
{
  if (self->state != STATE_CONNECTED) {
    keep_for_later (self, outgoing, flags);
    return;
  }
  if ((flags & SOCKET_IO_EMIT_VOLATILE) != 0 &&
      !socket_io_connection_is_writable (self->connection))
    return;

  if (self->watches_broadcasts && !tell_of_broadcast (self, outgoing))
    return;

  socket_io_connection_send (self->connection, outgoing);
}

static void
reply_ended_cb (JsonArray *arguments,
                SocketIoAttachments *attachments,
                const GError *error,
                gpointer user_data)
{
  g_autoptr (SocketIoReplies) replies = user_data;

  if (error != NULL)
    socket_io_replies_give_up (replies);
  else if (json_array_get_length (arguments) > 0)
    socket_io_replies_add (replies, json_array_get_element (arguments, 0), attachments);
  else
    socket_io_replies_add (replies, NULL, NULL);
}

/**
 * socket_io_socket_expect_reply: (skip)
 * @self: a socket
 * @id: the id of a packet that is delivered to it
 * @replies: where its answer goes
 */
void
socket_io_socket_expect_reply (SocketIoSocket *self, gint64 id, SocketIoReplies *replies)
{
  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));

  if (self->state == STATE_CONNECTED)
    socket_io_acks_add_as (get_acks (self), id, 0, NULL, reply_ended_cb, g_object_ref (replies));
  else
    socket_io_replies_give_up (replies);
}

/**
 * socket_io_socket_forget_reply: (skip)
 * @self: a socket
 * @id: the id of a packet whose answer is of no interest any more
 */
void
socket_io_socket_forget_reply (SocketIoSocket *self, gint64 id)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));

  if (self->acks == NULL)
    return;

  error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED, "Nobody waits any more");
  socket_io_acks_fail (self->acks, id, error);
}

/**
 * socket_io_socket_close: (skip)
 * @self: a socket
 * @reason: why
 * @details: (nullable): what is known beyond that
 */
void
socket_io_socket_close (SocketIoSocket *self,
                        SocketIoDisconnectReason reason,
                        const GError *details)
{
  g_autoptr (SocketIoSocket) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_SOCKET (self));

  alive = g_object_ref (self);
  switch ((State) self->state) {
  case STATE_JOINING:
    give_up_joining (self, reason);
    break;
  case STATE_CONNECTED:
    leave_namespace (self, reason, details);
    break;
  case STATE_LEAVING:
  case STATE_GONE:
    break;
  }
}

/**
 * socket_io_socket_get_pid: (skip)
 * @self: a socket
 *
 * Returns: (nullable): what names it for recovery
 */
const char *
socket_io_socket_get_pid (SocketIoSocket *self)
{
  return self->pid;
}

/**
 * socket_io_socket_get_membership: (skip)
 * @self: a socket
 *
 * Returns: where the adapter keeps its rooms
 */
gpointer *
socket_io_socket_get_membership (SocketIoSocket *self)
{
  return &self->membership;
}
