/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One account, live: the network meets the model.
 *
 *     ChatConnection   the way to the server, and why it is closed
 *     ChatSignIn       how I come in
 *     ChatDialect      what the server's words mean
 *     ChatIntake       what the server says goes onto the disk, then into the model
 *     ChatStore        what this computer remembers
 *     ChatSync         the model as the server says that it is
 *     ChatCourier      carries what I want to the server, and the answers back
 *     ChatCatchUp      what was missed
 *     ChatHistory      what was said before
 *     ChatCensus       who is in rooms
 *     ChatReceipts     how far I have got and seen what is in rooms
 *     ChatNotes        what I am writing, and where I left rooms
 *     ChatAttendance   in which rooms I am, on this connection
 *     ChatOutbox       what I write, until the server has it
 *     ChatDelivery     sends that, and finds out what became of it
 *     ChatAttachments  the files that go and come
 *     ChatTypist       who types
 *
 * The session ties these together, and is all that the widgets know of them.  What it does for
 * people is in other files: chat-session-memory.c, -writing.c, -reading.c and
 * -operations.c; what it does when its parts tell it something in chat-session-life.c.
 *
 *                   let in             welcome             caught up
 *    CONNECTING ------------> SIGNING_IN -----> SYNCING ------------> ONLINE
 *
 * These are the states of a connection to a server that has accounts; to others one is ONLINE at
 * once.  The rest, and how one comes here and out of here, is ChatConnection's.
 *
 * Whoever hears of what happens may drop the session.  What is called from outside, by the
 * connection or by time, therefore keeps it to its own end.
 */
#include "chat-session.h"

#include "chat-native-dialect.h"
#include "chat-plain-dialect.h"
#include "chat-session-parts.h"

#define DEFAULT_ACK_TIMEOUT_MS 10000

struct _ChatSession {
  GObject parent_instance;

  ChatAccount *account;
  SocketIoOptions *options;
  guint ack_timeout;

  ChatUser *me;
  ChatSessionParts parts;

  ChatRoom *open_room;
  gboolean ready;
  gboolean opening;
  gboolean connects; /* as soon as that is done */
  GError *store_error;
};

G_DEFINE_FINAL_TYPE (ChatSession, chat_session, G_TYPE_OBJECT)

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
  PROP_STORE_ERROR,
  PROP_ROUND_TRIP,
  PROP_OPEN_ROOM,
  PROP_READY,
  PROP_CAPABILITIES,
  PROP_SERVER_NAME,
} ChatSessionProperty;

static GParamSpec *properties[PROP_SERVER_NAME + 1];

enum {
  MESSAGE_RECEIVED,
  CHANGE_REFUSED,
  LOST,
  TOKEN_RECEIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

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
    g_value_set_enum (value, chat_session_get_state (self));
    break;
  case PROP_NEXT_ATTEMPT:
    g_value_set_int64 (value, chat_session_get_next_attempt (self));
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, chat_session_get_error (self));
    break;
  case PROP_STORE_ERROR:
    g_value_set_boxed (value, self->store_error);
    break;
  case PROP_ROUND_TRIP:
    g_value_set_uint (value, chat_session_get_round_trip (self));
    break;
  case PROP_OPEN_ROOM:
    g_value_set_object (value, self->open_room);
    break;
  case PROP_READY:
    g_value_set_boolean (value, self->ready);
    break;
  case PROP_CAPABILITIES:
    g_value_set_uint (value, chat_session_get_capabilities (self));
    break;
  case PROP_SERVER_NAME:
    g_value_set_string (value, chat_session_get_server_name (self));
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
  case PROP_STORE_ERROR:
  case PROP_ROUND_TRIP:
  case PROP_READY:
  case PROP_CAPABILITIES:
  case PROP_SERVER_NAME:
    g_assert_not_reached ();
  }
}

