/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was said before, page by page.
 *
 *     gaps of the page in the store? --- no ------> page from the store into the model
 *               |                                        ^
 *               +--- yes: page from the server, stored --+
 *
 * Where the server does not answer, there is what there is; so it works without a connection.  What
 * is missing in it is brought on the next one.  Without a store everything comes from the server.
 */
#include "chat-history.h"

#include <glib/gi18n.h>

#define PAGE_LENGTH 50

/* As many as a server gives at once. */
#define FILL_LENGTH 200

struct _ChatHistory {
  GObject parent_instance;

  ChatCourier *courier;
  ChatIntake *intake;
  ChatSync *sync;
  GHashTable *gaps; /* id of a room -> ChatGap: what was shown and may lack something */
};

G_DEFINE_FINAL_TYPE (ChatHistory, chat_history, G_TYPE_OBJECT)

static void
chat_history_dispose (GObject *object)
{
  ChatHistory *self = CHAT_HISTORY (object);

  g_clear_object (&self->sync);
  g_clear_object (&self->intake);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (chat_history_parent_class)->dispose (object);
}

static void
chat_history_finalize (GObject *object)
{
  g_hash_table_unref (CHAT_HISTORY (object)->gaps);

  G_OBJECT_CLASS (chat_history_parent_class)->finalize (object);
}

static void
chat_history_class_init (ChatHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_history_finalize;
}

static void
chat_history_init (ChatHistory *self)
{
  self->gaps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * chat_history_new:
 * @courier: who asks the server
 * @intake: where what it says goes, and what it remembers
 * @sync: the model
 *
 * Makes a history of all rooms.
 */
ChatHistory *
chat_history_new (ChatCourier *courier, ChatIntake *intake, ChatSync *sync)
{
  ChatHistory *self = NULL;

  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_INTAKE (intake), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);

  self = g_object_new (CHAT_TYPE_HISTORY, NULL);
  self->courier = g_object_ref (courier);
  self->intake = g_object_ref (intake);
  self->sync = g_object_ref (sync);

  return self;
}

/* --- a page ------------------------------------------------------------------------- */

typedef struct {
  ChatRoom *room;
  gint64 first; /* what it shall have, both ends in it */
  gint64 last;
  gboolean has_tail; /* what came meanwhile was looked for */
  GError *error;     /* why the server did not give it */
} Page;

static gint64
get_first_loaded (ChatRoom *room)
{
  ChatMessage *first = chat_timeline_get_first (chat_room_get_timeline (room));

  return first != NULL ? chat_message_get_seq (first) : 0;
}

/* What waits to be sent stands at the end, and has no place yet. */
static gint64
get_last_loaded (ChatRoom *room)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));
  gint64 seq = 0;

  for (guint i = g_list_model_get_n_items (timeline); i > 0 && seq == 0; i--) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i - 1);

    seq = chat_message_get_seq (message);
  }

  return seq;
}

static gint64
get_beginning (ChatRoom *room)
{
  return MAX (chat_room_get_from_seq (room), 1);
}

static Page *
page_new (ChatRoom *room)
{
  Page *page = g_new0 (Page, 1);
  gint64 loaded = get_first_loaded (room);

  page->room = g_object_ref (room);
  page->last = loaded > 0 ? loaded - 1 : chat_room_get_last_seq (room);
  page->first = MAX (page->last - PAGE_LENGTH + 1, get_beginning (room));

  return page;
}

static void
page_free (gpointer data)
{
  Page *page = data;

  g_object_unref (page->room);
  g_clear_error (&page->error);
  g_free (page);
}

/* Pages are shown upwards, one below the other: what lacks something is one piece, with what lacked
 * something before. */
