/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is there, and where.
 *
 * A server with accounts tells of each person, and apart from that who is in a room.  Others say
 * who is online, and perhaps who is in a room; where they do not, everybody who is there may be.
 */
#include "chat-crowd.h"

struct _ChatCrowd {
  ChatPeople *people; /* borrowed */
  ChatRoomList *rooms;
  GHashTable *with_members; /* ids of rooms of which the server has said who is in them */
};

static ChatUser *
get_me (ChatCrowd *self)
{
  return chat_people_get_me (self->people);
}

static ChatRoom *
nth_room (ChatCrowd *self, guint position)
{
  g_autoptr (ChatRoom) room = g_list_model_get_item (G_LIST_MODEL (self->rooms), position);

  return room; /* the list holds it */
}

static guint
count_rooms (ChatCrowd *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rooms));
}

static GPtrArray *
name_users (ChatCrowd *self, GPtrArray *said, ChatPresence presence)
{
  GPtrArray *users = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < said->len; i++)
    g_ptr_array_add (users,
                     g_object_ref (
                       chat_people_name (self->people, g_ptr_array_index (said, i), presence)));

  return users;
}

static void
set_presence (ChatCrowd *self, ChatUser *user, ChatPresence presence)
{
  gboolean has_left = presence == CHAT_PRESENCE_OFFLINE && chat_user_get_is_online (user) &&
                      user != get_me (self);

  /* My own presence is what I know of the connection. */
  if (user != get_me (self))
    chat_user_set_presence (user, presence);
  for (guint i = 0; has_left && i < count_rooms (self); i++)
    chat_typing_stop (chat_room_get_typing (nth_room (self, i)), user);
}

/**
 * chat_crowd_new:
 * @people: (transfer none): who is known; they outlive this
 * @rooms: (transfer none): the rooms
 */
ChatCrowd *
chat_crowd_new (ChatPeople *people, ChatRoomList *rooms)
{
  ChatCrowd *self = NULL;

  g_return_val_if_fail (people != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_ROOM_LIST (rooms), NULL);

  self = g_new0 (ChatCrowd, 1);
  self->people = people;
  self->rooms = g_object_ref (rooms);
  self->with_members = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
chat_crowd_free (ChatCrowd *self)
{
  g_object_unref (self->rooms);
  g_hash_table_unref (self->with_members);
  g_free (self);
}

/**
 * chat_crowd_take_profiles:
 * @self: a crowd
 * @said: (element-type ChatEventUser): how people are now, and whether they are there
 */
void
chat_crowd_take_profiles (ChatCrowd *self, GPtrArray *said)
{
  for (guint i = 0; i < said->len; i++) {
    const ChatEventUser *profile = g_ptr_array_index (said, i);

    set_presence (self, chat_people_take_profile (self->people, profile), profile->presence);
  }
}

/**
 * chat_crowd_take_presence:
 * @self: a crowd
 * @said: (element-type ChatEventUser): whether people are there; strangers do not matter
 */
void
chat_crowd_take_presence (ChatCrowd *self, GPtrArray *said)
{
  for (guint i = 0; i < said->len; i++) {
    const ChatEventUser *presence = g_ptr_array_index (said, i);
    ChatUser *user = chat_people_find (self->people, presence->id);

    if (user == NULL)
      continue;

    if (presence->last_seen > 0)
      chat_user_set_last_seen (user, presence->last_seen);
    set_presence (self, user, presence->presence);
  }
}

/**
 * chat_crowd_disperse:
 * @self: a crowd
 *
 * Knows of nobody any more whether they are there; that they do not type either is for whoever
 * calls this to say, for all of them at once.
 */
void
chat_crowd_disperse (ChatCrowd *self)
{
  GListModel *roster = G_LIST_MODEL (chat_people_get_roster (self->people));
  g_autoptr (GPtrArray) there = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (roster); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (roster, i);

    if (user != get_me (self) && chat_user_get_is_online (user))
      g_ptr_array_add (there, g_steal_pointer (&user));
  }
  for (guint i = 0; i < there->len; i++)
    chat_user_set_presence (g_ptr_array_index (there, i), CHAT_PRESENCE_OFFLINE);
}

/**
 * chat_crowd_take_online:
 * @self: a crowd
 * @said: (element-type ChatEventUser): everybody who is there
 */
void
chat_crowd_take_online (ChatCrowd *self, GPtrArray *said)
{
  g_autoptr (GPtrArray) online = name_users (self, said, CHAT_PRESENCE_ONLINE);
  g_autoptr (GHashTable) is_online = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  ChatRoster *roster = chat_people_get_roster (self->people);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (roster));

  for (guint i = 0; i < online->len; i++)
    g_hash_table_add (is_online, g_ptr_array_index (online, i));
  for (guint i = 0; i < length; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (roster), i);

    if (user != get_me (self) && chat_user_get_is_online (user) &&
        !g_hash_table_contains (is_online, user))
      g_ptr_array_add (gone, g_steal_pointer (&user));
  }

  for (guint i = 0; i < gone->len; i++)
    set_presence (self, g_ptr_array_index (gone, i), CHAT_PRESENCE_OFFLINE);
  for (guint i = 0; i < online->len; i++)
    set_presence (self, g_ptr_array_index (online, i), CHAT_PRESENCE_ONLINE);

  for (guint i = 0; i < count_rooms (self); i++)
    chat_crowd_guess (self, nth_room (self, i));
}

/**
 * chat_crowd_take_members:
 * @self: a crowd
 * @room: a room
 * @said: (element-type ChatEventUser): everybody who is in it
 *
 * Who is not in the room but somewhere else has left it; who is nowhere may come back.
 */
void
chat_crowd_take_members (ChatCrowd *self, ChatRoom *room, GPtrArray *said)
{
  g_autoptr (GPtrArray) members = name_users (self, said, CHAT_PRESENCE_OFFLINE);
  ChatRoster *roster = chat_room_get_members (room);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (roster));

  g_hash_table_add (self->with_members, g_strdup (chat_room_get_id (room)));
  for (guint i = 0; i < length; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (roster), i);

    if (user == get_me (self) || !chat_user_get_is_online (user))
      g_ptr_array_add (members, g_steal_pointer (&user));
  }
  chat_roster_replace (roster, members);
}

/**
 * chat_crowd_guess:
 * @self: a crowd
 * @room: a room
 *
 * Where the server does not say who is in a room, everybody who is there may be.
 */
void
chat_crowd_guess (ChatCrowd *self, ChatRoom *room)
{
  g_autoptr (GPtrArray) online = g_ptr_array_new_with_free_func (g_object_unref);
  ChatRoster *roster = chat_people_get_roster (self->people);
  guint length = g_list_model_get_n_items (G_LIST_MODEL (roster));

  if (g_hash_table_contains (self->with_members, chat_room_get_id (room)))
    return;

  for (guint i = 0; i < length; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (roster), i);

    if (user == get_me (self) || chat_user_get_is_online (user))
      g_ptr_array_add (online, g_steal_pointer (&user));
  }
  chat_roster_replace (chat_room_get_members (room), online);
}

/**
 * chat_crowd_forget:
 * @self: a crowd
 * @room: a room that is gone
 */
void
chat_crowd_forget (ChatCrowd *self, ChatRoom *room)
{
  g_return_if_fail (self != NULL);

  g_hash_table_remove (self->with_members, chat_room_get_id (room));
}
