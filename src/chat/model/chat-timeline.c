/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of a room in the order in which people read them.
 *
 * The order is the server's: in which messages arrive, or stand in a piece of history.  Clocks of
 * other computers cannot be trusted for that, so the time of a message only decides where no order
 * was given, as between a piece of history and what is here already.  Each entry therefore has a
 * key that never falls below the key of the message that the server put before it; entries with the
 * same key stand in the order in which they came.
 *
 *   ... has a place by its key ...            | ... waits, in the order of writing ...
 *   [Ann 10:01] [Bob 10:02] [me 10:05]        | [me, pending] [me, pending]
 *
 * A message that is confirmed goes behind the last one that has a place.  Since messages of a room
 * are sent in order, that is where it stands already, and nothing on the screen moves.
 */
#include "chat-timeline.h"

typedef struct {
  ChatMessage *message;
  gboolean waits;
  gint64 key;
  guint64 serial; /* decides between equal keys */
} Entry;

struct _ChatTimeline {
  GObject parent_instance;

  GSequence *entries;
  GHashTable *by_id; /* borrowed id -> GSequenceIter */
  guint64 last_serial;
};

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->message);
  g_free (entry);
}

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->waits != right->waits)
    return left->waits ? 1 : -1;
  if (left->key != right->key)
    return left->key < right->key ? -1 : 1;
  if (left->serial != right->serial)
    return left->serial < right->serial ? -1 : 1;

  return 0;
}

static GType
chat_timeline_get_item_type (GListModel *model)
{
  return CHAT_TYPE_MESSAGE;
}

static guint
chat_timeline_get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (CHAT_TIMELINE (model)->entries);
}

static gpointer
chat_timeline_get_item (GListModel *model, guint position)
{
  ChatTimeline *self = CHAT_TIMELINE (model);
  Entry *entry = NULL;

  if (position >= (guint) g_sequence_get_length (self->entries))
    return NULL;

  entry = g_sequence_get (g_sequence_get_iter_at_pos (self->entries, (int) position));

  return g_object_ref (entry->message);
}

static void
chat_timeline_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_timeline_get_item_type;
  iface->get_n_items = chat_timeline_get_n_items;
  iface->get_item = chat_timeline_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatTimeline,
                               chat_timeline,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chat_timeline_list_model_init))

static guint
position_of (GSequenceIter *iter)
{
  return (guint) g_sequence_iter_get_position (iter);
}

/* The last entry that has a place: everything after it waits. */
static Entry *
last_placed (ChatTimeline *self)
{
  Entry border = { .waits = TRUE, .key = G_MININT64 };
  GSequenceIter *iter = g_sequence_search (self->entries, &border, compare_entries, NULL);

  if (g_sequence_iter_is_begin (iter))
    return NULL;

  return g_sequence_get (g_sequence_iter_prev (iter));
}

/* The key of a message that comes after everything that has a place. */
static gint64
key_at_end (ChatTimeline *self, gint64 time)
{
  Entry *last = last_placed (self);

  return last != NULL ? MAX (last->key, time) : time;
}

static Entry *
entry_new (ChatTimeline *self, ChatMessage *message, gint64 key)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->message = g_object_ref (message);
  entry->waits = chat_message_get_status (message) == CHAT_MESSAGE_STATUS_PENDING;
  entry->key = entry->waits ? 0 : key;
  entry->serial = ++self->last_serial;

  return entry;
}

/* Takes @entry; the caller tells of it. */
static guint
insert (ChatTimeline *self, Entry *entry)
{
  GSequenceIter *iter = NULL;

  iter = g_sequence_insert_sorted (self->entries, entry, compare_entries, NULL);
  g_hash_table_insert (self->by_id, (gpointer) chat_message_get_id (entry->message), iter);

  return position_of (iter);
}

/* Gives an entry a new place; most often it is the one that it has. */
static void
place (ChatTimeline *self, GSequenceIter *iter, gboolean waits, gint64 key)
{
  Entry *entry = g_sequence_get (iter);
  guint before = position_of (iter);
  guint after = 0;
  guint first = 0;
  guint span = 0;

  entry->waits = waits;
  entry->key = waits ? 0 : key;
  entry->serial = ++self->last_serial;
  g_sequence_sort_changed (iter, compare_entries, NULL);

  after = position_of (iter);
  if (after == before)
    return;

  /* One change over the whole span: views find the same objects in it, and keep their rows. */
  first = MIN (before, after);
  span = MAX (before, after) - first + 1;
  g_list_model_items_changed (G_LIST_MODEL (self), first, span, span);
}

