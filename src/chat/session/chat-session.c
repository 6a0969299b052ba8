/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One account, live: the network meets the model.
 *
 *               connect                        server accepts
 *    OFFLINE ------------> CONNECTING --------------------------> CONNECTED
 *       ^                     |   ^                                   |
 *       |            attempt  |   | time is up,        connection     |
 *       |            failed   v   | retry_now          lost           |
 *       |                    WAITING <--------------------------------+
 *       |
 *       +--- from everywhere: disconnect, server refuses, server ends the connection
 *
 * The state follows from the client's and the manager's; nothing else decides it.  What is done
 * with the connection is the courier's affair, what the server says goes into the model through
 * ChatSync, and what I write waits in the outbox: rooms can be joined and texts written in any
 * state.
 */
#include "chat-session.h"

#include "chat-courier.h"
#include "chat-plain-dialect.h"
#include "chat-reader.h"
#include "chat-typing-throttle.h"

#define DEFAULT_ACK_TIMEOUT_MS 10000

struct _ChatSession {
  GObject parent_instance;

  ChatAccount *account;
  SocketIoOptions *options;
  guint ack_timeout;

  ChatUser *me;
  ChatDialect *dialect;
  ChatOutbox *outbox;
  ChatSync *sync;
  ChatCourier *courier;

  SocketIoClient *client; /* from the first connect on */
  ChatSessionState state;
  gint64 next_attempt;
  GError *error;

  ChatRoom *open_room;
  ChatRoom *typing_room; /* in which I type, while I do */
  ChatTypingThrottle throttle;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (ChatSession, chat_session, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatSessionState,
                    chat_session_state,
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_CONNECTED, "connected"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_WAITING, "waiting"))

typedef enum {
  PROP_ACCOUNT = 1,
  PROP_OPTIONS,
  PROP_ACK_TIMEOUT,
  PROP_ROOMS,
  PROP_USERS,
  PROP_ME,
  PROP_STATE,
  PROP_NEXT_ATTEMPT,
  PROP_ERROR,
  PROP_ROUND_TRIP,
  PROP_OPEN_ROOM,
} ChatSessionProperty;

static GParamSpec *properties[PROP_OPEN_ROOM + 1];

enum {
  MESSAGE_RECEIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Whoever hears of what happens may drop the session.  What is called from outside, by the
 * connection or by time, therefore keeps it to its own end. */

/* --- state ---------------------------------------------------------------- */

static void
set_error (ChatSession *self, GError *error)
{
  /* Handlers may look at the old one until they have heard of the new. */
  g_autoptr (GError) before = g_steal_pointer (&self->error);

  self->error = error;
  if (before != NULL || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static ChatSessionState
state_of_connection (ChatSession *self)
{
  SocketIoManager *manager = socket_io_client_get_manager (self->client);

  switch (socket_io_client_get_state (self->client)) {
  case SOCKET_IO_CLIENT_DISCONNECTED:
    return CHAT_SESSION_OFFLINE;
  case SOCKET_IO_CLIENT_CONNECTED:
    return CHAT_SESSION_CONNECTED;
  case SOCKET_IO_CLIENT_CONNECTING:
    return socket_io_manager_get_state (manager) == SOCKET_IO_MANAGER_WAITING
             ? CHAT_SESSION_WAITING
             : CHAT_SESSION_CONNECTING;
  }

  return CHAT_SESSION_OFFLINE;
}

static void
set_state (ChatSession *session, ChatSessionState state, gint64 next_attempt)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->next_attempt != next_attempt) {
    self->next_attempt = next_attempt;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_ATTEMPT]);
  }
  if (self->state != state) {
    self->state = state;
    chat_user_set_presence (self->me, state == CHAT_SESSION_CONNECTED ? CHAT_PRESENCE_ONLINE
                                                                      : CHAT_PRESENCE_OFFLINE);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
update_state (ChatSession *self)
{
  SocketIoManager *manager = socket_io_client_get_manager (self->client);
  ChatSessionState state = state_of_connection (self);

  set_state (self, state,
             state == CHAT_SESSION_WAITING ? socket_io_manager_get_next_attempt_time (manager) : 0);
}

/* --- time ----------------------------------------------------------------- */

static void
say_typing (ChatSession *self, ChatTypingWord word)
{
  if (word != CHAT_TYPING_SAY_NOTHING && self->typing_room != NULL)
    chat_courier_type (self->courier, self->typing_room, word == CHAT_TYPING_SAY_ON);
}

/* One timer for all that ends by itself: typing, of others and mine.  It is called by the timer,
 * and whenever there may be something new to wait for. */
static void
look_at_clock (gpointer data)
{
  g_autoptr (ChatSession) self = g_object_ref (data);
  gint64 now = g_get_monotonic_time ();
  gint64 theirs = 0;
  gint64 next = 0;

  chat_sync_expire (self->sync, now);
  say_typing (self, chat_typing_throttle_tick (&self->throttle, now));

  theirs = chat_sync_get_next_expiry (self->sync);
  next = MIN (theirs, chat_typing_throttle_get_next (&self->throttle));
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (next != G_MAXINT64)
    self->tick_id =
      g_timeout_add_once ((guint) ((MAX (next - now, 0) + 999) / 1000), look_at_clock, self);
}

static void
stop_typing (ChatSession *self)
{
  say_typing (self, chat_typing_throttle_stop (&self->throttle));
  g_clear_object (&self->typing_room);
}

/* --- what the connection tells -------------------------------------------- */

static void
client_connected_cb (ChatSession *session)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  set_error (self, NULL);
  update_state (self);
  if (socket_io_client_get_connected (self->client))
    chat_courier_connected (self->courier, self->client);
}

