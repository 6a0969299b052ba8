/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of a room in the order in which people read them.
 *
 * The order is the server's.  One that counts gives each message its place in the room (seq), and
 * pages of history can come in any order.  Where no places are given, it is the order in which
 * messages arrive, or stand in a piece of history.  Clocks of other computers cannot be trusted for
 * that, so the time of a message only decides where no order was given, as between a piece of
 * history and what is here already.  Each entry without a place therefore has a key that never
 * falls below the key of the message that the server put before it; entries with the same key stand
 * in the order in which they came.
 *
 *   ... has a place, by its number or key ... | ... waits, in the order of writing ...
 *   [Ann 10:01] [Bob 10:02] [me 10:05]        | [me, pending] [me, pending]
 *
 * A message that is confirmed goes behind the last one that has a place.  Since messages of a room
 * are sent in order, that is where it stands already, and nothing on the screen moves.
 *
 * What the server refused has no number.  Between numbered messages it stands behind the one after
 * which it was tried; if that is not loaded (it was refused when this program ran last), at the
 * top, until a message that is older than itself is there.
 */
#include "chat-timeline.h"

#include "chat-sequence.h"

typedef struct {
  ChatMessage *message;
  gboolean waits;
  gint64 seq;       /* its own place, or of the message behind which it stands; 0 for none */
  gboolean follows; /* it has no place of its own */
  gint64 key;
  guint64 serial; /* decides between equal keys */
} Entry;

struct _ChatTimeline {
  GObject parent_instance;

  GSequence *entries;
  GHashTable *by_id; /* borrowed id -> GSequenceIter */
  guint64 last_serial;
  gint64 floor;
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
  if (left->seq != right->seq)
    return left->seq < right->seq ? -1 : 1;
  if (left->follows != right->follows)
    return left->follows ? 1 : -1;
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
  Entry border = { .waits = TRUE, .seq = G_MININT64 };
  GSequenceIter *iter = g_sequence_search (self->entries, &border, compare_entries, NULL);

  if (g_sequence_iter_is_begin (iter))
    return NULL;

  return g_sequence_get (g_sequence_iter_prev (iter));
}

/* Where an entry of @message stands: by its number, else behind @seq and by @key. */
static void
set_place (ChatTimeline *self, Entry *entry, gint64 seq, gint64 key)
{
  gint64 own = chat_message_get_seq (entry->message);

  entry->waits = chat_message_get_status (entry->message) == CHAT_MESSAGE_STATUS_PENDING;
  entry->follows = entry->waits || own == 0;
  entry->seq = entry->waits ? 0 : own > 0 ? own : seq;
  entry->key = entry->follows && !entry->waits ? key : 0;
  entry->serial = ++self->last_serial;
}

/* Behind everything that has a place. */
static void
set_place_at_end (ChatTimeline *self, Entry *entry, gint64 time)
{
  Entry *last = last_placed (self);

  if (last == NULL)
    set_place (self, entry, 0, time);
  else
    set_place (self, entry, last->seq, MAX (last->key, time));
}

static Entry *
entry_new (ChatMessage *message)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->message = g_object_ref (message);

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

/* While it is not sorted, no other entry may be asked for: its new place comes from before. */
static void
place (ChatTimeline *self, GSequenceIter *iter, gint64 seq, gint64 key)
{
  set_place (self, g_sequence_get (iter), seq, key);
  chat_sequence_resort (G_LIST_MODEL (self), iter, compare_entries);
}

static void
place_at_end (ChatTimeline *self, GSequenceIter *iter, gint64 time)
{
  set_place_at_end (self, g_sequence_get (iter), time);
  chat_sequence_resort (G_LIST_MODEL (self), iter, compare_entries);
}

/* The number of the last message that was there at @time, 0 if none of these is. */
static gint64
find_seq_at (ChatTimeline *self, gint64 time)
{
  GSequenceIter *iter = g_sequence_get_end_iter (self->entries);

  while (!g_sequence_iter_is_begin (iter)) {
    Entry *entry = NULL;

    iter = g_sequence_iter_prev (iter);
    entry = g_sequence_get (iter);
    if (!entry->follows && chat_message_get_time (entry->message) <= time)
      return entry->seq;
  }

  return 0;
}

/* What stands at the top for want of a place, because all that is here is younger, may have one
 * now: @earliest is when the first of what has come was said. */
