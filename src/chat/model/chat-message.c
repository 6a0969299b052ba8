/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message.  Its id is made by whoever wrote it, so that the same message that comes by several
 * ways (our own copy, the server's echo, history) is known as one.
 *
 *              confirm         receipts
 *   PENDING ------------> SENT <---------> DELIVERED <-> SEEN
 *     |  ^
 *     |  | wait
 *     v  |      confirm (the server has it after all)
 *   FAILED -------------> SENT
 *
 * Which of the three it is that the server has it follows from how many people it concerns, and how
 * many of these have got and seen it: somebody who joins or leaves can move it either way.
 * Messages of others begin, and stay, in SENT.
 */
#include "chat-message.h"

#include "chat-file.h"
#include "chat-property.h"

/* A pause after which the same person's words begin a new group. */
#define GROUP_PAUSE_MS (5 * 60 * G_GINT64_CONSTANT (1000))

struct _ChatMessage {
  GObject parent_instance;

  char *id;
  ChatUser *sender;
  ChatMessageKind kind;
  char *text;
  gint64 time; /* ms since 1970 */
  gint64 seq;
  gint64 rev;
  ChatMessageStatus status;
  char *error;

  guint n_people;
  guint n_delivered;
  guint n_seen;

  gint64 edited_at;
  gboolean deleted;
  ChatReply *reply;
  GListModel *files; /* NULL if there are none */
  GPtrArray *reactions;
  gboolean mentions_me;

  ChatIncident incident;
  ChatUser *incident_user;
  char *incident_text;
};

G_DEFINE_FINAL_TYPE (ChatMessage, chat_message, G_TYPE_OBJECT)

typedef enum {
  PROP_ID = 1,
  PROP_SENDER,
  PROP_KIND,
  PROP_OWN,
  PROP_TEXT,
  PROP_TIME,
  PROP_STATUS,
  PROP_ERROR,
  PROP_SEQ,
  PROP_N_PEOPLE,
  PROP_N_DELIVERED,
  PROP_N_SEEN,
  PROP_EDITED_AT,
  PROP_DELETED,
  PROP_REPLY,
  PROP_FILES,
  PROP_REACTIONS,
  PROP_MENTIONS_ME,
  PROP_INCIDENT,
  PROP_INCIDENT_USER,
  PROP_INCIDENT_TEXT,
} ChatMessageProperty;

static GParamSpec *properties[PROP_INCIDENT_TEXT + 1];

/* Where the values are kept, but for the two that follow from others. */
static const gsize FIELDS[] = {
  [PROP_ID] = G_STRUCT_OFFSET (ChatMessage, id),
  [PROP_SENDER] = G_STRUCT_OFFSET (ChatMessage, sender),
  [PROP_KIND] = G_STRUCT_OFFSET (ChatMessage, kind),
  [PROP_TEXT] = G_STRUCT_OFFSET (ChatMessage, text),
  [PROP_TIME] = G_STRUCT_OFFSET (ChatMessage, time),
  [PROP_STATUS] = G_STRUCT_OFFSET (ChatMessage, status),
  [PROP_ERROR] = G_STRUCT_OFFSET (ChatMessage, error),
  [PROP_SEQ] = G_STRUCT_OFFSET (ChatMessage, seq),
  [PROP_N_PEOPLE] = G_STRUCT_OFFSET (ChatMessage, n_people),
  [PROP_N_DELIVERED] = G_STRUCT_OFFSET (ChatMessage, n_delivered),
  [PROP_N_SEEN] = G_STRUCT_OFFSET (ChatMessage, n_seen),
  [PROP_EDITED_AT] = G_STRUCT_OFFSET (ChatMessage, edited_at),
  [PROP_DELETED] = G_STRUCT_OFFSET (ChatMessage, deleted),
  [PROP_REPLY] = G_STRUCT_OFFSET (ChatMessage, reply),
  [PROP_REACTIONS] = G_STRUCT_OFFSET (ChatMessage, reactions),
  [PROP_MENTIONS_ME] = G_STRUCT_OFFSET (ChatMessage, mentions_me),
  [PROP_INCIDENT] = G_STRUCT_OFFSET (ChatMessage, incident),
  [PROP_INCIDENT_USER] = G_STRUCT_OFFSET (ChatMessage, incident_user),
  [PROP_INCIDENT_TEXT] = G_STRUCT_OFFSET (ChatMessage, incident_text),
};

static void
set_status (ChatMessage *self, ChatMessageStatus status, const char *error)
{
  /* Whoever hears of the status wants to find the reason in place. */
  g_object_freeze_notify (G_OBJECT (self));
  chat_property_set_text (self, properties[PROP_ERROR], &self->error, error);
  if (self->status != status) {
    self->status = status;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

/* What the status is of a message that the server has. */
static ChatMessageStatus
status_from_receipts (ChatMessage *self)
{
  if (self->n_people == 0)
    return CHAT_MESSAGE_STATUS_SENT;
  if (self->n_seen >= self->n_people)
    return CHAT_MESSAGE_STATUS_SEEN;
  if (self->n_delivered >= self->n_people)
    return CHAT_MESSAGE_STATUS_DELIVERED;

  return CHAT_MESSAGE_STATUS_SENT;
}

static void
chat_message_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  if (property_id == PROP_OWN)
    g_value_set_boolean (value, chat_message_get_own (self));
  else if (property_id == PROP_FILES)
    g_value_set_object (value, chat_message_get_files (self));
  else
    chat_property_get (object, FIELDS[property_id], value);
}

static void
chat_message_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  switch (property_id) {
  case PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case PROP_SENDER:
    self->sender = g_value_dup_object (value);
    break;
  case PROP_KIND:
    self->kind = g_value_get_enum (value);
    break;
  case PROP_TEXT:
    self->text = g_value_dup_string (value);
    break;
  case PROP_TIME:
    self->time = g_value_get_int64 (value);
    break;
  case PROP_STATUS:
    self->status = g_value_get_enum (value);
    break;
  default: /* the others are only read */
    g_assert_not_reached ();
  }
}

static void
chat_message_dispose (GObject *object)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  g_clear_object (&self->sender);
  g_clear_object (&self->incident_user);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (chat_message_parent_class)->dispose (object);
}

