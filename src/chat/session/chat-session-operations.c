/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people ask of the server and wait for.  Each is one intent, and what comes of its answer:
 * when it is told to be done, what the server answered is in the model.
 *
 * Without a connection, or where a server cannot do it, it fails at once; nothing is kept for
 * later, because whoever asked looks at it.
 */
#include "chat-session-operations.h"

#include "chat-session-parts.h"

#include <glib/gi18n.h>

#define DIRECTORY_LENGTH 50
#define PEOPLE_LENGTH 20

/* What comes of an answer; NULL and an error if it lacks what was asked for. */
typedef gpointer (*Outcome) (ChatSession *self, GPtrArray *events, GError **error);

typedef struct {
  Outcome outcome;
  GDestroyNotify destroy;
} Operation;

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  const Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gpointer value = NULL;

  events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  if (events != NULL)
    value = operation->outcome (self, events, &error);

  if (value == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, value, operation->destroy);
}

/* Takes @task and @intent. */
static void
ask_for (GTask *task, ChatIntent *intent, const Operation *operation)
{
  ChatSession *self = g_task_get_source_object (task);

  g_task_set_task_data (task, (gpointer) operation, NULL);
  chat_courier_ask_async (chat_session_get_parts (self)->courier, intent,
                          g_task_get_cancellable (task), asked_cb, task);
}

/* Takes @intent. */
static void
ask (ChatSession *self,
     ChatIntent *intent,
     const Operation *operation,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  ask_for (g_task_new (self, cancellable, callback, user_data), intent, operation);
}

static const ChatEvent *
find_event (GPtrArray *events, ChatEventType type)
{
  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (event->type == type)
      return event;
  }

  return NULL;
}

/* --- what comes of answers ------------------------------------------------------ */

static gpointer
be_done (ChatSession *self, GPtrArray *events, GError **error)
{
  return GINT_TO_POINTER (TRUE);
}

/* The room may have been taken away again while the answer was on its way. */
static gpointer
get_room (ChatSession *self, GPtrArray *events, GError **error)
{
  const ChatEvent *event = find_event (events, CHAT_EVENT_ROOMS);
  const ChatEventRoom *said = event != NULL ? g_ptr_array_index (event->rooms, 0) : NULL;
  ChatRoom *room = NULL;

  if (said != NULL)
    room = chat_room_list_find (chat_session_get_rooms (self), said->id);
  if (room == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         N_ ("You are not in this room any more"));
    return NULL;
  }

  return g_object_ref (room);
}

static gpointer
get_directory (ChatSession *self, GPtrArray *events, GError **error)
{
  const ChatEvent *event = find_event (events, CHAT_EVENT_DIRECTORY);
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

/* Who was found but is not known yet is nobody to the model: there may be thousands. */
static gpointer
get_people (ChatSession *self, GPtrArray *events, GError **error)
{
  const ChatEvent *event = find_event (events, CHAT_EVENT_FOUND_USERS);
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

static const Operation DONE = { be_done, NULL };
static const Operation ROOM = { get_room, g_object_unref };
static const Operation DIRECTORY = { get_directory, (GDestroyNotify) chat_directory_free };
static const Operation PEOPLE = { get_people, (GDestroyNotify) g_ptr_array_unref };

/* --- rooms --------------------------------------------------------------------- */

/**
 * chat_session_create_room_async:
 * @self: a session
 * @name: its name
 * @topic: (nullable): what it is about
 * @kind: public or private
 * @people: (nullable) (array zero-terminated=1): ids of those who are in it from the beginning
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Makes a room.
 */
void
chat_session_create_room_async (ChatSession *self,
                                const char *name,
                                const char *topic,
                                ChatRoomKind kind,
                                const char *const *people,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (name != NULL);
  g_return_if_fail (kind != CHAT_ROOM_KIND_DIRECT);

  intent = chat_intent_new (CHAT_INTENT_CREATE_ROOM, NULL, NULL);
  intent->name = g_strdup (name);
  intent->topic = g_strdup (topic);
  intent->kind = kind;
  intent->list = g_strdupv ((char **) people);
  ask (self, intent, &ROOM, cancellable, callback, user_data);
}

/**
 * chat_session_open_direct_async:
 * @self: a session
 * @user: somebody
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Opens the conversation with one person, which may have been there.
 */
void
chat_session_open_direct_async (ChatSession *self,
                                ChatUser *user,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_USER (user));

  intent = chat_intent_new (CHAT_INTENT_DIRECT, NULL, NULL);
  intent->person = g_strdup (chat_user_get_id (user));
  ask (self, intent, &ROOM, cancellable, callback, user_data);
}

/**
 * chat_session_join_async:
 * @self: a session
 * @room: the id of a room
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Comes into a room.
 */
void
chat_session_join_async (ChatSession *self,
                         const char *room,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (room != NULL);

  intent = chat_intent_new (CHAT_INTENT_JOIN, NULL, room);
  ask (self, intent, &ROOM, cancellable, callback, user_data);
}

/**
 * chat_session_is_sending:
 * @self: a session
 * @room: a room
 *
 * Whether anything that I did in the room has not left yet.
 */
gboolean
chat_session_is_sending (ChatSession *self, ChatRoom *room)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);

  return chat_outbox_is_waiting (chat_session_get_parts (self)->outbox, room);
}

/* Takes @task.  I may have been put out meanwhile. */
static void
go_out (GTask *task)
{
  g_autoptr (GTask) owned = task;
  ChatSession *self = g_task_get_source_object (task);
  ChatRoom *room = g_task_get_task_data (task);

  if (!chat_session_has_room (self, room)) {
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
  } else if (chat_session_has_accounts (self)) {
    ask_for (g_steal_pointer (&owned),
             chat_intent_new (CHAT_INTENT_LEAVE, NULL, chat_room_get_id (room)), &DONE);
  } else {
    chat_session_go_out (self, room);
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
  }
}

