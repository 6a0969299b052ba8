/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I am writing in a room: a message, perhaps an answer, perhaps with files; or another text
 * for a message of mine, and meanwhile the new one waits.  It is the room's, whether that is open
 * or not, and is kept from one run of the program to the next.
 *
 * What is answered or changed may have been loaded by itself; it becomes the room's own message as
 * soon as that is there.  What is deleted cannot be answered or changed any more.
 */
#include "chat-draft.h"

#include "chat-property.h"

struct _ChatDraft {
  GObject parent_instance;

  char *text;
  ChatMessage *reply;
  ChatMessage *editing;
  char *edited; /* what has become of its text */
  GListStore *files;
};

G_DEFINE_FINAL_TYPE (ChatDraft, chat_draft, G_TYPE_OBJECT)

typedef enum {
  PROP_TEXT = 1,
  PROP_REPLY,
  PROP_EDITING,
} ChatDraftProperty;

static GParamSpec *properties[PROP_EDITING + 1];

static void
deleted_cb (ChatDraft *self, GParamSpec *pspec, ChatMessage *message)
{
  if (!chat_message_get_deleted (message))
    return;

  if (message == self->reply)
    chat_draft_set_reply (self, NULL);
  if (message == self->editing)
    chat_draft_set_editing (self, NULL);
}

/* Whether that is another one. */
static gboolean
set_message (ChatDraft *self, ChatMessage **field, ChatMessage *message)
{
  if (message != NULL && chat_message_get_deleted (message))
    message = NULL;
  if (*field == message)
    return FALSE;

  if (*field != NULL)
    g_signal_handlers_disconnect_by_func (*field, deleted_cb, self);
  g_set_object (field, message);
  if (message != NULL)
    g_signal_connect_object (message, "notify::deleted", G_CALLBACK (deleted_cb), self,
                             G_CONNECT_SWAPPED);

  return TRUE;
}

static void
chat_draft_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatDraft *self = CHAT_DRAFT (object);

  switch ((ChatDraftProperty) property_id) {
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case PROP_REPLY:
    g_value_set_object (value, self->reply);
    break;
  case PROP_EDITING:
    g_value_set_object (value, self->editing);
    break;
  }
}

static void
chat_draft_dispose (GObject *object)
{
  ChatDraft *self = CHAT_DRAFT (object);

  g_clear_object (&self->reply);
  g_clear_object (&self->editing);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (chat_draft_parent_class)->dispose (object);
}

static void
chat_draft_finalize (GObject *object)
{
  ChatDraft *self = CHAT_DRAFT (object);

  g_free (self->text);
  g_free (self->edited);

  G_OBJECT_CLASS (chat_draft_parent_class)->finalize (object);
}

static void
chat_draft_class_init (ChatDraftClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_draft_get_property;
  object_class->dispose = chat_draft_dispose;
  object_class->finalize = chat_draft_finalize;

  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, shown);
  properties[PROP_REPLY] = g_param_spec_object ("reply", NULL, NULL, CHAT_TYPE_MESSAGE, shown);
  properties[PROP_EDITING] = g_param_spec_object ("editing", NULL, NULL, CHAT_TYPE_MESSAGE, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_draft_init (ChatDraft *self)
{
  self->text = g_strdup ("");
  self->files = g_list_store_new (CHAT_TYPE_FILE);
}

ChatDraft *
chat_draft_new (void)
{
  return g_object_new (CHAT_TYPE_DRAFT, NULL);
}

/**
 * chat_draft_get_text:
 * @self: a draft
 *
 * Returns: what the new message says so far; never %NULL
 */
const char *
chat_draft_get_text (ChatDraft *self)
{
  g_return_val_if_fail (CHAT_IS_DRAFT (self), NULL);

  return self->text;
}

void
chat_draft_set_text (ChatDraft *self, const char *text)
{
  g_return_if_fail (CHAT_IS_DRAFT (self));
  g_return_if_fail (text != NULL);

  chat_property_set_text (self, properties[PROP_TEXT], &self->text, text);
}

/**
 * chat_draft_get_reply:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): what the new message answers
 */
ChatMessage *
chat_draft_get_reply (ChatDraft *self)
{
  g_return_val_if_fail (CHAT_IS_DRAFT (self), NULL);

  return self->reply;
}

/**
 * chat_draft_set_reply:
 * @self: a draft
 * @reply: (nullable): what is answered
 *
 * Answers a message, and changes none.
 */
void
chat_draft_set_reply (ChatDraft *self, ChatMessage *reply)
{
  g_return_if_fail (CHAT_IS_DRAFT (self));
  g_return_if_fail (reply == NULL || CHAT_IS_MESSAGE (reply));

  if (reply != NULL)
    chat_draft_set_editing (self, NULL);
  if (set_message (self, &self->reply, reply))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPLY]);
}

