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
#include "parlour-moment.h"
#include "parlour-row-focus.h"
#include "parlour-row-window.h"
#include "parlour-viewport.h"

#define PADDING_TOP 12
#define PADDING_BOTTOM 4
#define MANY 24 /* so many new messages are not worth a row each when only the last are seen */
#define NEAR 40 /* so many messages before those on screen are not enough to scroll through */

typedef enum {
  STUCK,
  HELD,
} Anchor;

struct _ParlourMessageList {
  GtkWidget parent_instance;

  ParlourRowWindow rows;
  ParlourViewport viewport;
  GtkWidget *head; /* nullable: stands above the first message */
  int head_height;

  Anchor anchor;
  guint n_new;             /* messages that came while HELD */
  ChatMessage *last_shown; /* nullable */
  gboolean near_start;
  gboolean empty;

  guint settle_id;
  guint midnight_id; /* while it can be seen */
};

typedef enum {
  PROP_MESSAGES = 1,
  PROP_FIRST_UNREAD,
  PROP_AT_END,
  PROP_N_NEW,
  PROP_EMPTY,
  PROP_LAST_SHOWN,
  PROP_NEAR_START,
  PROP_HEAD,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
} ParlourMessageListProperty;

static GParamSpec *properties[PROP_HEAD + 1];

G_DEFINE_FINAL_TYPE_WITH_CODE (ParlourMessageList,
                               parlour_message_list,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

static ParlourSlot *
get_slot (ParlourMessageList *self, guint i)
{
  return parlour_row_window_get_slot (&self->rows, i);
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
  int page = parlour_viewport_get_page (&self->viewport);
  double value = self->anchor == STUCK ? self->rows.bottom - page
                                       : parlour_viewport_get_value (&self->viewport);

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

/* --- what can be seen ------------------------------------------------------ */

static ChatMessage *
find_last_shown (ParlourMessageList *self)
{
  int i = parlour_viewport_find_last (&self->viewport, &self->rows);

  return i >= 0 ? parlour_message_row_get_message (get_slot (self, (guint) i)->row) : NULL;
}

static gboolean
is_near_start (ParlourMessageList *self)
{
  int i = parlour_viewport_find_first (&self->viewport, &self->rows);

  return self->rows.messages != NULL && self->rows.first + (guint) MAX (i, 0) < NEAR;
}

static void
update_near_start (ParlourMessageList *self)
{
  gboolean near_start = is_near_start (self);

  if (self->near_start == near_start)
    return;

  self->near_start = near_start;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEAR_START]);
}

static void
tell_what_is_shown (ParlourMessageList *self)
{
  if (g_set_object (&self->last_shown, find_last_shown (self)))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_SHOWN]);
  update_near_start (self);
}

static void
settle_cb (gpointer data)
{
  ParlourMessageList *self = data;

  self->settle_id = 0;
  fill (self);
  if (has_reached_end (self, parlour_viewport_get_value (&self->viewport),
                       parlour_viewport_get_page (&self->viewport)))
    set_anchor (self, STUCK, NULL);
  parlour_row_focus_keep (&self->rows, &self->viewport);
  tell_what_is_shown (self);
}

/* Children cannot come while they are being placed, nor may listeners hear of it. */
static void
settle_later (ParlourMessageList *self, double value, int page)
{
  if (self->settle_id == 0 &&
      (parlour_row_window_lacks_rows (&self->rows, value, page) ||
       has_reached_end (self, value, page) || gtk_widget_has_focus (GTK_WIDGET (self)) ||
       self->last_shown != find_last_shown (self) || self->near_start != is_near_start (self)))
    self->settle_id = g_timeout_add_once (0, settle_cb, self);
}

/* --- layout ---------------------------------------------------------------- */

