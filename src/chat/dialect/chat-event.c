/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server said.
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
  self->rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_room_free);
  self->members = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_member_free);
  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_device_free);

  return self;
}

void
chat_event_free (ChatEvent *self)
{
  g_free (self->room);
  g_free (self->id);
  g_free (self->after);
  g_clear_pointer (&self->welcome, chat_event_welcome_free);
  g_ptr_array_unref (self->users);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->rooms);
  g_ptr_array_unref (self->members);
  g_ptr_array_unref (self->devices);
  g_free (self);
}

static gint64
get_newest_of_rooms (GPtrArray *rooms)
{
  gint64 newest = 0;

  for (guint i = 0; i < rooms->len; i++) {
    const ChatEventRoom *room = g_ptr_array_index (rooms, i);

    newest = MAX (newest, room->rev);
    if (room->me != NULL)
      newest = MAX (newest, room->me->rev);
    if (room->last_message != NULL)
      newest = MAX (newest, room->last_message->rev);
  }

  return newest;
}

/**
 * chat_event_get_newest:
 * @self: an event
 *
 * Returns: the newest of the server's revisions that it tells of, 0 for none
 */
gint64
chat_event_get_newest (const ChatEvent *self)
{
  gint64 newest = MAX (self->revision, get_newest_of_rooms (self->rooms));

  if (self->welcome != NULL)
    newest = MAX (newest, self->welcome->me->rev);
  for (guint i = 0; i < self->users->len; i++)
    newest = MAX (newest, ((const ChatEventUser *) self->users->pdata[i])->rev);
  for (guint i = 0; i < self->members->len; i++)
    newest = MAX (newest, ((const ChatEventMember *) self->members->pdata[i])->rev);
  for (guint i = 0; i < self->messages->len; i++)
    newest = MAX (newest, ((const ChatEventMessage *) self->messages->pdata[i])->rev);

  return newest;
}

/**
 * chat_event_find:
 * @events: (element-type ChatEvent): what a server said
 * @type: a type
 *
 * Returns: (transfer none) (nullable): the first of this type
 */
const ChatEvent *
chat_event_find (GPtrArray *events, ChatEventType type)
{
  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (event->type == type)
      return event;
  }

  return NULL;
}
