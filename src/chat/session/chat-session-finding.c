/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking for rooms that I may join, and for people.  What is found is nothing that is remembered.
 */
#include "chat-session-operations.h"

#include "chat-session-parts.h"

#define DIRECTORY_LENGTH 50
#define PEOPLE_LENGTH 20

/* --- rooms ------------------------------------------------------------------------ */

static gpointer
get_directory (ChatSession *self, GPtrArray *events, GError **error)
{
  const ChatEvent *event = chat_event_find (events, CHAT_EVENT_DIRECTORY);
  ChatDirectory *directory = chat_directory_new ();

  if (event == NULL)
    return directory;

  directory->after = g_strdup (event->after);
  for (guint i = 0; i < event->rooms->len; i++) {
    const ChatEventRoom *said = g_ptr_array_index (event->rooms, i);
    ChatDirectoryRoom *room = chat_directory_add (directory, said->id, said->name);

    room->topic = g_strdup (said->topic);
    room->n_members = said->n_members;
    room->is_mine = chat_room_list_find (chat_session_get_rooms (self), said->id) != NULL;
  }

  return directory;
}

static const ChatOutcome DIRECTORY = { get_directory, (GDestroyNotify) chat_directory_free };

/**
 * chat_session_list_directory_async:
 * @self: a session
 * @query: (nullable): how their names begin
 * @after: (nullable): where the page begins
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Asks for rooms that I may join.
 */
void
chat_session_list_directory_async (ChatSession *self,
                                   const char *query,
                                   const char *after,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));

  intent = chat_intent_new (CHAT_INTENT_DIRECTORY, NULL, NULL);
  intent->query = g_strdup (query);
  intent->after = g_strdup (after);
  intent->limit = DIRECTORY_LENGTH;
  chat_session_ask_async (self, intent, &DIRECTORY, cancellable, callback, user_data);
}

/**
 * chat_session_directory_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for an error: of %CHAT_DIALECT_ERROR if the server says no
 *
 * Returns: (transfer full) (nullable): a page of rooms
 */
ChatDirectory *
chat_session_directory_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- people ----------------------------------------------------------------------- */

/* Who was found but is not known yet is nobody to the model: there may be thousands. */
static gpointer
get_people (ChatSession *self, GPtrArray *events, GError **error)
{
  const ChatEvent *event = chat_event_find (events, CHAT_EVENT_FOUND_USERS);
  GPtrArray *people = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; event != NULL && i < event->users->len; i++) {
    const ChatEventUser *said = g_ptr_array_index (event->users, i);
    ChatUser *known = chat_roster_find (chat_session_get_users (self), said->id);

    if (known != NULL) {
      g_ptr_array_add (people, g_object_ref (known));
    } else {
      ChatUser *stranger = chat_user_new (said->id, said->name);

      chat_user_set_presence (stranger, said->presence);
      g_ptr_array_add (people, stranger);
    }
  }

  return people;
}

static const ChatOutcome PEOPLE = { get_people, (GDestroyNotify) g_ptr_array_unref };

/**
 * chat_session_search_people_async:
 * @self: a session
 * @query: how a name begins
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Asks for people.
 */
void
chat_session_search_people_async (ChatSession *self,
                                  const char *query,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (query != NULL);

  intent = chat_intent_new (CHAT_INTENT_SEARCH_USERS, NULL, NULL);
  intent->query = g_strdup (query);
  intent->limit = PEOPLE_LENGTH;
  chat_session_ask_async (self, intent, &PEOPLE, cancellable, callback, user_data);
}

/**
 * chat_session_people_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for an error: of %CHAT_DIALECT_ERROR if the server says no
 *
 * Returns: (transfer container) (nullable) (element-type ChatUser): people
 */
GPtrArray *
chat_session_people_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