/* Tells the scrollbar how things stand.  Returns: the value, as it is now. */
static double
configure_viewport (ParlourMessageList *self, int page)
{
  ParlourRowWindow *rows = &self->rows;
  guint after = parlour_row_window_has_last (rows)
                  ? 0
                  : parlour_row_window_count_messages (rows) - parlour_row_window_get_end (rows);
  double lower = rows->top - PADDING_TOP - self->head_height - rows->first * rows->mean;
  double upper = rows->bottom + PADDING_BOTTOM + after * rows->mean;
  double value = self->anchor == STUCK ? upper - page
                                       : parlour_viewport_get_value (&self->viewport);

  /* Few messages stand at the lower edge, where the next one will come. */
  lower = MIN (lower, upper - page);
  value = CLAMP (value, lower, upper - page);
  parlour_viewport_configure (&self->viewport, value, lower, upper);

  return value;
}

static int
measure_head (ParlourMessageList *self, int width)
{
  int height = 0;

  if (self->head != NULL && gtk_widget_should_layout (self->head))
    gtk_widget_measure (self->head, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);

  return height;
}

static void
place_head (ParlourMessageList *self, int width, int value)
{
  GtkAllocation place = { 0, self->rows.top - self->head_height - value, width, self->head_height };
  gboolean has_first = self->rows.first == 0 && self->rows.slots->len > 0;

  if (self->head == NULL)
    return;

  gtk_widget_set_child_visible (self->head, has_first);
  if (has_first && gtk_widget_should_layout (self->head))
    gtk_widget_size_allocate (self->head, &place, -1);
}

static void
parlour_message_list_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);
  int value = 0;

  parlour_row_window_lay_out (&self->rows, width);
  self->head_height = measure_head (self, width);
  value = (int) round (configure_viewport (self, height));
  parlour_viewport_set_width (&self->viewport, width);

  for (guint i = 0; i < self->rows.slots->len; i++) {
    ParlourSlot *slot = get_slot (self, i);
    GtkAllocation place = { 0, slot->y - value, width, slot->height };

    gtk_widget_size_allocate (GTK_WIDGET (slot->row), &place, -1);
  }
  place_head (self, width, value);

  settle_later (self, parlour_viewport_get_value (&self->viewport), height);
}

static void
measure_child (GtkWidget *child, GtkOrientation orientation, int *minimum, int *natural)
{
  int child_minimum = 0;
  int child_natural = 0;

  gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
  *minimum = MAX (*minimum, child_minimum);
  *natural = MAX (*natural, child_natural);
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

  for (guint i = 0; i < self->rows.slots->len; i++)
    measure_child (GTK_WIDGET (get_slot (self, i)->row), orientation, minimum, natural);
  if (self->head != NULL && gtk_widget_should_layout (self->head))
    measure_child (self->head, orientation, minimum, natural);
}

static GtkSizeRequestMode
parlour_message_list_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* --- scrolling ------------------------------------------------------------- */

static void
scrolled_cb (ParlourMessageList *self)
{
  gboolean at_end = FALSE;
  int first = -1;

  if (self->viewport.configuring)
    return;

  at_end = parlour_row_window_has_last (&self->rows) &&
           parlour_viewport_is_at_upper (&self->viewport);
  set_anchor (self, at_end ? STUCK : HELD, NULL);
  fill (self);
  first = parlour_viewport_find_first (&self->viewport, &self->rows);
  if (!at_end && first >= 0)
    set_anchor (self, HELD, get_slot (self, (guint) first)->row);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* --- time ------------------------------------------------------------------ */

/* What was today is yesterday now. */
static void
day_ended_cb (gpointer data)
{
  ParlourMessageList *self = data;

  parlour_row_window_connect (&self->rows);
  self->midnight_id =
    g_timeout_add_seconds_once (parlour_moment_count_to_midnight (), day_ended_cb, self);
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
update_empty (ParlourMessageList *self)
{
  gboolean empty = parlour_row_window_count_messages (&self->rows) == 0;

  if (self->empty == empty)
    return;

  self->empty = empty;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
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
  update_empty (self);
  /* At once: whoever scrolls fast is near it again before the next frame. */
  update_near_start (self);
}

/* --- keyboard -------------------------------------------------------------- */

static gboolean
parlour_message_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);

  return parlour_row_focus_move (&self->rows, &self->viewport, direction);
}

