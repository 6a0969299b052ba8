/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-directory.h"

static void
room_free (gpointer data)
{
  ChatDirectoryRoom *room = data;

  g_free (room->id);
  g_free (room->name);
  g_free (room->topic);
  g_free (room);
}

ChatDirectory *
chat_directory_new (void)
{
  ChatDirectory *self = g_new0 (ChatDirectory, 1);

  self->rooms = g_ptr_array_new_with_free_func (room_free);

  return self;
}

/**
 * chat_directory_add:
 * @self: a page of rooms
 * @id: the id of a room
 * @name: (nullable): its name
 *
 * Returns: (transfer none): the room, of which the rest is to be said
 */
ChatDirectoryRoom *
chat_directory_add (ChatDirectory *self, const char *id, const char *name)
{
  ChatDirectoryRoom *room = g_new0 (ChatDirectoryRoom, 1);

  room->id = g_strdup (id);
  room->name = g_strdup (name);
  g_ptr_array_add (self->rooms, room);

  return room;
}

void
chat_directory_free (ChatDirectory *self)
{
  g_ptr_array_unref (self->rooms);
  g_free (self->after);
  g_free (self);
}
