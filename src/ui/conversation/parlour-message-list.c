/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of a room, one below the other: a scrollable that never moves
 * what somebody reads.
 *
 * GtkListView cannot be trusted to stand at its end, GtkListBox pays for every
 * message that was ever loaded, and both shift what is on screen when something
 * above changes.  This widget has rows only for the messages near the viewport
 * (the window), and coordinates that nobody renumbers:
 *
 *      lower                       estimated: as many rows as are not there
 *        :                         times the mean height
 *      top   +-------------+
 *            | rows[0]     |       message number `first`
 *            |  ...        |
 *      bottom+-------------+
 *        :                         estimated
 *      upper
 *
 * A row that comes in above is placed above `top`, and `top` moves up: value and
 * the rows on screen keep their numbers.  Two states, of which the person who
 * scrolls chooses one:
 *
 *      STUCK   the end stays at the lower edge, whatever is added or grows
 *      HELD    the row `held` (the first on screen) keeps its coordinate, rows
 *              above it are laid out upwards from it, rows below downwards
 */
#include "parlour-message-list.h"

#include "chat-message.h"
#include "chat-timeline.h"
#include "parlour-message-row.h"

#define PADDING_TOP 12
#define PADDING_BOTTOM 4
#define FIRST_ROWS 24
#define MIN_ROWS 16
#define MAX_SPARE 24
#define GUESSED_HEIGHT 56

typedef enum {
  STUCK,
  HELD,
} Anchor;

typedef struct {
  ParlourMessageRow *row;
  int y;
  int height;
} Slot;

struct _ParlourMessageList {
  GtkWidget parent_instance;

  GListModel *messages;
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  guint hscroll_policy : 1;
  guint vscroll_policy : 1;

  GArray *slots;    /* Slot: the window */
  GPtrArray *spare; /* rows that have no message */
  guint first;      /* position of the window's first message */
  int top;
  int bottom;
  double mean; /* height of a row */

  Anchor anchor;
  ParlourMessageRow *held; /* while HELD and there are rows */
  guint n_new;             /* messages that came while HELD */
  char *first_unread;

  int width;
  gboolean configuring; /* the adjustment changes because of us */
  gboolean removing;    /* a row goes, and takes the focus with it */
  guint settle_id;
};

typedef enum {
  PROP_MESSAGES = 1,
  PROP_FIRST_UNREAD,
  PROP_AT_END,
  PROP_N_NEW,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
} ParlourMessageListProperty;

static GParamSpec *properties[PROP_N_NEW + 1];

