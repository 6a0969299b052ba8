/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where I am in reading a room.
 *
 * Unread is what others said behind the last place that I have seen.  On a server that counts
 * places there are as many unread messages as places up to the last one, without those that do not
 * count: my own, deleted ones, incidents.  Which ones these are is known of what is loaded; below
 * the floor of the timeline whoever remembers it has counted.
 *
 *        seen          floor              last
 *   ------|--------------|------------------|
 *          as remembered  places, without those loaded that do not count
 *
 * Whether I am mentioned in what is unread follows from the last place at which I am; below the
 * floor that is as remembered, too.
 *
 * On a server that does not count places, unread is what came while the room was not open.
 *
 * The line above the first unread message stays while the room is being read, so that people find
 * it, and is gone once they leave:
 *
 *            message of others                    opened               seen, and left
 *   (none) -------------------> unread, line ------------> line stays ----------------> (none)
 */
#include "chat-reading.h"

struct _ChatReading {
  ChatTimeline *timeline;

  gboolean open;
  guint unread;
  char *first_unread;

  gint64 from; /* the first place that I can see */
  gint64 seen;
  gint64 last;
  gint64 line; /* the line is above the first unread message behind this place */

  gint64 floor;        /* up to which unread_before goes */
  guint unread_before; /* of what is not loaded */

  gint64 mention;        /* the last place at which I am mentioned, 0 for none */
  gint64 mention_before; /* of what is not loaded */
};

static gboolean
counts (ChatMessage *message)
{
  return chat_message_get_kind (message) != CHAT_MESSAGE_KIND_SYSTEM &&
         !chat_message_get_own (message) && !chat_message_get_deleted (message);
}

/* What is before my time was not to be seen. */
static gint64
get_start (ChatReading *self)
{
  return MAX (self->seen, self->from - 1);
}

static guint
count_places (ChatReading *self, gint64 after)
{
  g_autoptr (GPtrArray) messages = chat_timeline_list_between (self->timeline, after, self->last);
  gint64 n = self->last - after;

  for (guint i = 0; i < messages->len; i++)
    n -= !counts (g_ptr_array_index (messages, i));

  return (guint) CLAMP (n, 0, G_MAXUINT);
}

static gboolean
is_loaded_from (ChatReading *self, gint64 seq)
{
  ChatMessage *first = chat_timeline_get_first (self->timeline);
  gint64 first_seq = first != NULL ? chat_message_get_seq (first) : 0;

  return first_seq > 0 && first_seq <= seq;
}

static gboolean
mentions_me (ChatMessage *message)
{
  return chat_message_get_mentions_me (message) && counts (message);
}

static void
update_mention (ChatReading *self)
{
  g_autoptr (GPtrArray)
    messages = chat_timeline_list_between (self->timeline, get_start (self), self->last);

  self->mention = self->mention_before;
  for (guint i = 0; i < messages->len; i++) {
    if (mentions_me (g_ptr_array_index (messages, i)))
      self->mention = MAX (self->mention, chat_message_get_seq (g_ptr_array_index (messages, i)));
  }
}

static void
update_unread (ChatReading *self)
{
  gint64 start = get_start (self);

  if (start >= self->floor || is_loaded_from (self, start + 1))
    self->unread = count_places (self, start);
  else
    self->unread = self->unread_before + count_places (self, self->floor);
}

/* The line stands where reading began; what comes while the room is open is no news to find. */
static void
update_line (ChatReading *self)
{
  g_autoptr (GPtrArray) messages = NULL;
  ChatMessage *first = NULL;

  if (!self->open)
    self->line = get_start (self);
  if (self->last == 0 || self->line >= self->last)
    return;

  messages = chat_timeline_list_between (self->timeline, self->line, self->last);
  for (guint i = 0; i < messages->len && first == NULL; i++) {
    if (counts (g_ptr_array_index (messages, i)))
      first = g_ptr_array_index (messages, i);
  }
  g_set_str (&self->first_unread, first != NULL ? chat_message_get_id (first) : NULL);
}