/**
 * chat_draft_get_files:
 * @self: a draft
 *
 * Returns: (transfer none): what goes with the new message, of [class@Chat.File]
 */
GListStore *
chat_draft_get_files (ChatDraft *self)
{
  g_return_val_if_fail (CHAT_IS_DRAFT (self), NULL);

  return self->files;
}

/**
 * chat_draft_clear:
 * @self: a draft
 *
 * The new message was sent; the next one says nothing yet.
 */
void
chat_draft_clear (ChatDraft *self)
{
  g_return_if_fail (CHAT_IS_DRAFT (self));

  chat_draft_set_text (self, "");
  chat_draft_set_reply (self, NULL);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->files)) > 0)
    g_list_store_remove_all (self->files);
}

/**
 * chat_draft_get_editing:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): what is changed
 */
ChatMessage *
chat_draft_get_editing (ChatDraft *self)
{
  g_return_val_if_fail (CHAT_IS_DRAFT (self), NULL);

  return self->editing;
}

/**
 * chat_draft_set_editing:
 * @self: a draft
 * @editing: (nullable): what is changed
 *
 * Changes a message, beginning with what it says, and answers none.
 */
void
chat_draft_set_editing (ChatDraft *self, ChatMessage *editing)
{
  g_return_if_fail (CHAT_IS_DRAFT (self));
  g_return_if_fail (editing == NULL || CHAT_IS_MESSAGE (editing));

  if (editing != NULL)
    chat_draft_set_reply (self, NULL);
  if (!set_message (self, &self->editing, editing))
    return;

  g_set_str (&self->edited, self->editing != NULL ? chat_message_get_text (editing) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITING]);
}

/**
 * chat_draft_get_edited:
 * @self: a draft
 *
 * Returns: (nullable): what has become of the text of what is changed
 */
const char *
chat_draft_get_edited (ChatDraft *self)
{
  g_return_val_if_fail (CHAT_IS_DRAFT (self), NULL);

  return self->edited;
}

void
chat_draft_set_edited (ChatDraft *self, const char *edited)
{
  g_return_if_fail (CHAT_IS_DRAFT (self));
  g_return_if_fail (edited != NULL);

  if (self->editing != NULL)
    g_set_str (&self->edited, edited);
}

/* The one of @timeline that is the same as @message, if it is another object. */
static ChatMessage *
find_own (ChatTimeline *timeline, ChatMessage *message)
{
  ChatMessage *own = message != NULL ? chat_timeline_find (timeline, chat_message_get_id (message))
                                     : NULL;

  return own != message ? own : NULL;
}

/**
 * chat_draft_meet:
 * @self: a draft
 * @timeline: the messages of its room that are loaded
 *
 * What is answered or changed is one of these from now on, if it is there.
 */
void
chat_draft_meet (ChatDraft *self, ChatTimeline *timeline)
{
  ChatMessage *reply = NULL;
  ChatMessage *editing = NULL;

  g_return_if_fail (CHAT_IS_DRAFT (self));
  g_return_if_fail (CHAT_IS_TIMELINE (timeline));

  reply = find_own (timeline, self->reply);
  if (reply != NULL && set_message (self, &self->reply, reply))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPLY]);
  editing = find_own (timeline, self->editing);
  if (editing != NULL && set_message (self, &self->editing, editing))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITING]);
}
