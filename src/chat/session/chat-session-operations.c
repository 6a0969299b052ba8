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

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  const ChatOutcome *outcome = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gpointer value = NULL;

  events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  if (events != NULL)
    value = outcome->read (self, events, &error);

  if (value == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, value, outcome->destroy);
}

static gpointer
be_done (ChatSession *self, GPtrArray *events, GError **error)
{
  return GINT_TO_POINTER (TRUE);
}

/* Takes @task and @intent. */
static void
ask_for (GTask *task, ChatIntent *intent, const ChatOutcome *outcome)
{
  static const ChatOutcome DONE = { be_done, NULL };
  ChatSession *self = g_task_get_source_object (task);

  g_task_set_task_data (task, (gpointer) (outcome != NULL ? outcome : &DONE), NULL);
  chat_courier_ask_async (chat_session_get_parts (self)->courier, intent,
                          g_task_get_cancellable (task), asked_cb, task);
}

/**
 * chat_session_ask_async:
 * @self: a session
 * @intent: (transfer full): what I want
 * @outcome: (nullable): what comes of the answer; with %NULL it ends with done_finish
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Asks the server for something; what it answers is in the model before anything comes of it.
 */
void
chat_session_ask_async (ChatSession *self,
                        ChatIntent *intent,
                        const ChatOutcome *outcome,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ask_for (g_task_new (self, cancellable, callback, user_data), intent, outcome);
}

/* --- rooms --------------------------------------------------------------------- */

/* The room may have been taken away again while the answer was on its way. */
static gpointer
get_room (ChatSession *self, GPtrArray *events, GError **error)
{
  const ChatEvent *event = chat_event_find (events, CHAT_EVENT_ROOMS);
  ChatRoom *room = NULL;

  if (event != NULL && event->rooms->len > 0)
    room = chat_room_list_find (chat_session_get_rooms (self),
                                ((ChatEventRoom *) event->rooms->pdata[0])->id);
  if (room == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         N_ ("You are not in this room any more"));
    return NULL;
  }

  return g_object_ref (room);
}

static const ChatOutcome ROOM = { get_room, g_object_unref };

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
  chat_session_ask_async (self, intent, &ROOM, cancellable, callback, user_data);
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
  chat_session_ask_async (self, intent, &ROOM, cancellable, callback, user_data);
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
  chat_session_ask_async (self, intent, &ROOM, cancellable, callback, user_data);
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
             chat_intent_new (CHAT_INTENT_LEAVE, NULL, chat_room_get_id (room)), NULL);
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

static void
leave_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ChatSession *self = CHAT_SESSION (source);
  g_autoptr (ChatRoom) room = user_data;
  g_autoptr (GPtrArray) tasks = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_done_finish (self, result, &error);
  g_hash_table_steal_extended (chat_session_get_parts (self)->leaving, room, NULL,
                               (gpointer *) &tasks);
  g_object_unref (room); /* which was the key */
  for (guint i = 0; i < tasks->len; i++) {
    if (error != NULL)
      g_task_return_error (tasks->pdata[i], g_error_copy (error));
    else
      g_task_return_pointer (tasks->pdata[i], GINT_TO_POINTER (TRUE), NULL);
  }
}

/**
 * chat_session_is_leaving:
 * @self: a session
 * @room: a room
 *
 * Whether I am about to be out of the room.
 */
gboolean
chat_session_is_leaving (ChatSession *self, ChatRoom *room)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);

  return g_hash_table_contains (chat_session_get_parts (self)->leaving, room);
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
 * connection is lost before it has left, I stay.  Whoever wants that again meanwhile waits for the
 * same.
 */
void
chat_session_leave_async (ChatSession *self,
                          ChatRoom *room,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  const ChatSessionParts *parts = NULL;
  GPtrArray *tasks = NULL;
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  parts = chat_session_get_parts (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_session_leave_async);
  tasks = g_hash_table_lookup (parts->leaving, room);
  if (tasks != NULL) {
    g_ptr_array_add (tasks, task);
    return;
  }

  tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (tasks, task);
  g_hash_table_insert (parts->leaving, g_object_ref (room), tasks);
  task = g_task_new (self, cancellable, leave_did_end, g_object_ref (room));
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
  chat_session_ask_async (self, intent, NULL, cancellable, callback, user_data);
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
  chat_session_ask_async (self, intent, NULL, cancellable, callback, user_data);
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
  chat_session_ask_async (self, intent, NULL, cancellable, callback, user_data);
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

/* --- the account ----------------------------------------------------------------- */

static gpointer
be_signed_out (ChatSession *self, GPtrArray *events, GError **error)
{
  chat_session_set_token (self, NULL);
  chat_session_disconnect (self);

  return GINT_TO_POINTER (TRUE);
}

static const ChatOutcome SIGNED_OUT = { be_signed_out, NULL };

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
  g_return_if_fail (CHAT_IS_SESSION (self));

  chat_session_ask_async (self, chat_intent_new (CHAT_INTENT_SIGN_OUT, NULL, NULL), &SIGNED_OUT,
                          cancellable, callback, user_data);
}
