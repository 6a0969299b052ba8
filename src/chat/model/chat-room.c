/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room: its messages, its people, and where I am in reading it.
 *
 * Two parts of it have a type of their own: who is in it and has got and seen what (membership),
 * and what is unread (reading).  A conversation with one person bears that one's name.
 */
#include "chat-room.h"

#include "chat-membership.h"
#include "chat-property.h"
#include "chat-reading.h"

struct _ChatRoom {
  GObject parent_instance;

  char *id;
  char *name;
  ChatRoomKind kind;
  ChatTimeline *timeline;
  ChatRoster *members;
  ChatTyping *typing;

  ChatDraft *draft;
  gboolean joined;
  char *error;

  char *topic;
  char *avatar;
  char *created_by;
  guint n_members;
  ChatUser *other;
  gboolean loading;

  ChatMembership *membership;
  ChatRole role;
  gint64 muted_until;
  gboolean pinned;

  ChatReading *reading;
  guint unread;       /* as told */
  char *first_unread; /* as told */
  gboolean mentioned; /* as told */
  gint64 last_seq;    /* as told */
  gboolean has_older; /* as told */
  gint64 from_seq;
  gboolean open;

  ChatMessage *latest; /* what was said last, where that is not loaded */
  ChatMessage *last_message;
  gint64 touched; /* ms since 1970 */
  gint64 activity;
};

G_DEFINE_FINAL_TYPE (ChatRoom, chat_room, G_TYPE_OBJECT)

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
  PROP_MENTIONED,
  PROP_OPEN,
  PROP_LAST_MESSAGE,
  PROP_ACTIVITY,
  PROP_TOPIC,
  PROP_AVATAR,
  PROP_CREATED_BY,
  PROP_ROLE,
  PROP_MUTED_UNTIL,
  PROP_PINNED,
  PROP_N_MEMBERS,
  PROP_LAST_SEQ,
  PROP_FROM_SEQ,
  PROP_OTHER,
  PROP_HAS_OLDER,
  PROP_LOADING,
} ChatRoomProperty;

static GParamSpec *properties[PROP_LOADING + 1];

/* Where the values are kept. */
static const gsize FIELDS[] = {
  [PROP_ID] = G_STRUCT_OFFSET (ChatRoom, id),
  [PROP_NAME] = G_STRUCT_OFFSET (ChatRoom, name),
  [PROP_KIND] = G_STRUCT_OFFSET (ChatRoom, kind),
  [PROP_TIMELINE] = G_STRUCT_OFFSET (ChatRoom, timeline),
  [PROP_MEMBERS] = G_STRUCT_OFFSET (ChatRoom, members),
  [PROP_TYPING] = G_STRUCT_OFFSET (ChatRoom, typing),
  [PROP_DRAFT] = G_STRUCT_OFFSET (ChatRoom, draft),
  [PROP_JOINED] = G_STRUCT_OFFSET (ChatRoom, joined),
  [PROP_ERROR] = G_STRUCT_OFFSET (ChatRoom, error),
  [PROP_UNREAD] = G_STRUCT_OFFSET (ChatRoom, unread),
  [PROP_FIRST_UNREAD] = G_STRUCT_OFFSET (ChatRoom, first_unread),
  [PROP_MENTIONED] = G_STRUCT_OFFSET (ChatRoom, mentioned),
  [PROP_OPEN] = G_STRUCT_OFFSET (ChatRoom, open),
  [PROP_LAST_MESSAGE] = G_STRUCT_OFFSET (ChatRoom, last_message),
  [PROP_ACTIVITY] = G_STRUCT_OFFSET (ChatRoom, activity),
  [PROP_TOPIC] = G_STRUCT_OFFSET (ChatRoom, topic),
  [PROP_AVATAR] = G_STRUCT_OFFSET (ChatRoom, avatar),
  [PROP_CREATED_BY] = G_STRUCT_OFFSET (ChatRoom, created_by),
  [PROP_ROLE] = G_STRUCT_OFFSET (ChatRoom, role),
  [PROP_MUTED_UNTIL] = G_STRUCT_OFFSET (ChatRoom, muted_until),
  [PROP_PINNED] = G_STRUCT_OFFSET (ChatRoom, pinned),
  [PROP_N_MEMBERS] = G_STRUCT_OFFSET (ChatRoom, n_members),
  [PROP_LAST_SEQ] = G_STRUCT_OFFSET (ChatRoom, last_seq),
  [PROP_FROM_SEQ] = G_STRUCT_OFFSET (ChatRoom, from_seq),
  [PROP_OTHER] = G_STRUCT_OFFSET (ChatRoom, other),
  [PROP_HAS_OLDER] = G_STRUCT_OFFSET (ChatRoom, has_older),
  [PROP_LOADING] = G_STRUCT_OFFSET (ChatRoom, loading),
};