static void
settle_strays (ChatTimeline *self, gint64 earliest)
{
  Entry *last = last_placed (self);
  GSequenceIter *iter = g_sequence_get_begin_iter (self->entries);
  Entry *entry = NULL;

  if (last == NULL || last->seq == 0)
    return;

  for (entry = g_sequence_get (iter); entry->seq == 0; entry = g_sequence_get (iter)) {
    GSequenceIter *next = g_sequence_iter_next (iter);
    gint64 time = chat_message_get_time (entry->message);
    gint64 seq = earliest <= time ? find_seq_at (self, time) : 0;

    if (seq > 0)
      place (self, iter, seq, time);
    iter = next;
  }
}

/*
 * A message that is here already came once more, from the server.  Only what waits, or failed, or
 * has no place yet takes anything over: nobody can change what stands there by using the id of
 * somebody else's message, or by using one twice.
 */
static gboolean
absorb (ChatTimeline *self, GSequenceIter *iter, ChatMessage *copy)
{
  Entry *entry = g_sequence_get (iter);
  ChatMessage *message = entry->message;
  gint64 seq = chat_message_get_seq (copy);

  if (message == copy || !chat_message_get_is_sent (copy) ||
      chat_message_get_sender (message) != chat_message_get_sender (copy) ||
      (chat_message_get_is_sent (message) && (chat_message_get_seq (message) > 0 || seq == 0)))
    return FALSE;

  chat_message_confirm (message, chat_message_get_text (copy), chat_message_get_time (copy));
  chat_message_set_seq (message, seq);

  return TRUE;
}

static GSequenceIter *
iter_of (ChatTimeline *self, ChatMessage *message)
{
  GSequenceIter *iter = g_hash_table_lookup (self->by_id, chat_message_get_id (message));
  Entry *entry = iter != NULL ? g_sequence_get (iter) : NULL;

  return entry != NULL && entry->message == message ? iter : NULL;
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
 * chat_timeline_get_first:
 * @self: a timeline
 *
 * Returns: (transfer none) (nullable): the first message that has a place of its own; where there
 * is none, as on a server that does not count, the first of all
 */
ChatMessage *
chat_timeline_get_first (ChatTimeline *self)
{
  GSequenceIter *first = NULL;
  Entry *last = NULL;
  gboolean has_places = FALSE;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);

  first = g_sequence_get_begin_iter (self->entries);
  if (g_sequence_iter_is_end (first))
    return NULL;

  last = last_placed (self);
  has_places = last != NULL && last->seq > 0;
  for (GSequenceIter *iter = first; has_places && !g_sequence_iter_is_end (iter);
       iter = g_sequence_iter_next (iter)) {
    Entry *entry = g_sequence_get (iter);

    if (!entry->follows)
      return entry->message;
  }

  return ((Entry *) g_sequence_get (first))->message;
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
 * chat_timeline_get_seq_at:
 * @self: a timeline
 * @message: a message in it
 *
 * Returns: the number of the last message down to this one that has one, 0 if none has
 */
gint64
chat_timeline_get_seq_at (ChatTimeline *self, ChatMessage *message)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), 0);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), 0);

  iter = iter_of (self, message);
  entry = iter != NULL ? g_sequence_get (iter) : NULL;
  if (entry != NULL && entry->waits)
    entry = last_placed (self);

  return entry != NULL ? entry->seq : 0;
}

/**
 * chat_timeline_list_between:
 * @self: a timeline
 * @after: a place in the room
 * @last: a place in the room
 *
 * Returns: (transfer full) (element-type Chat.Message): what is here behind @after, up to @last; of
 *   what has a place of its own
 */
GPtrArray *
chat_timeline_list_between (ChatTimeline *self, gint64 after, gint64 last)
{
  g_autoptr (GPtrArray) messages = NULL;
  Entry border = { .seq = after, .follows = TRUE, .key = G_MAXINT64, .serial = G_MAXUINT64 };
  GSequenceIter *iter = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);

  messages = g_ptr_array_new_with_free_func (g_object_unref);
  for (iter = g_sequence_search (self->entries, &border, compare_entries, NULL);
       !g_sequence_iter_is_end (iter); iter = g_sequence_iter_next (iter)) {
    Entry *entry = g_sequence_get (iter);

    if (entry->waits || entry->seq > last)
      break;
    if (!entry->follows)
      g_ptr_array_add (messages, g_object_ref (entry->message));
  }

  return g_steal_pointer (&messages);
}

/**
 * chat_timeline_get_floor:
 * @self: a timeline
 *
 * Up to which place what is not here is known elsewhere: it was here before, or can be loaded.
 */
gint64
chat_timeline_get_floor (ChatTimeline *self)
{
  g_return_val_if_fail (CHAT_IS_TIMELINE (self), 0);

  return self->floor;
}

