/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells the server how far I have got and seen what is in rooms.
 *
 * I have got all up to the first message that the store lacks; where it lacks one, it is asked for.
 * What I have seen is what people have had before their eyes, and no more than I have got.  Both
 * are looked at a moment after they may have grown, once for each room, and told if they are more
 * than what the server has said of me, on this connection or before: so what it did not hear it is
 * told again.  A server that wants to hear nothing for a while hears nothing of any room.
 *
 *     may have grown --> looked at a moment later --> gap? --> filled, looked at again
 *                                                      |
 *                                                      +--> told
 */
#include "chat-receipts.h"

/* How long what grows is gathered, and how long if there are many rooms: servers count. */
#define MOMENT_MS 100
#define LONG_MOMENT_MS 1000
#define ROOMS_AT_ONCE 5
#define MANY_ROOMS 20

struct _ChatReceipts {
  GObject parent_instance;

  ChatCourier *courier;
  ChatIntake *intake;
  ChatSync *sync;
  ChatHistory *history;
  GCancellable *cancellable; /* of this connection */
  GHashTable *told;          /* id of a room -> Told, on this connection */
  GPtrArray *waiting;        /* ids of rooms to look at */
  GHashTable *busy;          /* ids of rooms that are looked at */
  guint moment_id;
  guint n_in_a_row;
  gint64 not_before; /* when the server wants to hear more, in µs, monotonic */
};

G_DEFINE_FINAL_TYPE (ChatReceipts, chat_receipts, G_TYPE_OBJECT)

typedef struct {
  gint64 delivered;
  gint64 seen;
  gint64 lacked; /* the last message that was asked for because it was missing */
} Told;

/* A look at one room. */
typedef struct {
  ChatReceipts *self;
  GCancellable *cancellable;
  ChatRoom *room;
  Told now;
} Look;

static Look *
look_new (ChatReceipts *self, ChatRoom *room)
{
  Look *look = g_new0 (Look, 1);

  look->self = g_object_ref (self);
  look->cancellable = g_object_ref (self->cancellable);
  look->room = g_object_ref (room);

  return look;
}

static void
look_free (Look *look)
{
  g_object_unref (look->self);
  g_object_unref (look->cancellable);
  g_object_unref (look->room);
  g_free (look);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Look, look_free)

/* --- what the server knows ------------------------------------------------------------- */

static Told *
get_told (ChatReceipts *self, ChatRoom *room)
{
  const ChatMember *me = chat_room_get_member (room, chat_sync_get_me (self->sync));
  Told *told = g_hash_table_lookup (self->told, chat_room_get_id (room));

  if (told == NULL) {
    told = g_new0 (Told, 1);
    g_hash_table_insert (self->told, g_strdup (chat_room_get_id (room)), told);
  }
  if (me != NULL) {
    told->delivered = MAX (told->delivered, me->delivered);
    told->seen = MAX (told->seen, me->seen);
  }

  return told;
}

static gboolean
has_news (ChatReceipts *self, ChatRoom *room)
{
  const Told *told = get_told (self, room);

  return chat_room_get_last_seq (room) > told->delivered ||
         chat_room_get_seen_seq (room) > told->seen;
}

/* --- one room --------------------------------------------------------------------------- */

static void plan (ChatReceipts *self, guint delay);

/* Gives the look that goes on, or NULL if the connection that it was for is gone. */
static Look *
go_on (gpointer user_data)
{
  g_autoptr (Look) look = user_data;

  return look->self->cancellable == look->cancellable ? g_steal_pointer (&look) : NULL;
}

static void
end_look (Look *look, gboolean again, guint delay)
{
  ChatReceipts *self = look->self;
  g_autofree char *room = g_strdup (chat_room_get_id (look->room));

  if (delay > MOMENT_MS)
    self->not_before =
      MAX (self->not_before, g_get_monotonic_time () + (gint64) delay * G_TIME_SPAN_MILLISECOND);
  /* What grew meanwhile was not looked at. */
  g_hash_table_remove (self->busy, room);
  if (again && !g_ptr_array_find_with_equal_func (self->waiting, room, g_str_equal, NULL))
    g_ptr_array_add (self->waiting, g_steal_pointer (&room));
  if (self->waiting->len > 0)
    plan (self, delay);
}

/* How long to wait before the same is asked again: the server does not want it now, or has not
 * answered.  0 if it has answered, or never wants it. */
static guint
find_delay (const GError *error)
{
  if (error == NULL)
    return 0;
  if (error->domain != CHAT_DIALECT_ERROR)
    return LONG_MOMENT_MS;

  return error->code == CHAT_DIALECT_ERROR_LATER
           ? (guint) MAX (chat_dialect_error_get_retry_after (error), LONG_MOMENT_MS)
           : 0;
}

