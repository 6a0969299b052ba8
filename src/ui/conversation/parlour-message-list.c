/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The messages of a room, one below the other: a scrollable that never moves
 * what somebody reads.
 *
 * GtkListView cannot be trusted to stand at its end, GtkListBox pays for every
 * message that was ever loaded, and both shift what is on screen when something
 * above changes.  Here only the messages near the viewport have rows, with
 * coordinates that do not change when others come in above (ParlourRowWindow);
 * what has no row is estimated, so that the scrollbar tells roughly the truth.
 *
 * Two states, of which the person who scrolls chooses one:
 *
 *      STUCK   the end stays at the lower edge, whatever is added or grows
 *      HELD    the first row on screen keeps its coordinate, and the viewport too
 */
#include "parlour-message-list.h"

#include "chat-message.h"
#include "chat-timeline.h"
#include "parlour-message-row.h"
#include "parlour-row-window.h"

#define PADDING_TOP 12
#define PADDING_BOTTOM 4
#define FIRST_ROWS 24
#define MANY 24 /* so many new messages are not worth a row each when only the last are seen */

typedef enum {
  STUCK,
  HELD,
} Anchor;

struct _ParlourMessageList {
  GtkWidget parent_instance;

  ParlourRowWindow rows;
  GtkAdjustment *hadjustment;
  GtkAdjustment *vadjustment;
  guint hscroll_policy : 1;
  guint vscroll_policy : 1;

  Anchor anchor;
  guint n_new; /* messages that came while HELD */

  gboolean configuring; /* the adjustment changes because of us */
  guint settle_id;
  guint midnight_id; /* while it can be seen */
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

static ParlourSlot *
get_slot (ParlourMessageList *self, guint i)
{
  return parlour_row_window_get_slot (&self->rows, i);
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
  self->rows.held = anchor == HELD ? held : NULL;
  if (anchor == STUCK)
    set_n_new (self, 0);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AT_END]);
}

/* Makes the rows that the viewport needs and lets go of those that are far away. */
static void
fill (ParlourMessageList *self)
{
  int page = get_page (self);
  double value = self->anchor == STUCK ? self->rows.bottom - page : get_value (self);

  if (parlour_row_window_fill (&self->rows, value, page))
    gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* Whether the end came to the lower edge without anybody scrolling there. */
static gboolean
has_reached_end (ParlourMessageList *self, double value, int page)
{
  return self->anchor == HELD && parlour_row_window_has_last (&self->rows) &&
         value >= self->rows.bottom + PADDING_BOTTOM - page - 1;
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

/* Tells the scrollbar how things stand.  Returns: the value, as it is now. */
static double
configure_adjustment (ParlourMessageList *self, int page)
{
  ParlourRowWindow *rows = &self->rows;
  guint after = parlour_row_window_has_last (rows)
                  ? 0
                  : parlour_row_window_count_messages (rows) - parlour_row_window_get_end (rows);
  double lower = rows->top - PADDING_TOP - rows->first * rows->mean;
  double upper = rows->bottom + PADDING_BOTTOM + after * rows->mean;
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

  parlour_row_window_lay_out (&self->rows, width);
  value = configure_adjustment (self, height);
  if (self->hadjustment != NULL)
    gtk_adjustment_configure (self->hadjustment, 0, 0, width, width, width, width);

  for (guint i = 0; i < self->rows.slots->len; i++) {
    ParlourSlot *slot = get_slot (self, i);
    GtkAllocation place = { 0, slot->y - (int) round (value), width, slot->height };

    gtk_widget_size_allocate (GTK_WIDGET (slot->row), &place, -1);
  }

  /* Children cannot come while they are being placed, nor may listeners hear of it. */
  if (self->settle_id == 0 && (parlour_row_window_lacks_rows (&self->rows, value, height) ||
                               has_reached_end (self, value, height)))
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

  for (guint i = 0; i < self->rows.slots->len; i++) {
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
  guint n_rows = self->rows.slots->len;

  for (guint i = 0; i < n_rows; i++)
    if (get_slot (self, i)->y + get_slot (self, i)->height > value)
      return get_slot (self, i)->row;

  return n_rows > 0 ? get_slot (self, n_rows - 1)->row : NULL;
}

static void
value_changed_cb (ParlourMessageList *self)
{
  double value = get_value (self);
  double page = gtk_adjustment_get_page_size (self->vadjustment);
  gboolean at_end = parlour_row_window_has_last (&self->rows) &&
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

/* --- time ------------------------------------------------------------------ */

static guint
count_seconds_to_midnight (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight =
    g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                           g_date_time_get_day_of_month (tomorrow), 0, 0, 0);

  return (guint) MAX (g_date_time_difference (midnight, now) / G_USEC_PER_SEC, 0) + 1;
}

/* What was today is yesterday now. */
static void
day_ended_cb (gpointer data)
{
  ParlourMessageList *self = data;

  parlour_row_window_connect (&self->rows);
  self->midnight_id = g_timeout_add_seconds_once (count_seconds_to_midnight (), day_ended_cb, self);
}

static void
parlour_message_list_map (GtkWidget *widget)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);

  GTK_WIDGET_CLASS (parlour_message_list_parent_class)->map (widget);

  day_ended_cb (self);
}

static void
parlour_message_list_unmap (GtkWidget *widget)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);

  g_clear_handle_id (&self->midnight_id, g_source_remove);

  GTK_WIDGET_CLASS (parlour_message_list_parent_class)->unmap (widget);
}