static void
chat_session_constructed (GObject *object)
{
  ChatSession *self = CHAT_SESSION (object);
  gboolean native = g_str_equal (chat_account_get_dialect (self->account), "native");

  G_OBJECT_CLASS (chat_session_parent_class)->constructed (object);

  self->me = chat_user_new_me (chat_account_get_user_id (self->account),
                               chat_account_get_name (self->account));
  self->parts.dialect = native ? chat_native_dialect_new () : chat_plain_dialect_new ();
  self->parts.capabilities = chat_dialect_get_capabilities (self->parts.dialect, NULL);
  self->parts.sign_in = chat_sign_in_new (self->parts.dialect);
  self->parts.connection = chat_connection_new (self->options, self->parts.sign_in);
  if (chat_account_get_folder (self->account) != NULL)
    self->parts.attachments =
      chat_attachments_new (chat_account_get_address (self->account),
                            chat_account_get_folder (self->account), self->options);
  self->parts.outbox = chat_outbox_new (self->me);
  chat_outbox_set_attachments (self->parts.outbox, self->parts.attachments);
  self->parts.sync = chat_sync_new (self->me, self->parts.outbox);
  self->parts.intake = chat_intake_new (self->parts.sync);
  self->parts.courier =
    chat_courier_new (self->parts.dialect, self->parts.intake, self->ack_timeout);
  self->parts.catch_up =
    chat_catch_up_new (self->parts.courier, self->parts.intake, self->parts.sign_in);
  self->parts.attendance = chat_attendance_new (self->parts.courier, self->parts.sync,
                                                self->parts.outbox, self->ack_timeout);
  self->parts.delivery = chat_delivery_new (self->parts.dialect, self->parts.courier,
                                            self->parts.sync, self->parts.outbox);
  self->parts.history =
    chat_history_new (self->parts.courier, self->parts.intake, self->parts.sync);
  self->parts.census = chat_census_new (self->parts.courier, self->parts.intake, self->parts.sync);
  self->parts.receipts = chat_receipts_new (self->parts.courier, self->parts.intake,
                                            self->parts.sync, self->parts.history);
  self->parts.tally = chat_tally_new (self->parts.intake, self->parts.sync);
  self->parts.notes = chat_notes_new (
    self->parts.attachments != NULL ? chat_attachments_get_spool (self->parts.attachments) : NULL);
  self->parts.typist = chat_typist_new (self->parts.courier, self->parts.sync);
  self->parts.leaving =
    g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
  chat_session_begin_life (self);
  if (chat_account_get_hosted (self->account))
    chat_session_set_server_state (self, CHAT_SERVER_STOPPED);
}

static void
chat_session_dispose (GObject *object)
{
  ChatSession *self = CHAT_SESSION (object);

  chat_session_end_life (self);
  g_clear_object (&self->open_room);
  g_clear_object (&self->parts.typist);
  g_clear_object (&self->parts.notes);
  g_clear_object (&self->parts.tally);
  g_clear_object (&self->parts.receipts);
  g_clear_object (&self->parts.census);
  g_clear_object (&self->parts.history);
  g_clear_object (&self->parts.delivery);
  g_clear_object (&self->parts.attendance);
  g_clear_object (&self->parts.catch_up);
  g_clear_object (&self->parts.courier);
  g_clear_object (&self->parts.intake);
  g_clear_object (&self->parts.sync);
  g_clear_object (&self->parts.outbox);
  if (self->parts.attachments != NULL)
    chat_attachments_stop (self->parts.attachments);
  g_clear_object (&self->parts.attachments);
  g_clear_object (&self->parts.store);
  g_clear_object (&self->parts.sign_in);
  g_clear_object (&self->parts.dialect);
  g_clear_object (&self->me);
  g_clear_object (&self->options);
  g_clear_object (&self->account);

  G_OBJECT_CLASS (chat_session_parent_class)->dispose (object);
}

static void
chat_session_finalize (GObject *object)
{
  ChatSession *self = CHAT_SESSION (object);

  g_hash_table_unref (self->parts.leaving);
  g_free (self->parts.server_name);
  g_clear_error (&self->store_error);

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
  properties[PROP_STORE_ERROR] =
    g_param_spec_boxed ("store-error", NULL, NULL, G_TYPE_ERROR, shown);
  properties[PROP_ROUND_TRIP] =
    g_param_spec_uint ("round-trip", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_OPEN_ROOM] =
    g_param_spec_object ("open-room", NULL, NULL, CHAT_TYPE_ROOM, shown | G_PARAM_WRITABLE);
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, shown);
  properties[PROP_CAPABILITIES] =
    g_param_spec_uint ("capabilities", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_SERVER_NAME] = g_param_spec_string ("server-name", NULL, NULL, NULL, shown);

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

  /**
   * ChatSession::change-refused:
   * @self: a session
   * @room: where
   * @message: the id of what I wanted to change, take back or react to; it need not be loaded
   * @reason: why not, in words for people
   *
   * The server did not take a change, and the message is again what it was.
   */
  signals[CHANGE_REFUSED] =
    g_signal_new ("change-refused", CHAT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, CHAT_TYPE_ROOM, G_TYPE_STRING, G_TYPE_STRING);

  /**
   * ChatSession::lost:
   * @self: a session
   * @room: a room that I am not in any more
   * @texts: (array zero-terminated=1): what I wrote in it last
   *
   * It is not known whether the server has what I did there last, and it will not go again.
   */
  signals[LOST] = g_signal_new ("lost", CHAT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, CHAT_TYPE_ROOM, G_TYPE_STRV);

  /**
   * ChatSession::token-received:
   * @self: a session
   * @token: what signs in on this device from now on
   *
   * The server gave a token; it is to be kept in a safe place, and the password in none.
   */
  signals[TOKEN_RECEIVED] = g_signal_new ("token-received", CHAT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
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

  return chat_sync_get_rooms (self->parts.sync);
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

  return chat_sync_get_users (self->parts.sync);
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

  return self->parts.state;
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

  return chat_connection_get_next_attempt (self->parts.connection);
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

  return chat_connection_get_error (self->parts.connection);
}

/**
 * chat_session_get_store_error:
 * @self: a session
 *
 * Returns: (nullable): why nothing of the account is remembered on this computer, an error of
 *   %CHAT_SESSION_ERROR
 */
