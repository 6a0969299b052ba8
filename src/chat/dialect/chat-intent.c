/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I want of a server.  An intent is a copy: it outlives the message or user that it was made
 * of, because the server's answer is read together with what it answers.
 */
#include "chat-intent.h"

/**
 * chat_intent_new:
 * @type: what I want
 * @me: (nullable): who I am; servers with accounts know it
 * @room: (nullable): the id of the room that it is about
 *
 * Makes an intent.
 */
ChatIntent *
chat_intent_new (ChatIntentType type, ChatUser *me, const char *room)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (me == NULL || CHAT_IS_USER (me), NULL);

  self = g_new0 (ChatIntent, 1);
  self->type = type;
  if (me != NULL) {
    self->user_id = g_strdup (chat_user_get_id (me));
    self->user_name = g_strdup (chat_user_get_name (me));
  }
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

/**
 * chat_intent_new_sync:
 * @since: the revision that I know
 *
 * Makes the intent to hear what has changed.
 */
ChatIntent *
chat_intent_new_sync (gint64 since)
{
  ChatIntent *self = chat_intent_new (CHAT_INTENT_SYNC, NULL, NULL);

  self->seq = since;

  return self;
}

/**
 * chat_intent_new_history:
 * @room: the id of a room
 * @anchor: on which side
 * @seq: of which place; of none if it is the end of the room
 * @limit: how many messages at most
 *
 * Makes the intent to hear what was said.
 */
ChatIntent *
chat_intent_new_history (const char *room, ChatAnchor anchor, gint64 seq, guint limit)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (room != NULL, NULL);

  self = chat_intent_new (CHAT_INTENT_HISTORY, NULL, room);
  self->anchor = anchor;
  self->seq = seq;
  self->limit = limit;

  return self;
}

/**
 * chat_intent_new_receipt:
 * @room: the id of a room
 * @delivered: up to where I have it; 0 leaves it
 * @seen: up to where I have seen it; 0 leaves it
 *
 * Makes the intent to tell how far I am.
 */
ChatIntent *
chat_intent_new_receipt (const char *room, gint64 delivered, gint64 seen)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (room != NULL, NULL);

  self = chat_intent_new (CHAT_INTENT_RECEIPT, NULL, room);
  self->delivered = delivered;
  self->seen = seen;

  return self;
}

/**
 * chat_intent_new_edit:
 * @id: the id of a message of mine
 * @text: what it shall say
 *
 * Makes the intent to change what I said.
 */
ChatIntent *
chat_intent_new_edit (const char *id, const char *text)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  self = chat_intent_new (CHAT_INTENT_EDIT, NULL, NULL);
  self->id = g_strdup (id);
  self->text = g_strdup (text);

  return self;
}

/**
 * chat_intent_new_react:
 * @id: the id of a message
 * @emoji: what I put on it
 * @on: FALSE takes it away
 *
 * Makes the intent to react to what somebody said.
 */
ChatIntent *
chat_intent_new_react (const char *id, const char *emoji, gboolean on)
{
  ChatIntent *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (emoji != NULL, NULL);

  self = chat_intent_new (CHAT_INTENT_REACT, NULL, NULL);
  self->id = g_strdup (id);
  self->emoji = g_strdup (emoji);
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
  g_free (self->name);
  g_free (self->topic);
  g_free (self->avatar);
  g_free (self->person);
  g_free (self->reply);
  g_free (self->emoji);
  g_free (self->query);
  g_free (self->after);
  g_free (self->status);
  g_free (self->old_password);
  g_free (self->new_password);
  g_strfreev (self->list);
  g_free (self);
}
