/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I want of a server.  An intent is a copy: it outlives the message or user that it was made
 * of, because the server's answer is read together with what it answers.
 */
#include "chat-intent.h"

/**
 * chat_intent_new:
 * @type: what I want
 * @me: who I am
 * @room: (nullable): the id of the room that it is about
 *
 * Makes an intent.
 */
ChatIntent *
chat_intent_new (ChatIntentType type, ChatUser *me, const char *room)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (CHAT_IS_USER (me), NULL);

  self = g_new0 (ChatIntent, 1);
  self->type = type;
  self->user_id = g_strdup (chat_user_get_id (me));
  self->user_name = g_strdup (chat_user_get_name (me));
  self->room = g_strdup (room);

  return self;
}

/**
 * chat_intent_new_send:
 * @message: a message of mine
 * @room: the id of the room that it goes to
 *
 * Makes the intent to send a message.
 */
ChatIntent *
chat_intent_new_send (ChatMessage *message, const char *room)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);
  g_return_val_if_fail (room != NULL, NULL);

  self = chat_intent_new (CHAT_INTENT_SEND, chat_message_get_sender (message), room);
  self->id = g_strdup (chat_message_get_id (message));
  self->text = g_strdup (chat_message_get_text (message));
  self->time = chat_message_get_time (message);

  return self;
}

/**
 * chat_intent_new_typing:
 * @me: who I am
 * @room: the id of the room in which I type
 * @on: whether I begin
 *
 * Makes the intent to tell that I type.
 */
ChatIntent *
chat_intent_new_typing (ChatUser *me, const char *room, gboolean on)
{
  ChatIntent *self = chat_intent_new (CHAT_INTENT_TYPING, me, room);

  self->on = on;

  return self;
}

void
chat_intent_free (ChatIntent *self)
{
  g_free (self->user_id);
  g_free (self->user_name);
  g_free (self->room);
  g_free (self->id);
  g_free (self->text);
  g_free (self);
}
