/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everybody whom a server has spoken of.  There is one object for each, so that what is new of
 * somebody shows everywhere.
 *
 * A server without accounts gives a name with everything that somebody does, and the latest counts;
 * of me it is I who knows.  One with accounts tells profiles, mine too; what it says along with an
 * old message only serves until the profile is there.
 */
#include "chat-people.h"

struct _ChatPeople {
  ChatUser *me;
  ChatRoster *roster;
};

static void
describe (ChatUser *user, const ChatEventUser *said)
{
  if (said->name != NULL)
    chat_user_set_name (user, said->name);
  chat_user_set_handle (user, said->handle);
  chat_user_set_kind (user, said->kind);
  chat_user_set_avatar (user, said->avatar);
  chat_user_set_status (user, said->status);
  chat_user_set_last_seen (user, said->last_seen);
}

ChatPeople *
chat_people_new (ChatUser *me)
{
  ChatPeople *self = NULL;

  g_return_val_if_fail (CHAT_IS_USER (me), NULL);

  self = g_new0 (ChatPeople, 1);
  self->me = g_object_ref (me);
  self->roster = chat_roster_new ();
  chat_roster_add (self->roster, me);

  return self;
}

void
chat_people_free (ChatPeople *self)
{
  g_object_unref (self->roster);
  g_object_unref (self->me);
  g_free (self);
}

ChatUser *
chat_people_get_me (ChatPeople *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->me;
}

ChatRoster *
chat_people_get_roster (ChatPeople *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->roster;
}

/**
 * chat_people_find:
 * @self: people
 * @id: somebody's id
 *
 * Returns: (transfer none) (nullable): who that is
 */
ChatUser *
chat_people_find (ChatPeople *self, const char *id)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return chat_roster_find (self->roster, id);
}

/**
 * chat_people_ensure:
 * @self: people
 * @said: somebody, as told along with something else
 * @presence: of a newcomer, who goes to the right place at once
 *
 * What is known of somebody stays; of whom no name is known there is one now.
 *
 * Returns: (transfer none): who that is
 */
ChatUser *
chat_people_ensure (ChatPeople *self, const ChatEventUser *said, ChatPresence presence)
{
  ChatUser *user = NULL;
  g_autoptr (ChatUser) stranger = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (said != NULL, NULL);

  user = chat_roster_find (self->roster, said->id);
  if (user != NULL) {
    if (said->name != NULL && chat_user_get_name (user) == NULL)
      describe (user, said);
    return user;
  }

  stranger = chat_user_new (said->id, said->name);
  describe (stranger, said);
  chat_user_set_presence (stranger, presence);
  chat_roster_add (self->roster, stranger);

  return stranger; /* the roster holds it */
}

/**
 * chat_people_ensure_id:
 * @self: people
 * @id: somebody's id
 *
 * Returns: (transfer none): who that is, be it that nothing else is known
 */
ChatUser *
chat_people_ensure_id (ChatPeople *self, const char *id)
{
  const ChatEventUser nobody = { .id = (char *) id };

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return chat_people_ensure (self, &nobody, CHAT_PRESENCE_OFFLINE);
}

/**
 * chat_people_name:
 * @self: people
 * @said: somebody, as called now
 * @presence: of a newcomer
 *
 * The latest name counts, except for me.
 *
 * Returns: (transfer none): who that is
 */
ChatUser *
chat_people_name (ChatPeople *self, const ChatEventUser *said, ChatPresence presence)
{
  ChatUser *user = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  user = chat_people_ensure (self, said, presence);
  if (said->name != NULL && user != self->me)
    chat_user_set_name (user, said->name);

  return user;
}

/**
 * chat_people_take_profile:
 * @self: people
 * @said: how somebody is now; who is there is told apart from it
 *
 * Returns: (transfer none): who that is
 */
ChatUser *
chat_people_take_profile (ChatPeople *self, const ChatEventUser *said)
{
  ChatUser *user = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (said != NULL, NULL);

  user = chat_people_ensure (self, said, said->presence);
  describe (user, said);

  return user;
}

/**
 * chat_people_set_my_id:
 * @self: people
 * @id: my id
 *
 * A server with accounts has an id for me, which is not known before I am let in for the first
 * time.
 */
void
chat_people_set_my_id (ChatPeople *self, const char *id)
{
  ChatUser *stranger = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL);

  if (g_str_equal (chat_user_get_id (self->me), id))
    return;

  stranger = chat_roster_find (self->roster, id);
  if (stranger != NULL)
    chat_roster_remove (self->roster, stranger);
  chat_user_set_id (self->me, id);
}

/**
 * chat_people_take_me:
 * @self: people
 * @said: who I am, as the server says
 */
void
chat_people_take_me (ChatPeople *self, const ChatEventUser *said)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (said != NULL);

  chat_people_set_my_id (self, said->id);
  describe (self->me, said);
}