static void
chat_message_finalize (GObject *object)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  g_free (self->id);
  g_free (self->text);
  g_free (self->error);
  g_free (self->incident_text);
  g_clear_pointer (&self->reply, chat_reply_unref);
  g_ptr_array_unref (self->reactions);

  G_OBJECT_CLASS (chat_message_parent_class)->finalize (object);
}

static void
chat_message_class_init (ChatMessageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_message_get_property;
  object_class->set_property = chat_message_set_property;
  object_class->dispose = chat_message_dispose;
  object_class->finalize = chat_message_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, fixed);
  properties[PROP_SENDER] = g_param_spec_object ("sender", NULL, NULL, CHAT_TYPE_USER, fixed);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_MESSAGE_KIND, CHAT_MESSAGE_KIND_TEXT, fixed);
  properties[PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, shown);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, fixed);
  properties[PROP_TIME] = g_param_spec_int64 ("time", NULL, NULL, 0, G_MAXINT64, 0, fixed);
  properties[PROP_STATUS] = g_param_spec_enum ("status", NULL, NULL, CHAT_TYPE_MESSAGE_STATUS,
                                               CHAT_MESSAGE_STATUS_SENT, fixed);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, shown);
  properties[PROP_SEQ] = g_param_spec_int64 ("seq", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_N_PEOPLE] = g_param_spec_uint ("n-people", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_N_DELIVERED] =
    g_param_spec_uint ("n-delivered", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_N_SEEN] = g_param_spec_uint ("n-seen", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_EDITED_AT] =
    g_param_spec_int64 ("edited-at", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_DELETED] = g_param_spec_boolean ("deleted", NULL, NULL, FALSE, shown);
  properties[PROP_REPLY] = g_param_spec_boxed ("reply", NULL, NULL, CHAT_TYPE_REPLY, shown);
  properties[PROP_FILES] = g_param_spec_object ("files", NULL, NULL, G_TYPE_LIST_MODEL, shown);
  properties[PROP_REACTIONS] =
    g_param_spec_boxed ("reactions", NULL, NULL, G_TYPE_PTR_ARRAY, shown);
  properties[PROP_MENTIONS_ME] = g_param_spec_boolean ("mentions-me", NULL, NULL, FALSE, shown);
  properties[PROP_INCIDENT] =
    g_param_spec_enum ("incident", NULL, NULL, CHAT_TYPE_INCIDENT, CHAT_INCIDENT_OTHER, shown);
  properties[PROP_INCIDENT_USER] =
    g_param_spec_object ("incident-user", NULL, NULL, CHAT_TYPE_USER, shown);
  properties[PROP_INCIDENT_TEXT] = g_param_spec_string ("incident-text", NULL, NULL, NULL, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_message_init (ChatMessage *self)
{
  self->reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
}

/**
 * chat_message_new:
 * @id: the message's id
 * @sender: who wrote it
 * @text: what was written
 * @time: when, in ms since 1970
 *
 * Makes a message that the server has.
 */
ChatMessage *
chat_message_new (const char *id, ChatUser *sender, const char *text, gint64 time)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_USER (sender), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return g_object_new (CHAT_TYPE_MESSAGE, "id", id, "sender", sender, "text", text, "time", time,
                       NULL);
}