G_DEFINE_FINAL_TYPE_WITH_CODE (ParlourMessageList,
                               parlour_message_list,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static Slot *
get_slot (ParlourMessageList *self, guint i)
{
  return &g_array_index (self->slots, Slot, i);
}

static guint
count_messages (ParlourMessageList *self)
{
  return self->messages != NULL ? g_list_model_get_n_items (self->messages) : 0;
}

/* The position behind the window's last message. */
static guint
get_end (ParlourMessageList *self)
{
  return self->first + self->slots->len;
}

static double
get_value (ParlourMessageList *self)
{
  return self->vadjustment != NULL ? gtk_adjustment_get_value (self->vadjustment) : 0;
}

static int
get_page (ParlourMessageList *self)
{
  return gtk_widget_get_height (GTK_WIDGET (self));
}

static void
set_n_new (ParlourMessageList *self, guint n_new)
{
  if (self->n_new == n_new)
    return;

  self->n_new = n_new;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void
set_anchor (ParlourMessageList *self, Anchor anchor, ParlourMessageRow *held)
{
  gboolean changed = self->anchor != anchor;

  self->anchor = anchor;
  self->held = anchor == HELD ? held : NULL;
  if (anchor == STUCK)
    set_n_new (self, 0);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

/* --- rows ------------------------------------------------------------------ */

/* Whether the line of the new messages stands above @message. */
static gboolean
is_first_unread (ParlourMessageList *self, ChatMessage *message)
{
  return message != NULL && self->first_unread != NULL &&
         g_str_equal (chat_message_get_id (message), self->first_unread);
}

/* The number in "3 new messages": those of others from the line on. */
static guint
count_unread (ParlourMessageList *self, guint position)
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
connect_row (ParlourMessageList *self, guint i)
{
  ParlourMessageRow *row = get_slot (self, i)->row;
  guint position = self->first + i;
  gboolean is_line = is_first_unread (self, parlour_message_row_get_message (row));
  g_autoptr (ChatMessage) previous = NULL;
  g_autoptr (ChatMessage) next = g_list_model_get_item (self->messages, position + 1);

  if (position > 0)
    previous = g_list_model_get_item (self->messages, position - 1);
  parlour_message_row_set_n_unread (row, is_line ? count_unread (self, position) : 0);
  parlour_message_row_connect (row, previous, is_first_unread (self, next) ? NULL : next);
}

static void
connect_rows (ParlourMessageList *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    connect_row (self, i);
}

static int
measure_row (ParlourMessageRow *row, int width)
{
  int minimum = 0;
  int natural = 0;

  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (row), GTK_ORIENTATION_VERTICAL, MAX (width, minimum), NULL,
                      &natural, NULL, NULL);

  return natural;
}

/* Makes row number @i of the window, which the caller places. */
static Slot *
insert_row (ParlourMessageList *self, guint i)
{
  g_autoptr (ChatMessage) message = g_list_model_get_item (self->messages, self->first + i);
  GtkWidget *before = i > 0 ? GTK_WIDGET (get_slot (self, i - 1)->row) : NULL;
  Slot slot = { NULL, 0, 0 };

  if (self->spare->len > 0)
    slot.row = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  else
    slot.row = g_object_ref_sink (parlour_message_row_new ());

  parlour_message_row_set_message (slot.row, message);
  gtk_widget_insert_after (GTK_WIDGET (slot.row), GTK_WIDGET (self), before);
  g_array_insert_val (self->slots, i, slot);
  connect_row (self, i);

  return get_slot (self, i);
}

static void
remove_row (ParlourMessageList *self, guint i)
{
  ParlourMessageRow *row = get_slot (self, i)->row;

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
remove_rows (ParlourMessageList *self)
{
  while (self->slots->len > 0)
    remove_row (self, self->slots->len - 1);
  self->held = NULL;
}

static void
prepend_row (ParlourMessageList *self)
{
  Slot *slot = NULL;

  self->first--;
  slot = insert_row (self, 0);
  slot->height = measure_row (slot->row, self->width);
  self->top -= slot->height;
  slot->y = self->top;
}

static void
append_row (ParlourMessageList *self)
{
  Slot *slot = insert_row (self, self->slots->len);

  slot->height = measure_row (slot->row, self->width);
  slot->y = self->bottom;
  self->bottom += slot->height;
}

/* Starts over with one row at @position, whose upper edge is at @y. */
static void
restart_at (ParlourMessageList *self, guint position, int y)
{
  remove_rows (self);
  self->first = position;
  self->top = self->bottom = y;
  if (position < count_messages (self))
    append_row (self);
}

/* Starts over with the last messages. */
static void
restart_at_end (ParlourMessageList *self)
{
  guint n_messages = count_messages (self);

  restart_at (self, MAX (n_messages, 1) - 1, 0);
  while (self->first > 0 && self->slots->len < FIRST_ROWS)
    prepend_row (self);
}

/* Whether the viewport from @value on has left the window so far that the rows between are not
 * worth making. */
static gboolean
has_left_window (ParlourMessageList *self, double value)
{
  int far = 3 * get_page (self);

  return (self->first > 0 && value + far < self->top) ||
         (get_end (self) < count_messages (self) && value > self->bottom + far);
}

static void
restart_near (ParlourMessageList *self, double value)
{
  double rows = value < self->top ? (value - self->top) / self->mean
                                  : self->slots->len + (value - self->bottom) / self->mean;
  double position = CLAMP (self->first + rows, 0, count_messages (self) - 1);

  restart_at (self, (guint) position, (int) value);
}

static void
prune (ParlourMessageList *self, double value, int page)
{
  while (self->slots->len > MIN_ROWS && get_slot (self, 0)->row != self->held &&
         get_slot (self, 0)->y + get_slot (self, 0)->height < value - 4 * page) {
    self->top += get_slot (self, 0)->height;
    remove_row (self, 0);
    self->first++;
  }
  while (self->slots->len > MIN_ROWS && get_slot (self, self->slots->len - 1)->row != self->held &&
         get_slot (self, self->slots->len - 1)->y > value + 5 * page) {
    self->bottom -= get_slot (self, self->slots->len - 1)->height;
    remove_row (self, self->slots->len - 1);
  }
}

/* Whether the rows do not reach a page beyond the viewport, and there are messages for more. */
static gboolean
lacks_rows (ParlourMessageList *self, double value, int page)
{
  return (self->first > 0 && self->top > value - page) ||
         (get_end (self) < count_messages (self) && self->bottom < value + 2 * page);
}

/* Makes the rows that the viewport needs and lets go of those that are far away. */
static void
fill (ParlourMessageList *self)
{
  int page = get_page (self);
  double value = self->anchor == STUCK ? self->bottom - page : get_value (self);

  if (self->messages == NULL || self->slots->len == 0 || self->width <= 0 || page <= 0 ||
      !lacks_rows (self, value, page))
    return;

  if (has_left_window (self, value))
    restart_near (self, value);
  while (self->first > 0 && self->top > value - page)
    prepend_row (self);
  while (get_end (self) < count_messages (self) && self->bottom < value + 2 * page)
    append_row (self);
  prune (self, value, page);
  connect_rows (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Whether the end came to the lower edge without anybody scrolling there. */
static gboolean
has_reached_end (ParlourMessageList *self, double value, int page)
{
  return self->anchor == HELD && get_end (self) >= count_messages (self) &&
         value >= self->bottom + PADDING_BOTTOM - page - 1;
}

static void
settle_cb (gpointer data)
{
  ParlourMessageList *self = data;

  self->settle_id = 0;
  fill (self);
  if (has_reached_end (self, get_value (self), get_page (self)))
    set_anchor (self, STUCK, NULL);
}

/* --- layout ---------------------------------------------------------------- */

static void
measure_rows (ParlourMessageList *self, int width)
{
  int sum = 0;

  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = get_slot (self, i);

    slot->height = measure_row (slot->row, width);
    sum += slot->height;
  }
  if (self->slots->len > 0)
    self->mean = MAX ((double) sum / self->slots->len, 1);
}

/* Gives each row its coordinate: from the held row in both directions, or from the top. */
static void
place_rows (ParlourMessageList *self)
{
  guint start = 0;

  if (self->anchor == HELD)
    for (guint i = 0; i < self->slots->len; i++)
      if (get_slot (self, i)->row == self->held)
        start = i;

  if (self->anchor == HELD && self->slots->len > 0) {
    self->top = get_slot (self, start)->y;
    for (guint i = start; i > 0; i--)
      self->top -= get_slot (self, i - 1)->height;
  }

  self->bottom = self->top;
  for (guint i = 0; i < self->slots->len; i++) {
    get_slot (self, i)->y = self->bottom;
    self->bottom += get_slot (self, i)->height;
  }
}

/* Tells the scrollbar how things stand.  Returns: the value, as it is now. */
static double
configure_adjustment (ParlourMessageList *self, int page)
{
  guint after = count_messages (self) - MIN (get_end (self), count_messages (self));
  double lower = self->top - PADDING_TOP - self->first * self->mean;
  double upper = self->bottom + PADDING_BOTTOM + after * self->mean;
  double value = self->anchor == STUCK ? upper - page : get_value (self);

  /* Few messages stand at the lower edge, where the next one will come. */
  lower = MIN (lower, upper - page);
  value = CLAMP (value, lower, upper - page);

  if (self->vadjustment != NULL) {
    self->configuring = TRUE;
    gtk_adjustment_configure (self->vadjustment, value, lower, upper, page * 0.1, page * 0.9, page);
    self->configuring = FALSE;
  }

  return value;
}

static void
parlour_message_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);
  double value = 0;

  self->width = width;
  measure_rows (self, width);
  place_rows (self);
  value = configure_adjustment (self, height);
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, width, width, width);

  for (guint i = 0; i < self->slots->len; i++) {
    Slot *slot = get_slot (self, i);
    GtkAllocation place = { 0, slot->y - (int) round (value), width, slot->height };

    gtk_widget_size_allocate (GTK_WIDGET (slot->row), &place, -1);
  }

  /* Children cannot come while they are being placed, nor may listeners hear of it. */
  if (self->settle_id == 0 &&
      (lacks_rows (self, value, height) || has_reached_end (self, value, height)))
    self->settle_id = g_timeout_add_once (0, settle_cb, self);
}

static void
parlour_message_list_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;

  for (guint i = 0; i < self->slots->len; i++) {
    int row_minimum = 0;
    int row_natural = 0;

    gtk_widget_measure (GTK_WIDGET (get_slot (self, i)->row), orientation, -1, &row_minimum,
                        &row_natural, NULL, NULL);
    *minimum = MAX (*minimum, row_minimum);
    *natural = MAX (*natural, row_natural);
  }
}

