/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rows of a message list that exist.  They have coordinates that nobody
 * renumbers: a row that comes in above is placed above `top`, and `top` moves up.
 *
 *      top    +-------------+
 *             | slots[0]    |   message number `first`
 *             |  ...        |
 *             | held        |   the row that stays where it is
 *             |  ...        |
 *      bottom +-------------+
 *
 * Rows are made for what is near the viewport and let go of far away from it; a
 * few that nobody needs are kept, because making one costs more than filling one.
 */
#include "parlour-row-window.h"

#define FIRST_ROWS 24
#define MIN_ROWS 16
#define MAX_SPLICED 48
#define MAX_SPARE 24
#define GUESSED_HEIGHT 56

static ParlourSlot *
get_slot (ParlourRowWindow *self, guint i)
{
  return &g_array_index (self->slots, ParlourSlot, i);
}

static guint
count_messages (ParlourRowWindow *self)
{
  return self->messages != NULL ? g_list_model_get_n_items (self->messages) : 0;
}

static guint
get_end (ParlourRowWindow *self)
{
  return self->first + self->slots->len;
}

/* --- what a row shows -------------------------------------------------------- */

/* Whether the line of the new messages stands above @message. */
static gboolean
is_first_unread (ParlourRowWindow *self, ChatMessage *message)
{
  return message != NULL && self->first_unread != NULL &&
         g_str_equal (chat_message_get_id (message), self->first_unread);
}

/* The number in "3 new messages": those of others from the line on. */
static guint
count_unread (ParlourRowWindow *self, guint position)
{
  guint n_unread = 0;

  for (; position < count_messages (self); position++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (self->messages, position);

    n_unread += !chat_message_get_own (message);
  }

  return n_unread;
}

/* Tells row number @i of the window what stands before and behind it. */
static void
connect_row (ParlourRowWindow *self, guint i)
{
  ParlourMessageRow *row = get_slot (self, i)->row;
  guint position = self->first + i;
  gboolean is_line = is_first_unread (self, parlour_message_row_get_message (row));
  g_autoptr (ChatMessage) previous = NULL;
  g_autoptr (ChatMessage) next = g_list_model_get_item (self->messages, position + 1);

  parlour_message_row_set_powers (row, self->powers);
  parlour_message_row_set_withdrawn (row, g_hash_table_contains (self->withdrawn,
                                                                 chat_message_get_id (
                                                                   parlour_message_row_get_message (
                                                                     row))));
  if (position > 0)
    previous = g_list_model_get_item (self->messages, position - 1);
  parlour_message_row_set_n_unread (row, is_line ? count_unread (self, position) : 0);
  parlour_message_row_connect (row, previous, is_first_unread (self, next) ? NULL : next);
}

static int
measure_row (ParlourRowWindow *self, ParlourMessageRow *row)
{
  int minimum = 0;
  int natural = 0;

  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, MAX (self->width, minimum), NULL,
                      &natural, NULL, NULL);

  return natural;
}

/* --- rows come and go -------------------------------------------------------- */

/* Makes row number @i of the window, which the caller places. */
static ParlourSlot *
insert_row (ParlourRowWindow *self, guint i)
{
  g_autoptr (ChatMessage) message = g_list_model_get_item (self->messages, self->first + i);
  GtkWidget *before = i > 0 ? GTK_WIDGET (get_slot (self, i - 1)->row) : NULL;
  ParlourSlot slot = { NULL, 0, 0 };

  if (self->spare->len > 0)
    slot.row = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  else
    slot.row = g_object_ref_sink (parlour_message_row_new ());

  parlour_message_row_set_message (slot.row, message);
  gtk_widget_insert_after (GTK_WIDGET (slot.row), self->list, before);
  g_array_insert_val (self->slots, i, slot);
  connect_row (self, i);

  return get_slot (self, i);
}

/* The row behind one that goes is held instead, or else the one before it. */
static void
remove_row (ParlourRowWindow *self, guint i)
{
  ParlourMessageRow *row = get_slot (self, i)->row;

  if (gtk_widget_get_focus_child (self->list) == GTK_WIDGET (row))
    self->lost = self->first + i;
  g_array_remove_index (self->slots, i);
  if (row == self->held) {
    guint heir = MIN (i, self->slots->len - 1);

    self->held = self->slots->len > 0 ? get_slot (self, heir)->row : NULL;
  }

  self->removing = TRUE;
  gtk_widget_unparent (GTK_WIDGET (row));
  self->removing = FALSE;
  if (self->spare->len < MAX_SPARE) {
    parlour_message_row_set_message (row, NULL);
    g_ptr_array_add (self->spare, row);
  } else {
    g_object_unref (row);
  }
}