enum {
  MEMBERS_CHANGED,
  RECEIPTS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update_activity (ChatRoom *self)
{
  gint64 activity = self->touched;

  if (self->last_message != NULL)
    activity = MAX (activity, chat_message_get_time (self->last_message));
  chat_property_set_number (self, properties[PROP_ACTIVITY], &self->activity, activity);
}

/* What waits to be sent is the last that was said, whatever the server has; what it refused stands
 * where it was tried. */
static ChatMessage *
find_last (ChatRoom *self)
{
  ChatMessage *last = chat_timeline_get_last (self->timeline);

  if (self->latest == NULL)
    return last;
  if (last == NULL)
    return self->latest;
  if (chat_message_get_status (last) == CHAT_MESSAGE_STATUS_FAILED)
    return chat_message_get_time (last) < chat_message_get_time (self->latest) ? self->latest
                                                                               : last;

  return chat_message_get_seq (last) > 0 &&
             chat_message_get_seq (last) < chat_message_get_seq (self->latest)
           ? self->latest
           : last;
}

static void
update_last (ChatRoom *self)
{
  ChatMessage *last = find_last (self);

  if (self->last_message != last) {
    if (self->last_message != NULL)
      g_signal_handlers_disconnect_by_func (self->last_message, update_last, self);
    if (last != NULL)
      g_signal_connect_object (last, "notify::status", G_CALLBACK (update_last), self,
                               G_CONNECT_SWAPPED);
    g_set_object (&self->last_message, last);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_MESSAGE]);
  }
  update_activity (self);
}

static void
tell_older (ChatRoom *self)
{
  chat_property_set_flag (self, properties[PROP_HAS_OLDER], &self->has_older,
                          chat_reading_get_has_older (self->reading));
}

/* Tells what has changed in reading. */
static void
tell_reading (ChatRoom *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  tell_older (self);
  chat_property_set_number (self, properties[PROP_LAST_SEQ], &self->last_seq,
                            chat_reading_get_last (self->reading));
  chat_property_set_text (self, properties[PROP_FIRST_UNREAD], &self->first_unread,
                          chat_reading_get_first_unread (self->reading));
  chat_property_set_count (self, properties[PROP_UNREAD], &self->unread,
                           chat_reading_get_unread (self->reading));
  chat_property_set_flag (self, properties[PROP_MENTIONED], &self->mentioned,
                          chat_reading_get_mentioned (self->reading));
  g_object_thaw_notify (G_OBJECT (self));
}

static void
timeline_changed_cb (ChatRoom *self)
{
  chat_reading_timeline_changed (self->reading);
  chat_draft_meet (self->draft, self->timeline);
  tell_older (self);
  update_last (self);
}

/* Until a name is known there is none. */
static void
other_named_cb (ChatRoom *self)
{
  const char *name = chat_user_get_name (self->other);

  if (name == NULL)
    name = chat_user_get_handle (self->other);
  chat_room_set_name (self, name != NULL ? name : "");
}

static void
chat_room_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  chat_property_get (object, FIELDS[property_id], value);
}