static void
leave_did_drain (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_outbox_drain_finish (CHAT_OUTBOX (source), result, &error))
    go_out (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * chat_session_leave_async:
 * @self: a session
 * @room: a room that I am in
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Goes out of a room, after all that I did in it.  When a message of that is refused, or the
 * connection is lost before it has left, I stay.
 */
void
chat_session_leave_async (ChatSession *self,
                          ChatRoom *room,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  const ChatSessionParts *parts = NULL;
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  parts = chat_session_get_parts (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_session_leave_async);
  g_task_set_task_data (task, g_object_ref (room), g_object_unref);
  if (chat_courier_get_connected (parts->courier) && chat_session_is_sending (self, room))
    chat_outbox_drain_async (parts->outbox, room, cancellable, leave_did_drain, task);
  else
    go_out (task);
}

/**
 * chat_session_update_room_async:
 * @self: a session
 * @room: a room that I am in
 * @name: (nullable): how it shall be called
 * @topic: (nullable): what it shall be about, nothing for nothing
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Changes what a room says of itself; what is %NULL stays.
 */
void
chat_session_update_room_async (ChatSession *self,
                                ChatRoom *room,
                                const char *name,
                                const char *topic,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  intent = chat_intent_new (CHAT_INTENT_UPDATE_ROOM, NULL, chat_room_get_id (room));
  intent->name = g_strdup (name);
  intent->topic = g_strdup (topic);
  ask (self, intent, &DONE, cancellable, callback, user_data);
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
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_USER (user));

  intent = chat_intent_new (CHAT_INTENT_INVITE, NULL, chat_room_get_id (room));
  intent->person = g_strdup (chat_user_get_id (user));
  ask (self, intent, &DONE, cancellable, callback, user_data);
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
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_USER (user));

  intent = chat_intent_new (CHAT_INTENT_REMOVE, NULL, chat_room_get_id (room));
  intent->person = g_strdup (chat_user_get_id (user));
  ask (self, intent, &DONE, cancellable, callback, user_data);
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

  intent = chat_intent_new (CHAT_INTENT_SET_ROLE, NULL, chat_room_get_id (room));
  intent->person = g_strdup (chat_user_get_id (user));
  intent->role = role;
  ask (self, intent, &DONE, cancellable, callback, user_data);
}

/**
 * chat_session_mute_async:
 * @self: a session
 * @room: a room that I am in
 * @until: a time in ms since 1970, 0 to hear it again
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Wants to hear nothing of a room for a while.
 */
void
chat_session_mute_async (ChatSession *self,
                         ChatRoom *room,
                         gint64 until,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  intent = chat_intent_new (CHAT_INTENT_MUTE, NULL, chat_room_get_id (room));
  intent->time = until;
  ask (self, intent, &DONE, cancellable, callback, user_data);
}

/**
 * chat_session_pin_async:
 * @self: a session
 * @room: a room that I am in
 * @on: whether it shall be above the others
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Pins a room, or takes the pin away.
 */
void
chat_session_pin_async (ChatSession *self,
                        ChatRoom *room,
                        gboolean on,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  intent = chat_intent_new (CHAT_INTENT_PIN, NULL, chat_room_get_id (room));
  intent->on = on;
  ask (self, intent, &DONE, cancellable, callback, user_data);
}

/* --- finding ------------------------------------------------------------------- */

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
  ask (self, intent, &DIRECTORY, cancellable, callback, user_data);
}

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
  ask (self, intent, &PEOPLE, cancellable, callback, user_data);
}

/**
 * chat_session_room_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for an error: of %CHAT_DIALECT_ERROR if the server says no
 *
 * Returns: (transfer full) (nullable): the room
 */
ChatRoom *
chat_session_room_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * chat_session_done_finish:
 * @self: a session
 * @result: what the callback was given
 * @error: return location for an error: of %CHAT_DIALECT_ERROR if the server says no
 *
 * Returns: whether it is done
 */
gboolean
chat_session_done_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
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

/* --- the account ----------------------------------------------------------------- */

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);

  if (events == NULL) {
    g_task_return_error (task, error);
    return;
  }

  chat_session_set_token (self, NULL);
  chat_session_disconnect (self);
  g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
}

/**
 * chat_session_sign_out_async:
 * @self: a session
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Signs out on this device: the server forgets the token.
 */
void
chat_session_sign_out_async (ChatSession *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  chat_courier_ask_async (chat_session_get_parts (self)->courier,
                          chat_intent_new (CHAT_INTENT_SIGN_OUT, NULL, NULL), cancellable,
                          signed_out_cb, task);
}

/* --- rooms that are opened --------------------------------------------------------- */

static void
history_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_history_load_finish (CHAT_HISTORY (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * chat_session_load_older_async:
 * @self: a session
 * @room: a room that I am in
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Brings a page of what was said before what is loaded, or the newest page if nothing is.
 */
void
chat_session_load_older_async (ChatSession *self,
                               ChatRoom *room,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_session_load_older_async);
  chat_history_load_async (chat_session_get_parts (self)->history, room, cancellable,
                           history_loaded_cb, task);
}

gboolean
chat_session_load_older_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
census_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_census_load_finish (CHAT_CENSUS (source), result, &error))
    g_task_return_boolean (task, TRUE);
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
                          census_loaded_cb, task);
}

gboolean
chat_session_load_members_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
