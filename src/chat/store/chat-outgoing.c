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
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_outgoing_file_free);

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
  for (guint i = 0; i < self->files->len; i++)
    g_ptr_array_add (copy->files, chat_outgoing_file_copy (self->files->pdata[i]));
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

ChatOutgoingFile *
chat_outgoing_file_copy (const ChatOutgoingFile *self)
{
  ChatOutgoingFile *copy = g_new0 (ChatOutgoingFile, 1);

  *copy = *self;
  copy->original = g_strdup (self->original);
  copy->copy = g_strdup (self->copy);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->type = g_strdup (self->type);

  return copy;
}

void
chat_outgoing_file_free (ChatOutgoingFile *self)
{
  g_free (self->original);
  g_free (self->copy);
  g_free (self->id);
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}