static void
chat_room_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatRoom *self = CHAT_ROOM (object);

  switch (property_id) {
  case PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case PROP_NAME:
    chat_room_set_name (self, g_value_get_string (value));
    break;
  case PROP_KIND:
    self->kind = g_value_get_enum (value);
    break;
  default: /* the others are only read */
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
  g_clear_object (&self->draft);
  g_clear_object (&self->latest);
  g_clear_object (&self->last_message);
  g_clear_object (&self->other);

  G_OBJECT_CLASS (chat_room_parent_class)->dispose (object);
}

static void
chat_room_finalize (GObject *object)
{
  ChatRoom *self = CHAT_ROOM (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->error);
  g_free (self->first_unread);
  g_free (self->topic);
  g_free (self->avatar);
  g_free (self->created_by);
  chat_membership_free (self->membership);
  chat_reading_free (self->reading);

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
  properties[PROP_DRAFT] = g_param_spec_object ("draft", NULL, NULL, CHAT_TYPE_DRAFT, shown);
  properties[PROP_JOINED] = g_param_spec_boolean ("joined", NULL, NULL, FALSE, shown);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, shown);
  properties[PROP_UNREAD] = g_param_spec_uint ("unread", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_FIRST_UNREAD] = g_param_spec_string ("first-unread", NULL, NULL, NULL, shown);
  properties[PROP_MENTIONED] = g_param_spec_boolean ("mentioned", NULL, NULL, FALSE, shown);
  properties[PROP_OPEN] = g_param_spec_boolean ("open", NULL, NULL, FALSE, shown);
  properties[PROP_LAST_MESSAGE] =
    g_param_spec_object ("last-message", NULL, NULL, CHAT_TYPE_MESSAGE, shown);
  properties[PROP_ACTIVITY] = g_param_spec_int64 ("activity", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_TOPIC] = g_param_spec_string ("topic", NULL, NULL, NULL, shown);
  properties[PROP_AVATAR] = g_param_spec_string ("avatar", NULL, NULL, NULL, shown);
  properties[PROP_CREATED_BY] = g_param_spec_string ("created-by", NULL, NULL, NULL, shown);
  properties[PROP_ROLE] =
    g_param_spec_enum ("role", NULL, NULL, CHAT_TYPE_ROLE, CHAT_ROLE_MEMBER, shown);
  properties[PROP_MUTED_UNTIL] =
    g_param_spec_int64 ("muted-until", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_PINNED] = g_param_spec_boolean ("pinned", NULL, NULL, FALSE, shown);
  properties[PROP_N_MEMBERS] = g_param_spec_uint ("n-members", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_LAST_SEQ] = g_param_spec_int64 ("last-seq", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_FROM_SEQ] = g_param_spec_int64 ("from-seq", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_OTHER] = g_param_spec_object ("other", NULL, NULL, CHAT_TYPE_USER, shown);
  properties[PROP_HAS_OLDER] = g_param_spec_boolean ("has-older", NULL, NULL, FALSE, shown);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[MEMBERS_CHANGED] = g_signal_new ("members-changed", CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RECEIPTS_CHANGED] = g_signal_new ("receipts-changed", CHAT_TYPE_ROOM, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
chat_room_init (ChatRoom *self)
{
  self->timeline = chat_timeline_new ();
  self->members = chat_roster_new ();
  self->typing = chat_typing_new ();
  self->draft = chat_draft_new ();
  self->membership = chat_membership_new (self->timeline);
  self->reading = chat_reading_new (self->timeline);

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

  chat_property_set_text (self, properties[PROP_NAME], &self->name, name);
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
 * Returns: (transfer none): what I am writing
 */
ChatDraft *
chat_room_get_draft (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->draft;
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

  chat_property_set_flag (self, properties[PROP_JOINED], &self->joined, joined);
}

void
chat_room_set_error (ChatRoom *self, const char *error)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_text (self, properties[PROP_ERROR], &self->error, error);
}

/**
 * chat_room_get_topic:
 * @self: a room
 *
 * Returns: (nullable): what it is about
 */
const char *
chat_room_get_topic (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->topic;
}

void
chat_room_set_topic (ChatRoom *self, const char *topic)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_text (self, properties[PROP_TOPIC], &self->topic, topic);
}