/* The line goes up to a message that comes out of turn. */
static void
raise_line (ChatReading *self, ChatMessage *message)
{
  ChatMessage *first =
    self->first_unread != NULL ? chat_timeline_find (self->timeline, self->first_unread) : NULL;

  if (first == NULL || chat_message_get_seq (first) > chat_message_get_seq (message))
    g_set_str (&self->first_unread, chat_message_get_id (message));
}

/* The place may have been counted before the message came. */
static void
receive_at (ChatReading *self, ChatMessage *message, gint64 seq)
{
  gboolean is_next = seq == self->last + 1;

  if (seq > self->last + 1) {
    chat_reading_set_last (self, seq);
    return;
  }

  self->last = MAX (self->last, seq);
  if (seq <= MAX (get_start (self), self->floor))
    return;

  if (mentions_me (message))
    self->mention = MAX (self->mention, seq);
  if (is_next && counts (message))
    self->unread++;
  else if (!is_next && !counts (message) && self->unread > 0)
    self->unread--;
  if (!self->open && counts (message))
    raise_line (self, message);
}

ChatReading *
chat_reading_new (ChatTimeline *timeline)
{
  ChatReading *self = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (timeline), NULL);

  self = g_new0 (ChatReading, 1);
  self->timeline = g_object_ref (timeline);

  return self;
}

void
chat_reading_free (ChatReading *self)
{
  g_object_unref (self->timeline);
  g_free (self->first_unread);
  g_free (self);
}

guint
chat_reading_get_unread (ChatReading *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->unread;
}

/**
 * chat_reading_get_first_unread:
 * @self: a reading
 *
 * Returns: (nullable): the id of the message above which the line stands
 */
const char *
chat_reading_get_first_unread (ChatReading *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->first_unread;
}

/**
 * chat_reading_get_mentioned:
 * @self: a reading
 *
 * Whether I am mentioned in what is unread.
 */
gboolean
chat_reading_get_mentioned (ChatReading *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->unread > 0 && self->mention > get_start (self);
}

gint64
chat_reading_get_seen (ChatReading *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->seen;
}

gint64
chat_reading_get_last (ChatReading *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->last;
}

/**
 * chat_reading_get_has_older:
 * @self: a reading
 *
 * Whether something that I can see is before what is loaded.
 */
gboolean
chat_reading_get_has_older (ChatReading *self)
{
  gint64 beginning = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  beginning = MAX (self->from, 1);

  return self->last >= beginning && !is_loaded_from (self, beginning);
}

/**
 * chat_reading_receive:
 * @self: a reading
 * @message: a message that has just arrived
 *
 * It is unread, unless it does not count, or stands without a place where I look.
 */
void
chat_reading_receive (ChatReading *self, ChatMessage *message)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (chat_message_get_seq (message) > 0) {
    receive_at (self, message, chat_message_get_seq (message));
  } else if (counts (message) && !self->open) {
    if (self->first_unread == NULL)
      g_set_str (&self->first_unread, chat_message_get_id (message));
    self->unread++;
  }
}

/* The one of @messages that stands highest in the timeline and counts. */
static ChatMessage *
find_highest (ChatReading *self, GPtrArray *messages)
{
  ChatMessage *first = NULL;
  guint first_position = G_MAXUINT;

  for (guint i = 0; i < messages->len; i++) {
    ChatMessage *message = g_ptr_array_index (messages, i);
    guint position = 0;

    if (counts (message) &&
        chat_timeline_find_position (self->timeline, chat_message_get_id (message), &position) &&
        position < first_position) {
      first = message;
      first_position = position;
    }
  }

  return first;
}

/**
 * chat_reading_receive_missed:
 * @self: a reading
 * @messages: (element-type Chat.Message): what was missed, of a server that counts no places
 *
 * It is unread, unless the room is open.
 */
void
chat_reading_receive_missed (ChatReading *self, GPtrArray *messages)
{
  ChatMessage *first = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (messages != NULL);

  if (self->open)
    return;

  first = self->unread == 0 ? find_highest (self, messages) : NULL;
  if (first != NULL)
    g_set_str (&self->first_unread, chat_message_get_id (first));
  for (guint i = 0; i < messages->len; i++)
    self->unread += counts (g_ptr_array_index (messages, i));
}