static gboolean
scroll_key_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  ParlourMessageList *self = PARLOUR_MESSAGE_LIST (widget);
  GtkScrollType where = GTK_SCROLL_NONE;

  g_variant_get (arguments, "(i)", &where);
  parlour_message_list_scroll (self, where);
  parlour_row_focus_follow (&self->rows, &self->viewport, where);

  return TRUE;
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  static const struct {
    guint keyval;
    GtkScrollType where;
  } keys[] = {
    { GDK_KEY_Page_Up, GTK_SCROLL_PAGE_UP },
    { GDK_KEY_KP_Page_Up, GTK_SCROLL_PAGE_UP },
    { GDK_KEY_Page_Down, GTK_SCROLL_PAGE_DOWN },
    { GDK_KEY_KP_Page_Down, GTK_SCROLL_PAGE_DOWN },
    { GDK_KEY_Home, GTK_SCROLL_START },
    { GDK_KEY_KP_Home, GTK_SCROLL_START },
    { GDK_KEY_End, GTK_SCROLL_END },
    { GDK_KEY_KP_End, GTK_SCROLL_END },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].keyval, 0, scroll_key_cb, "(i)",
                                  keys[i].where);
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
set_head (ParlourMessageList *self, GtkWidget *head)
{
  if (self->head == head)
    return;

  g_clear_pointer (&self->head, gtk_widget_unparent);
  self->head = head;
  if (head != NULL)
    gtk_widget_set_parent (head, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HEAD]);
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
  case PROP_EMPTY:
    g_value_set_boolean (value, self->empty);
    break;
  case PROP_LAST_SHOWN:
    g_value_set_object (value, self->last_shown);
    break;
  case PROP_NEAR_START:
    g_value_set_boolean (value, self->near_start);
    break;
  case PROP_HEAD:
    g_value_set_object (value, self->head);
    break;
  case PROP_HADJUSTMENT:
    g_value_set_object (value, self->viewport.horizontal);
    break;
  case PROP_VADJUSTMENT:
    g_value_set_object (value, self->viewport.vertical);
    break;
  case PROP_HSCROLL_POLICY:
    g_value_set_enum (value, self->viewport.horizontal_policy);
    break;
  case PROP_VSCROLL_POLICY:
    g_value_set_enum (value, self->viewport.vertical_policy);
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
    parlour_viewport_set_horizontal (&self->viewport, g_value_get_object (value));
    break;
  case PROP_VADJUSTMENT:
    parlour_viewport_set_vertical (&self->viewport, g_value_get_object (value));
    break;
  case PROP_HSCROLL_POLICY:
    self->viewport.horizontal_policy = g_value_get_enum (value) & 1;
    break;
  case PROP_VSCROLL_POLICY:
    self->viewport.vertical_policy = g_value_get_enum (value) & 1;
    break;
  case PROP_HEAD:
    set_head (self, g_value_get_object (value));
    break;
  case PROP_AT_END:
  case PROP_N_NEW:
  case PROP_EMPTY:
  case PROP_LAST_SHOWN:
  case PROP_NEAR_START:
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
  set_head (self, NULL);
  g_clear_object (&self->last_shown);
  parlour_viewport_clear (&self->viewport);

  G_OBJECT_CLASS (parlour_message_list_parent_class)->dispose (object);
}

