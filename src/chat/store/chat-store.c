/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What this computer remembers of one account: one SQLite file, used by one thread.  It is the
 * truth that people see; the network feeds it.
 *
 * What the server says at once is written at once: a batch of events is one transaction, the cursor
 * that it ends with included.  So after any interruption the store is as it was before the batch,
 * and the same is heard again, or as it is after it.  Hearing something again changes nothing, and
 * what is older than what is known is left out, so the order in which answers and events come does
 * not matter.
 */
#include "chat-store.h"

#include "chat-store-resources.h"
#include "chat-wish.h"

#define MIGRATIONS "/chat/parlour/Store/schema"

struct _ChatStore {
  GObject parent_instance;

  DbWorker *worker;
};

G_DEFINE_FINAL_TYPE (ChatStore, chat_store, G_TYPE_OBJECT)

/* --- handing over ------------------------------------------------------------------ */

static void
work_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GDestroyNotify destroy = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = db_worker_finish (DB_WORKER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, destroy);
}

/* Does what @wish says, of which a copy is taken. */
static void
write_it (ChatStore *self,
          DbWork work,
          const ChatWish *wish,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  db_worker_write_async (self->worker, work, chat_wish_copy (wish), (GDestroyNotify) chat_wish_free,
                         NULL, NULL, work_done_cb, task);
}

/* Looks for what @wish asks for; what is found and not wanted any more goes to @destroy. */
static void
read_it (ChatStore *self,
         DbWork work,
         const ChatWish *wish,
         GDestroyNotify destroy,
         GCancellable *cancellable,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, destroy, NULL);
  db_worker_read_async (self->worker, work, chat_wish_copy (wish), (GDestroyNotify) chat_wish_free,
                        destroy, cancellable, work_done_cb, task);
}

#define LIST ((GDestroyNotify) g_ptr_array_unref)

/* --- the object ---------------------------------------------------------------------- */

static void
chat_store_dispose (GObject *object)
{
  ChatStore *self = CHAT_STORE (object);

  g_clear_object (&self->worker);

  G_OBJECT_CLASS (chat_store_parent_class)->dispose (object);
}

static void
chat_store_class_init (ChatStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_store_dispose;
}

static void
chat_store_init (ChatStore *self)
{
}

static void
open_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  DbWorker *worker = db_worker_open_finish (result, &error);
  ChatStore *self = NULL;

  if (worker == NULL) {
    g_task_return_error (task, error);
    return;
  }

  self = g_object_new (CHAT_TYPE_STORE, NULL);
  self->worker = worker;
  g_task_return_pointer (task, self, g_object_unref);
}

/**
 * chat_store_open_async:
 * @path: a file, which need not be there, or ":memory:"
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when the store is open, or cannot be
 * @user_data: for @callback
 *
 * Opens what is remembered of an account.
 */
void
chat_store_open_async (const char *path,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (path != NULL);

  /* Named, so that the linker takes the resources into whatever opens a store. */
  (void) chat_store_get_resource ();

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_store_open_async);
  db_worker_open_async (path, DB_DURABILITY_FULL, MIGRATIONS, cancellable, open_did_open, task);
}

/**
 * chat_store_open_finish:
 * @result: what the callback was given
 * @error: return location for an error of %DB_ERROR
 *
 * Returns: (transfer full) (nullable): the store
 */
