/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in a room, and what they are there.
 */
#include "chat-session-operations.h"

#include "chat-session-parts.h"

/* About somebody in a room. */
static ChatIntent *
make_intent (ChatIntentType type, ChatRoom *room, ChatUser *user)
{
  ChatIntent *intent = chat_intent_new (type, NULL, chat_room_get_id (room));

  intent->person = g_strdup (chat_user_get_id (user));

  return intent;
}

/**
 * chat_session_invite_async:
 * @self: a session
 * @room: a room that I am in
 * @user: somebody
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Brings somebody into a room.
 */
void
chat_session_invite_async (ChatSession *self,
                           ChatRoom *room,
                           ChatUser *user,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_USER (user));

  chat_session_ask_async (self, make_intent (CHAT_INTENT_INVITE, room, user), NULL, cancellable,
                          callback, user_data);
}

/**
 * chat_session_remove_async:
 * @self: a session
 * @room: a room that I am in
 * @user: somebody who is in it
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Puts somebody out of a room.
 */
void
chat_session_remove_async (ChatSession *self,
                           ChatRoom *room,
                           ChatUser *user,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_USER (user));

  chat_session_ask_async (self, make_intent (CHAT_INTENT_REMOVE, room, user), NULL, cancellable,
                          callback, user_data);
}

/**
 * chat_session_set_role_async:
 * @self: a session
 * @room: a room that I am in
 * @user: somebody who is in it
 * @role: what they shall be there
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Gives somebody a role.
 */
void
chat_session_set_role_async (ChatSession *self,
                             ChatRoom *room,
                             ChatUser *user,
                             ChatRole role,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_USER (user));

  intent = make_intent (CHAT_INTENT_SET_ROLE, room, user);
  intent->role = role;
  chat_session_ask_async (self, intent, NULL, cancellable, callback, user_data);
}

static void
members_did_load (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_census_load_finish (CHAT_CENSUS (source), result, &error))
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
  else
    g_task_return_error (task, error);
}

/**
 * chat_session_load_members_async:
 * @self: a session
 * @room: a room that I am in
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Learns who is in a room.
 */
void
chat_session_load_members_async (ChatSession *self,
                                 ChatRoom *room,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_session_load_members_async);
  chat_census_load_async (chat_session_get_parts (self)->census, room, cancellable,
                          members_did_load, task);
}
