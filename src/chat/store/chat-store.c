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

#include "chat-row.h"
#include "chat-store-resources.h"
#include "db-worker.h"

#define MIGRATIONS "/chat/parlour/Store/schema"

struct _ChatStore {
  GObject parent_instance;

  DbWorker *worker;
};

G_DEFINE_FINAL_TYPE (ChatStore, chat_store, G_TYPE_OBJECT)

/* What is asked of the thread; it says itself which of these it has. */
typedef struct {
  GPtrArray *events;
  ChatOutgoing *outgoing;
  char *room;
  char *id;
  char *text;
  ChatAnchor anchor;
  gint64 seq;
  gint64 offset;
  guint limit;
} Wish;

static Wish *
wish_new (const char *room)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->room = g_strdup (room);

  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_clear_pointer (&wish->events, g_ptr_array_unref);
  g_clear_pointer (&wish->outgoing, chat_outgoing_free);
  g_free (wish->room);
  g_free (wish->id);
  g_free (wish->text);
  g_free (wish);
}

/* --- on the thread: what the server said ------------------------------------------- */

static gboolean
store_users (DbConnection *db, GPtrArray *users, GError **error)
{
  for (guint i = 0; i < users->len; i++) {
    if (!chat_rooms_table_store_user (db, users->pdata[i], error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
store_rooms (DbConnection *db, GPtrArray *rooms, GError **error)
{
  for (guint i = 0; i < rooms->len; i++) {
    if (!chat_rooms_table_store_room (db, rooms->pdata[i], error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
store_members (DbConnection *db, GPtrArray *members, GError **error)
{
  for (guint i = 0; i < members->len; i++) {
    if (!chat_rooms_table_store_member (db, members->pdata[i], error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
store_receipts (DbConnection *db, GPtrArray *receipts, GError **error)
{
  for (guint i = 0; i < receipts->len; i++) {
    if (!chat_rooms_table_store_receipt (db, receipts->pdata[i], error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
remove_members (DbConnection *db, const ChatEvent *event, GError **error)
{
  for (guint i = 0; i < event->users->len; i++) {
    const ChatEventUser *user = event->users->pdata[i];

    if (!chat_rooms_table_remove_member (db, event->room, user->id, error))
      return FALSE;
  }

  return TRUE;
}

/* What another server said, or this one before it lost its memory, or to somebody else, is not true
 * here. */
static gboolean
meet_server (DbConnection *db, const ChatEventWelcome *welcome, GError **error)
{
  gint64 is_known = 0;
  g_autoptr (DbStatement)
    account = chat_row_query (db, error,
                              "SELECT (server IS NULL OR server IS ?1) AND revision <= ?2 "
                              "AND (me IS NULL OR me IS ?3) FROM account",
                              "sis", welcome->server_id, welcome->revision, welcome->me->id);

  if (account == NULL)
    return FALSE;
  if (db_statement_next (account))
    is_known = db_statement_get_int (account, 0);
  if (!db_statement_end (account, error))
    return FALSE;

  return (is_known != 0 || chat_rooms_table_forget (db, error)) &&
         chat_row_run (db, error, "UPDATE account SET server = ?1", "s", welcome->server_id);
}

static gboolean
greet (DbConnection *db, const ChatEventWelcome *welcome, GError **error)
{
  return meet_server (db, welcome, error) && chat_rooms_table_store_user (db, welcome->me, error) &&
         chat_messages_table_set_me (db, welcome->me->id, error);
}

/* What is only true now, and answers to a question of the moment, are not remembered. */
static gboolean
apply_event (DbConnection *db, const ChatEvent *event, GError **error)
{
  switch (event->type) {
  case CHAT_EVENT_WELCOME:
    return greet (db, event->welcome, error);
  case CHAT_EVENT_MESSAGE:
  case CHAT_EVENT_MESSAGES:
  case CHAT_EVENT_HISTORY:
  case CHAT_EVENT_CONFIRMED:
    return chat_messages_table_store_all (db, event->messages, error);
  case CHAT_EVENT_PROFILES:
    return store_users (db, event->users, error);
  case CHAT_EVENT_ROOMS:
    return store_rooms (db, event->rooms, error);
  case CHAT_EVENT_MEMBERSHIPS:
    return store_members (db, event->members, error);
  case CHAT_EVENT_RECEIPT:
    return store_receipts (db, event->members, error);
  case CHAT_EVENT_ROOM_REMOVED:
    return chat_rooms_table_remove (db, event->room, error);
  case CHAT_EVENT_MEMBER_REMOVED:
    return remove_members (db, event, error);
  case CHAT_EVENT_REVISION:
    return chat_row_run (db, error, "UPDATE account SET revision = max (revision, ?1)", "i",
                         event->revision);
  case CHAT_EVENT_USERS:
  case CHAT_EVENT_MEMBERS:
  case CHAT_EVENT_TYPING:
  case CHAT_EVENT_PRESENCE:
  case CHAT_EVENT_DIRECTORY:
  case CHAT_EVENT_MEMBER_LIST:
  case CHAT_EVENT_FOUND:
  case CHAT_EVENT_FOUND_USERS:
  case CHAT_EVENT_DEVICES:
    break;
  }

  return TRUE;
}

/* Work that gives nothing gives this when it is done. */
static gpointer
done (gboolean success)
{
  return success ? GINT_TO_POINTER (TRUE) : NULL;
}

static gpointer
apply (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  for (guint i = 0; i < wish->events->len; i++) {
    if (!apply_event (db, wish->events->pdata[i], error))
      return NULL;
  }

  return done (TRUE);
}

/* --- on the thread: what is mine --------------------------------------------------- */

static gpointer
put (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_outbox_table_add (db, wish->outgoing, error));
}

static gpointer
refuse (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_outbox_table_refuse (db, wish->id, wish->text, error));
}

static gpointer
retry (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_outbox_table_retry (db, wish->id, error));
}

static gpointer
discard (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_outbox_table_remove (db, wish->id, error));
}

static gpointer
set_draft (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_outbox_table_set_draft (db, wish->room, wish->text, error));
}

static gpointer
see (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_rooms_table_see (db, wish->room, wish->seq, error));
}

static gpointer
set_position (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return done (chat_outbox_table_set_position (db, wish->room, wish->seq, wish->offset, error));
}

/* --- on the thread: what is asked --------------------------------------------------- */

static gpointer
get_revision (DbConnection *db, gpointer data, GError **error)
{
  g_autofree gint64 *revision = g_new0 (gint64, 1);

  if (!db_connection_query_int (db, "SELECT revision FROM account", revision, error))
    return NULL;

  return g_steal_pointer (&revision);
}

static gpointer
list_rooms (DbConnection *db, gpointer data, GError **error)
{
  return chat_rooms_table_list (db, error);
}

static gpointer
list_members (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return chat_rooms_table_list_members (db, wish->room, error);
}

static gpointer
list_messages (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return chat_messages_table_page (db, wish->room, wish->anchor, wish->seq, wish->limit, error);
}

static gpointer
search (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return chat_messages_table_search (db, wish->text, wish->room, wish->limit, error);
}

static gpointer
list_outbox (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return chat_outbox_table_list (db, wish->room, error);
}

static gpointer
find_gaps (DbConnection *db, gpointer data, GError **error)
{
  Wish *wish = data;

  return chat_messages_table_gaps (db, wish->room, wish->seq, wish->offset, error);
}

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

static void
write_it (ChatStore *self,
          DbWork work,
          Wish *wish,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  db_worker_write_async (self->worker, work, wish, wish_free, NULL, NULL, work_done_cb, task);
}

static void
read_it (ChatStore *self,
         DbWork work,
         Wish *wish,
         GDestroyNotify destroy,
         GCancellable *cancellable,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, destroy, NULL);
  db_worker_read_async (self->worker, work, wish, wish_free, destroy, cancellable, work_done_cb,
                        task);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (events != NULL);

  wish = wish_new (NULL);
  wish->events = g_ptr_array_ref (events);
  write_it (self, apply, wish, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (outgoing != NULL && outgoing->id != NULL && outgoing->room != NULL);

  wish = wish_new (NULL);
  wish->outgoing = chat_outgoing_copy (outgoing);
  write_it (self, put, wish, callback, user_data);
}

/**
 * chat_store_refuse_async:
 * @self: a store
 * @id: the id of a message in the outbox
 * @reason: why the server does not take it
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Marks a message that waits for me to do something about it.
 */
void
chat_store_refuse_async (ChatStore *self,
                         const char *id,
                         const char *reason,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (reason != NULL);

  wish = wish_new (NULL);
  wish->id = g_strdup (id);
  wish->text = g_strdup (reason);
  write_it (self, refuse, wish, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  wish = wish_new (NULL);
  wish->id = g_strdup (id);
  write_it (self, retry, wish, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (id != NULL);

  wish = wish_new (NULL);
  wish->id = g_strdup (id);
  write_it (self, discard, wish, callback, user_data);
}

/**
 * chat_store_set_draft_async:
 * @self: a store
 * @room: the id of a room
 * @text: (nullable): what is being written there; nothing for none
 * @callback: (scope async) (nullable): called when it is on the disk
 * @user_data: for @callback
 *
 * Keeps what is being written.
 */
void
chat_store_set_draft_async (ChatStore *self,
                            const char *room,
                            const char *text,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  wish = wish_new (room);
  wish->text = g_strdup (text);
  write_it (self, set_draft, wish, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  wish = wish_new (room);
  wish->seq = seq;
  wish->offset = offset;
  write_it (self, set_position, wish, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  wish = wish_new (room);
  wish->seq = seq;
  write_it (self, see, wish, callback, user_data);
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
  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, get_revision, wish_new (NULL), g_free, cancellable, callback, user_data);
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
  g_autofree gint64 *revision = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  revision = g_task_propagate_pointer (G_TASK (result), error);

  return revision != NULL ? *revision : -1;
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
  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, list_rooms, wish_new (NULL), LIST, cancellable, callback, user_data);
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
  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  read_it (self, list_members, wish_new (room), LIST, cancellable, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  wish = wish_new (room);
  wish->anchor = anchor;
  wish->seq = seq;
  wish->limit = limit;
  read_it (self, list_messages, wish, LIST, cancellable, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (query != NULL);

  wish = wish_new (room);
  wish->text = g_utf8_make_valid (query, -1);
  wish->limit = limit;
  read_it (self, search, wish, LIST, cancellable, callback, user_data);
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
  g_return_if_fail (CHAT_IS_STORE (self));

  read_it (self, list_outbox, wish_new (room), LIST, cancellable, callback, user_data);
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
  Wish *wish = NULL;

  g_return_if_fail (CHAT_IS_STORE (self));
  g_return_if_fail (room != NULL);

  wish = wish_new (room);
  wish->seq = first;
  wish->offset = last;
  read_it (self, find_gaps, wish, (GDestroyNotify) g_array_unref, cancellable, callback, user_data);
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
