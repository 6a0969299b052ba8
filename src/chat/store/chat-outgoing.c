/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is on its way, as it lies on the disk.
 */
#include "chat-outgoing.h"

ChatOutgoing *
chat_outgoing_new (ChatOutgoingKind kind, const char *id, const char *room, const char *message)
{
  ChatOutgoing *self = g_new0 (ChatOutgoing, 1);

  self->kind = kind;
  self->id = g_strdup (id);
  self->room = g_strdup (room);
  self->message = g_strdup (message);
  self->files = chat_outgoing_file_list_new ();

  return self;
}

ChatOutgoing *
chat_outgoing_copy (const ChatOutgoing *self)
{
  ChatOutgoing *copy = chat_outgoing_new (self->kind, self->id, self->room, self->message);

  copy->text = g_strdup (self->text);
  copy->emoji = g_strdup (self->emoji);
  copy->on = self->on;
  copy->reply = g_strdup (self->reply);
  copy->reply_user = g_strdup (self->reply_user);
  copy->reply_text = g_strdup (self->reply_text);
  g_ptr_array_unref (copy->files);
  copy->files = chat_outgoing_file_list_copy (self->files);
  copy->time = self->time;
  copy->error = g_strdup (self->error);
  copy->attempts = self->attempts;

  return copy;
}

void
chat_outgoing_free (ChatOutgoing *self)
{
  g_free (self->id);
  g_free (self->room);
  g_free (self->message);
  g_free (self->text);
  g_free (self->emoji);
  g_free (self->reply);
  g_free (self->reply_user);
  g_free (self->reply_text);
  g_ptr_array_unref (self->files);
  g_free (self->error);
  g_free (self);
}
