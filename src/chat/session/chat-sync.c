/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server says goes into the model.  There is one object per user and room, found by id;
 * what the server says twice is there once; and what it says of rooms that I am not in is not
 * heard.
 *
 * There is no I/O, and monotonic times (in microseconds) are arguments.
 */
#include "chat-sync.h"

struct _ChatSync {
  GObject parent_instance;

  ChatUser *me;
  ChatOutbox *outbox;
  ChatRoster *users;
  ChatRoomList *rooms;
  gboolean echoes;

  /* By id of the room. */
  GHashTable *with_history; /* the server has given its history */
  GHashTable *with_members; /* the server has said who is in it */
};

G_DEFINE_FINAL_TYPE (ChatSync, chat_sync, G_TYPE_OBJECT)

typedef enum {
  PROP_ME = 1,
  PROP_OUTBOX,
} ChatSyncProperty;

static GParamSpec *properties[PROP_OUTBOX + 1];

enum {
  MESSAGE_RECEIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- people --------------------------------------------------------------- */

/* The latest name counts; what was said long ago only names those of whom nothing else is known.
 * New ones come in with @presence, so that they go to their place at once. */
static ChatUser *
ensure_user (ChatSync *self, const ChatEventUser *said, gboolean is_latest, ChatPresence presence)
{
  ChatUser *user = chat_roster_find (self->users, said->id);
  g_autoptr (ChatUser) stranger = NULL;

  if (user == NULL) {
    stranger = chat_user_new (said->id, said->name);
    chat_user_set_presence (stranger, presence);
    chat_roster_add (self->users, stranger);
    return stranger; /* the roster holds it */
  }

  if (said->name != NULL && user != self->me && (is_latest || chat_user_get_name (user) == NULL))
    chat_user_set_name (user, said->name);

  return user;
}

static GPtrArray *
ensure_users (ChatSync *self, GPtrArray *said, ChatPresence presence)
{
  GPtrArray *users = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < said->len; i++)
    g_ptr_array_add (users, g_object_ref (
                              ensure_user (self, g_ptr_array_index (said, i), TRUE, presence)));

  return users;
}

static ChatRoom *
nth_room (ChatSync *self, guint position)
{
  g_autoptr (ChatRoom) room = g_list_model_get_item (G_LIST_MODEL (self->rooms), position);

  return room; /* the list holds it */
}

static guint
count_rooms (ChatSync *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rooms));
}

static void
go_offline (ChatSync *self, ChatUser *user)
{
  chat_user_set_presence (user, CHAT_PRESENCE_OFFLINE);
  for (guint i = 0; i < count_rooms (self); i++)
    chat_typing_stop (chat_room_get_typing (nth_room (self, i)), user);
}

/* Where the server does not say who is in a room, everybody who is there may be. */
static void
guess_members (ChatSync *self, ChatRoom *room)
{
  g_autoptr (GPtrArray) online = g_ptr_array_new_with_free_func (g_object_unref);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (self->users));

  if (g_hash_table_contains (self->with_members, chat_room_get_id (room)))
    return;

  for (guint i = 0; i < length; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (self->users), i);

    if (user == self->me || chat_user_get_is_online (user))
      g_ptr_array_add (online, g_steal_pointer (&user));
  }
  chat_roster_replace (chat_room_get_members (room), online);
}

static void
apply_users (ChatSync *self, const ChatEvent *event)
{
  g_autoptr (GPtrArray) online = ensure_users (self, event->users, CHAT_PRESENCE_ONLINE);
  g_autoptr (GHashTable) is_online = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (self->users));

  for (guint i = 0; i < online->len; i++)
    g_hash_table_add (is_online, g_ptr_array_index (online, i));
  for (guint i = 0; i < length; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (self->users), i);

    if (user != self->me && chat_user_get_is_online (user) &&
        !g_hash_table_contains (is_online, user))
      g_ptr_array_add (gone, g_steal_pointer (&user));
  }

  /* My own presence is what I know of the connection. */
  for (guint i = 0; i < gone->len; i++)
    go_offline (self, g_ptr_array_index (gone, i));
  for (guint i = 0; i < online->len; i++) {
    if (g_ptr_array_index (online, i) != self->me)
      chat_user_set_presence (g_ptr_array_index (online, i), CHAT_PRESENCE_ONLINE);
  }

  for (guint i = 0; i < count_rooms (self); i++)
    guess_members (self, nth_room (self, i));
}

