/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I do in a room before and after writing: where I am in it, what I have seen, that I type. It
 * can be done in any state; the server hears of it when it can.
 */
#include "chat-reader.h"
#include "chat-session-operations.h"
#include "chat-session-parts.h"

/* Messages of a room that was left at its end; the others are loaded again when they are wanted. */
#define KEPT_MESSAGES 100

static const ChatSessionParts *
get (ChatSession *self)
{
  return chat_session_get_parts (self);
}

/**
 * chat_session_set_typing:
 * @self: a session
 * @room: a room that I am in
 * @typing: whether there is text that I changed just now
 *
 * Tells others that I type, as often as it takes and not more.  Call it at every change of the
 * text; a pause of some seconds counts as stopping, and so does sending.
 */
void
chat_session_set_typing (ChatSession *self, ChatRoom *room, gboolean typing)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (typing)
    chat_typist_type (get (self)->typist, room);
  else
    chat_typist_stop (get (self)->typist, room);
}

/**
 * chat_session_keep_draft:
 * @self: a session
 * @room: a room that I am in
 *
 * Keeps what is being written.  Call it at every change of the draft; it is on the disk a moment
 * later.
 */
void
chat_session_keep_draft (ChatSession *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  chat_notes_keep_draft (get (self)->notes, room);
}

/**
 * chat_session_set_position:
 * @self: a session
 * @room: a room that I am in
 * @seq: the place of the message that is looked at, 0 for the end
 * @offset: how far it is scrolled out
 *
 * Keeps where a room is left.  If that is its end, much that is above it need not be in memory.
 */
void
chat_session_set_position (ChatSession *self, ChatRoom *room, gint64 seq, gint64 offset)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  chat_notes_set_position (get (self)->notes, chat_room_get_id (room), seq, offset);
  if (seq == 0 && get (self)->store != NULL)
    chat_timeline_trim (chat_room_get_timeline (room), KEPT_MESSAGES);
}

/**
 * chat_session_get_position:
 * @self: a session
 * @room: a room that I am in
 * @seq: (out): the place of the message that was looked at
 * @offset: (out): how far it was scrolled out
 *
 * Returns: whether the room was left anywhere but at the end
 */
gboolean
chat_session_get_position (ChatSession *self, ChatRoom *room, gint64 *seq, gint64 *offset)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);
  g_return_val_if_fail (seq != NULL && offset != NULL, FALSE);

  return chat_notes_get_position (get (self)->notes, chat_room_get_id (room), seq, offset);
}

/**
 * chat_session_see:
 * @self: a session
 * @room: a room that I am in
 * @message: what was on a focused screen
 *
 * I have seen all of a room up to a message; the server is told.
 */
void
chat_session_see (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  gint64 before = 0;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  before = chat_room_get_seen_seq (room);
  chat_room_see (room, message);
  if (chat_room_get_seen_seq (room) == before || !chat_session_has_room (self, room))
    return;

  if (get (self)->store != NULL)
    chat_store_see_async (get (self)->store, chat_room_get_id (room), chat_room_get_seen_seq (room),
                          NULL, NULL);
  chat_receipts_look (get (self)->receipts, room);
}

/**
 * chat_session_join_room:
 * @self: a session
 * @name: the name of a room
 *
 * Comes into a room, now or once there is a connection, and again on each connection after that.
 *
 * Returns: (transfer none) (nullable): the room; %NULL if that is no name, or if the server has
 * rooms of its own
 */
ChatRoom *
chat_session_join_room (ChatSession *self, const char *name)
{
  g_autofree char *clean = NULL;
  ChatRoom *room = NULL;

  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  clean = chat_reader_clean_name (name);
  if (clean == NULL || chat_session_has_accounts (self))
    return NULL;

  room = chat_sync_add_room (get (self)->sync, clean, g_get_real_time () / 1000);
  if (!chat_room_get_joined (room))
    chat_attendance_join (get (self)->attendance, room);

  return room;
}

/**
 * chat_session_go_out:
 * @self: a session on a server that does not know its people
 * @room: a room that I am in
 *
 * Leaves a room here, and tells the server.
 */
void
chat_session_go_out (ChatSession *self, ChatRoom *room)
{
  g_autoptr (ChatRoom) kept = g_object_ref (room);

  chat_typist_stop (get (self)->typist, room);
  if (chat_session_get_open_room (self) == room)
    chat_session_set_open_room (self, NULL);
  chat_courier_tell (get (self)->courier,
                     chat_intent_new (CHAT_INTENT_LEAVE, chat_session_get_me (self),
                                      chat_room_get_id (room)));
  chat_room_set_joined (room, FALSE);
  chat_sync_remove_room (get (self)->sync, room);
}

/**
 * chat_session_has_room:
 * @self: a session
 * @room: a room
 *
 * Whether I am in it, or will be.
 */
gboolean
chat_session_has_room (ChatSession *self, ChatRoom *room)
{
  return chat_room_list_find (chat_session_get_rooms (self), chat_room_get_id (room)) == room;
}

/* --- what was said before --------------------------------------------------------- */

static void
older_did_load (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_history_load_finish (CHAT_HISTORY (source), result, &error))
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
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
                           older_did_load, task);
}
