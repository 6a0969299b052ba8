/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One message.  Its id is made by whoever wrote it, so that the same message that comes by several
 * ways (our own copy, the server's echo, history) is known as one.
 *
 *              confirm
 *   PENDING ------------> SENT
 *     |  ^
 *     |  | wait
 *     v  |      confirm (the server has it after all)
 *   FAILED -------------> SENT
 *
 * Messages of others begin, and stay, in SENT.
 */
#include "chat-message.h"

/* A pause after which the same person's words begin a new group. */
#define GROUP_PAUSE_MS (5 * 60 * G_GINT64_CONSTANT (1000))

struct _ChatMessage {
  GObject parent_instance;

  char *id;
  ChatUser *sender;
  ChatMessageKind kind;
  char *text;
  gint64 time; /* ms since 1970 */
  ChatMessageStatus status;
  char *error;
};

G_DEFINE_FINAL_TYPE (ChatMessage, chat_message, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatMessageKind,
                    chat_message_kind,
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_KIND_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_KIND_NOTICE, "notice"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_KIND_SYSTEM, "system"))

G_DEFINE_ENUM_TYPE (ChatMessageStatus,
                    chat_message_status,
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_FAILED, "failed"))

typedef enum {
  PROP_ID = 1,
  PROP_SENDER,
  PROP_KIND,
  PROP_OWN,
  PROP_TEXT,
  PROP_TIME,
  PROP_STATUS,
  PROP_ERROR,
} ChatMessageProperty;

static GParamSpec *properties[PROP_ERROR + 1];

static void
set_text (ChatMessage *self, const char *text)
{
  if (g_set_str (&self->text, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_time (ChatMessage *self, gint64 time)
{
  if (self->time == time)
    return;

  self->time = time;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIME]);
}

static void
set_status (ChatMessage *self, ChatMessageStatus status, const char *error)
{
  /* Whoever hears of the status wants to find the reason in place. */
  g_object_freeze_notify (G_OBJECT (self));
  if (g_set_str (&self->error, error))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (self->status != status) {
    self->status = status;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
chat_message_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  switch ((ChatMessageProperty) property_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_SENDER:
    g_value_set_object (value, self->sender);
    break;
  case PROP_KIND:
    g_value_set_enum (value, self->kind);
    break;
  case PROP_OWN:
    g_value_set_boolean (value, chat_message_get_own (self));
    break;
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case PROP_TIME:
    g_value_set_int64 (value, self->time);
    break;
  case PROP_STATUS:
    g_value_set_enum (value, self->status);
    break;
  case PROP_ERROR:
    g_value_set_string (value, self->error);
    break;
  }
}

static void
chat_message_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  switch ((ChatMessageProperty) property_id) {
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
  case PROP_OWN:
  case PROP_ERROR:
    g_assert_not_reached ();
  }
}

static void
chat_message_dispose (GObject *object)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  g_clear_object (&self->sender);

  G_OBJECT_CLASS (chat_message_parent_class)->dispose (object);
}

static void
chat_message_finalize (GObject *object)
{
  ChatMessage *self = CHAT_MESSAGE (object);

  g_free (self->id);
  g_free (self->text);
  g_free (self->error);

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

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_message_init (ChatMessage *self)
{
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

  set_time (self, time);
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
    set_text (self, text);
  if (time > 0)
    set_time (self, time);
  set_status (self, CHAT_MESSAGE_STATUS_SENT, NULL);
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
