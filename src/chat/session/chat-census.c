/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in rooms.  What the store knows comes first; if those are fewer than the server counts,
 * the server is asked, page by page.
 *
 * A direct conversation is called after the other person in it.  So those are asked for by
 * themselves, one after the other and not too fast; of other rooms it is asked when they are shown,
 * or when there is a connection after that: what became of my messages is not known before.
 */
#include "chat-census.h"

/* Asked at once, and how far apart the others: servers count. */
#define MANY_ROOMS 20
#define MOMENT_MS 250

/* More pages than that nobody reads. */
#define MAX_PAGES 100

struct _ChatCensus {
  GObject parent_instance;

  ChatCourier *courier;
  ChatIntake *intake;
  ChatSync *sync;
  GCancellable *cancellable; /* of this connection */
  GHashTable *counts;        /* ChatRoom -> GPtrArray of GTask: who waits for the one who asks */
  GHashTable *unanswered;    /* ChatRoom: to ask for on the next connection */
  GQueue waiting;            /* ChatRoom */
  gboolean asking;
  guint n_asked;
  guint moment_id;
};

G_DEFINE_FINAL_TYPE (ChatCensus, chat_census, G_TYPE_OBJECT)

/* --- one room ------------------------------------------------------------------------ */

typedef struct {
  ChatRoom *room;
  char *after;
  guint n_pages;
} Count;

static void
count_free (gpointer data)
{
  Count *count = data;

  g_object_unref (count->room);
  g_free (count->after);
  g_free (count);
}

static gboolean
is_complete (ChatRoom *room)
{
  guint known = g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_members (room)));

  if (chat_room_get_kind (room) == CHAT_ROOM_KIND_DIRECT && chat_room_get_other (room) == NULL)
    return FALSE;

  return known >= chat_room_get_n_members (room);
}

static void
settle (GTask *task, const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

/* For the one who asked, and for all who waited for that. */
static void
end_count (GTask *task, const GError *error)
{
  ChatCensus *self = g_task_get_source_object (task);
  const Count *count = g_task_get_task_data (task);
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (GPtrArray) tasks = NULL;

  g_hash_table_steal_extended (self->counts, count->room, (gpointer *) &room, (gpointer *) &tasks);
  if (error != NULL)
    g_hash_table_add (self->unanswered, g_object_ref (room));
  settle (task, error);
  for (guint i = 0; i < tasks->len; i++)
    settle (g_ptr_array_index (tasks, i), error);
}

static void ask_for_page (ChatCensus *self, GTask *task);

static void
page_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Count *count = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  const ChatEvent *page = NULL;
  const char *next = NULL;

  if (events == NULL) {
    end_count (task, error);
    return;
  }

  page = chat_event_find (events, CHAT_EVENT_MEMBER_LIST);
  next = page != NULL ? page->after : NULL;
  count->n_pages++;
  if (next == NULL || count->n_pages == MAX_PAGES || !g_set_str (&count->after, next))
    end_count (task, NULL);
  else
    ask_for_page (g_task_get_source_object (task), task);
}

static void
ask_for_page (ChatCensus *self, GTask *task)
{
  const Count *count = g_task_get_task_data (task);
  ChatIntent *intent =
    chat_intent_new (CHAT_INTENT_LIST_MEMBERS, NULL, chat_room_get_id (count->room));

  intent->after = g_strdup (count->after);
  chat_courier_ask_async (self->courier, intent, g_task_get_cancellable (task), page_came_cb,
                          g_object_ref (task));
}

static void
ask_unless_complete (ChatCensus *self, GTask *task)
{
  const Count *count = g_task_get_task_data (task);

  if (is_complete (count->room))
    end_count (task, NULL);
  else
    ask_for_page (self, task);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatCensus *self = g_task_get_source_object (task);
  const Count *count = g_task_get_task_data (task);
  g_autoptr (GPtrArray) members = chat_store_list_finish (CHAT_STORE (source), result, NULL);

  if (members != NULL)
    chat_sync_load_members (self->sync, count->room, members);
  ask_unless_complete (self, task);
}

/**
 * chat_census_load_async:
 * @self: a census
 * @room: a room
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when it is done, or cannot be
 * @user_data: for @callback
 *
 * Learns who is in a room.  Whoever wants that while it is being learned waits for the same.
 */
