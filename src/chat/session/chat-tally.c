/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many messages are unread that are not loaded is a number, and a deletion may be heard more
 * than once: it cannot be taken off.  So the store counts again.
 *
 * It counts between two places that the model names, so it does not matter that the store may know
 * more by then.  If these have moved when the answer comes, it is asked once more.
 */
#include "chat-tally.h"

struct _ChatTally {
  GObject parent_instance;

  ChatIntake *intake;
  ChatSync *sync;
};

G_DEFINE_FINAL_TYPE (ChatTally, chat_tally, G_TYPE_OBJECT)

typedef struct {
  ChatTally *self;
  ChatRoom *room;
  gint64 after;
  gint64 last;
} Count;

static void
count_free (Count *count)
{
  g_object_unref (count->self);
  g_object_unref (count->room);
  g_free (count);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Count, count_free)

/* Behind which place messages are unread. */
static gint64
get_start (ChatRoom *room)
{
  return MAX (chat_room_get_seen_seq (room), chat_room_get_from_seq (room) - 1);
}

static void counted_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
count_again (ChatTally *self, ChatRoom *room)
{
  ChatStore *store = chat_intake_get_store (self->intake);
  Count *count = NULL;

  if (store == NULL)
    return;

  count = g_new0 (Count, 1);
  count->self = g_object_ref (self);
  count->room = g_object_ref (room);
  count->after = get_start (room);
  count->last = chat_room_get_last_seq (room);
  chat_store_count_unread_async (store, chat_room_get_id (room), count->after, count->last,
                                 counted_cb, count);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Count) count = user_data;
  g_autoptr (GError) error = NULL;
  gint64 n = chat_store_count_unread_finish (CHAT_STORE (source), result, &error);

  if (n < 0)
    g_debug ("Unread messages are not counted: %s", error->message);
  else if (count->self->intake == NULL)
    return;
  else if (get_start (count->room) != count->after ||
           chat_room_get_last_seq (count->room) != count->last)
    count_again (count->self, count->room);
  else
    chat_room_set_unread_before (count->room, (guint) MIN (n, G_MAXUINT));
}

/* The room in which a message was deleted that may have been counted without being loaded. */
static ChatRoom *
find_room (ChatTally *self, const ChatEventMessage *said)
{
  ChatRoom *room = NULL;

  if (said->deleted_at == 0 || said->room == NULL)
    return NULL;

  room = chat_room_list_find (chat_sync_get_rooms (self->sync), said->room);

  return room != NULL && said->seq > get_start (room) &&
             said->seq <= chat_timeline_get_floor (chat_room_get_timeline (room))
           ? room
           : NULL;
}

static void
applied_cb (ChatTally *self, GPtrArray *events, gboolean remembered)
{
  g_autoptr (GHashTable) rooms = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer room = NULL;

  for (guint i = 0; i < events->len && remembered; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    for (guint j = 0; j < event->messages->len; j++) {
      room = find_room (self, g_ptr_array_index (event->messages, j));
      if (room != NULL)
        g_hash_table_add (rooms, room);
    }
  }

  g_hash_table_iter_init (&iter, rooms);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    count_again (self, room);
}

static void
chat_tally_dispose (GObject *object)
{
  ChatTally *self = CHAT_TALLY (object);

  g_clear_object (&self->sync);
  g_clear_object (&self->intake);

  G_OBJECT_CLASS (chat_tally_parent_class)->dispose (object);
}

static void
chat_tally_class_init (ChatTallyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_tally_dispose;
}

static void
chat_tally_init (ChatTally *self)
{
}

/**
 * chat_tally_new:
 * @intake: where messages come in, and what remembers them
 * @sync: the model
 *
 * Keeps the numbers of unread messages right as long as it lives.
 */
ChatTally *
chat_tally_new (ChatIntake *intake, ChatSync *sync)
{
  ChatTally *self = NULL;

  g_return_val_if_fail (CHAT_IS_INTAKE (intake), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);

  self = g_object_new (CHAT_TYPE_TALLY, NULL);
  self->intake = g_object_ref (intake);
  self->sync = g_object_ref (sync);
  g_signal_connect_object (intake, "applied", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);

  return self;
}