static GtkSizeRequestMode
parlour_message_list_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* --- scrolling ------------------------------------------------------------- */

static ParlourMessageRow *
find_first_visible (ParlourMessageList *self, double value)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (get_slot (self, i)->y + get_slot (self, i)->height > value)
      return get_slot (self, i)->row;

  return self->slots->len > 0 ? get_slot (self, self->slots->len - 1)->row : NULL;
}

static void
value_changed_cb (ParlourMessageList *self)
{
  double value = get_value (self);
  double page = gtk_adjustment_get_page_size (self->vadjustment);
  gboolean at_end = get_end (self) >= count_messages (self) &&
                    value >= gtk_adjustment_get_upper (self->vadjustment) - page - 1;

  if (self->configuring)
    return;

  set_anchor (self, at_end ? STUCK : HELD, NULL);
  fill (self);
  if (!at_end)
    set_anchor (self, HELD, find_first_visible (self, value));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
set_vadjustment (ParlourMessageList *self, GtkAdjustment *adjustment)
{
  if (self->vadjustment != NULL)
    g_signal_handlers_disconnect_by_func (self->vadjustment, value_changed_cb, self);

  if (g_set_object (&self->vadjustment, adjustment))
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (value_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* --- the model ------------------------------------------------------------- */

static guint
count_others (ParlourMessageList *self, guint position, guint added)
{
  guint others = 0;

  for (guint i = position; i < position + added; i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (self->messages, i);

    others += !chat_message_get_own (message);
  }

  return others;
}

/* Replaces rows in the middle of the window. */
static void
splice_window (ParlourMessageList *self, guint position, guint removed, guint added)
{
  guint end = get_end (self);
  guint from = MAX (position, self->first) - self->first;
  guint to = MIN (position + removed, end) - self->first;

  for (guint i = from; i < to; i++)
    remove_row (self, from);
  if (position < self->first)
    self->first = position;

  for (guint i = 0; i < added; i++)
    insert_row (self, from + i)->y = from + i > 0 ? get_slot (self, from + i - 1)->y : self->top;
  if (self->anchor == HELD && self->held == NULL && self->slots->len > 0)
    self->held = get_slot (self, MIN (from, self->slots->len - 1))->row;
}

static void
items_changed_cb (ParlourMessageList *self, guint position, guint removed, guint added)
{
  guint end = get_end (self);
  gboolean was_whole = end == count_messages (self) - added + removed;

  if (position == end && removed == 0 && self->slots->len > 0) {
    if (self->anchor == HELD)
      set_n_new (self, self->n_new + count_others (self, position, added));
    else if (was_whole && added > FIRST_ROWS)
      restart_at_end (self);
    else if (was_whole)
      splice_window (self, position, 0, added);
  } else if (position > end) {
    if (self->anchor == HELD && removed == 0)
      set_n_new (self, self->n_new + count_others (self, position, added));
  } else if (position + removed <= self->first && self->slots->len > 0) {
    self->first += added - removed;
  } else if (self->slots->len == 0 || added > 2 * FIRST_ROWS) {
    set_anchor (self, STUCK, NULL);
    restart_at_end (self);
  } else {
    splice_window (self, position, removed, added);
  }

  connect_rows (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- keyboard -------------------------------------------------------------- */

static void
ensure_visible (ParlourMessageList *self, guint i)
{
  Slot *slot = get_slot (self, i);
  double value = get_value (self);
  int page = get_page (self);

  if (self->vadjustment == NULL)
    return;
  if (slot->y < value)
    gtk_adjustment_set_value (self->vadjustment, slot->y - PADDING_TOP);
  else if (slot->y + slot->height > value + page)
    gtk_adjustment_set_value (self->vadjustment, slot->y + slot->height + PADDING_BOTTOM - page);
}

static int
find_focused (ParlourMessageList *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));

  for (guint i = 0; child != NULL && i < self->slots->len; i++)
    if (GTK_WIDGET (get_slot (self, i)->row) == child)
      return (int) i;

  return -1;
}

static gboolean
focus_row (ParlourMessageList *self, int i)
{
  GtkWidget *row = NULL;

  if (i < 0 || i >= (int) self->slots->len)
    return FALSE;

  /* Scrolling there may put other rows in front of it. */
  row = GTK_WIDGET (get_slot (self, (guint) i)->row);
  ensure_visible (self, (guint) i);

  return gtk_widget_grab_focus (row);
}

/* The last row that can be seen whole, or else any that can be seen. */
static int
find_last_visible (ParlourMessageList *self)
{
  double value = get_value (self);

  for (int i = (int) self->slots->len - 1; i >= 0; i--) {
    Slot *slot = get_slot (self, (guint) i);

    if (slot->y + slot->height <= value + get_page (self) || slot->y <= value)
      return i;
  }

  return -1;
}

/* One stop for Tab, and another for each thing in the row where the focus is; arrows go from row to
 * row. */
static gboolean
parlour_message_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);
  int focused = find_focused (self);

  if (self->removing)
    return FALSE;
  if (focused < 0)
    return focus_row (self, find_last_visible (self));

  switch (direction) {
  case GTK_DIR_UP:
    fill (self);
    return focus_row (self, find_focused (self) - 1);
  case GTK_DIR_DOWN:
    fill (self);
    return focus_row (self, find_focused (self) + 1);
  case GTK_DIR_TAB_FORWARD:
  case GTK_DIR_TAB_BACKWARD:
  case GTK_DIR_LEFT:
  case GTK_DIR_RIGHT:
    return gtk_widget_child_focus (GTK_WIDGET (get_slot (self, (guint) focused)->row), direction);
  }

  return FALSE;
}

/* --- object ---------------------------------------------------------------- */

static void
set_first_unread (ParlourMessageList *self, const char *id)
{
  if (!g_set_str (&self->first_unread, id))
    return;

  connect_rows (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIRST_UNREAD]);
}