/* What was on its way when the connection ended is for the next one. */
static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  g_autoptr (Look) look = go_on (user_data);
  guint delay = find_delay (error);
  Told *told = NULL;

  if (look == NULL)
    return;

  if (delay == 0) {
    told = get_told (look->self, look->room);
    told->delivered = MAX (told->delivered, look->now.delivered);
    told->seen = MAX (told->seen, look->now.seen);
  }
  end_look (look, delay > 0 || (events != NULL && has_news (look->self, look->room)),
            MAX (delay, MOMENT_MS));
}

/* Takes @look; I have got all up to @delivered. */
static void
tell (Look *look, gint64 delivered)
{
  ChatReceipts *self = look->self;
  const Told *told = get_told (self, look->room);
  gint64 seen = MIN (chat_room_get_seen_seq (look->room), delivered);

  look->now.delivered = delivered;
  look->now.seen = seen;
  if (delivered <= told->delivered && seen <= told->seen) {
    end_look (look, FALSE, MOMENT_MS);
    look_free (look);
    return;
  }

  chat_courier_ask_async (self->courier,
                          chat_intent_new_receipt (chat_room_get_id (look->room),
                                                   delivered > told->delivered ? delivered : 0,
                                                   seen > told->seen ? seen : 0),
                          self->cancellable, told_cb, look);
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean filled = chat_history_fill_finish (CHAT_HISTORY (source), result, &error);
  g_autoptr (Look) look = go_on (user_data);
  guint delay = find_delay (error);

  if (look == NULL)
    return;

  if (delay > 0)
    get_told (look->self, look->room)->lacked = 0;
  end_look (look, filled || delay > 0, MAX (delay, MOMENT_MS));
}

/* Takes @look.  A server that does not give what is missing is not asked twice. */
static void
fill (Look *look, const ChatGap *gap)
{
  ChatReceipts *self = look->self;
  Told *told = get_told (self, look->room);

  if (told->lacked == gap->first) {
    end_look (look, FALSE, MOMENT_MS);
    look_free (look);
    return;
  }

  told->lacked = gap->first;
  chat_history_fill_async (self->history, chat_room_get_id (look->room), gap, self->cancellable,
                           filled_cb, look);
}

/* What is there is told first; then what is missing is asked for. */
static void
gaps_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GArray) gaps = chat_store_find_gaps_finish (CHAT_STORE (source), result, NULL);
  Look *look = go_on (user_data);
  const ChatGap *gap = NULL;

  if (look == NULL)
    return;

  if (gaps == NULL) {
    end_look (look, FALSE, MOMENT_MS);
    look_free (look);
    return;
  }

  if (gaps->len > 0)
    gap = &g_array_index (gaps, ChatGap, 0);
  if (gap == NULL)
    tell (look, look->now.delivered);
  else if (gap->first - 1 > get_told (look->self, look->room)->delivered)
    tell (look, gap->first - 1);
  else
    fill (look, gap);
}

static void
look_at (ChatReceipts *self, ChatRoom *room)
{
  ChatStore *store = chat_intake_get_store (self->intake);
  gint64 known = get_told (self, room)->delivered;
  Look *look = look_new (self, room);

  g_hash_table_add (self->busy, g_strdup (chat_room_get_id (room)));
  look->now.delivered = chat_room_get_last_seq (room);
  if (store == NULL || look->now.delivered <= known)
    tell (look, MAX (look->now.delivered, known));
  else
    chat_store_find_gaps_async (store, chat_room_get_id (room), known + 1, look->now.delivered,
                                NULL, gaps_found_cb, look);
}

/* --- all rooms ----------------------------------------------------------------------------- */

static void
moment_is_over_cb (gpointer data)
{
  g_autoptr (ChatReceipts) self = g_object_ref (data);
  g_autoptr (GPtrArray) waiting = NULL;
  guint n = 0;

  self->moment_id = 0;
  if (g_get_monotonic_time () < self->not_before) {
    plan (self, MOMENT_MS);
    return;
  }

  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < waiting->len; i++) {
    const char *id = g_ptr_array_index (waiting, i);
    ChatRoom *room = chat_room_list_find (chat_sync_get_rooms (self->sync), id);

    if (room == NULL || !has_news (self, room))
      continue;
    if (n < ROOMS_AT_ONCE && !g_hash_table_contains (self->busy, id)) {
      look_at (self, room);
      n++;
    } else {
      g_ptr_array_add (self->waiting, g_strdup (id));
    }
  }

  self->n_in_a_row = self->waiting->len > 0 ? self->n_in_a_row + n : 0;
  if (self->waiting->len > 0)
    plan (self, self->n_in_a_row < MANY_ROOMS ? MOMENT_MS : LONG_MOMENT_MS);
}