/* Who is not in the room but somewhere else has left it; who is nowhere may come back. */
static void
apply_members (ChatSync *self, ChatRoom *room, const ChatEvent *event)
{
  g_autoptr (GPtrArray) members = ensure_users (self, event->users, CHAT_PRESENCE_OFFLINE);
  ChatRoster *roster = chat_room_get_members (room);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (roster));

  g_hash_table_add (self->with_members, g_strdup (chat_room_get_id (room)));
  for (guint i = 0; i < length; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (roster), i);

    if (user == self->me || !chat_user_get_is_online (user))
      g_ptr_array_add (members, g_steal_pointer (&user));
  }
  chat_roster_replace (roster, members);
}

static void
apply_typing (ChatSync *self, ChatRoom *room, const ChatEvent *event, gint64 now)
{
  ChatUser *user = NULL;

  if (event->users->len == 0)
    return;

  user = ensure_user (self, g_ptr_array_index (event->users, 0), TRUE, CHAT_PRESENCE_OFFLINE);
  if (user == self->me)
    return;

  if (event->on)
    chat_typing_start (chat_room_get_typing (room), user, now);
  else
    chat_typing_stop (chat_room_get_typing (room), user);
}

/* --- messages ------------------------------------------------------------- */

static ChatMessage *
make_message (ChatSync *self, const ChatEventMessage *said, gboolean is_latest)
{
  ChatUser *sender = ensure_user (self, said->sender, is_latest, CHAT_PRESENCE_OFFLINE);

  return chat_message_new (said->id, sender, said->text, said->time);
}

static void
tell (ChatSync *self, ChatRoom *room, ChatMessage *message)
{
  if (!chat_message_get_own (message))
    g_signal_emit (self, signals[MESSAGE_RECEIVED], 0, room, message);
}

/* What the server sends of me, it has. */
static gboolean
confirm (ChatSync *self, ChatRoom *room, ChatMessage *message)
{
  return chat_message_get_own (message) &&
         chat_outbox_confirm (self->outbox, room, chat_message_get_id (message), 0);
}

static void
apply_message (ChatSync *self, ChatRoom *room, const ChatEventMessage *said)
{
  g_autoptr (ChatMessage) message = make_message (self, said, TRUE);

  chat_roster_add (chat_room_get_members (room), chat_message_get_sender (message));
  if (chat_room_receive (room, message))
    tell (self, room, message);
  else if (confirm (self, room, message))
    self->echoes = TRUE;
}

/* What was said before I first came in is old; what is new in a later piece was missed. */
static void
apply_history (ChatSync *self, ChatRoom *room, const ChatEvent *event)
{
  gboolean is_first = g_hash_table_add (self->with_history, g_strdup (chat_room_get_id (room)));
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < event->messages->len; i++)
    g_ptr_array_add (messages, make_message (self, g_ptr_array_index (event->messages, i), FALSE));

  added = chat_room_receive_history (room, messages, is_first);
  for (guint i = 0; i < messages->len; i++)
    confirm (self, room, g_ptr_array_index (messages, i));
  for (guint i = 0; i < added->len && !is_first; i++)
    tell (self, room, g_ptr_array_index (added, i));
}

/* --- events --------------------------------------------------------------- */

/* A server that does not say in which room can only mean the one that there is. */
static ChatRoom *
find_room (ChatSync *self, const char *id)
{
  if (id != NULL)
    return chat_room_list_find (self->rooms, id);

  return count_rooms (self) == 1 ? nth_room (self, 0) : NULL;
}