static void
note_gap (ChatHistory *self, const char *room, gint64 first, gint64 last)
{
  const ChatGap *noted = g_hash_table_lookup (self->gaps, room);
  ChatGap *gap = g_new0 (ChatGap, 1);

  gap->first = noted != NULL ? MIN (noted->first, first) : first;
  gap->last = noted != NULL ? MAX (noted->last, last) : last;
  g_hash_table_replace (self->gaps, g_strdup (room), gap);
}

/* Nothing new and no way to it is an error; what is new is all that can be shown now. */
static void
end_page (GTask *task)
{
  ChatHistory *self = g_task_get_source_object (task);
  Page *page = g_task_get_task_data (task);
  gint64 loaded = get_first_loaded (page->room);
  gboolean moved = loaded > 0 && loaded <= page->last;

  chat_room_set_loading (page->room, FALSE);
  if (page->error != NULL && !moved) {
    g_task_return_error (task, g_steal_pointer (&page->error));
    return;
  }

  if (page->error != NULL)
    note_gap (self, chat_room_get_id (page->room), loaded, page->last);
  g_task_return_boolean (task, TRUE);
}

static gboolean
misses_tail (ChatRoom *room)
{
  gint64 loaded = get_last_loaded (room);

  return loaded > 0 && loaded < chat_room_get_last_seq (room);
}

static void show_tail (ChatHistory *self, GTask *task);

static void
page_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatHistory *self = g_task_get_source_object (task);
  Page *page = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  messages = chat_store_list_finish (CHAT_STORE (source), result, &error);
  if (messages != NULL)
    chat_sync_load_messages (self->sync, page->room, messages);
  else if (page->error == NULL)
    page->error = g_steal_pointer (&error);

  if (!page->has_tail && misses_tail (page->room) && chat_intake_get_store (self->intake) != NULL)
    show_tail (self, task);
  else
    end_page (task);
}

/* What came while the first page was on its way had nothing to stand behind, and was left to the
 * store. */
static void
show_tail (ChatHistory *self, GTask *task)
{
  Page *page = g_task_get_task_data (task);

  page->has_tail = TRUE;
  chat_store_list_messages_async (chat_intake_get_store (self->intake),
                                  chat_room_get_id (page->room), CHAT_ANCHOR_AFTER,
                                  get_last_loaded (page->room), PAGE_LENGTH, NULL, page_listed_cb,
                                  g_object_ref (task));
}

static void
show_page (ChatHistory *self, GTask *task)
{
  Page *page = g_task_get_task_data (task);
  ChatStore *store = chat_intake_get_store (self->intake);

  if (store != NULL)
    chat_store_list_messages_async (store, chat_room_get_id (page->room), CHAT_ANCHOR_BEFORE,
                                    page->last + 1, PAGE_LENGTH, NULL, page_listed_cb,
                                    g_object_ref (task));
  else
    end_page (task);
}

static void
page_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Page *page = g_task_get_task_data (task);
  g_autoptr (GPtrArray)
    events = chat_courier_ask_finish (CHAT_COURIER (source), result, &page->error);

  show_page (g_task_get_source_object (task), task);
}

static void
ask_for_page (ChatHistory *self, GTask *task)
{
  const Page *page = g_task_get_task_data (task);

  chat_courier_ask_async (self->courier,
                          chat_intent_new_history (chat_room_get_id (page->room),
                                                   CHAT_ANCHOR_BEFORE, page->last + 1, PAGE_LENGTH),
                          NULL, page_came_cb, g_object_ref (task));
}

static void
gaps_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatHistory *self = g_task_get_source_object (task);
  g_autoptr (GArray) gaps = chat_store_find_gaps_finish (CHAT_STORE (source), result, NULL);

  if (gaps == NULL || gaps->len > 0)
    ask_for_page (self, task);
  else
    show_page (self, task);
}

/**
 * chat_history_load_async:
 * @self: a history
 * @room: a room
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Brings a page of what was said before what is loaded, or the newest page if nothing is.
 */