static void
parlour_message_list_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (object);

  switch ((ParlourMessageListProperty) property_id) {
  case PROP_MESSAGES:
    g_value_set_object (value, self->messages);
    break;
  case PROP_FIRST_UNREAD:
    g_value_set_string (value, self->first_unread);
    break;
  case PROP_AT_END:
    g_value_set_boolean (value, self->anchor == STUCK);
    break;
  case PROP_N_NEW:
    g_value_set_uint (value, self->n_new);
    break;
  case PROP_HADJUSTMENT:
    g_value_set_object (value, self->hadjustment);
    break;
  case PROP_VADJUSTMENT:
    g_value_set_object (value, self->vadjustment);
    break;
  case PROP_HSCROLL_POLICY:
    g_value_set_enum (value, self->hscroll_policy);
    break;
  case PROP_VSCROLL_POLICY:
    g_value_set_enum (value, self->vscroll_policy);
    break;
  }
}

static void
parlour_message_list_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (object);

  switch ((ParlourMessageListProperty) property_id) {
  case PROP_MESSAGES:
    parlour_message_list_set_messages (self, g_value_get_object (value));
    break;
  case PROP_FIRST_UNREAD:
    set_first_unread (self, g_value_get_string (value));
    break;
  case PROP_HADJUSTMENT:
    g_set_object (&self->hadjustment, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    set_vadjustment (self, g_value_get_object (value));
    break;
  case PROP_HSCROLL_POLICY:
    self->hscroll_policy = g_value_get_enum (value) & 1;
    break;
  case PROP_VSCROLL_POLICY:
    self->vscroll_policy = g_value_get_enum (value) & 1;
    break;
  case PROP_AT_END:
  case PROP_N_NEW:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_message_list_dispose (GObject *object)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  parlour_message_list_set_messages (self, NULL);
  g_ptr_array_set_size (self->spare, 0);
  set_vadjustment (self, NULL);
  g_clear_object (&self->hadjustment);

  G_OBJECT_CLASS (parlour_message_list_parent_class)->dispose (object);
}

static void
parlour_message_list_finalize (GObject *object)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (object);

  g_array_unref (self->slots);
  g_ptr_array_unref (self->spare);
  g_free (self->first_unread);

  G_OBJECT_CLASS (parlour_message_list_parent_class)->finalize (object);
}

