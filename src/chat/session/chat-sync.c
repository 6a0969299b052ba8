/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server says goes into the model.  There is one object per user and room, found by id;
 * what the server says twice is there once; and what it says of rooms that I am not in is not
 * heard.
 *
 * There is no I/O, and monotonic times (in microseconds) are arguments.
 */
#include "chat-sync.h"

#include "chat-crowd.h"
#include "chat-placing.h"
#include "chat-records.h"

struct _ChatSync {
  GObject parent_instance;

  ChatUser *me;
  ChatOutbox *outbox;
  ChatPeople *people;
  ChatPlacing *placing;
  ChatCrowd *crowd;
  ChatRoomList *rooms;
  gboolean echoes;
  gboolean is_current;  /* what there was before I came has been told */
  GPtrArray *new_rooms; /* ChatRoom: which came since then, and what there is in them is told now */

  /* Ids of rooms of which a server that counts no places has given the history. */
  GHashTable *with_history;
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
apply_typing (ChatSync *self, ChatRoom *room, const ChatEvent *event, gint64 now)
{
  ChatUser *user = NULL;

  if (event->users->len == 0)
    return;

  user =
    chat_people_name (self->people, g_ptr_array_index (event->users, 0), CHAT_PRESENCE_OFFLINE);
  if (user == self->me)
    return;

  if (event->on)
    chat_typing_start (chat_room_get_typing (room), user, now);
  else
    chat_typing_stop (chat_room_get_typing (room), user);
}

/* Rooms of who I was before are not mine. */
static void
apply_welcome (ChatSync *self, const ChatEventWelcome *welcome)
{
  if (welcome == NULL || welcome->me == NULL)
    return;

  if (!g_str_equal (welcome->me->id, chat_user_get_id (self->me))) {
    while (count_rooms (self) > 0)
      chat_sync_remove_room (self, nth_room (self, 0));
    self->is_current = FALSE;
  }
  chat_people_take_me (self->people, welcome->me);
}

/* --- messages of a server that counts no places ---------------------------- */

static ChatMessage *
make_message (ChatSync *self, const ChatEventMessage *said, gboolean is_latest)
{
  if (is_latest)
    chat_people_name (self->people, said->sender, CHAT_PRESENCE_OFFLINE);

  return chat_records_make_message (self->people, said);
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
hear_message (ChatSync *self, ChatRoom *room, const ChatEventMessage *said)
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
hear_history (ChatSync *self, ChatRoom *room, const ChatEvent *event)
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

/* --- messages with places -------------------------------------------------- */

static gboolean
is_numbered (const ChatEventMessage *said)
{
  return said->seq > 0;
}

static void
take_message (ChatSync *self, ChatRoom *room, const ChatEventMessage *said)
{
  g_autoptr (ChatMessage) news = chat_placing_take (self->placing, room, said);

  if (news != NULL)
    tell (self, room, news);
}

static void
apply_message (ChatSync *self, ChatRoom *room, const ChatEventMessage *said)
{
  if (is_numbered (said))
    take_message (self, room, said);
  else
    hear_message (self, room, said);
}

/* What is filled in far above what is loaded is for whoever remembers it. */
static void
apply_history (ChatSync *self, ChatRoom *room, const ChatEvent *event)
{
  GPtrArray *messages = event->messages;

  if (messages->len > 0 && !is_numbered (g_ptr_array_index (messages, 0)))
    hear_history (self, room, event);
  else if (messages->len > 0 && chat_placing_joins (room, messages))
    chat_placing_take_page (self->placing, room, messages);
  else if (messages->len == 0 && chat_room_get_last_seq (room) == 0)
    g_hash_table_add (self->with_history, g_strdup (chat_room_get_id (room)));
}

static void
apply_messages (ChatSync *self, const ChatEvent *event)
{
  for (guint i = 0; i < event->messages->len; i++) {
    const ChatEventMessage *said = g_ptr_array_index (event->messages, i);
    ChatRoom *found = said->room != NULL ? chat_room_list_find (self->rooms, said->room) : NULL;
    g_autoptr (ChatRoom) room = found != NULL ? g_object_ref (found) : NULL;

    if (room != NULL && is_numbered (said))
      take_message (self, room, said);
  }
}

static void
apply_confirmed (ChatSync *self, ChatRoom *room, const ChatEvent *event)
{
  chat_outbox_confirm (self->outbox, room, event->id, event->time);
  for (guint i = 0; i < event->messages->len; i++)
    apply_message (self, room, g_ptr_array_index (event->messages, i));
}

/* --- rooms ------------------------------------------------------------------ */

/* What is in it is counted, and is no news any more. */
static void
know_all (ChatRoom *room)
{
  chat_room_set_unread_before (room, chat_room_get_unread (room));
}

static void
add_room (ChatSync *self, const ChatEventRoom *said)
{
  g_autoptr (ChatRoom) room = chat_records_make_room (self->people, said);

  if (self->is_current)
    g_ptr_array_add (self->new_rooms, g_object_ref (room));
  else
    know_all (room);
  chat_room_list_add (self->rooms, room);
}

/* How many from the end on stand one behind the other, up to the last place. */
static guint
count_whole (ChatRoom *room)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));
  gint64 expected = chat_room_get_last_seq (room);
  guint n_whole = 0;

  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--, n_whole++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i - 1);
    gint64 seq = chat_message_get_seq (message);

    if (seq > 0 && seq != expected--)
      break;
  }

  return n_whole;
}