/**
 * chat_message_new_pending:
 * @sender: me
 * @text: what I wrote
 * @time: now, in ms since 1970
 *
 * Makes a message that waits to be sent, with an id of its own.
 */
ChatMessage *
chat_message_new_pending (ChatUser *sender, const char *text, gint64 time)
{
  g_autofree char *id = g_uuid_string_random ();

  g_return_val_if_fail (CHAT_IS_USER (sender), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return g_object_new (CHAT_TYPE_MESSAGE, "id", id, "sender", sender, "text", text, "time", time,
                       "status", CHAT_MESSAGE_STATUS_PENDING, NULL);
}

/**
 * chat_message_new_system:
 * @text: what happened
 * @time: when, in ms since 1970
 *
 * Makes a line about the room, which nobody wrote.
 */
ChatMessage *
chat_message_new_system (const char *text, gint64 time)
{
  g_autofree char *id = g_uuid_string_random ();

  g_return_val_if_fail (text != NULL, NULL);

  return g_object_new (CHAT_TYPE_MESSAGE, "id", id, "kind", CHAT_MESSAGE_KIND_SYSTEM, "text", text,
                       "time", time, NULL);
}

/**
 * chat_message_new_of_kind:
 * @id: the message's id
 * @sender: (nullable): who wrote it, or did what happened
 * @kind: what kind of message it is
 * @text: what was written; empty of what happened
 * @time: when, in ms since 1970
 *
 * Makes a message that the server has.
 */
ChatMessage *
chat_message_new_of_kind (const char *id,
                          ChatUser *sender,
                          ChatMessageKind kind,
                          const char *text,
                          gint64 time)
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (sender == NULL || CHAT_IS_USER (sender), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return g_object_new (CHAT_TYPE_MESSAGE, "id", id, "sender", sender, "kind", kind, "text", text,
                       "time", time, NULL);
}

const char *
chat_message_get_id (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->id;
}

/**
 * chat_message_get_sender:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): who wrote it; nobody wrote a system message
 */
ChatUser *
chat_message_get_sender (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->sender;
}

ChatMessageKind
chat_message_get_kind (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), CHAT_MESSAGE_KIND_TEXT);

  return self->kind;
}

