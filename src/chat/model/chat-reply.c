/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a message answers.  The other message may not be loaded, so an excerpt of it comes along.
 */
#include "chat-reply.h"

struct _ChatReply {
  char *id;
  ChatUser *user;
  char *text;
};

G_DEFINE_BOXED_TYPE (ChatReply, chat_reply, chat_reply_ref, chat_reply_unref)

static void
chat_reply_clear (ChatReply *self)
{
  g_free (self->id);
  g_clear_object (&self->user);
  g_free (self->text);
}

/**
 * chat_reply_new:
 * @id: the message that is answered
 * @user: (nullable): who wrote it
 * @text: (nullable): how it begins; %NULL if it was deleted
 *
 * Makes what says to what a message is the answer.
 */
ChatReply *
chat_reply_new (const char *id, ChatUser *user, const char *text)
{
  ChatReply *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (user == NULL || CHAT_IS_USER (user), NULL);

  self = g_rc_box_new0 (ChatReply);
  self->id = g_strdup (id);
  self->user = user != NULL ? g_object_ref (user) : NULL;
  self->text = g_strdup (text);

  return self;
}

ChatReply *
chat_reply_ref (ChatReply *self)
{
  return g_rc_box_acquire (self);
}

void
chat_reply_unref (ChatReply *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) chat_reply_clear);
}

const char *
chat_reply_get_id (const ChatReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

/**
 * chat_reply_get_user:
 * @self: a reply
 *
 * Returns: (transfer none) (nullable): who wrote what is answered
 */
ChatUser *
chat_reply_get_user (const ChatReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->user;
}

/**
 * chat_reply_get_text:
 * @self: a reply
 *
 * Returns: (nullable): how it begins; %NULL if it was deleted
 */
const char *
chat_reply_get_text (const ChatReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * chat_reply_equal:
 * @a: (nullable): a reply
 * @b: (nullable): another
 *
 * Whether both say the same.
 */
gboolean
chat_reply_equal (const ChatReply *a, const ChatReply *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_str_equal (a->id, b->id) && a->user == b->user && g_strcmp0 (a->text, b->text) == 0;
}