static void
apply_in_room (ChatSync *self, const ChatEvent *event, gint64 now)
{
  ChatRoom *found = find_room (self, event->room);
  g_autoptr (ChatRoom) room = NULL;

  if (found == NULL) {
    g_debug ("The server speaks of a room that I am not in");
    return;
  }

  /* Whoever hears of a message may leave the room. */
  room = g_object_ref (found);
  switch (event->type) {
  case CHAT_EVENT_MESSAGE:
    for (guint i = 0; i < event->messages->len; i++)
      apply_message (self, room, g_ptr_array_index (event->messages, i));
    break;
  case CHAT_EVENT_HISTORY:
    apply_history (self, room, event);
    break;
  case CHAT_EVENT_CONFIRMED:
    chat_outbox_confirm (self->outbox, room, event->id, event->time);
    break;
  case CHAT_EVENT_MEMBERS:
    apply_members (self, room, event);
    break;
  case CHAT_EVENT_TYPING:
    apply_typing (self, room, event, now);
    break;
  case CHAT_EVENT_USERS:
    g_assert_not_reached ();
  case CHAT_EVENT_WELCOME:
  case CHAT_EVENT_PROFILES:
  case CHAT_EVENT_ROOMS:
  case CHAT_EVENT_MEMBERSHIPS:
  case CHAT_EVENT_MESSAGES:
  case CHAT_EVENT_ROOM_REMOVED:
  case CHAT_EVENT_MEMBER_REMOVED:
  case CHAT_EVENT_RECEIPT:
  case CHAT_EVENT_PRESENCE:
  case CHAT_EVENT_REVISION:
  case CHAT_EVENT_DIRECTORY:
  case CHAT_EVENT_MEMBER_LIST:
  case CHAT_EVENT_FOUND:
  case CHAT_EVENT_FOUND_USERS:
  case CHAT_EVENT_DEVICES:
    break;
  }
}

static void
chat_sync_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatSync *self = CHAT_SYNC (object);

  switch ((ChatSyncProperty) property_id) {
  case PROP_ME:
    g_value_set_object (value, self->me);
    break;
  case PROP_OUTBOX:
    g_value_set_object (value, self->outbox);
    break;
  }
}

static void
chat_sync_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatSync *self = CHAT_SYNC (object);

  switch ((ChatSyncProperty) property_id) {
  case PROP_ME:
    self->me = g_value_dup_object (value);
    break;
  case PROP_OUTBOX:
    self->outbox = g_value_dup_object (value);
    break;
  }
}

static void
chat_sync_constructed (GObject *object)
{
  ChatSync *self = CHAT_SYNC (object);

  G_OBJECT_CLASS (chat_sync_parent_class)->constructed (object);

  chat_roster_add (self->users, self->me);
}

static void
chat_sync_dispose (GObject *object)
{
  ChatSync *self = CHAT_SYNC (object);

  g_clear_object (&self->rooms);
  g_clear_object (&self->users);
  g_clear_object (&self->outbox);
  g_clear_object (&self->me);

  G_OBJECT_CLASS (chat_sync_parent_class)->dispose (object);
}

static void
chat_sync_finalize (GObject *object)
{
  ChatSync *self = CHAT_SYNC (object);

  g_hash_table_unref (self->with_history);
  g_hash_table_unref (self->with_members);

  G_OBJECT_CLASS (chat_sync_parent_class)->finalize (object);
}

static void
chat_sync_class_init (ChatSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_sync_get_property;
  object_class->set_property = chat_sync_set_property;
  object_class->constructed = chat_sync_constructed;
  object_class->dispose = chat_sync_dispose;
  object_class->finalize = chat_sync_finalize;

  properties[PROP_ME] = g_param_spec_object ("me", NULL, NULL, CHAT_TYPE_USER, fixed);
  properties[PROP_OUTBOX] = g_param_spec_object ("outbox", NULL, NULL, CHAT_TYPE_OUTBOX, fixed);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[MESSAGE_RECEIVED] =
    g_signal_new ("message-received", CHAT_TYPE_SYNC, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CHAT_TYPE_ROOM, CHAT_TYPE_MESSAGE);
}