/**
 * chat_message_get_own:
 * @self: a message
 *
 * Whether I wrote it, here or on another device of mine.
 */
gboolean
chat_message_get_own (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->sender != NULL && chat_user_get_is_me (self->sender);
}

const char *
chat_message_get_text (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->text;
}

/**
 * chat_message_get_time:
 * @self: a message
 *
 * When it was written, in ms since 1970: by the server's clock once the server has it.
 */
gint64
chat_message_get_time (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->time;
}

ChatMessageStatus
chat_message_get_status (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), CHAT_MESSAGE_STATUS_SENT);

  return self->status;
}

/**
 * chat_message_get_is_sent:
 * @self: a message
 *
 * Whether the server has it.
 */
gboolean
chat_message_get_is_sent (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->status != CHAT_MESSAGE_STATUS_PENDING && self->status != CHAT_MESSAGE_STATUS_FAILED;
}

/**
 * chat_message_get_error:
 * @self: a message
 *
 * Returns: (nullable): why it failed, in words for people
 */
const char *
chat_message_get_error (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->error;
}

/**
 * chat_message_get_seq:
 * @self: a message
 *
 * Its place in the room; 0 until the server has it, and where the server does not count.
 */
gint64
chat_message_get_seq (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->seq;
}

/**
 * chat_message_get_rev:
 * @self: a message
 *
 * Of what the server says, the revision that it is; 0 where the server does not count them.
 */
gint64
chat_message_get_rev (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->rev;
}

/**
 * chat_message_get_n_people:
 * @self: a message
 *
 * How many people a message of mine concerns, besides me.
 */
guint
chat_message_get_n_people (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->n_people;
}

guint
chat_message_get_n_delivered (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->n_delivered;
}

guint
chat_message_get_n_seen (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->n_seen;
}

/**
 * chat_message_get_edited_at:
 * @self: a message
 *
 * When its text was changed last, in ms since 1970; 0 if it never was.
 */
gint64
chat_message_get_edited_at (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), 0);

  return self->edited_at;
}

gboolean
chat_message_get_deleted (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->deleted;
}

/**
 * chat_message_get_reply:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): what it answers
 */
ChatReply *
chat_message_get_reply (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->reply;
}

/**
 * chat_message_get_files:
 * @self: a message
 *
 * Returns: (transfer none): a list of ChatFile, most often empty
 */
GListModel *
chat_message_get_files (ChatMessage *self)
{
  static GListModel *none = NULL; /* most messages have none, and share this */

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  if (g_once_init_enter_pointer (&none))
    g_once_init_leave_pointer (&none, G_LIST_MODEL (g_list_store_new (CHAT_TYPE_FILE)));

  return self->files != NULL ? self->files : none;
}

/**
 * chat_message_get_reactions:
 * @self: a message
 *
 * Returns: (transfer none) (element-type Chat.Reaction): the reactions to it
 */
GPtrArray *
chat_message_get_reactions (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->reactions;
}

/**
 * chat_message_has_reacted:
 * @self: a message
 * @emoji: what can be put on it
 *
 * Whether I have put it there.
 */
gboolean
chat_message_has_reacted (ChatMessage *self, const char *emoji)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (emoji != NULL, FALSE);

  for (guint i = 0; i < self->reactions->len; i++) {
    const ChatReaction *reaction = self->reactions->pdata[i];

    if (g_str_equal (chat_reaction_get_emoji (reaction), emoji))
      return chat_reaction_get_mine (reaction);
  }

  return FALSE;
}

gboolean
chat_message_get_mentions_me (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);

  return self->mentions_me;
}

ChatIncident
chat_message_get_incident (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), CHAT_INCIDENT_OTHER);

  return self->incident;
}

/**
 * chat_message_get_incident_user:
 * @self: a message
 *
 * Returns: (transfer none) (nullable): to whom it was done
 */
ChatUser *
chat_message_get_incident_user (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->incident_user;
}