/**
 * chat_reading_receive_page:
 * @self: a reading
 *
 * More of what has its place is loaded.
 */
void
chat_reading_receive_page (ChatReading *self)
{
  ChatMessage *last = NULL;

  g_return_if_fail (self != NULL);

  last = chat_timeline_get_last (self->timeline);
  if (last != NULL)
    self->last = MAX (self->last, chat_timeline_get_seq_at (self->timeline, last));
  update_unread (self);
  update_mention (self);
  update_line (self);
}

/**
 * chat_reading_timeline_changed:
 * @self: a reading
 *
 * If the timeline let go of messages, remembers what was unread of them.
 */
void
chat_reading_timeline_changed (ChatReading *self)
{
  gint64 floor = 0;
  guint above = 0;

  g_return_if_fail (self != NULL);

  floor = chat_timeline_get_floor (self->timeline);
  if (floor <= self->floor)
    return;

  self->floor = floor;
  if (self->mention <= floor)
    self->mention_before = self->mention;
  above = count_places (self, MAX (floor, get_start (self)));
  self->unread_before = self->unread > above ? self->unread - above : 0;
}

/**
 * chat_reading_set_from:
 * @self: a reading
 * @seq: the first place that I can see
 */
void
chat_reading_set_from (ChatReading *self, gint64 seq)
{
  g_return_if_fail (self != NULL);

  if (self->from == seq)
    return;

  self->from = seq;
  update_unread (self);
  update_line (self);
}

/**
 * chat_reading_set_last:
 * @self: a reading
 * @seq: the last place in the room; it only grows
 */
void
chat_reading_set_last (ChatReading *self, gint64 seq)
{
  g_return_if_fail (self != NULL);

  if (seq <= self->last)
    return;

  self->last = seq;
  update_unread (self);
  update_line (self);
}

/**
 * chat_reading_set_unread_before:
 * @self: a reading
 * @n: how many messages are unread, up to the last place
 *
 * Whoever remembers the room has counted.
 */
void
chat_reading_set_unread_before (ChatReading *self, guint n)
{
  g_return_if_fail (self != NULL);

  chat_timeline_set_floor (self->timeline, self->last);
  self->floor = self->last;
  self->unread_before = n;
  self->mention_before = self->mention;
  update_unread (self);
}

/**
 * chat_reading_set_mention_before:
 * @self: a reading
 * @seq: the last place at which I am mentioned, of what is not loaded
 */
void
chat_reading_set_mention_before (ChatReading *self, gint64 seq)
{
  g_return_if_fail (self != NULL);

  self->mention_before = seq;
  update_mention (self);
}

/**
 * chat_reading_set_open:
 * @self: a reading
 * @open: whether the room is on a focused screen
 *
 * Where no places are counted, what is on the screen is read.
 */
void
chat_reading_set_open (ChatReading *self, gboolean open)
{
  g_return_if_fail (self != NULL);

  if (self->open == open)
    return;

  self->open = open;
  if (open) {
    self->line = self->unread > 0 ? get_start (self) : G_MAXINT64;
    if (self->last == 0)
      self->unread = 0;
  } else {
    g_clear_pointer (&self->first_unread, g_free);
    update_line (self);
  }
}

/**
 * chat_reading_see:
 * @self: a reading
 * @seq: a place
 *
 * I have seen everything up to it, here or elsewhere.  It never goes back.
 */
void
chat_reading_see (ChatReading *self, gint64 seq)
{
  gint64 left = 0;

  g_return_if_fail (self != NULL);

  if (seq <= self->seen)
    return;

  self->seen = seq;
  left = MAX (self->floor - seq, 0);
  self->unread_before = (guint) MIN ((gint64) self->unread_before, left);
  update_unread (self);
  if (!self->open) {
    g_clear_pointer (&self->first_unread, g_free);
    update_line (self);
  }
}