static void
chat_sync_init (ChatSync *self)
{
  self->users = chat_roster_new ();
  self->rooms = chat_room_list_new ();
  self->with_history = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->with_members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * chat_sync_new:
 * @me: who I am
 * @outbox: my messages on their way
 *
 * Makes an empty model for what a server will say.
 */
ChatSync *
chat_sync_new (ChatUser *me, ChatOutbox *outbox)
{
  g_return_val_if_fail (CHAT_IS_USER (me), NULL);
  g_return_val_if_fail (CHAT_IS_OUTBOX (outbox), NULL);

  return g_object_new (CHAT_TYPE_SYNC, "me", me, "outbox", outbox, NULL);
}

ChatUser *
chat_sync_get_me (ChatSync *self)
{
  g_return_val_if_fail (CHAT_IS_SYNC (self), NULL);

  return self->me;
}

ChatRoster *
chat_sync_get_users (ChatSync *self)
{
  g_return_val_if_fail (CHAT_IS_SYNC (self), NULL);

  return self->users;
}

ChatRoomList *
chat_sync_get_rooms (ChatSync *self)
{
  g_return_val_if_fail (CHAT_IS_SYNC (self), NULL);

  return self->rooms;
}

/**
 * chat_sync_get_echoes:
 * @self: a model
 *
 * Whether the server has ever sent a message of mine back before it said that it has it.
 */
gboolean
chat_sync_get_echoes (ChatSync *self)
{
  g_return_val_if_fail (CHAT_IS_SYNC (self), FALSE);

  return self->echoes;
}

/**
 * chat_sync_add_room:
 * @self: a model
 * @name: the name of the room
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer none): the room, which may have been there
 */
ChatRoom *
chat_sync_add_room (ChatSync *self, const char *name, gint64 now)
{
  ChatRoom *known = NULL;
  g_autoptr (ChatRoom) room = NULL;

  g_return_val_if_fail (CHAT_IS_SYNC (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  known = chat_room_list_find (self->rooms, name);
  if (known != NULL)
    return known;

  room = chat_room_new (name, name, CHAT_ROOM_KIND_PUBLIC);
  chat_room_touch (room, now);
  guess_members (self, room);
  chat_room_list_add (self->rooms, room);

  return room;
}

/**
 * chat_sync_remove_room:
 * @self: a model
 * @room: a room in it
 *
 * Forgets a room and what waits to be sent there.
 */
void
chat_sync_remove_room (ChatSync *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_SYNC (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  g_hash_table_remove (self->with_history, chat_room_get_id (room));
  g_hash_table_remove (self->with_members, chat_room_get_id (room));
  chat_outbox_forget (self->outbox, room);
  chat_room_list_remove (self->rooms, room);
}

/**
 * chat_sync_apply:
 * @self: a model
 * @events: (element-type ChatEvent): what the server said
 * @now: the monotonic time, in microseconds
 *
 * Makes the model what the server says.
 */
void
chat_sync_apply (ChatSync *self, GPtrArray *events, gint64 now)
{
  g_return_if_fail (CHAT_IS_SYNC (self));
  g_return_if_fail (events != NULL);

  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (event->type == CHAT_EVENT_USERS)
      apply_users (self, event);
    else
      apply_in_room (self, event, now);
  }
}

/**
 * chat_sync_disconnected:
 * @self: a model
 *
 * The server is not there: I am in no room, and nobody is known to type.
 */
void
chat_sync_disconnected (ChatSync *self)
{
  g_return_if_fail (CHAT_IS_SYNC (self));

  chat_outbox_close_all (self->outbox);
  for (guint i = 0; i < count_rooms (self); i++) {
    ChatRoom *room = nth_room (self, i);

    chat_typing_clear (chat_room_get_typing (room));
    chat_room_set_joined (room, FALSE);
  }
}

/**
 * chat_sync_expire:
 * @self: a model
 * @now: the monotonic time, in microseconds
 *
 * Forgets that people type of whom there was no sign for too long.
 */
void
chat_sync_expire (ChatSync *self, gint64 now)
{
  g_return_if_fail (CHAT_IS_SYNC (self));

  for (guint i = 0; i < count_rooms (self); i++)
    chat_typing_expire (chat_room_get_typing (nth_room (self, i)), now);
}

/**
 * chat_sync_get_next_expiry:
 * @self: a model
 *
 * Returns: when to call [method@Chat.Sync.expire] next, %G_MAXINT64 while nobody types
 */
gint64
chat_sync_get_next_expiry (ChatSync *self)
{
  gint64 next = G_MAXINT64;

  g_return_val_if_fail (CHAT_IS_SYNC (self), G_MAXINT64);

  for (guint i = 0; i < count_rooms (self); i++) {
    gint64 expiry = chat_typing_get_next_expiry (chat_room_get_typing (nth_room (self, i)));

    next = MIN (next, expiry);
  }

  return next;
}