/**
 * chat_message_get_incident_text:
 * @self: a message
 *
 * Returns: (nullable): the new name or topic
 */
const char *
chat_message_get_incident_text (ChatMessage *self)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), NULL);

  return self->incident_text;
}

/**
 * chat_message_set_text:
 * @self: a message
 * @text: (nullable): what it says now
 *
 * Its words are others now.
 */
void
chat_message_set_text (ChatMessage *self, const char *text)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  chat_property_set_text (self, properties[PROP_TEXT], &self->text, text != NULL ? text : "");
}

void
chat_message_set_edited_at (ChatMessage *self, gint64 time)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  chat_property_set_number (self, properties[PROP_EDITED_AT], &self->edited_at, time);
}

/**
 * chat_message_set_deleted:
 * @self: a message
 * @deleted: whether it was taken back
 *
 * What was taken back is shown without text, files and reactions; only its place is left.
 */
void
chat_message_set_deleted (ChatMessage *self, gboolean deleted)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  chat_property_set_flag (self, properties[PROP_DELETED], &self->deleted, deleted);
}

/**
 * chat_message_set_reply:
 * @self: a message
 * @reply: (nullable) (transfer none): what it answers
 */
void
chat_message_set_reply (ChatMessage *self, ChatReply *reply)
{
  g_autoptr (ChatReply) old = NULL;

  g_return_if_fail (CHAT_IS_MESSAGE (self));

  if (chat_reply_equal (self->reply, reply))
    return;

  old = g_steal_pointer (&self->reply);
  self->reply = reply != NULL ? chat_reply_ref (reply) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPLY]);
}

/**
 * chat_message_set_files:
 * @self: a message
 * @files: (nullable) (transfer none): a list of ChatFile, %NULL for none
 */
void
chat_message_set_files (ChatMessage *self, GListModel *files)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));
  g_return_if_fail (files == NULL || G_IS_LIST_MODEL (files));

  if (g_set_object (&self->files, files))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILES]);
}

/**
 * chat_message_set_reactions:
 * @self: a message
 * @reactions: (element-type Chat.Reaction): all that there are, not to be changed any more
 */
void
chat_message_set_reactions (ChatMessage *self, GPtrArray *reactions)
{
  gboolean same = TRUE;

  g_return_if_fail (CHAT_IS_MESSAGE (self));
  g_return_if_fail (reactions != NULL);

  same = self->reactions->len == reactions->len;
  for (guint i = 0; i < reactions->len && same; i++)
    same = chat_reaction_equal (g_ptr_array_index (self->reactions, i),
                                g_ptr_array_index (reactions, i));
  if (same)
    return;

  g_ptr_array_unref (self->reactions);
  self->reactions = g_ptr_array_ref (reactions);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REACTIONS]);
}

void
chat_message_set_mentions_me (ChatMessage *self, gboolean mentions_me)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  chat_property_set_flag (self, properties[PROP_MENTIONS_ME], &self->mentions_me, mentions_me);
}

/**
 * chat_message_set_incident:
 * @self: a system message
 * @incident: what happened
 * @user: (nullable): to whom the sender did it
 * @text: (nullable): the new name or topic
 *
 * What a system message tells; each who shows it has words for that.
 */
void
chat_message_set_incident (ChatMessage *self,
                           ChatIncident incident,
                           ChatUser *user,
                           const char *text)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));
  g_return_if_fail (user == NULL || CHAT_IS_USER (user));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->incident != incident) {
    self->incident = incident;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INCIDENT]);
  }
  if (g_set_object (&self->incident_user, user))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INCIDENT_USER]);
  chat_property_set_text (self, properties[PROP_INCIDENT_TEXT], &self->incident_text, text);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * chat_message_set_receipts:
 * @self: a message of mine
 * @n_people: whom it concerns, besides me
 * @n_delivered: how many of them have it
 * @n_seen: how many of them have seen it
 *
 * The status of a message that the server has follows.
 */
