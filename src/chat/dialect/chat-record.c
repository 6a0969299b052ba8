/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What servers tell of, as plain records, not the objects of the model: a dialect knows nothing of
 * what the session holds already, and which records become objects is the session's affair.
 * Records are not changed once they are in an event, so that any thread may read them.
 */
#include "chat-record.h"

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
  g_free (self->handle);
  g_free (self->avatar);
  g_free (self->status);
  g_free (self);
}

void
chat_event_file_free (ChatEventFile *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->type);
  g_free (self->blurhash);
  g_free (self);
}

ChatEventReaction *
chat_event_reaction_new (const char *emoji)
{
  ChatEventReaction *self = g_new0 (ChatEventReaction, 1);

  self->emoji = g_strdup (emoji);
  self->users = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
chat_event_reaction_free (ChatEventReaction *self)
{
  g_free (self->emoji);
  g_ptr_array_unref (self->users);
  g_free (self);
}

/**
 * chat_event_message_new:
 *
 * Makes a message of nobody, with empty lists.
 */
ChatEventMessage *
chat_event_message_new (void)
{
  ChatEventMessage *self = g_new0 (ChatEventMessage, 1);

  self->mentions = g_ptr_array_new_with_free_func (g_free);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_file_free);
  self->reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_reaction_free);

  return self;
}

void
chat_event_message_free (ChatEventMessage *self)
{
  g_free (self->id);
  g_clear_pointer (&self->sender, chat_event_user_free);
  g_free (self->text);
  g_free (self->room);
  g_free (self->incident_user);
  g_free (self->incident_text);
  g_free (self->reply_id);
  g_free (self->reply_user);
  g_free (self->reply_text);
  g_ptr_array_unref (self->mentions);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->reactions);
  g_free (self);
}

void
chat_event_member_free (ChatEventMember *self)
{
  g_free (self->room);
  g_free (self->user);
  g_free (self);
}

void
chat_event_room_free (ChatEventRoom *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->topic);
  g_free (self->avatar);
  g_free (self->created_by);
  g_clear_pointer (&self->me, chat_event_member_free);
  g_clear_pointer (&self->last_message, chat_event_message_free);
  g_free (self);
}

void
chat_event_device_free (ChatEventDevice *self)
{
  g_free (self->id);
  g_free (self->client);
  g_free (self);
}

void
chat_event_welcome_free (ChatEventWelcome *self)
{
  g_free (self->server_id);
  g_free (self->server_name);
  g_free (self->server_version);
  g_strfreev (self->features);
  g_clear_pointer (&self->me, chat_event_user_free);
  g_free (self->token);
  g_free (self->device);
  g_free (self->run);
  g_free (self);
}