static void
client_connect_error_cb (ChatSession *session, const GError *error)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  set_error (self, chat_session_error_new_from (error));
  update_state (self);
}

static void
client_disconnected_cb (ChatSession *session,
                        SocketIoDisconnectReason reason,
                        const GError *details)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  chat_courier_disconnected (self->courier);
  if (reason == SOCKET_IO_DISCONNECT_SERVER)
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_ENDED));
  else if (reason != SOCKET_IO_DISCONNECT_CLIENT)
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_LOST));
  update_state (self);
  look_at_clock (self);
}

static void
client_event_cb (ChatSession *session, SocketIoEvent *event)
{
  g_autoptr (ChatSession) self = g_object_ref (session);
  g_autoptr (GPtrArray) events = NULL;

  chat_courier_alive (self->courier);
  events =
    chat_dialect_read_event (self->dialect, socket_io_event_get_name (event),
                             socket_io_event_get_arguments (event), g_get_real_time () / 1000);
  if (events->len == 0)
    g_debug ("Nothing in “%s” makes sense here", socket_io_event_get_name (event));

  chat_sync_apply (self->sync, events, g_get_monotonic_time ());
  look_at_clock (self);
}

static void
manager_ping_cb (ChatSession *session)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  chat_courier_alive (self->courier);
}

static void
round_trip_changed_cb (ChatSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROUND_TRIP]);
}

static void
message_received_cb (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_signal_emit (self, signals[MESSAGE_RECEIVED], 0, room, message);
}

static void
account_name_changed_cb (ChatSession *self)
{
  chat_user_set_name (self->me, chat_account_get_name (self->account));
  chat_courier_hello (self->courier);
}