void
chat_room_set_avatar (ChatRoom *self, const char *avatar)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_text (self, properties[PROP_AVATAR], &self->avatar, avatar);
}

void
chat_room_set_created_by (ChatRoom *self, const char *created_by)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_text (self, properties[PROP_CREATED_BY], &self->created_by, created_by);
}

guint
chat_room_get_n_members (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->n_members;
}

void
chat_room_set_n_members (ChatRoom *self, guint n_members)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_membership_set_n_people (self->membership, n_members);
  chat_property_set_count (self, properties[PROP_N_MEMBERS], &self->n_members, n_members);
}

/**
 * chat_room_get_other:
 * @self: a room
 *
 * Returns: (transfer none) (nullable): with whom I am in a direct conversation
 */
ChatUser *
chat_room_get_other (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);

  return self->other;
}

/**
 * chat_room_set_other:
 * @self: a direct conversation
 * @other: (transfer none): with whom; the room has this one's name from now on
 */
void
chat_room_set_other (ChatRoom *self, ChatUser *other)
{
  g_autoptr (ChatUser) before = NULL;

  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_USER (other));

  if (self->other == other)
    return;

  before = g_steal_pointer (&self->other);
  if (before != NULL)
    g_signal_handlers_disconnect_by_func (before, other_named_cb, self);
  self->other = g_object_ref (other);
  g_signal_connect_object (other, "notify::name", G_CALLBACK (other_named_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (other, "notify::handle", G_CALLBACK (other_named_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OTHER]);
  other_named_cb (self);
}

/**
 * chat_room_get_has_older:
 * @self: a room
 *
 * Whether there is more that I can see before what is loaded.
 */
gboolean
chat_room_get_has_older (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->has_older;
}

/**
 * chat_room_get_loading:
 * @self: a room
 *
 * Whether a page of history is on its way.
 */
gboolean
chat_room_get_loading (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->loading;
}

void
chat_room_set_loading (ChatRoom *self, gboolean loading)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_flag (self, properties[PROP_LOADING], &self->loading, loading);
}

/**
 * chat_room_get_role:
 * @self: a room
 *
 * What I may do in it.
 */
ChatRole
chat_room_get_role (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), CHAT_ROLE_MEMBER);

  return self->role;
}

/**
 * chat_room_get_muted_until:
 * @self: a room
 *
 * Until when I want to hear nothing of it, in ms since 1970; 0 if I do.
 */
gint64
chat_room_get_muted_until (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->muted_until;
}

void
chat_room_set_muted_until (ChatRoom *self, gint64 muted_until)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_number (self, properties[PROP_MUTED_UNTIL], &self->muted_until, muted_until);
}

/**
 * chat_room_is_muted:
 * @self: a room
 * @now: the time, in ms since 1970
 *
 * Returns: whether I do not want to hear of it now
 */
gboolean
chat_room_is_muted (ChatRoom *self, gint64 now)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return chat_room_get_muted_until (self) > now;
}

gboolean
chat_room_get_pinned (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->pinned;
}

void
chat_room_set_pinned (ChatRoom *self, gboolean pinned)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_property_set_flag (self, properties[PROP_PINNED], &self->pinned, pinned);
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

/**
 * chat_room_get_mentioned:
 * @self: a room
 *
 * Returns: whether I am mentioned in what is unread
 */
gboolean
chat_room_get_mentioned (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);

  return self->mentioned;
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
 * Of a server that counts no places, what is on the screen is read; else see
 * [method@Chat.Room.see].
 */
void
chat_room_set_open (ChatRoom *self, gboolean open)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  if (self->open == open)
    return;

  self->open = open;
  g_object_freeze_notify (G_OBJECT (self));
  chat_reading_set_open (self->reading, open);
  tell_reading (self);
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
  ChatMessage *standing = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM (self), FALSE);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), FALSE);

  if (chat_message_get_sender (message) != NULL)
    chat_typing_stop (self->typing, chat_message_get_sender (message));

  standing = chat_timeline_add (self->timeline, message);
  chat_membership_count (self->membership, standing);
  if (standing != message)
    return FALSE;

  chat_reading_receive (self->reading, message);
  tell_reading (self);

  return TRUE;
}

