/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this computer remembers is shown before there is any network, and everything is on the disk
 * before the end.
 *
 *     open the file --> rooms --> what waits to be sent --> the server's run --> ready
 */
#include "chat-session.h"

#include "chat-session-parts.h"

#include <glib/gi18n.h>

#define FILE_NAME "chat.db"

/* --- opening ------------------------------------------------------------------------- */

/* What can be read only in part is not written to. */
static void
be_ready (GTask *task, GError *error)
{
  ChatSession *self = g_task_get_source_object (task);

  chat_session_set_store_error (self, error);
  if (error != NULL) {
    chat_session_set_store (self, NULL);
    chat_connection_explain (chat_session_get_parts (self)->connection, error);
  }
  chat_session_set_opening (self, FALSE);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
show_files (ChatSession *self, ChatRoom *room, GPtrArray *noted)
{
  ChatSpool *spool = chat_attachments_get_spool (chat_session_get_parts (self)->attachments);
  GListStore *files = chat_draft_get_files (chat_room_get_draft (room));
  g_autoptr (GListStore) kept = chat_spool_make_files (spool, noted, CHAT_FILE_HERE);

  if (g_list_model_get_n_items (G_LIST_MODEL (files)) > 0)
    return;

  for (guint i = 0; i < noted->len; i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (G_LIST_MODEL (kept), i);

    if (!g_file_test (chat_file_get_path (file), G_FILE_TEST_EXISTS))
      chat_file_fail (file, N_ ("The file is not there any more"));
    g_list_store_append (files, file);
  }
}

static void
show_rooms (ChatSession *self, GPtrArray *rooms)
{
  const ChatSessionParts *parts = chat_session_get_parts (self);

  chat_sync_load_rooms (parts->sync, rooms);
  for (guint i = 0; i < rooms->len; i++) {
    const ChatStoredRoom *stored = g_ptr_array_index (rooms, i);

    chat_notes_load_position (parts->notes, stored->room->id, stored->seq, stored->offset);
    if (stored->draft != NULL && stored->draft->files->len > 0)
      show_files (self, chat_room_list_find (chat_session_get_rooms (self), stored->room->id),
                  stored->draft->files);
  }
}

static void
run_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autofree char *run = chat_store_get_run_finish (CHAT_STORE (source), result, &error);

  chat_sign_in_set_run (chat_session_get_parts (self)->sign_in, run);
  be_ready (task, error);
}

static void
note_copies (GHashTable *copies, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++) {
    const ChatOutgoingFile *file = files->pdata[i];

    if (file->copy != NULL)
      g_hash_table_add (copies, g_strdup (file->copy));
  }
}

/* What a program that ended too early has left behind.  What comes into the spool from now on is
 * not known here. */
static void
clean (ChatSession *self, GPtrArray *outbox)
{
  ChatAttachments *attachments = chat_session_get_parts (self)->attachments;
  ChatSpool *spool = chat_attachments_get_spool (attachments);
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (self));
  g_autoptr (GHashTable) copies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < outbox->len; i++)
    note_copies (copies, ((ChatOutgoing *) outbox->pdata[i])->files);
  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);
    GListStore *files = chat_draft_get_files (chat_room_get_draft (room));
    g_autoptr (GPtrArray) noted = chat_spool_note_files (spool, G_LIST_MODEL (files));

    note_copies (copies, noted);
  }
  chat_attachments_clean (attachments, copies);
}

static void
outbox_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) outbox = chat_store_list_finish (CHAT_STORE (source), result, &error);

  if (outbox == NULL) {
    be_ready (task, error);
    return;
  }

  clean (self, outbox);
  chat_outbox_restore (chat_session_get_parts (self)->outbox, outbox, chat_session_get_rooms (self),
                       chat_session_get_users (self));
  chat_store_get_run_async (CHAT_STORE (source), NULL, run_known_cb, g_steal_pointer (&task));
}

static void
rooms_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatStore *store = CHAT_STORE (source);
  GError *error = NULL;
  g_autoptr (GPtrArray) rooms = chat_store_list_finish (store, result, &error);

  if (rooms == NULL) {
    be_ready (task, error);
    return;
  }

  show_rooms (g_task_get_source_object (task), rooms);
  chat_store_list_outbox_async (store, NULL, NULL, outbox_listed_cb, g_steal_pointer (&task));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSession *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (ChatStore) store = chat_store_open_finish (result, &error);

  if (store == NULL) {
    be_ready (task, error);
    return;
  }

  chat_session_set_store (self, store);
  chat_store_list_rooms_async (store, NULL, rooms_listed_cb, g_steal_pointer (&task));
}