ChatStore *
chat_store_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
close_did_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (db_worker_close_finish (DB_WORKER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * chat_store_close_async:
 * @self: a store
 * @callback: (scope async) (nullable): called when it is closed
 * @user_data: for @callback
 *
 * Does what it was asked before, then closes the file.
 */
void
chat_store_close_async (ChatStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_store_close_async);
  db_worker_close_async (self->worker, close_did_close, task);
}

gboolean
chat_store_close_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_store_apply_async:
 * @self: a store
 * @events: (element-type ChatEvent): what the server said, not to be changed any more
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Remembers all of it, or, if that fails, nothing of it.
 */
void
chat_store_apply_async (ChatStore *self,
                        GPtrArray *events,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ChatWish wish = { .events = events };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (events != NULL);

  write_it (self, chat_wish_apply, &wish, callback, user_data);
}

/**
 * chat_store_send_async:
 * @self: a store
 * @outgoing: what I want
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Puts a message, or a change of one, into the outbox, at the end; one that is there keeps its
 * turn, and is from now on what it is here.
 */
void
chat_store_send_async (ChatStore *self,
                       const ChatOutgoing *outgoing,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  ChatWish wish = { .outgoing = outgoing };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (outgoing != NULL && outgoing->id != NULL && outgoing->room != NULL);

  write_it (self, chat_wish_put, &wish, callback, user_data);
}

/**
 * chat_store_retry_async:
 * @self: a store
 * @id: the id of a message in the outbox
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Takes back that a message was refused; it goes to the end.
 */
void
chat_store_retry_async (ChatStore *self,
                        const char *id,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ChatWish wish = { .id = id };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  write_it (self, chat_wish_retry, &wish, callback, user_data);
}

/**
 * chat_store_discard_async:
 * @self: a store
 * @id: the id of a message in the outbox
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Takes something out of the outbox.
 */
void
chat_store_discard_async (ChatStore *self,
                          const char *id,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ChatWish wish = { .id = id };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  write_it (self, chat_wish_discard, &wish, callback, user_data);
}

/**
 * chat_store_set_draft_async:
 * @self: a store
 * @draft: what is being written in a room
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Keeps what is being written.
 */
void
chat_store_set_draft_async (ChatStore *self,
                            const ChatStoredDraft *draft,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ChatWish wish = { .draft = draft };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (draft != NULL);

  write_it (self, chat_wish_set_draft, &wish, callback, user_data);
}

/**
 * chat_store_set_position_async:
 * @self: a store
 * @room: the id of a room
 * @seq: the place of the message that is looked at, 0 for the end
 * @offset: how far it is scrolled out
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Keeps where a room is left.
 */
void
chat_store_set_position_async (ChatStore *self,
                               const char *room,
                               gint64 seq,
                               gint64 offset,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ChatWish wish = { .room = room, .seq = seq, .offset = offset };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  write_it (self, chat_wish_set_position, &wish, callback, user_data);
}

/**
 * chat_store_see_async:
 * @self: a store
 * @room: the id of a room
 * @seq: up to which place I have seen it
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Keeps how far I have seen a room, which only grows, until the server knows it and after.
 */
void
chat_store_see_async (ChatStore *self,
                      const char *room,
                      gint64 seq,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  ChatWish wish = { .room = room, .seq = seq };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  write_it (self, chat_wish_see, &wish, callback, user_data);
}

gboolean
chat_store_write_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * chat_store_get_revision_async:
 * @self: a store
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when it is known
 * @user_data: for @callback
 *
 * Asks up to where everything is in here: the cursor to sync from.
 */
void
chat_store_get_revision_async (ChatStore *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ChatWish wish = { 0 };

  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, chat_wish_get_revision, &wish, g_free, cancellable, callback, user_data);
}

static gint64
number_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *number = g_task_propagate_pointer (G_TASK (result), error);

  return number != NULL ? *number : -1;
}

/**
 * chat_store_get_revision_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: the revision, 0 if nothing is in here, -1 on an error
 */
gint64
chat_store_get_revision_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return number_finish (self, result, error);
}

/**
 * chat_store_get_run_async:
 * @self: a store
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when it is known
 * @user_data: for @callback
 *
 * Asks in which run of the server it said something last.
 */
void
chat_store_get_run_async (ChatStore *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ChatWish wish = { 0 };

  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, chat_wish_get_run, &wish, g_free, cancellable, callback, user_data);
}

/**
 * chat_store_get_run_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): its name, if there is one
 */