/**
 * chat_room_receive_history:
 * @self: a room
 * @messages: (element-type Chat.Message): a piece of history, in the server's order
 * @seen: whether it was read before, on this computer or elsewhere; of messages with a place in the
 *   room that is known already
 *
 * Puts in what is missing.  What was not seen counts as unread, unless the room is open.
 *
 * Returns: (transfer full) (element-type Chat.Message): the messages that were new
 */
GPtrArray *
chat_room_receive_history (ChatRoom *self, GPtrArray *messages, gboolean seen)
{
  g_autoptr (GPtrArray) added = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (messages != NULL, NULL);

  added = chat_timeline_merge (self->timeline, messages);
  if (added->len > 0 && chat_message_get_seq (g_ptr_array_index (added, 0)) > 0) {
    for (guint i = 0; i < added->len; i++)
      chat_membership_count (self->membership, g_ptr_array_index (added, i));
    chat_reading_receive_page (self->reading);
  } else if (!seen) {
    chat_reading_receive_missed (self->reading, added);
  }
  tell_reading (self);

  return g_steal_pointer (&added);
}

/**
 * chat_room_place:
 * @self: a room
 * @message: a message in its timeline that the server has
 * @seq: its place, from 1 on
 *
 * The server says where a message of mine stands.
 */
void
chat_room_place (ChatRoom *self, ChatMessage *message, gint64 seq)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (chat_message_get_seq (message) == seq)
    return;

  chat_timeline_set_seq (self->timeline, message, seq);
  chat_membership_count (self->membership, message);
  chat_reading_receive (self->reading, message);
  tell_reading (self);
}

/**
 * chat_room_count:
 * @self: a room
 *
 * A message that was counted as unread may not count any more, or mentions me now.
 */
void
chat_room_count (ChatRoom *self)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_reading_receive_page (self->reading);
  tell_reading (self);
}

/**
 * chat_room_set_latest:
 * @self: a room
 * @message: (transfer none): what was said last, as far as is known
 *
 * It is shown as the last message until the timeline goes as far.
 */
void
chat_room_set_latest (ChatRoom *self, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (self->latest != NULL && chat_message_get_seq (self->latest) > chat_message_get_seq (message))
    return;

  g_set_object (&self->latest, message);
  update_last (self);
}

gint64
chat_room_get_last_seq (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->last_seq;
}

/**
 * chat_room_set_last_seq:
 * @self: a room
 * @seq: the last place in it; it only grows
 */
void
chat_room_set_last_seq (ChatRoom *self, gint64 seq)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_reading_set_last (self->reading, seq);
  tell_reading (self);
}

/**
 * chat_room_set_unread_before:
 * @self: a room
 * @n: how many messages are unread, up to its last place
 *
 * Whoever remembers the room has counted; what is not loaded is unread as this says.
 */
void
chat_room_set_unread_before (ChatRoom *self, guint n)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_reading_set_unread_before (self->reading, n);
  tell_reading (self);
}

/**
 * chat_room_set_mention_before:
 * @self: a room
 * @seq: the last place at which I am mentioned, of what is not loaded
 */
void
chat_room_set_mention_before (ChatRoom *self, gint64 seq)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_reading_set_mention_before (self->reading, seq);
  tell_reading (self);
}

gint64
chat_room_get_from_seq (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return self->from_seq;
}

/**
 * chat_room_get_seen_seq:
 * @self: a room
 *
 * Up to which place I have seen it, here or elsewhere.
 */
gint64
chat_room_get_seen_seq (ChatRoom *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), 0);

  return chat_reading_get_seen (self->reading);
}

/**
 * chat_room_set_seen_seq:
 * @self: a room
 * @seq: up to which place I have seen it; it never goes back
 */
void
chat_room_set_seen_seq (ChatRoom *self, gint64 seq)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_reading_see (self->reading, seq);
  tell_reading (self);
}