/* --- the model ------------------------------------------------------------- */

static guint
count_others (ParlourMessageList *self, guint position, guint added)
{
  guint others = 0;

  for (guint i = position; i < position + added; i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (self->rows.messages, i);

    others += !chat_message_get_own (message);
  }

  return others;
}

static void
items_changed_cb (ParlourMessageList *self, guint position, guint removed, guint added)
{
  guint end = parlour_row_window_get_end (&self->rows);
  gboolean is_behind = position >= end && removed == 0;
  gboolean was_whole = end == parlour_row_window_count_messages (&self->rows) - added + removed;

  if (self->anchor == HELD && is_behind)
    set_n_new (self, self->n_new + count_others (self, position, added));

  if (self->rows.slots->len == 0 || (self->anchor == STUCK && added > MANY)) {
    set_anchor (self, STUCK, NULL);
    parlour_row_window_restart_at_end (&self->rows);
  } else if (position < end || (position == end && was_whole && self->anchor == STUCK)) {
    parlour_row_window_splice (&self->rows, position, removed, added);
  }

  parlour_row_window_connect (&self->rows);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* --- keyboard -------------------------------------------------------------- */

static void
ensure_visible (ParlourMessageList *self, guint i)
{
  ParlourSlot *slot = get_slot (self, i);
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
  return parlour_row_window_find (&self->rows, gtk_widget_get_focus_child (GTK_WIDGET (self)));
}

static gboolean
focus_row (ParlourMessageList *self, int i)
{
  GtkWidget *row = NULL;

  if (i < 0 || i >= (int) self->rows.slots->len)
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

  for (int i = (int) self->rows.slots->len - 1; i >= 0; i--) {
    ParlourSlot *slot = get_slot (self, (guint) i);

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

  if (self->rows.removing)
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
  if (g_strcmp0 (self->rows.first_unread, id) == 0)
    return;

  parlour_row_window_set_first_unread (&self->rows, id);
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
    g_value_set_object (value, self->rows.messages);
    break;
  case PROP_FIRST_UNREAD:
    g_value_set_string (value, self->rows.first_unread);
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
  g_clear_handle_id (&self->midnight_id, g_source_remove);
  parlour_message_list_set_messages (self, NULL);
  g_ptr_array_set_size (self->rows.spare, 0);
  set_vadjustment (self, NULL);
  g_clear_object (&self->hadjustment);

  G_OBJECT_CLASS (parlour_message_list_parent_class)->dispose (object);
}

static void
parlour_message_list_finalize (GObject *object)
{
  parlour_row_window_clear (&PARLOUR_MESSAGE_LIST (object)->rows);

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
  widget_class->map = parlour_message_list_map;
  widget_class->unmap = parlour_message_list_unmap;

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
  parlour_row_window_init (&self->rows, GTK_WIDGET (self));
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

  return self->rows.messages;
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

  if (self->rows.messages == messages)
    return;

  if (self->rows.messages != NULL)
    g_signal_handlers_disconnect_by_func (self->rows.messages, items_changed_cb, self);
  parlour_row_window_set_messages (&self->rows, messages);
  set_anchor (self, STUCK, NULL);

  if (messages != NULL) {
    g_signal_connect_object (messages, "items-changed", G_CALLBACK (items_changed_cb), self,
                             G_CONNECT_SWAPPED);
    parlour_row_window_restart_at_end (&self->rows);
    parlour_row_window_connect (&self->rows);
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

  if (!parlour_row_window_has_last (&self->rows))
    parlour_row_window_restart_at_end (&self->rows);
  set_anchor (self, STUCK, NULL);
  parlour_row_window_connect (&self->rows);
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
  ParlourRowWindow *rows = &self->rows;
  ParlourSlot *slot = NULL;

  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));
  g_return_if_fail (position < parlour_row_window_count_messages (rows));

  if (position < rows->first || position >= parlour_row_window_get_end (rows))
    parlour_row_window_restart_at (rows, position, (int) get_value (self));
  slot = get_slot (self, position - rows->first);
  set_anchor (self, HELD, slot->row);

  if (self->vadjustment != NULL) {
    int page = get_page (self);
    double value = slot->y - offset;

    self->configuring = TRUE;
    gtk_adjustment_configure (self->vadjustment, value, MIN (value, rows->top),
                              MAX (value + page, rows->bottom + page), 1, page, page);
    self->configuring = FALSE;
  }
  fill (self);
  parlour_row_window_connect (rows);
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
  int held = 0;

  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), NULL);
  g_return_val_if_fail (offset != NULL, NULL);

  held = parlour_row_window_find (&self->rows, GTK_WIDGET (self->rows.held));
  if (held < 0)
    return NULL;

  *offset = (int) (get_slot (self, (guint) held)->y - get_value (self));

  return parlour_message_row_get_message (self->rows.held);
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

  if (position < self->rows.first || position >= parlour_row_window_get_end (&self->rows))
    return NULL;

  return GTK_WIDGET (get_slot (self, position - self->rows.first)->row);
}