static void
plan (ChatReceipts *self, guint delay)
{
  gint64 left = (self->not_before - g_get_monotonic_time ()) / G_TIME_SPAN_MILLISECOND + 1;

  if (self->moment_id == 0 && self->cancellable != NULL)
    self->moment_id = g_timeout_add_once ((guint) MAX (left, delay), moment_is_over_cb, self);
}

static void
look_by_id (ChatReceipts *self, const char *id)
{
  ChatRoom *room = NULL;

  if (id != NULL)
    room = chat_room_list_find (chat_sync_get_rooms (self->sync), id);
  if (room != NULL)
    chat_receipts_look (self, room);
}

/* What is not remembered has not been got. */
static void
applied_cb (ChatReceipts *self, GPtrArray *events, gboolean remembered)
{
  if (self->cancellable == NULL || !remembered)
    return;

  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    for (guint j = 0; j < event->messages->len; j++)
      look_by_id (self, ((ChatEventMessage *) event->messages->pdata[j])->room);
    for (guint j = 0; j < event->rooms->len; j++)
      look_by_id (self, ((ChatEventRoom *) event->rooms->pdata[j])->id);
  }
}

static void
chat_receipts_dispose (GObject *object)
{
  ChatReceipts *self = CHAT_RECEIPTS (object);

  chat_receipts_end (self);
  g_clear_object (&self->history);
  g_clear_object (&self->sync);
  g_clear_object (&self->intake);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (chat_receipts_parent_class)->dispose (object);
}

static void
chat_receipts_finalize (GObject *object)
{
  ChatReceipts *self = CHAT_RECEIPTS (object);

  g_hash_table_unref (self->told);
  g_hash_table_unref (self->busy);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (chat_receipts_parent_class)->finalize (object);
}

static void
chat_receipts_class_init (ChatReceiptsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_receipts_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_receipts_finalize;
}

static void
chat_receipts_init (ChatReceipts *self)
{
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->waiting = g_ptr_array_new_with_free_func (g_free);
}

/**
 * chat_receipts_new:
 * @courier: who tells the server
 * @intake: where messages come in
 * @sync: the model
 * @history: what brings messages that are missing
 *
 * Makes receipts that wait for a connection.
 */
ChatReceipts *
chat_receipts_new (ChatCourier *courier, ChatIntake *intake, ChatSync *sync, ChatHistory *history)
{
  ChatReceipts *self = NULL;

  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_INTAKE (intake), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);
  g_return_val_if_fail (CHAT_IS_HISTORY (history), NULL);

  self = g_object_new (CHAT_TYPE_RECEIPTS, NULL);
  self->courier = g_object_ref (courier);
  self->intake = g_object_ref (intake);
  self->sync = g_object_ref (sync);
  self->history = g_object_ref (history);
  g_signal_connect_object (intake, "applied", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * chat_receipts_begin:
 * @self: receipts
 *
 * All that was missed is here: whatever the server does not know of me is told.
 */
void
chat_receipts_begin (ChatReceipts *self)
{
  GListModel *rooms = NULL;

  g_return_if_fail (CHAT_IS_RECEIPTS (self));

  chat_receipts_end (self);
  self->cancellable = g_cancellable_new ();
  rooms = G_LIST_MODEL (chat_sync_get_rooms (self->sync));
  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    chat_receipts_look (self, room);
  }
}

/**
 * chat_receipts_end:
 * @self: receipts
 *
 * The connection is gone; what was told on it may not have arrived.
 */
void
chat_receipts_end (ChatReceipts *self)
{
  g_return_if_fail (CHAT_IS_RECEIPTS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->moment_id, g_source_remove);
  g_hash_table_remove_all (self->told);
  g_hash_table_remove_all (self->busy);
  g_ptr_array_set_size (self->waiting, 0);
  self->n_in_a_row = 0;
  self->not_before = 0;
}

/**
 * chat_receipts_look:
 * @self: receipts
 * @room: a room
 *
 * I may have got, or seen, more of a room; that is told in a moment.
 */
void
chat_receipts_look (ChatReceipts *self, ChatRoom *room)
{
  const char *id = NULL;

  g_return_if_fail (CHAT_IS_RECEIPTS (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  id = chat_room_get_id (room);
  if (self->cancellable == NULL || !has_news (self, room) ||
      g_ptr_array_find_with_equal_func (self->waiting, id, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->waiting, g_strdup (id));
  plan (self, MOMENT_MS);
}