/* What changed of it while I was away, and was not there before, is told as well, and stands alone:
 * what is behind it is not told.  It is to be loaded with that. */
static void
let_go_of_pieces (ChatRoom *room)
{
  chat_timeline_trim (chat_room_get_timeline (room), count_whole (room));
}

/* Up to here all has been told: what comes from now on of what is before that is a change. */
static void
apply_revision (ChatSync *self, const ChatEvent *event)
{
  if (event->more)
    return;

  self->is_current = TRUE;
  for (guint i = 0; i < self->new_rooms->len; i++) {
    know_all (g_ptr_array_index (self->new_rooms, i));
    let_go_of_pieces (g_ptr_array_index (self->new_rooms, i));
  }
  g_ptr_array_set_size (self->new_rooms, 0);
}

static void
apply_rooms (ChatSync *self, const ChatEvent *event)
{
  for (guint i = 0; i < event->rooms->len; i++) {
    const ChatEventRoom *said = g_ptr_array_index (event->rooms, i);
    ChatRoom *room = chat_room_list_find (self->rooms, said->id);

    if (said->has_me && said->me == NULL) {
      if (room != NULL)
        chat_sync_remove_room (self, room);
    } else if (room != NULL) {
      chat_records_update_room (self->people, room, said);
    } else if (said->me != NULL) {
      add_room (self, said);
    }
  }
}

/* How many from @start on are of the same room. */
static guint
count_same_room (GPtrArray *members, guint start)
{
  const ChatEventMember *first = g_ptr_array_index (members, start);
  guint end = start + 1;

  while (end < members->len &&
         g_str_equal (((ChatEventMember *) g_ptr_array_index (members, end))->room, first->room))
    end++;

  return end - start;
}

static void
apply_memberships (ChatSync *self, const ChatEvent *event)
{
  guint length = 0;

  for (guint i = 0; i < event->members->len; i += length) {
    const ChatEventMember *first = g_ptr_array_index (event->members, i);
    ChatRoom *room = chat_room_list_find (self->rooms, first->room);

    length = count_same_room (event->members, i);
    if (room != NULL)
      chat_records_set_members (self->people, room, event->members, i, length);
  }
}

static void
apply_member_removed (ChatSync *self, ChatRoom *room, const ChatEvent *event)
{
  const ChatEventUser *said = event->users->len > 0 ? g_ptr_array_index (event->users, 0) : NULL;
  ChatUser *user = said != NULL ? chat_people_find (self->people, said->id) : NULL;

  if (user == self->me)
    chat_sync_remove_room (self, room);
  else if (user != NULL)
    chat_room_remove_member (room, user);
}

