/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room: its messages, its people, and where I am in reading it.
 *
 * Unread is what others wrote while the room was not on a focused screen.  The line above the first
 * of these stays while the room is being read, so that people find it, and is gone once they leave:
 *
 *            message of others                    opened                       left
 *   (none) -------------------> unread, line ------------> nothing unread, line -----> (none)
 */
#include "chat-room.h"

struct _ChatRoom {
  GObject parent_instance;

  char *id;
  char *name;
  ChatRoomKind kind;
  ChatTimeline *timeline;
  ChatRoster *members;
  ChatTyping *typing;

  char *draft;
  gboolean joined;
  char *error;

  guint unread;
  char *first_unread;
  gboolean open;

  ChatMessage *last_message;
  gint64 touched; /* ms since 1970 */
  gint64 activity;
};

G_DEFINE_FINAL_TYPE (ChatRoom, chat_room, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatRoomKind,
                    chat_room_kind,
                    G_DEFINE_ENUM_VALUE (CHAT_ROOM_KIND_PUBLIC, "public"),
                    G_DEFINE_ENUM_VALUE (CHAT_ROOM_KIND_PRIVATE, "private"),
                    G_DEFINE_ENUM_VALUE (CHAT_ROOM_KIND_DIRECT, "direct"))

typedef enum {
  PROP_ID = 1,
  PROP_NAME,
  PROP_KIND,
  PROP_TIMELINE,
  PROP_MEMBERS,
  PROP_TYPING,
  PROP_DRAFT,
  PROP_JOINED,
  PROP_ERROR,
  PROP_UNREAD,
  PROP_FIRST_UNREAD,
  PROP_OPEN,
  PROP_LAST_MESSAGE,
  PROP_ACTIVITY,
} ChatRoomProperty;

static GParamSpec *properties[PROP_ACTIVITY + 1];

static void
update_activity (ChatRoom *self)
{
  gint64 activity = self->touched;

  if (self->last_message != NULL)
    activity = MAX (activity, chat_message_get_time (self->last_message));
  if (self->activity == activity)
    return;

  self->activity = activity;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVITY]);
}

static void
timeline_changed_cb (ChatRoom *self)
{
  if (g_set_object (&self->last_message, chat_timeline_get_last (self->timeline)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_MESSAGE]);
  update_activity (self);
}

static void
set_unread (ChatRoom *self, guint unread)
{
  if (self->unread == unread)
    return;

  self->unread = unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNREAD]);
}

static void
set_first_unread (ChatRoom *self, const char *id)
{
  if (g_set_str (&self->first_unread, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_UNREAD]);
}

static gboolean
counts_as_unread (ChatRoom *self, ChatMessage *message)
{
  return !self->open && chat_message_get_kind (message) != CHAT_MESSAGE_KIND_SYSTEM &&
         !chat_message_get_own (message);
}

static void
chat_room_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatRoom *self = CHAT_ROOM (object);

  switch ((ChatRoomProperty) property_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_KIND:
    g_value_set_enum (value, self->kind);
    break;
  case PROP_TIMELINE:
    g_value_set_object (value, self->timeline);
    break;
  case PROP_MEMBERS:
    g_value_set_object (value, self->members);
    break;
  case PROP_TYPING:
    g_value_set_object (value, self->typing);
    break;
  case PROP_DRAFT:
    g_value_set_string (value, self->draft);
    break;
  case PROP_JOINED:
    g_value_set_boolean (value, self->joined);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  case PROP_UNREAD:
    g_value_set_uint (value, self->unread);
    break;
  case PROP_FIRST_UNREAD:
    g_value_set_string (value, self->first_unread);
    break;
  case PROP_OPEN:
    g_value_set_boolean (value, self->open);
    break;
  case PROP_LAST_MESSAGE:
    g_value_set_object (value, self->last_message);
    break;
  case PROP_ACTIVITY:
    g_value_set_int64 (value, self->activity);
    break;
  }
}