/*
 * A message that is here already came once more, from the server; gives the key of its place.  Only
 * what waits, or failed, takes anything over: nobody can change what stands there by using the id
 * of somebody else's message, or by using one twice.
 */
static gint64
absorb (ChatTimeline *self, GSequenceIter *iter, ChatMessage *copy, gint64 key)
{
  Entry *entry = g_sequence_get (iter);
  ChatMessage *message = entry->message;

  if (message != copy && !chat_message_get_is_sent (message) && chat_message_get_is_sent (copy) &&
      chat_message_get_sender (message) == chat_message_get_sender (copy)) {
    chat_message_confirm (message, chat_message_get_text (copy), chat_message_get_time (copy));
    place (self, iter, FALSE, key);
  }

  return entry->waits ? G_MININT64 : entry->key;
}

static void
chat_timeline_dispose (GObject *object)
{
  ChatTimeline *self = CHAT_TIMELINE (object);

  g_hash_table_remove_all (self->by_id);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->entries),
                           g_sequence_get_end_iter (self->entries));

  G_OBJECT_CLASS (chat_timeline_parent_class)->dispose (object);
}

static void
chat_timeline_finalize (GObject *object)
{
  ChatTimeline *self = CHAT_TIMELINE (object);

  g_hash_table_unref (self->by_id);
  g_sequence_free (self->entries);

  G_OBJECT_CLASS (chat_timeline_parent_class)->finalize (object);
}

static void
chat_timeline_class_init (ChatTimelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_timeline_dispose;
  object_class->finalize = chat_timeline_finalize;
}

static void
chat_timeline_init (ChatTimeline *self)
{
  self->entries = g_sequence_new ((GDestroyNotify) entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

ChatTimeline *
chat_timeline_new (void)
{
  return g_object_new (CHAT_TYPE_TIMELINE, NULL);
}

/**
 * chat_timeline_find:
 * @self: a timeline
 * @id: the id of a message
 *
 * Returns: (transfer none) (nullable): the message
 */
ChatMessage *
chat_timeline_find (ChatTimeline *self, const char *id)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  iter = g_hash_table_lookup (self->by_id, id);
  if (iter == NULL)
    return NULL;

  entry = g_sequence_get (iter);

  return entry->message;
}

/**
 * chat_timeline_find_position:
 * @self: a timeline
 * @id: the id of a message
 * @position: (out): where it stands
 *
 * Returns: whether the message is here
 */
gboolean
chat_timeline_find_position (ChatTimeline *self, const char *id, guint *position)
{
  GSequenceIter *iter = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);
  g_return_val_if_fail (position != NULL, FALSE);

  iter = g_hash_table_lookup (self->by_id, id);
  if (iter == NULL)
    return FALSE;

  *position = position_of (iter);

  return TRUE;
}

/**
 * chat_timeline_get_last:
 * @self: a timeline
 *
 * Returns: (transfer none) (nullable): the message at the end
 */
ChatMessage *
chat_timeline_get_last (ChatTimeline *self)
{
  GSequenceIter *end = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);

  end = g_sequence_get_end_iter (self->entries);
  if (g_sequence_iter_is_begin (end))
    return NULL;

  entry = g_sequence_get (g_sequence_iter_prev (end));

  return entry->message;
}

/**
 * chat_timeline_add:
 * @self: a timeline
 * @message: a message that has just arrived, or was just written
 *
 * Puts the message at the end.  If one with its id is here already, that one takes over what the
 * server says of it, and the new object is not needed.
 *
 * Returns: (transfer none): the message that stands in the timeline
 */
ChatMessage *
chat_timeline_add (ChatTimeline *self, ChatMessage *message)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;
  gint64 key = 0;
  guint position = 0;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  key = key_at_end (self, chat_message_get_time (message));
  iter = g_hash_table_lookup (self->by_id, chat_message_get_id (message));
  if (iter != NULL) {
    absorb (self, iter, message, key);
    entry = g_sequence_get (iter);
    return entry->message;
  }

  position = insert (self, entry_new (self, message, key));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);

  return message;
}

/* Messages that were put in below each other and not yet told of. */
typedef struct {
  guint position;
  guint length;
} Run;

static void
tell_of_run (ChatTimeline *self, Run *run)
{
  guint length = run->length;

  run->length = 0;
  if (length > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), run->position, 0, length);
}