void
chat_history_load_async (ChatHistory *self,
                         ChatRoom *room,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ChatStore *store = NULL;
  Page *page = NULL;

  g_return_if_fail (CHAT_IS_HISTORY (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_history_load_async);
  if (chat_room_get_loading (room)) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_PENDING, N_ ("It is on its way"));
    return;
  }

  page = page_new (room);
  g_task_set_task_data (task, page, page_free);
  chat_room_set_loading (room, TRUE);
  store = chat_intake_get_store (self->intake);
  if (page->last < page->first)
    end_page (task);
  else if (store != NULL)
    chat_store_find_gaps_async (store, chat_room_get_id (room), page->first, page->last, NULL,
                                gaps_found_cb, g_steal_pointer (&task));
  else
    ask_for_page (self, task);
}

gboolean
chat_history_load_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- gaps ----------------------------------------------------------------------------- */

typedef struct {
  char *room;
  ChatGap gap; /* what is left of it */
} Filling;

static void
filling_free (gpointer data)
{
  Filling *filling = data;

  g_free (filling->room);
  g_free (filling);
}

static void fill (ChatHistory *self, GTask *task);

/* A page that brings nothing further is the last: nothing is asked for twice. */
static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Filling *filling = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  gint64 reached = 0;

  events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  if (events == NULL) {
    g_task_return_error (task, error);
    return;
  }

  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    for (guint j = 0; event->type == CHAT_EVENT_HISTORY && j < event->messages->len; j++)
      reached = MAX (reached, ((ChatEventMessage *) event->messages->pdata[j])->seq);
  }
  if (reached < filling->gap.first || reached >= filling->gap.last) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  filling->gap.first = reached + 1;
  fill (g_task_get_source_object (task), task);
}

static void
fill (ChatHistory *self, GTask *task)
{
  const Filling *filling = g_task_get_task_data (task);
  gint64 length = filling->gap.last - filling->gap.first + 1;
  ChatIntent *intent =
    chat_intent_new_history (filling->room, CHAT_ANCHOR_AFTER, filling->gap.first - 1,
                             (guint) MIN (length, FILL_LENGTH));

  chat_courier_ask_async (self->courier, intent, g_task_get_cancellable (task), filled_cb,
                          g_object_ref (task));
}

/**
 * chat_history_fill_async:
 * @self: a history
 * @room: the id of a room
 * @gap: which places
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Brings what is missing.
 */
void
chat_history_fill_async (ChatHistory *self,
                         const char *room,
                         const ChatGap *gap,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Filling *filling = NULL;

  g_return_if_fail (CHAT_IS_HISTORY (self));
  g_return_if_fail (room != NULL);
  g_return_if_fail (gap != NULL && gap->first <= gap->last);

  filling = g_new0 (Filling, 1);
  filling->room = g_strdup (room);
  filling->gap = *gap;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_history_fill_async);
  g_task_set_task_data (task, filling, filling_free);
  fill (self, task);
}

gboolean
chat_history_fill_finish (ChatHistory *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* What did not come is for the next connection. */
static void
gap_filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ChatHistory *self = CHAT_HISTORY (source);
  const Filling *filling = g_task_get_task_data (G_TASK (result));

  if (!chat_history_fill_finish (self, result, NULL))
    note_gap (self, filling->room, filling->gap.first, filling->gap.last);
}

/**
 * chat_history_begin:
 * @self: a history
 *
 * There is a connection: brings what was missing in what was shown without one.
 */
void
chat_history_begin (ChatHistory *self)
{
  GHashTableIter each;
  gpointer room = NULL;
  gpointer gap = NULL;

  g_return_if_fail (CHAT_IS_HISTORY (self));

  g_hash_table_iter_init (&each, self->gaps);
  while (g_hash_table_iter_next (&each, &room, &gap))
    chat_history_fill_async (self, room, gap, NULL, gap_filled_cb, NULL);
  g_hash_table_remove_all (self->gaps);
}