char *
chat_store_get_run_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * chat_store_count_unread_async:
 * @self: a store
 * @room: the id of a room
 * @after: a place in it
 * @last: a place in it, not before @after
 * @callback: (scope async): called when they are counted
 * @user_data: for @callback
 *
 * Counts what can be unread behind @after, up to @last, be it in here or not.
 */
void
chat_store_count_unread_async (ChatStore *self,
                               const char *room,
                               gint64 after,
                               gint64 last,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ChatWish wish = { .room = room, .seq = after, .last_seq = last };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  read_it (self, chat_wish_count_unread, &wish, g_free, NULL, callback, user_data);
}

/**
 * chat_store_count_unread_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: how many there are, -1 on an error
 */
gint64
chat_store_count_unread_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return number_finish (self, result, error);
}

/**
 * chat_store_list_rooms_async:
 * @self: a store
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks for the rooms that I am in, as `ChatStoredRoom`s.
 */
void
chat_store_list_rooms_async (ChatStore *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  ChatWish wish = { 0 };

  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, chat_wish_list_rooms, &wish, LIST, cancellable, callback, user_data);
}

/**
 * chat_store_list_members_async:
 * @self: a store
 * @room: the id of a room
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks who is in a room, as far as is known, as `ChatStoredMember`s.
 */
void
chat_store_list_members_async (ChatStore *self,
                               const char *room,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  ChatWish wish = { .room = room };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  read_it (self, chat_wish_list_members, &wish, LIST, cancellable, callback, user_data);
}

/**
 * chat_store_list_messages_async:
 * @self: a store
 * @room: the id of a room
 * @anchor: on which side
 * @seq: of which place; of none if it is the end of the room
 * @limit: how many at most
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks for messages of a room, in order, as `ChatEventMessage`s.  There may be gaps in them.
 */
void
chat_store_list_messages_async (ChatStore *self,
                                const char *room,
                                ChatAnchor anchor,
                                gint64 seq,
                                guint limit,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  ChatWish wish = { .room = room, .anchor = anchor, .seq = seq, .limit = limit };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  read_it (self, chat_wish_list_messages, &wish, LIST, cancellable, callback, user_data);
}

/**
 * chat_store_search_async:
 * @self: a store
 * @query: words, or how they begin
 * @room: (nullable): the id of a room; %NULL for all
 * @limit: how many at most
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks for messages with all of these words, newest first, as `ChatEventMessage`s.
 */
void
chat_store_search_async (ChatStore *self,
                         const char *query,
                         const char *room,
                         guint limit,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ChatWish wish = { .room = room, .text = query, .limit = limit };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (query != NULL);

  read_it (self, chat_wish_search, &wish, LIST, cancellable, callback, user_data);
}

/**
 * chat_store_list_outbox_async:
 * @self: a store
 * @room: (nullable): the id of a room; %NULL for all
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks for what the server has not confirmed, in the order in which I said it, as
 * `ChatOutgoing`s.
 */
void
chat_store_list_outbox_async (ChatStore *self,
                              const char *room,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  ChatWish wish = { .room = room };

  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, chat_wish_list_outbox, &wish, LIST, cancellable, callback, user_data);
}

/**
 * chat_store_list_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the list
 */
GPtrArray *
chat_store_list_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * chat_store_find_gaps_async:
 * @self: a store
 * @room: the id of a room
 * @first: from which place on
 * @last: up to which place
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks which messages of a room the server has and this computer has not, of those that I may read.
 */
void
chat_store_find_gaps_async (ChatStore *self,
                            const char *room,
                            gint64 first,
                            gint64 last,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  ChatWish wish = { .room = room, .seq = first, .last_seq = last };

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  read_it (self, chat_wish_find_gaps, &wish, (GDestroyNotify) g_array_unref, cancellable, callback,
           user_data);
}

/**
 * chat_store_find_gaps_finish:
 * @self: a store
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type ChatGap): the gaps, in order
 */
GArray *
chat_store_find_gaps_finish (ChatStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
