/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server said.  Plain records, not the objects of the model: a dialect knows nothing of what
 * the session holds already, and which records become objects is the session's affair.
 */
#include "chat-event.h"

/**
 * chat_event_new:
 * @type: what happened
 * @room: (nullable): in which room
 *
 * Makes an event, with empty lists.
 */
ChatEvent *
chat_event_new (ChatEventType type, const char *room)
{
  ChatEvent *self = g_new0 (ChatEvent, 1);

  self->type = type;
  self->room = g_strdup (room);
  self->users = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_user_free);
  self->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_message_free);

  return self;
}

void
chat_event_free (ChatEvent *self)
{
  g_free (self->room);
  g_free (self->id);
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->messages);
  g_free (self);
}

ChatEventUser *
chat_event_user_new (const char *id, const char *name)
{
  ChatEventUser *self = g_new0 (ChatEventUser, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);

  return self;
}

void
chat_event_user_free (ChatEventUser *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self);
}

void
chat_event_message_free (ChatEventMessage *self)
{
  g_free (self->id);
  g_clear_pointer (&self->sender, chat_event_user_free);
  g_free (self->text);
  g_free (self);
}