static void
make_client (ChatSession *self, const char *uri)
{
  SocketIoManager *manager = NULL;

  self->client = socket_io_client_new_with_options (uri, self->options);
  manager = socket_io_client_get_manager (self->client);

  g_signal_connect_swapped (self->client, "connected", G_CALLBACK (client_connected_cb), self);
  g_signal_connect_swapped (self->client, "connect-error", G_CALLBACK (client_connect_error_cb),
                            self);
  g_signal_connect_swapped (self->client, "disconnected", G_CALLBACK (client_disconnected_cb),
                            self);
  g_signal_connect_swapped (self->client, "event", G_CALLBACK (client_event_cb), self);
  g_signal_connect_swapped (self->client, "notify::state", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (manager, "notify::state", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (manager, "ping", G_CALLBACK (manager_ping_cb), self);
}

static void
drop_client (ChatSession *self)
{
  if (self->client == NULL)
    return;

  g_signal_handlers_disconnect_by_data (socket_io_client_get_manager (self->client), self);
  g_signal_handlers_disconnect_by_data (self->client, self);
  socket_io_client_disconnect (self->client);
  g_clear_object (&self->client);
}

/* --- the object ----------------------------------------------------------- */

static void
chat_session_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatSession *self = CHAT_SESSION (object);

  switch ((ChatSessionProperty) property_id) {
  case PROP_ACCOUNT:
    g_value_set_object (value, self->account);
    break;
  case PROP_OPTIONS:
    g_value_set_object (value, self->options);
    break;
  case PROP_ACK_TIMEOUT:
    g_value_set_uint (value, self->ack_timeout);
    break;
  case PROP_ROOMS:
    g_value_set_object (value, chat_session_get_rooms (self));
    break;
  case PROP_USERS:
    g_value_set_object (value, chat_session_get_users (self));
    break;
  case PROP_ME:
    g_value_set_object (value, self->me);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_NEXT_ATTEMPT:
    g_value_set_int64 (value, self->next_attempt);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_ROUND_TRIP:
    g_value_set_uint (value, chat_session_get_round_trip (self));
    break;
  case PROP_OPEN_ROOM:
    g_value_set_object (value, self->open_room);
    break;
  }
}

static void
chat_session_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  ChatSession *self = CHAT_SESSION (object);

  switch ((ChatSessionProperty) property_id) {
  case PROP_ACCOUNT:
    self->account = g_value_dup_object (value);
    break;
  case PROP_OPTIONS:
    self->options = g_value_dup_object (value);
    break;
  case PROP_ACK_TIMEOUT:
    self->ack_timeout = g_value_get_uint (value);
    break;
  case PROP_OPEN_ROOM:
    chat_session_set_open_room (self, g_value_get_object (value));
    break;
  case PROP_ROOMS:
  case PROP_USERS:
  case PROP_ME:
  case PROP_STATE:
  case PROP_NEXT_ATTEMPT:
  case PROP_ERROR:
  case PROP_ROUND_TRIP:
    g_assert_not_reached ();
  }
}

static void
chat_session_constructed (GObject *object)
{
  ChatSession *self = CHAT_SESSION (object);

  G_OBJECT_CLASS (chat_session_parent_class)->constructed (object);

  if (self->options == NULL)
    self->options = socket_io_options_new ();
  /* Two accounts on one server are two people, and need a connection each. */
  g_object_set (self->options, "force-new", TRUE, NULL);

  self->me = chat_user_new_me (chat_account_get_user_id (self->account),
                               chat_account_get_name (self->account));
  self->dialect = chat_plain_dialect_new ();
  self->outbox = chat_outbox_new ();
  self->sync = chat_sync_new (self->me, self->outbox);
  self->courier = chat_courier_new (self->dialect, self->sync, self->outbox, self->ack_timeout);

  g_signal_connect_object (self->sync, "message-received", G_CALLBACK (message_received_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->courier, "notify::round-trip", G_CALLBACK (round_trip_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->account, "notify::name", G_CALLBACK (account_name_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

static void
chat_session_dispose (GObject *object)
{
  ChatSession *self = CHAT_SESSION (object);

  drop_client (self);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->open_room);
  g_clear_object (&self->typing_room);
  g_clear_object (&self->courier);
  g_clear_object (&self->sync);
  g_clear_object (&self->outbox);
  g_clear_object (&self->dialect);
  g_clear_object (&self->me);
  g_clear_object (&self->options);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (chat_session_parent_class)->dispose (object);
}

static void
chat_session_finalize (GObject *object)
{
  g_clear_error (&CHAT_SESSION (object)->error);

  G_OBJECT_CLASS (chat_session_parent_class)->finalize (object);
}

static void
chat_session_class_init (ChatSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_session_get_property;
  object_class->set_property = chat_session_set_property;
  object_class->constructed = chat_session_constructed;
  object_class->dispose = chat_session_dispose;
  object_class->finalize = chat_session_finalize;

  properties[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, CHAT_TYPE_ACCOUNT, fixed);
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, SOCKET_IO_TYPE_OPTIONS, fixed);
  properties[PROP_ACK_TIMEOUT] =
    g_param_spec_uint ("ack-timeout", NULL, NULL, 1, G_MAXINT, DEFAULT_ACK_TIMEOUT_MS, fixed);
  properties[PROP_ROOMS] = g_param_spec_object ("rooms", NULL, NULL, CHAT_TYPE_ROOM_LIST, shown);
  properties[PROP_USERS] = g_param_spec_object ("users", NULL, NULL, CHAT_TYPE_ROSTER, shown);
  properties[PROP_ME] = g_param_spec_object ("me", NULL, NULL, CHAT_TYPE_USER, shown);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_SESSION_STATE, CHAT_SESSION_OFFLINE, shown);
  properties[PROP_NEXT_ATTEMPT] =
    g_param_spec_int64 ("next-attempt", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);
  properties[PROP_ROUND_TRIP] =
    g_param_spec_uint ("round-trip", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_OPEN_ROOM] =
    g_param_spec_object ("open-room", NULL, NULL, CHAT_TYPE_ROOM, shown | G_PARAM_WRITABLE);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * ChatSession::message-received:
   * @self: a session
   * @room: where
   * @message: what
   *
   * Somebody else said something new, now or while there was no connection.
   */
  signals[MESSAGE_RECEIVED] =
    g_signal_new ("message-received", CHAT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CHAT_TYPE_ROOM, CHAT_TYPE_MESSAGE);
}

static void
chat_session_init (ChatSession *self)
{
}

/**
 * chat_session_new:
 * @account: who I am, and where
 *
 * Makes a session that is offline until [method@Chat.Session.connect].
 */
ChatSession *
chat_session_new (ChatAccount *account)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (account), NULL);

  return g_object_new (CHAT_TYPE_SESSION, "account", account, NULL);
}