static void
chat_room_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatRoom *self = CHAT_ROOM (object);

  switch ((ChatRoomProperty) property_id) {
  case PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case PROP_NAME:
    chat_room_set_name (self, g_value_get_string (value));
    break;
  case PROP_KIND:
    self->kind = g_value_get_enum (value);
    break;
  case PROP_DRAFT:
    chat_room_set_draft (self, g_value_get_string (value));
    break;
  case PROP_JOINED:
  case PROP_ERROR:
  case PROP_OPEN:
  case PROP_TIMELINE:
  case PROP_MEMBERS:
  case PROP_TYPING:
  case PROP_UNREAD:
  case PROP_FIRST_UNREAD:
  case PROP_LAST_MESSAGE:
  case PROP_ACTIVITY:
    g_assert_not_reached ();
  }
}

static void
chat_room_dispose (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_clear_object (&self->timeline);
  g_clear_object (&self->members);
  g_clear_object (&self->typing);
  g_clear_object (&self->last_message);

  G_OBJECT_CLASS (chat_room_parent_class)->dispose (object);
}

static void
chat_room_finalize (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->draft);
  g_free (self->error);
  g_free (self->first_unread);

  G_OBJECT_CLASS (chat_room_parent_class)->finalize (object);
}

static void
chat_room_class_init (ChatRoomClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags edited = shown | G_PARAM_WRITABLE;

  object_class->get_property = chat_room_get_property;
  object_class->set_property = chat_room_set_property;
  object_class->dispose = chat_room_dispose;
  object_class->finalize = chat_room_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, fixed);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, edited);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_ROOM_KIND, CHAT_ROOM_KIND_PUBLIC, fixed);
  properties[PROP_TIMELINE] =
    g_param_spec_object ("timeline", NULL, NULL, CHAT_TYPE_TIMELINE, shown);
  properties[PROP_MEMBERS] = g_param_spec_object ("members", NULL, NULL, CHAT_TYPE_ROSTER, shown);
  properties[PROP_TYPING] = g_param_spec_object ("typing", NULL, NULL, CHAT_TYPE_TYPING, shown);
  properties[PROP_DRAFT] = g_param_spec_string ("draft", NULL, NULL, NULL, edited);
  properties[PROP_JOINED] = g_param_spec_boolean ("joined", NULL, NULL, FALSE, shown);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, shown);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_FIRST_UNREAD] = g_param_spec_string ("first-unread", NULL, NULL, NULL, shown);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, shown);
  properties[PROP_LAST_MESSAGE] =
    g_param_spec_object ("last-message", NULL, NULL, CHAT_TYPE_MESSAGE, shown);
  properties[PROP_ACTIVITY] = g_param_spec_int64 ("activity", NULL, NULL, 0, G_MAXINT64, 0, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_room_init (ChatRoom *self)
{
  self->timeline = chat_timeline_new ();
  self->members = chat_roster_new ();
  self->typing = chat_typing_new ();
  self->draft = g_strdup ("");

  g_signal_connect_object (self->timeline, "items-changed", G_CALLBACK (timeline_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * chat_room_new:
 * @id: what the server calls the room
 * @name: what people call it
 * @kind: what kind of room it is
 *
 * Makes a room that is not joined yet.
 */
ChatRoom *
chat_room_new (const char *id, const char *name, ChatRoomKind kind)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (CHAT_TYPE_ROOM, "id", id, "name", name, "kind", kind, NULL);
}

const char *
chat_room_get_id (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->id;
}

const char *
chat_room_get_name (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->name;
}

void
chat_room_set_name (ChatRoom *self, const char *name)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (g_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

ChatRoomKind
chat_room_get_kind (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), CHAT_ROOM_KIND_PUBLIC);

  return self->kind;
}

ChatTimeline *
chat_room_get_timeline (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->timeline;
}

ChatRoster *
chat_room_get_members (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->members;
}

ChatTyping *
chat_room_get_typing (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->typing;
}

/**
 * chat_room_get_last_message:
 * @self: a room
 *
 * Returns: (transfer none) (nullable): the message at the end of the timeline
 */
ChatMessage *
chat_room_get_last_message (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->last_message;
}

/**
 * chat_room_get_activity:
 * @self: a room
 *
 * When something happened last, in ms since 1970; rooms are sorted by it.
 */
gint64
chat_room_get_activity (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->activity;
}

/**
 * chat_room_touch:
 * @self: a room
 * @time: when, in ms since 1970
 *
 * Something happened that is no message, such as that I came in.
 */
void
chat_room_touch (ChatRoom *self, gint64 time)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  self->touched = MAX (self->touched, time);
  update_activity (self);
}

/**
 * chat_room_get_draft:
 * @self: a room
 *
 * Returns: what I began to write; never %NULL
 */
const char *
chat_room_get_draft (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->draft;
}

void
chat_room_set_draft (ChatRoom *self, const char *draft)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (g_set_str (&self->draft, draft != NULL ? draft : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DRAFT]);
}