static gint64
merge_one (ChatTimeline *self, ChatMessage *message, gint64 key, Run *run)
{
  Entry *entry = entry_new (self, message, key);
  GSequenceIter *next = g_sequence_search (self->entries, entry, compare_entries, NULL);

  if (run->length > 0 && position_of (next) != run->position + run->length)
    tell_of_run (self, run);

  if (run->length == 0)
    run->position = position_of (next);
  insert (self, entry);
  run->length++;

  return entry->waits ? G_MININT64 : entry->key;
}

/**
 * chat_timeline_merge:
 * @self: a timeline
 * @messages: (element-type Chat.Message): a piece of history, in the server's order
 *
 * Puts in what is not here yet, each where it belongs.  Messages that come to stand below each
 * other are one change.
 *
 * Returns: (transfer full) (element-type Chat.Message): the messages that were new
 */
GPtrArray *
chat_timeline_merge (ChatTimeline *self, GPtrArray *messages)
{
  g_autoptr (GPtrArray) added = NULL;
  gint64 floor = G_MININT64;
  Run run = { 0 };

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (messages != NULL, NULL);

  added = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < messages->len; i++) {
    ChatMessage *message = g_ptr_array_index (messages, i);
    gint64 key = MAX (floor, chat_message_get_time (message));
    GSequenceIter *known = g_hash_table_lookup (self->by_id, chat_message_get_id (message));

    if (known == NULL) {
      g_ptr_array_add (added, g_object_ref (message));
      key = merge_one (self, message, key, &run);
    } else {
      tell_of_run (self, &run);
      key = absorb (self, known, message, key);
    }
    floor = MAX (floor, key);
  }
  tell_of_run (self, &run);

  return g_steal_pointer (&added);
}

static GSequenceIter *
iter_of (ChatTimeline *self, ChatMessage *message)
{
  GSequenceIter *iter = g_hash_table_lookup (self->by_id, chat_message_get_id (message));
  Entry *entry = iter != NULL ? g_sequence_get (iter) : NULL;

  return entry != NULL && entry->message == message ? iter : NULL;
}

/**
 * chat_timeline_confirm:
 * @self: a timeline
 * @message: a message in it
 * @text: (nullable): what the server made of the text
 * @time: when the server got it, 0 if it does not say
 *
 * The server has the message.
 */
void
chat_timeline_confirm (ChatTimeline *self, ChatMessage *message, const char *text, gint64 time)
{
  GSequenceIter *iter = NULL;
  gboolean is_placed = FALSE;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  iter = iter_of (self, message);
  g_return_if_fail (iter != NULL);

  is_placed = chat_message_get_is_sent (message);
  chat_message_confirm (message, text, time);
  if (!is_placed)
    place (self, iter, FALSE, key_at_end (self, chat_message_get_time (message)));
}

/**
 * chat_timeline_fail:
 * @self: a timeline
 * @message: a message in it that waits
 * @reason: why, in words for people
 *
 * The server does not want the message.  It stays where it was tried, and what comes stands below.
 */
void
chat_timeline_fail (ChatTimeline *self, ChatMessage *message, const char *reason)
{
  Entry *last = NULL;
  GSequenceIter *iter = NULL;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  iter = iter_of (self, message);
  g_return_if_fail (iter != NULL);

  /* Its own time is of our clock: it must not keep the next messages of others above it. */
  last = last_placed (self);
  chat_message_fail (message, reason);
  place (self, iter, FALSE, last != NULL ? last->key : chat_message_get_time (message));
}

/**
 * chat_timeline_wait:
 * @self: a timeline
 * @message: a message in it that failed
 * @time: now, in ms since 1970
 *
 * The message is tried again, and goes to the end of those that wait.
 */
void
chat_timeline_wait (ChatTimeline *self, ChatMessage *message, gint64 time)
{
  GSequenceIter *iter = NULL;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  iter = iter_of (self, message);
  g_return_if_fail (iter != NULL);

  chat_message_wait (message, time);
  place (self, iter, TRUE, 0);
}

/**
 * chat_timeline_remove:
 * @self: a timeline
 * @message: a message in it
 *
 * Takes the message out.
 */
void
chat_timeline_remove (ChatTimeline *self, ChatMessage *message)
{
  GSequenceIter *iter = NULL;
  guint position = 0;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  iter = iter_of (self, message);
  g_return_if_fail (iter != NULL);

  position = position_of (iter);
  g_hash_table_remove (self->by_id, chat_message_get_id (message));
  g_sequence_remove (iter);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}