ChatAccount *
chat_session_get_account (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return self->account;
}

/**
 * chat_session_get_rooms:
 * @self: a session
 *
 * Returns: (transfer none): the rooms that I am in, or will be in once connected
 */
ChatRoomList *
chat_session_get_rooms (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return chat_sync_get_rooms (self->sync);
}

/**
 * chat_session_get_users:
 * @self: a session
 *
 * Returns: (transfer none): everybody the server has spoken of, me included
 */
ChatRoster *
chat_session_get_users (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return chat_sync_get_users (self->sync);
}

ChatUser *
chat_session_get_me (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return self->me;
}

ChatSessionState
chat_session_get_state (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), CHAT_SESSION_OFFLINE);

  return self->state;
}

/**
 * chat_session_get_next_attempt:
 * @self: a session
 *
 * Returns: when the next attempt to connect starts, as g_get_monotonic_time () counts; 0 where none
 *   is planned, or while there is no network
 */
gint64
chat_session_get_next_attempt (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), 0);

  return self->next_attempt;
}

/**
 * chat_session_get_error:
 * @self: a session
 *
 * Returns: (nullable): why it is not connected, an error of %CHAT_SESSION_ERROR
 */
const GError *
chat_session_get_error (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return self->error;
}

/**
 * chat_session_get_round_trip:
 * @self: a session
 *
 * Returns: how long the server took for its last answer in ms, 0 until there is one
 */
guint
chat_session_get_round_trip (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), 0);

  return chat_courier_get_round_trip (self->courier);
}

/**
 * chat_session_get_open_room:
 * @self: a session
 *
 * Returns: (transfer none) (nullable): the room on a focused screen
 */
ChatRoom *
chat_session_get_open_room (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return self->open_room;
}

/**
 * chat_session_set_open_room:
 * @self: a session
 * @room: (nullable): the room that people look at; %NULL when the window loses the focus
 *
 * What comes into this room is read.
 */
void
chat_session_set_open_room (ChatSession *self, ChatRoom *room)
{
  g_autoptr (ChatRoom) before = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (room == NULL || CHAT_IS_ROOM (room));

  if (self->open_room == room)
    return;

  before = g_steal_pointer (&self->open_room);
  g_set_object (&self->open_room, room);
  if (before != NULL)
    chat_room_set_open (before, FALSE);
  if (room != NULL)
    chat_room_set_open (room, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN_ROOM]);
}

/**
 * chat_session_connect:
 * @self: a session
 *
 * Connects, and stays connected: a connection that is lost is made again.
 */
void
chat_session_connect (ChatSession *self)
{
  g_autofree char *uri = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));

  if (self->state != CHAT_SESSION_OFFLINE)
    return;

  uri = chat_account_normalize_address (chat_account_get_address (self->account));
  if (uri == NULL) {
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_ADDRESS));
    return;
  }

  set_error (self, NULL);
  if (self->client == NULL)
    make_client (self, uri);
  socket_io_client_connect (self->client);
}

/**
 * chat_session_disconnect:
 * @self: a session
 *
 * Goes offline, and stays there.  What waits to be sent goes on waiting.
 */
