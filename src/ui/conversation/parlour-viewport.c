/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of a message list can be seen: the adjustments that a scrolled window
 * shares with it, and the questions which rows stand where they point.
 */
#include "parlour-viewport.h"

void
parlour_viewport_init (ParlourViewport *self, GtkWidget *list, GCallback scrolled)
{
  self->list = list;
  self->scrolled = scrolled;
}

void
parlour_viewport_clear (ParlourViewport *self)
{
  parlour_viewport_set_vertical (self, NULL);
  g_clear_object (&self->horizontal);
}

void
parlour_viewport_set_horizontal (ParlourViewport *self, GtkAdjustment *adjustment)
{
  g_set_object (&self->horizontal, adjustment);
}

void
parlour_viewport_set_vertical (ParlourViewport *self, GtkAdjustment *adjustment)
{
  if (self->vertical != NULL)
    g_signal_handlers_disconnect_by_func (self->vertical, self->scrolled, self->list);

  if (g_set_object (&self->vertical, adjustment))
    gtk_widget_queue_allocate (self->list);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", self->scrolled, self->list,
                             G_CONNECT_SWAPPED);
}

double
parlour_viewport_get_value (ParlourViewport *self)
{
  return self->vertical != NULL ? gtk_adjustment_get_value (self->vertical) : 0;
}

int
parlour_viewport_get_page (ParlourViewport *self)
{
  return gtk_widget_get_height (self->list);
}

/**
 * parlour_viewport_is_at_upper:
 * @self: a viewport
 *
 * Returns: whether one can scroll no further down
 */
gboolean
parlour_viewport_is_at_upper (ParlourViewport *self)
{
  return parlour_viewport_get_value (self) >= gtk_adjustment_get_upper (self->vertical) -
                                                gtk_adjustment_get_page_size (self->vertical) - 1;
}

/**
 * parlour_viewport_configure:
 * @self: a viewport
 * @value: where it begins
 * @lower: where the first message of all may begin
 * @upper: where the last one may end
 *
 * Tells the scrollbar how things stand.
 */
void
parlour_viewport_configure (ParlourViewport *self, double value, double lower, double upper)
{
  int page = parlour_viewport_get_page (self);

  if (self->vertical == NULL)
    return;

  self->configuring = TRUE;
  gtk_adjustment_configure (self->vertical, value, lower, upper, page * 0.1, page * 0.9, page);
  self->configuring = FALSE;
}

/* Nobody scrolls sideways. */
void
parlour_viewport_set_width (ParlourViewport *self, int width)
{
  if (self->horizontal != NULL)
    gtk_adjustment_configure (self->horizontal, 0, 0, width, width, width, width);
}

void
parlour_viewport_move_to (ParlourViewport *self, double value)
{
  if (self->vertical != NULL)
    gtk_adjustment_set_value (self->vertical, value);
}

/**
 * parlour_viewport_find_first:
 * @self: a viewport
 * @rows: the rows of its list
 *
 * Returns: the number of the first slot of which anything can be seen, -1 if there is none
 */
int
parlour_viewport_find_first (ParlourViewport *self, ParlourRowWindow *rows)
{
  double value = parlour_viewport_get_value (self);

  for (guint i = 0; i < rows->slots->len; i++) {
    ParlourSlot *slot = parlour_row_window_get_slot (rows, i);

    if (slot->y + slot->height > value)
      return (int) i;
  }

  return (int) rows->slots->len - 1;
}

/**
 * parlour_viewport_find_first_whole:
 * @self: a viewport
 * @rows: the rows of its list
 *
 * Returns: the number of the first slot that can be seen from its beginning, or else of the one
 *   that is all that can be seen; -1 if there is none
 */
int
parlour_viewport_find_first_whole (ParlourViewport *self, ParlourRowWindow *rows)
{
  int i = parlour_viewport_find_first (self, rows);
  double value = parlour_viewport_get_value (self);
  ParlourSlot *next = NULL;

  if (i < 0 || i + 1 >= (int) rows->slots->len ||
      parlour_row_window_get_slot (rows, (guint) i)->y >= value)
    return i;

  next = parlour_row_window_get_slot (rows, (guint) i + 1);

  return next->y < value + parlour_viewport_get_page (self) ? i + 1 : i;
}

/**
 * parlour_viewport_find_last:
 * @self: a viewport
 * @rows: the rows of its list
 *
 * Returns: the number of the last slot that can be seen to its end, or else of
 *   the one that is all that can be seen; -1 if there is none
 */
int
parlour_viewport_find_last (ParlourViewport *self, ParlourRowWindow *rows)
{
  double value = parlour_viewport_get_value (self);
  int page = parlour_viewport_get_page (self);

  for (int i = (int) rows->slots->len - 1; i >= 0; i--) {
    ParlourSlot *slot = parlour_row_window_get_slot (rows, (guint) i);

    if (slot->y + slot->height <= value + page || slot->y <= value)
      return i;
  }

  return -1;
}