void
chat_census_load_async (ChatCensus *self,
                        ChatRoom *room,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GPtrArray *tasks = NULL;
  ChatStore *store = NULL;
  Count *count = NULL;

  g_return_if_fail (CHAT_IS_CENSUS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_census_load_async);
  if (chat_room_get_n_members (room) > 0 && is_complete (room)) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  tasks = g_hash_table_lookup (self->counts, room);
  if (tasks != NULL) {
    g_ptr_array_add (tasks, g_steal_pointer (&task));
    return;
  }

  count = g_new0 (Count, 1);
  count->room = g_object_ref (room);
  g_task_set_task_data (task, count, count_free);
  g_hash_table_insert (self->counts, g_object_ref (room),
                       g_ptr_array_new_with_free_func (g_object_unref));

  store = chat_intake_get_store (self->intake);
  if (store != NULL)
    chat_store_list_members_async (store, chat_room_get_id (room), NULL, stored_cb,
                                   g_steal_pointer (&task));
  else
    ask_unless_complete (self, task);
}

gboolean
chat_census_load_finish (ChatCensus *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- those that are asked for by themselves --------------------------------------------- */

static void go_on (ChatCensus *self);

static void
moment_is_over_cb (gpointer data)
{
  ChatCensus *self = data;

  self->moment_id = 0;
  go_on (self);
}

/* What the server does not say now it says when the room is opened. */
static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ChatCensus *self = CHAT_CENSUS (source);
  g_autoptr (GCancellable) cancellable = user_data;

  chat_census_load_finish (self, result, NULL);
  if (cancellable != self->cancellable)
    return;

  self->asking = FALSE;
  self->n_asked++;
  if (self->n_asked < MANY_ROOMS)
    go_on (self);
  else if (self->moment_id == 0)
    self->moment_id = g_timeout_add_once (MOMENT_MS, moment_is_over_cb, self);
}

static void
go_on (ChatCensus *self)
{
  g_autoptr (ChatRoom) room = NULL;

  if (self->asking || self->cancellable == NULL)
    return;

  room = g_queue_pop_head (&self->waiting);
  if (room == NULL)
    return;

  self->asking = TRUE;
  chat_census_load_async (self, room, self->cancellable, loaded_cb,
                          g_object_ref (self->cancellable));
}

static void
chat_census_dispose (GObject *object)
{
  ChatCensus *self = CHAT_CENSUS (object);

  chat_census_end (self);
  g_clear_object (&self->sync);
  g_clear_object (&self->intake);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (chat_census_parent_class)->dispose (object);
}

static void
chat_census_finalize (GObject *object)
{
  ChatCensus *self = CHAT_CENSUS (object);

  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->unanswered);

  G_OBJECT_CLASS (chat_census_parent_class)->finalize (object);
}

static void
chat_census_class_init (ChatCensusClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_census_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_census_finalize;
}

static void
chat_census_init (ChatCensus *self)
{
  self->counts =
    g_hash_table_new_full (NULL, NULL, g_object_unref, (GDestroyNotify) g_ptr_array_unref);
  self->unanswered = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_queue_init (&self->waiting);
}

/**
 * chat_census_new:
 * @courier: who asks the server
 * @intake: where what it says goes, and what it remembers
 * @sync: the model
 *
 * Makes a census of all rooms.
 */
ChatCensus *
chat_census_new (ChatCourier *courier, ChatIntake *intake, ChatSync *sync)
{
  ChatCensus *self = NULL;

  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_INTAKE (intake), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);

  self = g_object_new (CHAT_TYPE_CENSUS, NULL);
  self->courier = g_object_ref (courier);
  self->intake = g_object_ref (intake);
  self->sync = g_object_ref (sync);

  return self;
}

/**
 * chat_census_begin:
 * @self: a census
 *
 * There is a connection: what was asked for without an answer is asked for again.
 */
void
chat_census_begin (ChatCensus *self)
{
  GHashTableIter each;
  gpointer room = NULL;

  g_return_if_fail (CHAT_IS_CENSUS (self));

  chat_census_end (self);
  self->cancellable = g_cancellable_new ();
  g_hash_table_iter_init (&each, self->unanswered);
  while (g_hash_table_iter_next (&each, &room, NULL))
    g_queue_push_tail (&self->waiting, g_object_ref (room));
  g_hash_table_remove_all (self->unanswered);
  go_on (self);
}

void
chat_census_end (ChatCensus *self)
{
  g_return_if_fail (CHAT_IS_CENSUS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->moment_id, g_source_remove);
  g_queue_clear_full (&self->waiting, g_object_unref);
  self->asking = FALSE;
  self->n_asked = 0;
}

/**
 * chat_census_look:
 * @self: a census
 * @room: a room
 *
 * Learns who is in it if it cannot be shown without that.
 */
void
chat_census_look (ChatCensus *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_CENSUS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->cancellable == NULL || chat_room_get_kind (room) != CHAT_ROOM_KIND_DIRECT ||
      chat_room_get_other (room) != NULL || g_queue_find (&self->waiting, room) != NULL)
    return;

  g_queue_push_tail (&self->waiting, g_object_ref (room));
  if (self->moment_id == 0)
    go_on (self);
}