static void
parlour_message_list_finalize (GObject *object)
{
  parlour_row_window_clear (&PARLOUR_MESSAGE_LIST (object)->rows);

  G_OBJECT_CLASS (parlour_message_list_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  properties[PROP_MESSAGES] =
    g_param_spec_object ("messages", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  properties[PROP_FIRST_UNREAD] = g_param_spec_string ("first-unread", NULL, NULL, NULL, writable);
  properties[PROP_AT_END] = g_param_spec_boolean ("at-end", NULL, NULL, TRUE, readable);
  properties[PROP_N_NEW] = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_EMPTY] = g_param_spec_boolean ("empty", NULL, NULL, TRUE, readable);
  properties[PROP_LAST_SHOWN] =
    g_param_spec_object ("last-shown", NULL, NULL, CHAT_TYPE_MESSAGE, readable);
  properties[PROP_NEAR_START] = g_param_spec_boolean ("near-start", NULL, NULL, FALSE, readable);
  properties[PROP_HEAD] = g_param_spec_object ("head", NULL, NULL, GTK_TYPE_WIDGET, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
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

  add_bindings (widget_class);
  install_properties (object_class);
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
  parlour_viewport_init (&self->viewport, GTK_WIDGET (self), G_CALLBACK (scrolled_cb));
  self->anchor = STUCK;
  self->empty = TRUE;

  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
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
    fill (self);
  }
  gtk_widget_queue_resize (GTK_WIDGET (self));
  update_empty (self);
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
  fill (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * parlour_message_list_scroll:
 * @self: a list
 * @where: a page up or down, or to the start or the end
 *
 * Scrolls as a key does.
 */
void
parlour_message_list_scroll (ParlourMessageList *self, GtkScrollType where)
{
  GtkAdjustment *vertical = NULL;
  double page = 0;

  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));

  vertical = self->viewport.vertical;
  if (vertical == NULL)
    return;

  page = gtk_adjustment_get_page_increment (vertical);
  if (where == GTK_SCROLL_END)
    parlour_message_list_scroll_to_end (self);
  else if (where == GTK_SCROLL_START)
    gtk_adjustment_set_value (vertical, gtk_adjustment_get_lower (vertical));
  else
    gtk_adjustment_set_value (vertical, gtk_adjustment_get_value (vertical) +
                                          (where == GTK_SCROLL_PAGE_UP ? -page : page));
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
  double value = 0;

  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));
  g_return_if_fail (position < parlour_row_window_count_messages (rows));

  if (position < rows->first || position >= parlour_row_window_get_end (rows))
    parlour_row_window_restart_at (rows, position,
                                   (int) parlour_viewport_get_value (&self->viewport));
  slot = get_slot (self, position - rows->first);
  set_anchor (self, HELD, slot->row);

  value = slot->y - offset;
  parlour_viewport_configure (&self->viewport, value, MIN (value, rows->top),
                              MAX (value, rows->bottom) +
                                parlour_viewport_get_page (&self->viewport));
  fill (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * parlour_message_list_show:
 * @self: a list
 * @position: of a message
 *
 * Leads somebody to a message, and gives it the focus.
 */
void
parlour_message_list_show (ParlourMessageList *self, guint position)
{
  GtkWidget *row = NULL;

  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));
  g_return_if_fail (position < parlour_row_window_count_messages (&self->rows));

  parlour_message_list_scroll_to (self, position, parlour_viewport_get_page (&self->viewport) / 3);
  row = parlour_message_list_get_row (self, position);
  parlour_message_row_flash (PARLOUR_MESSAGE_ROW (row));
  gtk_widget_grab_focus (row);
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

  *offset = (int) (get_slot (self, (guint) held)->y - parlour_viewport_get_value (&self->viewport));

  return parlour_message_row_get_message (self->rows.held);
}

/**
 * parlour_message_list_set_powers:
 * @self: a list
 * @powers: what the reader may do with messages
 */
void
parlour_message_list_set_powers (ParlourMessageList *self, ParlourPowers powers)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));

  self->rows.powers = powers;
  parlour_row_window_connect (&self->rows);
}

/**
 * parlour_message_list_set_withdrawn:
 * @self: a list
 * @id: of a message
 * @withdrawn: whether it is shown as deleted, though it is not yet
 */
void
parlour_message_list_set_withdrawn (ParlourMessageList *self, const char *id, gboolean withdrawn)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_LIST (self));
  g_return_if_fail (id != NULL);

  if (withdrawn)
    g_hash_table_add (self->rows.withdrawn, g_strdup (id));
  else
    g_hash_table_remove (self->rows.withdrawn, id);
  parlour_row_window_connect (&self->rows);
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
 * parlour_message_list_get_last_shown:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): the newest message that can be seen to its end
 */
ChatMessage *
parlour_message_list_get_last_shown (ParlourMessageList *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), NULL);

  return self->last_shown;
}

/**
 * parlour_message_list_get_near_start:
 * @self: a list
 *
 * Returns: whether there is not much left to scroll through above
 */
gboolean
parlour_message_list_get_near_start (ParlourMessageList *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_LIST (self), FALSE);

  return is_near_start (self);
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
