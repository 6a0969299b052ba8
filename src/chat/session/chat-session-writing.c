/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I write, change and send, and the files that come: see chat-session.h.  All of it is kept
 * until the server has it, whatever happens to this program and to the connection meanwhile.
 */
#include "chat-session-parts.h"

#include <glib/gi18n.h>

static gint64
get_now (void)
{
  return g_get_real_time () / 1000;
}

/* NULL if there is nothing in it. */
static char *
clean (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_utf8_make_valid (text, -1));

  return *stripped != '\0' ? g_steal_pointer (&stripped) : NULL;
}

static void
set_reply (ChatMessage *message, ChatMessage *answered)
{
  g_autoptr (ChatReply)
    reply = chat_reply_new (chat_message_get_id (answered), chat_message_get_sender (answered),
                            chat_message_get_text (answered));

  chat_message_set_reply (message, reply);
}

/* The list may go on changing where it comes from. */
static void
set_files (ChatMessage *message, GListModel *files)
{
  g_autoptr (GListStore) copy = g_list_store_new (CHAT_TYPE_FILE);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);

    chat_file_set_state (file, CHAT_FILE_WAITING);
    g_list_store_append (copy, file);
  }
  chat_message_set_files (message, G_LIST_MODEL (copy));
}

/**
 * chat_session_send:
 * @self: a session
 * @room: a room that I am in
 * @text: what I say; it may be empty if there are files
 * @reply: (nullable): the message that it answers
 * @files: (nullable): what goes with it, of [type@Chat.File] with a path
 *
 * Says something, now or once there is a connection.  The message is in the room's timeline at
 * once.
 *
 * Returns: (transfer none) (nullable): the message; %NULL if there is nothing in it, or if I have
 * left the room
 */
ChatMessage *
chat_session_send (ChatSession *self,
                   ChatRoom *room,
                   const char *text,
                   ChatMessage *reply,
                   GListModel *files)
{
  g_autoptr (ChatMessage) message = NULL;
  g_autofree char *cleaned = NULL;
  gboolean has_files = FALSE;

  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);
  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (reply == NULL || CHAT_IS_MESSAGE (reply), NULL);
  g_return_val_if_fail (files == NULL || G_IS_LIST_MODEL (files), NULL);

  cleaned = clean (text);
  has_files = files != NULL && g_list_model_get_n_items (files) > 0;
  if ((cleaned == NULL && !has_files) || !chat_session_has_room (self, room))
    return NULL;

  chat_session_set_typing (self, room, FALSE);
  message = chat_message_new_pending (chat_session_get_me (self), cleaned != NULL ? cleaned : "",
                                      get_now ());
  if (reply != NULL)
    set_reply (message, reply);
  if (has_files)
    set_files (message, files);
  chat_outbox_add (chat_session_get_parts (self)->outbox, room, message);

  return message; /* the room holds it */
}

ChatMessage *
chat_session_send_text (ChatSession *self, ChatRoom *room, const char *text)
{
  return chat_session_send (self, room, text, NULL, NULL);
}

/**
 * chat_session_send_draft:
 * @self: a session
 * @room: a room that I am in
 *
 * Says what is in the room's draft, which is then empty.
 *
 * Returns: (transfer none) (nullable): the message; %NULL if the draft stays as it is, because
 * there is nothing in it, or because I have left the room
 */
ChatMessage *
chat_session_send_draft (ChatSession *self, ChatRoom *room)
{
  ChatNotes *notes = NULL;
  ChatDraft *draft = NULL;
  ChatMessage *message = NULL;

  g_return_val_if_fail (CHAT_IS_SESSION (self), NULL);
  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);

  draft = chat_room_get_draft (room);
  message =
    chat_session_send (self, room, chat_draft_get_text (draft), chat_draft_get_reply (draft),
                       G_LIST_MODEL (chat_draft_get_files (draft)));
  if (message == NULL)
    return NULL;

  /* At once, so that it does not come back beside its message. */
  notes = chat_session_get_parts (self)->notes;
  chat_draft_clear (draft);
  chat_notes_keep_draft (notes, room);
  chat_notes_flush (notes);

  return message;
}

/**
 * chat_session_retry_message:
 * @self: a session
 * @room: where it goes
 * @message: a message of mine that failed
 *
 * Sends a message once more.
 */
void
chat_session_retry_message (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (chat_session_has_room (self, room))
    chat_outbox_retry (chat_session_get_parts (self)->outbox, room, message, get_now ());
}

/**
 * chat_session_discard_message:
 * @self: a session
 * @room: where it would have gone
 * @message: a message of mine that waits or failed
 *
 * Takes a message away that the server does not have.
 */
void
chat_session_discard_message (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (!chat_session_has_room (self, room))
    return;

  if (chat_session_get_capabilities (self) & CHAT_CAN_EDIT)
    chat_outbox_delete (chat_session_get_parts (self)->outbox, room, message, get_now ());
  else
    chat_outbox_discard (chat_session_get_parts (self)->outbox, room, message);
}

/**
 * chat_session_change_outgoing:
 * @self: a session
 * @room: where it goes
 * @message: a message of mine that waits or failed
 * @text: what it shall say
 *
 * Changes a message that the server does not have, and sends it again.
 */
void
chat_session_change_outgoing (ChatSession *self,
                              ChatRoom *room,
                              ChatMessage *message,
                              const char *text)
{
  chat_session_edit (self, room, message, text);
}