void
chat_message_set_receipts (ChatMessage *self, guint n_people, guint n_delivered, guint n_seen)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  g_object_freeze_notify (G_OBJECT (self));
  chat_property_set_count (self, properties[PROP_N_PEOPLE], &self->n_people, n_people);
  chat_property_set_count (self, properties[PROP_N_DELIVERED], &self->n_delivered, n_delivered);
  chat_property_set_count (self, properties[PROP_N_SEEN], &self->n_seen, n_seen);
  if (chat_message_get_is_sent (self))
    set_status (self, status_from_receipts (self), NULL);
  g_object_thaw_notify (G_OBJECT (self));
}

void
chat_message_set_rev (ChatMessage *self, gint64 rev)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  self->rev = rev;
}

/**
 * chat_message_set_seq:
 * @self: a message
 * @seq: its place in the room, from 1 on
 */
void
chat_message_set_seq (ChatMessage *self, gint64 seq)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  chat_property_set_number (self, properties[PROP_SEQ], &self->seq, seq);
}

/**
 * chat_message_wait:
 * @self: a message that failed
 * @time: now, in ms since 1970
 *
 * Waits again to be sent.
 */
void
chat_message_wait (ChatMessage *self, gint64 time)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  chat_property_set_number (self, properties[PROP_TIME], &self->time, time);
  set_status (self, CHAT_MESSAGE_STATUS_PENDING, NULL);
}

/**
 * chat_message_confirm:
 * @self: a message
 * @text: (nullable): what the server made of the text
 * @time: when the server got it, 0 to keep what is known
 *
 * The server has it.
 */
void
chat_message_confirm (ChatMessage *self, const char *text, gint64 time)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  if (text != NULL)
    chat_message_set_text (self, text);
  if (time > 0)
    chat_property_set_number (self, properties[PROP_TIME], &self->time, time);
  set_status (self, status_from_receipts (self), NULL);
}

/**
 * chat_message_fail:
 * @self: a message that waits
 * @reason: why, in words for people
 *
 * The server does not want it.
 */
void
chat_message_fail (ChatMessage *self, const char *reason)
{
  g_return_if_fail (CHAT_IS_MESSAGE (self));

  set_status (self, CHAT_MESSAGE_STATUS_FAILED, reason);
}

/**
 * chat_message_continues:
 * @self: a message
 * @previous: (nullable): the one above it
 *
 * Whether both are of one run: the same sender, on the same day, without a long pause.
 */
gboolean
chat_message_continues (ChatMessage *self, ChatMessage *previous)
{
  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (previous == NULL || CHAT_IS_MESSAGE (previous), FALSE);

  return previous != NULL && self->kind == CHAT_MESSAGE_KIND_TEXT &&
         previous->kind == CHAT_MESSAGE_KIND_TEXT && self->sender == previous->sender &&
         ABS (self->time - previous->time) < GROUP_PAUSE_MS &&
         chat_message_is_same_day (self, previous);
}

/**
 * chat_message_is_same_day:
 * @self: a message
 * @previous: (nullable): the one above it
 *
 * Whether both are of one day, where the reader is.
 */
gboolean
chat_message_is_same_day (ChatMessage *self, ChatMessage *previous)
{
  g_autoptr (GDateTime) here = NULL;
  g_autoptr (GDateTime) there = NULL;

  g_return_val_if_fail (CHAT_IS_MESSAGE (self), FALSE);
  g_return_val_if_fail (previous == NULL || CHAT_IS_MESSAGE (previous), FALSE);

  if (previous == NULL)
    return FALSE;

  here = g_date_time_new_from_unix_local (self->time / 1000);
  there = g_date_time_new_from_unix_local (previous->time / 1000);

  return here != NULL && there != NULL &&
         g_date_time_get_day_of_year (here) == g_date_time_get_day_of_year (there) &&
         g_date_time_get_year (here) == g_date_time_get_year (there);
}