static void
parlour_message_list_class_init (ParlourMessageListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_message_list_get_property;
  object_class->set_property = parlour_message_list_set_property;
  object_class->dispose = parlour_message_list_dispose;
  object_class->finalize = parlour_message_list_finalize;
  widget_class->get_request_mode = parlour_message_list_get_request_mode;
  widget_class->measure = parlour_message_list_measure;
  widget_class->size_allocate = parlour_message_list_size_allocate;
  widget_class->focus = parlour_message_list_focus;

  properties[PROP_MESSAGES] =
    g_param_spec_object ("messages", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FIRST_UNREAD] =
    g_param_spec_string ("first-unread", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_AT_END] =
    g_param_spec_boolean ("at-end", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEW] =
    g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  gtk_widget_class_set_css_name (widget_class, "messagelist");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LOG);
}

static void
parlour_message_list_init (ParlourMessageList *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  self->mean = GUESSED_HEIGHT;
  self->anchor = STUCK;

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * parlour_message_list_new:
 * @messages: (nullable): a list of [class@Chat.Message]
 *
 * Returns: (transfer floating): a list that stands at its end
 */
GtkWidget *
parlour_message_list_new (GListModel *messages)
{
  return g_object_new (PARLOUR_TYPE_MESSAGE_LIST, "messages", messages, NULL);
}

/**
 * parlour_message_list_get_messages:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the messages that it shows
 */
GListModel *
parlour_message_list_get_messages (ParlourMessageList *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), NULL);

  return self->messages;
}