const GError *
chat_session_get_store_error (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return self->store_error;
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

  return chat_courier_get_round_trip (self->parts.courier);
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
  if (room != NULL && chat_session_has_accounts (self))
    chat_census_load_async (self->parts.census, room, NULL, NULL, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN_ROOM]);
}

/**
 * chat_session_connect:
 * @self: a session
 *
 * Connects, and stays connected: a connection that is lost is made again.  What is remembered is
 * opened before, if that has not been done.
 */
void
chat_session_connect (ChatSession *self)
{
  g_return_if_fail (CHAT_IS_SESSION (self));

  self->connects = TRUE;
  if (self->opening)
    return;

  if (self->parts.store == NULL && chat_account_get_folder (self->account) != NULL)
    chat_session_open_async (self, NULL, NULL, NULL);
  else
    chat_connection_open (self->parts.connection, chat_account_get_address (self->account));
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

  self->connects = FALSE;
  chat_typist_stop (self->parts.typist, NULL);
  chat_connection_close (self->parts.connection);
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

  if (self->parts.state == CHAT_SESSION_OFFLINE || self->parts.state == CHAT_SESSION_REFUSED)
    chat_session_connect (self);
  else
    chat_connection_retry_now (self->parts.connection);
}

/**
 * chat_session_set_token:
 * @self: a session
 * @token: (nullable): what the server gave me when I signed in
 *
 * Signs in with a token from now on.
 */
void
chat_session_set_token (ChatSession *self, const char *token)
{
  g_return_if_fail (CHAT_IS_SESSION (self));

  chat_sign_in_set_token (self->parts.sign_in, token);
}

/**
 * chat_session_set_password:
 * @self: a session
 * @name: my name there
 * @password: (nullable): my password; a guest has none
 * @enrol: whether to make an account
 * @invite: (nullable): what lets me make one
 * @display_name: (nullable): how a new account is called
 *
 * Signs in like this, once: the server gives a token for all later times.
 */
void
chat_session_set_password (ChatSession *self,
                           const char *name,
                           const char *password,
                           gboolean enrol,
                           const char *invite,
                           const char *display_name)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (name != NULL);

  chat_sign_in_set_password (self->parts.sign_in, name, password, enrol, invite, display_name);
}

/**
 * chat_session_get_ready:
 * @self: a session
 *
 * Whether what was remembered is shown.
 */
gboolean
chat_session_get_ready (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), FALSE);

  return self->ready;
}

/**
 * chat_session_get_capabilities:
 * @self: a session
 *
 * What can be done with the server.
 */
ChatCapabilities
chat_session_get_capabilities (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), 0);

  return self->parts.capabilities;
}

/**
 * chat_session_get_server_name:
 * @self: a session
 *
 * Returns: (nullable): how the server calls itself, once it has said so
 */
const char *
chat_session_get_server_name (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);

  return self->parts.server_name;
}

/**
 * chat_session_get_max_text:
 * @self: a session
 *
 * Returns: how many characters a message may have, 0 if there is no limit
 */
guint
chat_session_get_max_text (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), 0);

  return self->parts.max_text;
}

/**
 * chat_session_get_max_file:
 * @self: a session
 *
 * Returns: how many bytes a file may have, 0 if there is no limit
 */
gint64
chat_session_get_max_file (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), 0);

  return self->parts.max_file;
}

ChatSessionParts *
chat_session_get_parts (ChatSession *self)
{
  return &self->parts;
}

/**
 * chat_session_set_store:
 * @self: a session
 * @store: (nullable): where everything is remembered from now on
 *
 * What is on its way goes to where it was to go.
 */
void
chat_session_set_store (ChatSession *self, ChatStore *store)
{
  chat_intake_set_store (self->parts.intake, store);
  chat_notes_set_store (self->parts.notes, store);
  chat_outbox_set_store (self->parts.outbox, store);
  g_set_object (&self->parts.store, store);
}

/**
 * chat_session_set_store_error:
 * @self: a session
 * @cause: (nullable): why there is no store
 *
 * It is told as long as it lasts.
 */
void
chat_session_set_store_error (ChatSession *self, const GError *cause)
{
  g_autoptr (GError) before = g_steal_pointer (&self->store_error);

  if (cause != NULL)
    self->store_error = chat_session_error_new_from (cause);
  if (before != NULL || cause != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STORE_ERROR]);
}

gboolean
chat_session_is_opening (ChatSession *self)
{
  return self->opening;
}

/**
 * chat_session_set_opening:
 * @self: a session
 * @opening: whether what is remembered is being shown
 *
 * The network waits for that.
 */
void
chat_session_set_opening (ChatSession *self, gboolean opening)
{
  g_autoptr (ChatSession) kept = g_object_ref (self);

  self->opening = opening;
  if (self->ready == opening) {
    self->ready = !opening;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
  }
  if (opening)
    return;

  if (self->connects && self->parts.connection != NULL)
    chat_connection_open (self->parts.connection, chat_account_get_address (self->account));
}