void
chat_session_disconnect (ChatSession *self)
{
  g_return_if_fail (CHAT_IS_SESSION (self));

  set_error (self, NULL);
  if (self->client != NULL) {
    stop_typing (self);
    socket_io_client_disconnect (self->client);
  }
}

/**
 * chat_session_retry_now:
 * @self: a session
 *
 * Does not wait any longer for the next attempt.
 */
void
chat_session_retry_now (ChatSession *self)
{
  g_return_if_fail (CHAT_IS_SESSION (self));

  if (self->state == CHAT_SESSION_OFFLINE)
    chat_session_connect (self);
  else if (self->state == CHAT_SESSION_WAITING)
    socket_io_manager_retry_now (socket_io_client_get_manager (self->client));
}

/**
 * chat_session_join_room:
 * @self: a session
 * @name: the name of a room
 *
 * Comes into a room, now or once there is a connection, and again on each connection after that.
 *
 * Returns: (transfer none) (nullable): the room; %NULL if that is no name
 */
ChatRoom *
chat_session_join_room (ChatSession *self, const char *name)
{
  g_autofree char *clean = NULL;
  ChatRoom *room = NULL;

  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  clean = chat_reader_clean_name (name);
  if (clean == NULL)
    return NULL;

  room = chat_sync_add_room (self->sync, clean, g_get_real_time () / 1000);
  if (!chat_room_get_joined (room))
    chat_courier_join (self->courier, room);

  return room;
}

/**
 * chat_session_leave_room:
 * @self: a session
 * @room: a room that I am in
 *
 * Goes out of a room for good; what waits to be sent there is dropped.
 */
void
chat_session_leave_room (ChatSession *self, ChatRoom *room)
{
  g_autoptr (ChatRoom) kept = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (chat_room_list_find (chat_session_get_rooms (self), chat_room_get_id (room)) != room)
    return;

  kept = g_object_ref (room);
  if (self->typing_room == room)
    stop_typing (self);
  if (self->open_room == room)
    chat_session_set_open_room (self, NULL);
  chat_courier_leave (self->courier, room);
  chat_room_set_joined (room, FALSE);
  chat_sync_remove_room (self->sync, room);
}

/**
 * chat_session_send_text:
 * @self: a session
 * @room: a room that I am in
 * @text: what I say
 *
 * Says something, now or once there is a connection.  The message is in the room's timeline at
 * once.
 *
 * Returns: (transfer none) (nullable): the message; %NULL if there is nothing in the text
 */
ChatMessage *
chat_session_send_text (ChatSession *self, ChatRoom *room, const char *text)
{
  g_autoptr (ChatMessage) message = NULL;
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);
  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_utf8_make_valid (text, -1));
  if (*stripped == '\0')
    return NULL;

  if (self->typing_room == room)
    stop_typing (self);
  message = chat_message_new_pending (self->me, stripped, g_get_real_time () / 1000);
  chat_outbox_add (self->outbox, room, message);

  return message; /* the room holds it */
}

/**
 * chat_session_retry_message:
 * @self: a session
 * @room: where it goes
 * @message: a message of mine that failed
 *
 * Sends a message once more.
 */
void
chat_session_retry_message (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_SESSION (self));

  chat_outbox_retry (self->outbox, room, message, g_get_real_time () / 1000);
}

/**
 * chat_session_discard_message:
 * @self: a session
 * @room: where it would have gone
 * @message: a message of mine that waits or failed
 *
 * Takes a message away that the server does not have.
 */
void
chat_session_discard_message (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_SESSION (self));

  chat_outbox_discard (self->outbox, room, message);
}

/**
 * chat_session_set_typing:
 * @self: a session
 * @room: a room that I am in
 * @typing: whether there is text that I changed just now
 *
 * Tells others that I type, as often as it takes and not more.  Call it at every change of the
 * text; a pause of some seconds counts as stopping, and so does sending.
 */
void
chat_session_set_typing (ChatSession *self, ChatRoom *room, gboolean typing)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->typing_room != room) {
    if (!typing)
      return;
    stop_typing (self);
    self->typing_room = g_object_ref (room);
  }

  if (typing)
    say_typing (self, chat_typing_throttle_touch (&self->throttle, g_get_monotonic_time ()));
  else
    stop_typing (self);
  look_at_clock (self);
}