/**
 * chat_session_open_async:
 * @self: a session
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when what is remembered is shown
 * @user_data: for @callback
 *
 * Shows what this computer remembers of the account; no network is needed.  Where that fails the
 * session says why it is not connected.  If it is connected all the same, that is tried once more,
 * and then it remembers nothing, works, and says why as long as that lasts.
 */
void
chat_session_open_async (ChatSession *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *path = NULL;
  const char *folder = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_session_open_async);
  folder = chat_account_get_folder (chat_session_get_account (self));
  if (folder == NULL || chat_session_get_parts (self)->store != NULL) {
    be_ready (task, NULL);
    return;
  }

  chat_session_set_opening (self, TRUE);
  g_mkdir_with_parents (folder, 0700);
  path = g_build_filename (folder, FILE_NAME, NULL);
  chat_store_open_async (path, cancellable, opened_cb, g_steal_pointer (&task));
}

gboolean
chat_session_open_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- forgetting ----------------------------------------------------------------------- */

/* What I wrote is on the disk, and stays there. */
void
chat_session_forget_rooms (ChatSession *self)
{
  ChatSessionParts *parts = chat_session_get_parts (self);
  g_autoptr (ChatSession) kept = g_object_ref (self);
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (self));
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    g_ptr_array_add (events, chat_event_new (CHAT_EVENT_ROOM_REMOVED, chat_room_get_id (room)));
  }
  if (events->len == 0)
    return;

  chat_notes_flush (parts->notes);
  parts->has_hidden = parts->store != NULL;
  if (parts->has_hidden)
    chat_outbox_hide (parts->outbox);
  chat_sync_apply (parts->sync, events, g_get_monotonic_time ());
}

static void
hidden_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChatSession) self = user_data;
  const ChatSessionParts *parts = chat_session_get_parts (self);
  g_autoptr (GPtrArray) outbox = chat_store_list_finish (CHAT_STORE (source), result, NULL);

  if (outbox != NULL && parts->outbox != NULL && parts->store == CHAT_STORE (source))
    chat_outbox_restore (parts->outbox, outbox, chat_session_get_rooms (self),
                         chat_session_get_users (self));
}

static void
drafts_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChatSession) self = user_data;
  g_autoptr (GPtrArray) rooms = chat_store_list_finish (CHAT_STORE (source), result, NULL);

  if (rooms != NULL && chat_session_get_parts (self)->store == CHAT_STORE (source))
    show_rooms (self, rooms);
}

void
chat_session_restore_writing (ChatSession *self)
{
  ChatSessionParts *parts = chat_session_get_parts (self);

  if (!parts->has_hidden || parts->store == NULL)
    return;

  parts->has_hidden = FALSE;
  chat_store_list_outbox_async (parts->store, NULL, NULL, hidden_listed_cb, g_object_ref (self));
  chat_store_list_rooms_async (parts->store, NULL, drafts_listed_cb, g_object_ref (self));
}

/* --- closing ------------------------------------------------------------------------- */

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_store_close_finish (CHAT_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
close_store (ChatSession *self, GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (ChatStore) store = NULL;

  g_set_object (&store, chat_session_get_parts (self)->store);
  chat_session_set_store (self, NULL);
  if (store != NULL)
    chat_store_close_async (store, closed_cb, g_steal_pointer (&owned));
  else
    g_task_return_boolean (task, TRUE);
}

static void
ready_cb (ChatSession *self, GParamSpec *pspec, GTask *task)
{
  g_signal_handlers_disconnect_by_func (self, ready_cb, task);
  close_store (self, task);
}

/**
 * chat_session_close_async:
 * @self: a session
 * @callback: (scope async) (nullable): called when everything is on the disk
 * @user_data: for @callback
 *
 * Goes offline, and closes what is remembered; not before it is open.
 */
void
chat_session_close_async (ChatSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_SESSION (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_session_close_async);
  chat_session_disconnect (self);
  if (chat_session_is_opening (self))
    g_signal_connect (self, "notify::ready", G_CALLBACK (ready_cb), task);
  else
    close_store (self, task);
}

gboolean
chat_session_close_finish (ChatSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