/**
 * chat_room_get_joined:
 * @self: a room
 *
 * Whether the server has let me in on this connection.
 */
gboolean
chat_room_get_joined (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->joined;
}

void
chat_room_set_joined (ChatRoom *self, gboolean joined)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->joined == joined)
    return;

  self->joined = joined;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOINED]);
}

/**
 * chat_room_get_error:
 * @self: a room
 *
 * Returns: (nullable): why the server did not let me in, in its own words
 */
const char *
chat_room_get_error (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->error;
}

void
chat_room_set_error (ChatRoom *self, const char *error)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (g_set_str (&self->error, error))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

guint
chat_room_get_unread (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->unread;
}

/**
 * chat_room_get_first_unread:
 * @self: a room
 *
 * Returns: (nullable): the id of the message above which the "new messages" line stands
 */
const char *
chat_room_get_first_unread (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->first_unread;
}

gboolean
chat_room_get_open (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->open;
}

/**
 * chat_room_set_open:
 * @self: a room
 * @open: whether it is on a focused screen
 *
 * What is on the screen is read.
 */
void
chat_room_set_open (ChatRoom *self, gboolean open)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->open == open)
    return;

  self->open = open;
  g_object_freeze_notify (G_OBJECT (self));
  if (open)
    set_unread (self, 0);
  else
    set_first_unread (self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * chat_room_receive:
 * @self: a room
 * @message: a message that has just arrived
 *
 * Puts the message into the timeline, and counts it if nobody looks.
 *
 * Returns: whether it was new
 */
gboolean
chat_room_receive (ChatRoom *self, ChatMessage *message)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  if (chat_message_get_sender (message) != NULL)
    chat_typing_stop (self->typing, chat_message_get_sender (message));

  if (chat_timeline_add (self->timeline, message) != message)
    return FALSE;

  if (counts_as_unread (self, message)) {
    if (self->first_unread == NULL)
      set_first_unread (self, chat_message_get_id (message));
    set_unread (self, self->unread + 1);
  }

  return TRUE;
}

/* The one of @messages that stands highest in the timeline and was not read. */
static ChatMessage *
find_first_unread (ChatRoom *self, GPtrArray *messages)
{
  ChatMessage *first = NULL;
  guint first_position = G_MAXUINT;

  for (guint i = 0; i < messages->len; i++) {
    ChatMessage *message = g_ptr_array_index (messages, i);
    guint position = 0;

    if (counts_as_unread (self, message) &&
        chat_timeline_find_position (self->timeline, chat_message_get_id (message), &position) &&
        position < first_position) {
      first = message;
      first_position = position;
    }
  }

  return first;
}

/**
 * chat_room_receive_history:
 * @self: a room
 * @messages: (element-type Chat.Message): a piece of history, in the server's order
 * @seen: whether it was read before, on this computer or elsewhere
 *
 * Puts in what is missing.  What was not seen counts as unread, unless the room is open.
 *
 * Returns: (transfer full) (element-type Chat.Message): the messages that were new
 */
GPtrArray *
chat_room_receive_history (ChatRoom *self, GPtrArray *messages, gboolean seen)
{
  g_autoptr (GPtrArray) added = NULL;
  ChatMessage *first = NULL;
  guint count = 0;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (messages != NULL, NULL);

  added = chat_timeline_merge (self->timeline, messages);
  if (seen)
    return g_steal_pointer (&added);

  for (guint i = 0; i < added->len; i++) {
    if (counts_as_unread (self, g_ptr_array_index (added, i)))
      count++;
  }

  first = self->unread == 0 ? find_first_unread (self, added) : NULL;
  if (first != NULL)
    set_first_unread (self, chat_message_get_id (first));
  set_unread (self, self->unread + count);

  return g_steal_pointer (&added);
}