/**
 * chat_session_edit:
 * @self: a session
 * @room: where it is
 * @message: a message of mine
 * @text: what it shall say
 *
 * Changes what I said, at once here and when it can be for others.
 */
void
chat_session_edit (ChatSession *self, ChatRoom *room, ChatMessage *message, const char *text)
{
  g_autofree char *cleaned = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (text != NULL);

  cleaned = clean (text);
  if (cleaned != NULL && chat_session_has_room (self, room))
    chat_outbox_edit (chat_session_get_parts (self)->outbox, room, message, cleaned, get_now ());
}

/**
 * chat_session_delete:
 * @self: a session
 * @room: where it is
 * @message: a message of mine, or of anybody where I moderate
 *
 * Takes back what was said.
 */
void
chat_session_delete (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (chat_session_has_room (self, room))
    chat_outbox_delete (chat_session_get_parts (self)->outbox, room, message, get_now ());
}

/**
 * chat_session_react:
 * @self: a session
 * @room: where it is
 * @message: a message
 * @emoji: what I put on it
 * @on: FALSE takes it away
 *
 * Reacts to what somebody said.
 */
void
chat_session_react (ChatSession *self,
                    ChatRoom *room,
                    ChatMessage *message,
                    const char *emoji,
                    gboolean on)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (emoji != NULL);

  if (chat_session_has_room (self, room))
    chat_outbox_react (chat_session_get_parts (self)->outbox, room, message, emoji, on, get_now ());
}

/**
 * chat_session_count_unsent:
 * @self: a session
 *
 * Returns: how many messages of mine, and changes of messages, the server does not have
 */
guint
chat_session_count_unsent (ChatSession *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION (self), 0);

  return chat_outbox_count_unsent (chat_session_get_parts (self)->outbox);
}

/* --- files ------------------------------------------------------------------------- */

static ChatSpool *
get_spool (ChatSession *self)
{
  ChatAttachments *attachments = chat_session_get_parts (self)->attachments;

  return attachments != NULL ? chat_attachments_get_spool (attachments) : NULL;
}

/* A file on its way into a draft. */
typedef struct {
  ChatRoom *room;
  ChatFile *file;
} Attaching;

static void
attaching_free (Attaching *attaching)
{
  g_object_unref (attaching->room);
  g_object_unref (attaching->file);
  g_free (attaching);
}

static void
attach_did_keep (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  Attaching *attaching = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *copy = chat_spool_keep_finish (CHAT_SPOOL (source), result, &error);
  g_autofree char *path = NULL;

  if (copy == NULL) {
    g_task_return_error (task, error);
    return;
  }

  path = chat_spool_build_path (CHAT_SPOOL (source), copy);
  chat_file_set_path (attaching->file, path);
  g_list_store_append (chat_draft_get_files (chat_room_get_draft (attaching->room)),
                       attaching->file);
  if (chat_session_has_room (self, attaching->room))
    chat_session_keep_draft (self, attaching->room);
  g_task_return_boolean (task, TRUE);
}

/**
 * chat_session_attach_async:
 * @self: a session
 * @room: a room that I am in
 * @file: one with a path
 * @callback: (scope async): called when it goes with the draft, or cannot
 * @user_data: for @callback
 *
 * Lets a file go with what is being written, as it is now: whatever becomes of it later, and
 * whether it can be reached when the program runs again, there is a copy.
 */
void
chat_session_attach_async (ChatSession *self,
                           ChatRoom *room,
                           ChatFile *file,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Attaching *attaching = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_FILE (file) && chat_file_get_path (file) != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_session_attach_async);
  if (get_spool (self) == NULL) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                     N_ ("This server does not take files"));
    return;
  }

  attaching = g_new0 (Attaching, 1);
  attaching->room = g_object_ref (room);
  attaching->file = g_object_ref (file);
  g_task_set_task_data (task, attaching, (GDestroyNotify) attaching_free);
  chat_spool_keep_async (get_spool (self), file, NULL, attach_did_keep, g_steal_pointer (&task));
}

gboolean
chat_session_attach_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_session_detach:
 * @self: a session
 * @room: a room that I am in
 * @position: of a file of its draft
 *
 * Does not send that file.
 */
void
chat_session_detach (ChatSession *self, ChatRoom *room, guint position)
{
  GListStore *files = NULL;
  g_autoptr (ChatFile) file = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  files = chat_draft_get_files (chat_room_get_draft (room));
  file = g_list_model_get_item (G_LIST_MODEL (files), position);
  if (file == NULL)
    return;

  g_list_store_remove (files, position);
  if (get_spool (self) != NULL)
    chat_spool_drop_file (get_spool (self), file);
  chat_session_keep_draft (self, room);
}

/**
 * chat_session_fetch_file:
 * @self: a session
 * @file: a file of a message
 *
 * Sees to it that the file is here; it tells itself how that goes.
 */
void
chat_session_fetch_file (ChatSession *self, ChatFile *file)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  if (chat_session_get_parts (self)->attachments != NULL)
    chat_attachments_fetch (chat_session_get_parts (self)->attachments, file);
}

/**
 * chat_session_cancel_file:
 * @self: a session
 * @file: a file of a message, that comes or goes
 *
 * Does not wait any longer for the file; a message with one that does not go is not sent.
 */
void
chat_session_cancel_file (ChatSession *self, ChatFile *file)
{
  g_return_if_fail (CHAT_IS_SESSION (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  if (chat_session_get_parts (self)->attachments != NULL)
    chat_attachments_cancel (chat_session_get_parts (self)->attachments, file);
}