static void
apply_receipt (ChatSync *self, ChatRoom *room, const ChatEvent *event)
{
  const ChatEventMember *said = event->members->len > 0 ? g_ptr_array_index (event->members, 0)
                                                        : NULL;
  ChatUser *user = said != NULL ? chat_people_find (self->people, said->user) : NULL;

  if (user != NULL)
    chat_room_receive_receipt (room, user, said->delivered, said->seen);
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

/* What happens in a room that I am in. */
static void
apply_in_room (ChatSync *self, ChatRoom *room, const ChatEvent *event, gint64 now)
{
  if (event->type == CHAT_EVENT_HISTORY)
    apply_history (self, room, event);
  else if (event->type == CHAT_EVENT_CONFIRMED)
    apply_confirmed (self, room, event);
  else if (event->type == CHAT_EVENT_MEMBERS)
    chat_crowd_take_members (self->crowd, room, event->users);
  else if (event->type == CHAT_EVENT_TYPING)
    apply_typing (self, room, event, now);
  else if (event->type == CHAT_EVENT_ROOM_REMOVED)
    chat_sync_remove_room (self, room);
  else if (event->type == CHAT_EVENT_MEMBER_REMOVED)
    apply_member_removed (self, room, event);
  else if (event->type == CHAT_EVENT_RECEIPT)
    apply_receipt (self, room, event);
  else
    for (guint i = 0; i < event->messages->len; i++)
      apply_message (self, room, g_ptr_array_index (event->messages, i));
}

static void
apply_somewhere (ChatSync *self, const ChatEvent *event, gint64 now)
{
  ChatRoom *found = find_room (self, event->room);
  g_autoptr (ChatRoom) room = NULL;

  if (found == NULL) {
    g_debug ("The server speaks of a room that I am not in");
    return;
  }

  /* Whoever hears of a message may leave the room. */
  room = g_object_ref (found);
  apply_in_room (self, room, event, now);
}

static void
apply_event (ChatSync *self, const ChatEvent *event, gint64 now)
{
  switch (event->type) {
  case CHAT_EVENT_WELCOME:
    apply_welcome (self, event->welcome);
    break;
  case CHAT_EVENT_USERS:
    chat_crowd_take_online (self->crowd, event->users);
    break;
  case CHAT_EVENT_PROFILES:
    chat_crowd_take_profiles (self->crowd, event->users);
    break;
  case CHAT_EVENT_PRESENCE:
    chat_crowd_take_presence (self->crowd, event->users);
    break;
  case CHAT_EVENT_ROOMS:
    apply_rooms (self, event);
    break;
  case CHAT_EVENT_MEMBERSHIPS:
    apply_memberships (self, event);
    break;
  case CHAT_EVENT_MESSAGES:
    apply_messages (self, event);
    break;
  case CHAT_EVENT_REVISION:
    apply_revision (self, event);
    break;
  case CHAT_EVENT_MESSAGE:
  case CHAT_EVENT_HISTORY:
  case CHAT_EVENT_CONFIRMED:
  case CHAT_EVENT_MEMBERS:
  case CHAT_EVENT_TYPING:
  case CHAT_EVENT_ROOM_REMOVED:
  case CHAT_EVENT_MEMBER_REMOVED:
  case CHAT_EVENT_RECEIPT:
    apply_somewhere (self, event, now);
    break;
  /* Answers to who asked, of which nothing is kept. */
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

  self->people = chat_people_new (self->me);
  self->placing = chat_placing_new (self->people, self->outbox);
  self->crowd = chat_crowd_new (self->people, self->rooms);
}

static void
chat_sync_dispose (GObject *object)
{
  ChatSync *self = CHAT_SYNC (object);

  g_ptr_array_set_size (self->new_rooms, 0);
  g_clear_object (&self->rooms);
  g_clear_pointer (&self->crowd, chat_crowd_free);
  g_clear_pointer (&self->placing, chat_placing_free);
  g_clear_pointer (&self->people, chat_people_free);
  g_clear_object (&self->outbox);
  g_clear_object (&self->me);

  G_OBJECT_CLASS (chat_sync_parent_class)->dispose (object);
}

static void
chat_sync_finalize (GObject *object)
{
  ChatSync *self = CHAT_SYNC (object);

  g_ptr_array_unref (self->new_rooms);
  g_hash_table_unref (self->with_history);

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
  self->rooms = chat_room_list_new ();
  self->new_rooms = g_ptr_array_new_with_free_func (g_object_unref);
  self->with_history = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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

  return chat_people_get_roster (self->people);
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
  chat_crowd_guess (self->crowd, room);
  chat_room_list_add (self->rooms, room);

  return room;
}

/* What is being written there already goes before what was. */
static void
load_draft (ChatSync *self, ChatRoom *room, const ChatStoredRoom *stored)
{
  ChatDraft *draft = chat_room_get_draft (room);

  if (stored->draft != NULL && *chat_draft_get_text (draft) == '\0')
    chat_records_load_draft (self->people, draft, stored->draft);
}

/**
 * chat_sync_load_rooms:
 * @self: a model
 * @stored_rooms: (element-type ChatStoredRoom): rooms as they were left
 *
 * Shows what is remembered, before anything is heard; of rooms that are there, what I was writing.
 */
void
chat_sync_load_rooms (ChatSync *self, GPtrArray *stored_rooms)
{
  g_return_if_fail (CHAT_IS_SYNC (self));
  g_return_if_fail (stored_rooms != NULL);

  for (guint i = 0; i < stored_rooms->len; i++) {
    const ChatStoredRoom *stored = g_ptr_array_index (stored_rooms, i);
    ChatRoom *known = chat_room_list_find (self->rooms, stored->room->id);
    g_autoptr (ChatRoom) room = NULL;

    if (known != NULL) {
      load_draft (self, known, stored);
      continue;
    }

    chat_people_set_my_id (self->people, stored->room->me->user);
    room = chat_records_make_room (self->people, stored->room);
    if (stored->other != NULL)
      chat_room_set_other (room,
                           chat_people_ensure (self->people, stored->other, CHAT_PRESENCE_OFFLINE));
    chat_room_set_seen_seq (room, stored->seen);
    chat_room_set_unread_before (room, stored->n_unread);
    chat_room_set_mention_before (room, stored->mention);
    load_draft (self, room, stored);
    chat_room_list_add (self->rooms, room);
    self->is_current = TRUE;
  }
}

/**
 * chat_sync_load_members:
 * @self: a model
 * @room: a room in it
 * @stored_members: (element-type ChatStoredMember): who was in it
 */
void
chat_sync_load_members (ChatSync *self, ChatRoom *room, GPtrArray *stored_members)
{
  g_autoptr (GPtrArray) members = NULL;

  g_return_if_fail (CHAT_IS_SYNC (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (stored_members != NULL);

  if (stored_members->len == 0)
    return;

  members = g_ptr_array_new ();
  for (guint i = 0; i < stored_members->len; i++) {
    const ChatStoredMember *stored = g_ptr_array_index (stored_members, i);

    chat_people_ensure (self->people, stored->user, CHAT_PRESENCE_OFFLINE);
    g_ptr_array_add (members, stored->member);
  }
  chat_records_set_members (self->people, room, members, 0, members->len);
}

/**
 * chat_sync_load_messages:
 * @self: a model
 * @room: a room in it
 * @messages: (element-type ChatEventMessage): a page of what is remembered of it
 *
 * Nothing of it counts as new.
 */
void
chat_sync_load_messages (ChatSync *self, ChatRoom *room, GPtrArray *messages)
{
  g_return_if_fail (CHAT_IS_SYNC (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (messages != NULL);

  chat_placing_take_page (self->placing, room, messages);
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
  g_ptr_array_remove (self->new_rooms, room);
  chat_crowd_forget (self->crowd, room);
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

    apply_event (self, event, now);
  }
}

/**
 * chat_sync_disconnected:
 * @self: a model
 *
 * The server is not there: I am in no room, and nobody is known to be there, or to type.
 */
void
chat_sync_disconnected (ChatSync *self)
{
  g_return_if_fail (CHAT_IS_SYNC (self));

  chat_outbox_close_all (self->outbox);
  chat_crowd_disperse (self->crowd);
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