/**
 * chat_room_see:
 * @self: a room
 * @message: a message in its timeline
 *
 * All up to it was on a focused screen.
 */
void
chat_room_see (ChatRoom *self, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_room_set_seen_seq (self, chat_timeline_get_seq_at (self->timeline, message));
}

/* What a member is besides somebody in the roster. */
static void
note_member (ChatRoom *self, const ChatMember *member)
{
  chat_roster_add (self->members, member->user);

  if (chat_user_get_is_me (member->user)) {
    if (self->role != member->role) {
      self->role = member->role;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLE]);
    }
    chat_property_set_number (self, properties[PROP_FROM_SEQ], &self->from_seq, member->from_seq);
    chat_reading_set_from (self->reading, member->from_seq);
    chat_reading_see (self->reading, member->seen);
    tell_reading (self);
  } else if (self->kind == CHAT_ROOM_KIND_DIRECT) {
    chat_room_set_other (self, member->user);
  }
}

/**
 * chat_room_get_member:
 * @self: a room
 * @user: somebody
 *
 * Returns: (transfer none) (nullable): what this one is in the room, if that is known
 */
const ChatMember *
chat_room_get_member (ChatRoom *self, ChatUser *user)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (CHAT_IS_USER (user), NULL);

  return chat_membership_get (self->membership, user);
}

/**
 * chat_room_set_member:
 * @self: a room
 * @member: somebody in it, new or not
 *
 * The statuses of my messages follow.
 */
void
chat_room_set_member (ChatRoom *self, const ChatMember *member)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (member != NULL && CHAT_IS_USER (member->user));

  if (chat_membership_set (self->membership, member)) {
    note_member (self, member);
    g_signal_emit (self, signals[MEMBERS_CHANGED], 0);
  } else {
    note_member (self, member);
    g_signal_emit (self, signals[RECEIPTS_CHANGED], 0);
  }
}

/**
 * chat_room_set_members:
 * @self: a room
 * @members: (array length=length): people in it, new or not
 * @length: how many
 *
 * The same for many at once.
 */
void
chat_room_set_members (ChatRoom *self, const ChatMember *members, guint length)
{
  g_return_if_fail (CHAT_IS_ROOM (self));

  chat_membership_set_all (self->membership, members, length);
  for (guint i = 0; i < length; i++)
    note_member (self, &members[i]);
  g_signal_emit (self, signals[MEMBERS_CHANGED], 0);
}

/**
 * chat_room_remove_member:
 * @self: a room
 * @user: somebody who is not in it any more
 */
void
chat_room_remove_member (ChatRoom *self, ChatUser *user)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_USER (user));

  chat_typing_stop (self->typing, user);
  chat_roster_remove (self->members, user);
  if (chat_membership_remove (self->membership, user))
    g_signal_emit (self, signals[MEMBERS_CHANGED], 0);
}

/**
 * chat_room_receive_receipt:
 * @self: a room
 * @user: somebody in it
 * @delivered: up to which place this one has what was said
 * @seen: up to which place this one has seen it
 *
 * Both only grow; what is less than is known is old.
 */
void
chat_room_receive_receipt (ChatRoom *self, ChatUser *user, gint64 delivered, gint64 seen)
{
  g_return_if_fail (CHAT_IS_ROOM (self));
  g_return_if_fail (CHAT_IS_USER (user));

  if (chat_user_get_is_me (user))
    chat_room_set_seen_seq (self, seen);
  if (chat_membership_receive_receipt (self->membership, user, delivered, seen))
    g_signal_emit (self, signals[RECEIPTS_CHANGED], 0);
}

/**
 * chat_room_list_readers:
 * @self: a room
 * @message: a message in its timeline
 *
 * Returns: (transfer container) (element-type Chat.Member): whom the message concerns, without who
 *   wrote it: first who has seen it, then who has it, then the others
 */
GPtrArray *
chat_room_list_readers (ChatRoom *self, ChatMessage *message)
{
  g_return_val_if_fail (CHAT_IS_ROOM (self), NULL);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  return chat_membership_list_readers (self->membership, message);
}