static void
remove_rows (ParlourRowWindow *self)
{
  while (self->slots->len > 0)
    remove_row (self, self->slots->len - 1);
  self->held = NULL;
}

static void
prepend_row (ParlourRowWindow *self)
{
  ParlourSlot *slot = NULL;

  self->first--;
  slot = insert_row (self, 0);
  slot->height = measure_row (self, slot->row);
  self->top -= slot->height;
  slot->y = self->top;
}

static void
append_row (ParlourRowWindow *self)
{
  ParlourSlot *slot = insert_row (self, self->slots->len);

  slot->height = measure_row (self, slot->row);
  slot->y = self->bottom;
  self->bottom += slot->height;
}

static void
drop_first (ParlourRowWindow *self)
{
  self->top += get_slot (self, 0)->height;
  remove_row (self, 0);
  self->first++;
}

static void
drop_last (ParlourRowWindow *self)
{
  guint last = self->slots->len - 1;

  self->bottom -= get_slot (self, last)->height;
  remove_row (self, last);
}

/* Whether the viewport from @value on has left the window so far that the rows between are not
 * worth making. */
static gboolean
is_far_from (ParlourRowWindow *self, double value, int page)
{
  int far = 3 * page;

  return (self->first > 0 && value + far < self->top) ||
         (get_end (self) < count_messages (self) && value > self->bottom + far);
}

static void
restart_near (ParlourRowWindow *self, double value)
{
  double rows = value < self->top ? (value - self->top) / self->mean
                                  : self->slots->len + (value - self->bottom) / self->mean;
  double position = CLAMP (self->first + rows, 0, count_messages (self) - 1);

  parlour_row_window_restart_at (self, (guint) position, (int) value);
}

static void
prune (ParlourRowWindow *self, double value, int page)
{
  while (self->slots->len > MIN_ROWS && get_slot (self, 0)->row != self->held &&
         get_slot (self, 0)->y + get_slot (self, 0)->height < value - 4 * page)
    drop_first (self);
  while (self->slots->len > MIN_ROWS && get_slot (self, self->slots->len - 1)->row != self->held &&
         get_slot (self, self->slots->len - 1)->y > value + 5 * page)
    drop_last (self);
}

/* So many messages came in between that their rows are not worth making now: those on the other
 * side of them, seen from the held row, go. */
static void
break_off (ParlourRowWindow *self, guint at, guint position, guint added)
{
  int held = parlour_row_window_find (self, GTK_WIDGET (self->held));

  if (held >= (int) at) {
    while (at-- > 0)
      drop_first (self);
    self->first = position + added;
  } else {
    while (self->slots->len > at)
      drop_last (self);
  }
}

/* --- public ------------------------------------------------------------------ */

void
parlour_row_window_init (ParlourRowWindow *self, GtkWidget *list)
{
  self->list = list;
  self->slots = g_array_new (FALSE, FALSE, sizeof (ParlourSlot));
  self->withdrawn = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->mean = GUESSED_HEIGHT;
}

/**
 * parlour_row_window_clear:
 * @self: a window
 *
 * Lets go of everything; the rest is for the end of the list.
 */
void
parlour_row_window_clear (ParlourRowWindow *self)
{
  parlour_row_window_set_messages (self, NULL);
  g_clear_pointer (&self->slots, g_array_unref);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_clear_pointer (&self->withdrawn, g_hash_table_unref);
  g_clear_pointer (&self->first_unread, g_free);
}

/**
 * parlour_row_window_set_messages:
 * @self: a window
 * @messages: (nullable): a list of [class@Chat.Message]
 *
 * Begins with other messages, and without rows.
 */
void
parlour_row_window_set_messages (ParlourRowWindow *self, GListModel *messages)
{
  remove_rows (self);
  g_set_object (&self->messages, messages);
  self->first = 0;
  self->top = self->bottom = 0;
}

void
parlour_row_window_set_first_unread (ParlourRowWindow *self, const char *id)
{
  if (g_set_str (&self->first_unread, id))
    parlour_row_window_connect (self);
}

guint
parlour_row_window_count_messages (ParlourRowWindow *self)
{
  return count_messages (self);
}

/**
 * parlour_row_window_get_end:
 * @self: a window
 *
 * Returns: the position behind the last message that has a row
 */
guint
parlour_row_window_get_end (ParlourRowWindow *self)
{
  return get_end (self);
}

/**
 * parlour_row_window_has_last:
 * @self: a window
 *
 * Returns: whether the last message has a row
 */
gboolean
parlour_row_window_has_last (ParlourRowWindow *self)
{
  return get_end (self) >= count_messages (self);
}

ParlourSlot *
parlour_row_window_get_slot (ParlourRowWindow *self, guint i)
{
  return get_slot (self, i);
}

