/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A few buttons that come up under the pointer.  A pointer that only passes by does
 * not want anything, and nothing moves for them: they lie above what is there.
 */
#include "parlour-hover.h"

#define PAUSE_MS 80
#define OVERLAP 12 /* no more than is free around the text */

static void
entered_cb (gpointer data)
{
  ParlourHover *self = data;

  self->enter_id = 0;
  if (self->bar == NULL)
    self->bar = self->make (self->widget);
  if (self->bar != NULL)
    gtk_widget_set_parent (self->bar, self->widget);
}

/**
 * parlour_hover_init:
 * @self: a hover
 * @widget: which owns @self
 * @make: makes the buttons, or gives %NULL where there are none
 */
void
parlour_hover_init (ParlourHover *self, GtkWidget *widget, ParlourHoverFunc make)
{
  self->widget = widget;
  self->make = make;
}

void
parlour_hover_enter (ParlourHover *self)
{
  if (self->enter_id == 0 && self->bar == NULL)
    self->enter_id = g_timeout_add_once (PAUSE_MS, entered_cb, self);
}

void
parlour_hover_leave (ParlourHover *self)
{
  g_clear_handle_id (&self->enter_id, g_source_remove);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
}

/**
 * parlour_hover_place:
 * @self: a hover
 * @beside: what it belongs to, in the coordinates of the widget
 * @at_end: whether it lies over the end of @beside, or else over its start
 *
 * Places the buttons, if they are there, at an upper corner.
 */
void
parlour_hover_place (ParlourHover *self, const GdkRectangle *beside, gboolean at_end)
{
  gboolean is_rtl = gtk_widget_get_direction (self->widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (self->widget);
  GtkRequisition size;
  GtkAllocation place;

  if (self->bar == NULL)
    return;

  gtk_widget_get_preferred_size (self->bar, NULL, &size);
  place.x = at_end != is_rtl ? beside->x + beside->width - OVERLAP
                             : beside->x + OVERLAP - size.width;
  place.x = CLAMP (place.x, 0, MAX (width - size.width, 0));
  place.y = MAX (beside->y - size.height / 3, 0);
  place.width = size.width;
  place.height = size.height;
  gtk_widget_size_allocate (self->bar, &place, -1);
}
