/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Menus and the like that are made when they are wanted, and gone when they are
 * closed.
 */
#include "parlour-popovers.h"

static void
forget_cb (gpointer data)
{
  g_autoptr (GtkWidget) popover = data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
}

/* What was pressed in it still has to happen. */
static void
closed_cb (GtkWidget *popover)
{
  g_idle_add_once (forget_cb, g_object_ref (popover));
}

/**
 * parlour_popovers_show:
 * @widget: a widget
 * @popover: (transfer floating): what comes up
 * @place: what it points to, in the coordinates of @widget
 *
 * Shows a popover, until it is closed.
 */
void
parlour_popovers_show (GtkWidget *widget, GtkWidget *popover, const GdkRectangle *place)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (GTK_IS_POPOVER (popover));

  gtk_widget_set_parent (popover, widget);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), place);
  g_signal_connect (popover, "closed", G_CALLBACK (closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/**
 * parlour_popovers_present:
 * @widget: a widget that is being placed
 *
 * Places what it shows.
 */
void
parlour_popovers_present (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child))
      gtk_popover_present (GTK_POPOVER (child));
}

/**
 * parlour_popovers_close:
 * @widget: a widget
 *
 * Lets go of everything that it shows.
 */
void
parlour_popovers_close (GtkWidget *widget)
{
  GtkWidget *next = NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = next) {
    next = gtk_widget_get_next_sibling (child);
    if (GTK_IS_POPOVER (child))
      gtk_widget_unparent (child);
  }
}