void
chat_timeline_set_floor (ChatTimeline *self, gint64 seq)
{
  g_return_if_fail (CHAT_IS_TIMELINE (self));

  self->floor = MAX (self->floor, seq);
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
  guint position = 0;

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  iter = g_hash_table_lookup (self->by_id, chat_message_get_id (message));
  if (iter != NULL) {
    if (absorb (self, iter, message))
      place_at_end (self, iter, chat_message_get_time (message));
    entry = g_sequence_get (iter);
    return entry->message;
  }

  entry = entry_new (message);
  set_place_at_end (self, entry, chat_message_get_time (message));
  position = insert (self, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
  settle_strays (self, chat_message_get_time (message));

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

static void
merge_one (ChatTimeline *self, Entry *entry, Run *run)
{
  GSequenceIter *next = g_sequence_search (self->entries, entry, compare_entries, NULL);

  if (run->length > 0 && position_of (next) != run->position + run->length)
    tell_of_run (self, run);

  if (run->length == 0)
    run->position = position_of (next);
  insert (self, entry);
  run->length++;
}

/* The key of what stands below @entry in a piece of history. */
static gint64
key_below (Entry *entry)
{
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
  gint64 earliest = G_MAXINT64;
  Run run = { 0 };

  g_return_val_if_fail (CHAT_IS_TIMELINE (self), NULL);
  g_return_val_if_fail (messages != NULL, NULL);

  added = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < messages->len; i++) {
    ChatMessage *message = g_ptr_array_index (messages, i);
    gint64 key = MAX (floor, chat_message_get_time (message));
    GSequenceIter *known = g_hash_table_lookup (self->by_id, chat_message_get_id (message));
    Entry *entry = known != NULL ? g_sequence_get (known) : entry_new (message);

    if (known == NULL) {
      g_ptr_array_add (added, g_object_ref (message));
      set_place (self, entry, 0, key);
      merge_one (self, entry, &run);
    } else {
      tell_of_run (self, &run);
      if (absorb (self, known, message))
        place (self, known, 0, key);
    }
    floor = MAX (floor, key_below (entry));
    earliest = MIN (earliest, chat_message_get_time (message));
  }
  tell_of_run (self, &run);
  settle_strays (self, earliest);

  return g_steal_pointer (&added);
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
    place_at_end (self, iter, chat_message_get_time (message));
}

/**
 * chat_timeline_set_seq:
 * @self: a timeline
 * @message: a message in it that the server has
 * @seq: its place in the room, from 1 on
 *
 * The server has given the message a place.
 */
void
chat_timeline_set_seq (ChatTimeline *self, ChatMessage *message, gint64 seq)
{
  GSequenceIter *iter = NULL;

  g_return_if_fail (CHAT_IS_TIMELINE (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (chat_message_get_is_sent (message));
  g_return_if_fail (seq > 0);

  iter = iter_of (self, message);
  g_return_if_fail (iter != NULL);

  if (chat_message_get_seq (message) == seq)
    return;

  chat_message_set_seq (message, seq);
  place (self, iter, 0, 0);
  settle_strays (self, chat_message_get_time (message));
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
  if (last != NULL)
    place (self, iter, last->seq, last->key);
  else
    place (self, iter, 0, chat_message_get_time (message));
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
  place (self, iter, 0, 0);
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

/**
 * chat_timeline_trim:
 * @self: a timeline
 * @n: how many to keep
 *
 * Lets go of the oldest messages, except what only is here: what was refused, or waits.
 */
void
chat_timeline_trim (ChatTimeline *self, guint n)
{
  g_autoptr (GPtrArray) gone = NULL; /* while views still ask for them */
  GSequenceIter *iter = NULL;
  guint length = 0;

  g_return_if_fail (CHAT_IS_TIMELINE (self));

  length = (guint) g_sequence_get_length (self->entries);
  if (length <= n)
    return;

  gone = g_ptr_array_new_with_free_func (g_object_unref);
  iter = g_sequence_get_begin_iter (self->entries);
  for (guint i = 0; i < length - n; i++) {
    GSequenceIter *next = g_sequence_iter_next (iter);
    Entry *entry = g_sequence_get (iter);

    if (chat_message_get_is_sent (entry->message)) {
      g_ptr_array_add (gone, g_object_ref (entry->message));
      chat_timeline_set_floor (self, entry->seq);
      g_hash_table_remove (self->by_id, chat_message_get_id (entry->message));
      g_sequence_remove (iter);
    }
    iter = next;
  }
  g_list_model_items_changed (G_LIST_MODEL (self), 0, length - n, length - n - gone->len);
}