/**
 * parlour_message_list_set_messages:
 * @self: a list
 * @messages: (nullable): a list of [class@Chat.Message]
 *
 * Shows other messages, from their end.
 */
void
parlour_message_list_set_messages (ParlourMessageList *self, GListModel *messages)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));

  if (self->messages == messages)
    return;

  if (self->messages != NULL)
    g_signal_handlers_disconnect_by_func (self->messages, items_changed_cb, self);
  remove_rows (self);
  g_set_object (&self->messages, messages);
  self->first = 0;
  self->top = self->bottom = 0;
  set_anchor (self, STUCK, NULL);

  if (messages != NULL) {
    g_signal_connect_object (messages, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
    restart_at_end (self);
    connect_rows (self);
    fill (self);
  }
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGES]);
}

/**
 * parlour_message_list_scroll_to_end:
 * @self: a list
 *
 * Goes to the last message, and stays with whatever comes behind it.
 */
void
parlour_message_list_scroll_to_end (ParlourMessageList *self)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));

  if (get_end (self) < count_messages (self))
    restart_at_end (self);
  set_anchor (self, STUCK, NULL);
  connect_rows (self);
  fill (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * parlour_message_list_scroll_to:
 * @self: a list
 * @position: of a message
 * @offset: how far below the upper edge of the viewport the message begins
 *
 * Shows a message, lower than asked for where not enough messages follow it.
 */
void
parlour_message_list_scroll_to (ParlourMessageList *self, guint position, int offset)
{
  Slot *slot = NULL;

  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));
  g_return_if_fail (position < count_messages (self));

  if (position < self->first || position >= get_end (self))
    restart_at (self, position, (int) get_value (self));
  slot = get_slot (self, position - self->first);
  set_anchor (self, HELD, slot->row);

  if (self->vadjustment != NULL) {
    int page = get_page (self);
    double value = slot->y - offset;

    self->configuring = TRUE;
    gtk_adjustment_configure (self->vadjustment, value, MIN (value, self->top),
                              MAX (value + page, self->bottom + page), 1, page, page);
    self->configuring = FALSE;
  }
  fill (self);
  connect_rows (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * parlour_message_list_get_place:
 * @self: a list
 * @offset: (out): where it begins, from the upper edge of the viewport
 *
 * Says what is read now, for [method@Parlour.MessageList.scroll_to] later.
 *
 * Returns: (transfer none) (nullable): the first message on the screen, %NULL if
 *   the list stands at its end
 */
ChatMessage *
parlour_message_list_get_place (ParlourMessageList *self, int *offset)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), NULL);
  g_return_val_if_fail (offset != NULL, NULL);

  for (guint i = 0; self->anchor == HELD && i < self->slots->len; i++) {
    Slot *slot = get_slot (self, i);

    if (slot->row == self->held) {
      *offset = (int) (slot->y - get_value (self));
      return parlour_message_row_get_message (slot->row);
    }
  }

  return NULL;
}

/**
 * parlour_message_list_get_at_end:
 * @self: a list
 *
 * Returns: whether the last message is at the lower edge and stays there
 */
gboolean
parlour_message_list_get_at_end (ParlourMessageList *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), TRUE);

  return self->anchor == STUCK;
}

/**
 * parlour_message_list_get_n_new:
 * @self: a list
 *
 * Returns: how many messages of others came since the end was left
 */
guint
parlour_message_list_get_n_new (ParlourMessageList *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), 0);

  return self->n_new;
}

/**
 * parlour_message_list_get_row:
 * @self: a list
 * @position: of a message
 *
 * Returns: (transfer none) (nullable): the widget that shows the message, if it
 *   is near the viewport
 */
GtkWidget *
parlour_message_list_get_row (ParlourMessageList *self, guint position)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), NULL);

  if (position < self->first || position >= get_end (self))
    return NULL;

  return GTK_WIDGET (get_slot (self, position - self->first)->row);
}