/**
 * parlour_row_window_find:
 * @self: a window
 * @row: (nullable): a widget
 *
 * Returns: the number of its slot, -1 if it is none of these rows
 */
int
parlour_row_window_find (ParlourRowWindow *self, GtkWidget *row)
{
  for (guint i = 0; row != NULL && i < self->slots->len; i++)
    if (GTK_WIDGET (get_slot (self, i)->row) == row)
      return (int) i;

  return -1;
}

/**
 * parlour_row_window_restart_at:
 * @self: a window
 * @position: of a message
 * @y: where its row begins
 *
 * Starts over with one row.
 */
void
parlour_row_window_restart_at (ParlourRowWindow *self, guint position, int y)
{
  remove_rows (self);
  self->first = position;
  self->top = self->bottom = y;
  if (position < count_messages (self))
    append_row (self);
}

/**
 * parlour_row_window_restart_at_end:
 * @self: a window
 *
 * Starts over with the last messages.
 */
void
parlour_row_window_restart_at_end (ParlourRowWindow *self)
{
  guint n_messages = count_messages (self);

  parlour_row_window_restart_at (self, MAX (n_messages, 1) - 1, 0);
  while (self->first > 0 && self->slots->len < FIRST_ROWS)
    prepend_row (self);
}

/**
 * parlour_row_window_lacks_rows:
 * @self: a window
 * @value: where the viewport begins
 * @page: how high it is
 *
 * Returns: whether the rows do not reach a page beyond the viewport, though
 *   there are messages for more
 */
gboolean
parlour_row_window_lacks_rows (ParlourRowWindow *self, double value, int page)
{
  return (self->first > 0 && self->top > value - page) ||
         (get_end (self) < count_messages (self) && self->bottom < value + 2 * page);
}

/**
 * parlour_row_window_fill:
 * @self: a window
 * @value: where the viewport begins
 * @page: how high it is
 *
 * Makes the rows that the viewport needs, and lets go of those far away.
 *
 * Returns: whether anything changed
 */
gboolean
parlour_row_window_fill (ParlourRowWindow *self, double value, int page)
{
  if (self->slots->len == 0 || self->width <= 0 || page <= 0 ||
      !parlour_row_window_lacks_rows (self, value, page))
    return FALSE;

  if (is_far_from (self, value, page))
    restart_near (self, value);
  while (self->first > 0 && self->top > value - page)
    prepend_row (self);
  while (get_end (self) < count_messages (self) && self->bottom < value + 2 * page)
    append_row (self);
  prune (self, value, page);

  return TRUE;
}

/**
 * parlour_row_window_splice:
 * @self: a window
 * @position: where the messages changed, not beyond the window
 * @removed: how many are gone
 * @added: how many came in their place
 *
 * Follows a change of the messages.
 */
void
parlour_row_window_splice (ParlourRowWindow *self, guint position, guint removed, guint added)
{
  guint from = MAX (position, self->first) - self->first;
  guint to = MIN (position + removed, get_end (self)) - self->first;

  if (position + removed <= self->first) {
    self->first += added - removed;
    return;
  }

  for (guint i = from; i < to; i++)
    remove_row (self, from);
  if (position < self->first)
    self->first = position;

  if (added > MAX_SPLICED && self->slots->len > 0) {
    break_off (self, from, position, added);
    return;
  }
  for (guint i = 0; i < added; i++)
    insert_row (self, from + i)->y = from + i > 0 ? get_slot (self, from + i - 1)->y : self->top;
}

/**
 * parlour_row_window_connect:
 * @self: a window
 *
 * Tells every row what its neighbours are now.
 */
void
parlour_row_window_connect (ParlourRowWindow *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    connect_row (self, i);
}

/**
 * parlour_row_window_lay_out:
 * @self: a window
 * @width: of the list
 *
 * Measures the rows, and gives each its coordinate: from the held row in both
 * directions, or else downwards from the top.
 */
void
parlour_row_window_lay_out (ParlourRowWindow *self, int width)
{
  int held = parlour_row_window_find (self, GTK_WIDGET (self->held));

  self->width = width;
  for (guint i = 0; i < self->slots->len; i++)
    get_slot (self, i)->height = measure_row (self, get_slot (self, i)->row);

  if (held >= 0) {
    self->top = get_slot (self, (guint) held)->y;
    for (guint i = 0; i < (guint) held; i++)
      self->top -= get_slot (self, i)->height;
  }

  self->bottom = self->top;
  for (guint i = 0; i < self->slots->len; i++) {
    get_slot (self, i)->y = self->bottom;
    self->bottom += get_slot (self, i)->height;
  }
  if (self->slots->len > 0)
    self->mean = MAX ((double) (self->bottom - self->top) / self->slots->len, 1);
}
