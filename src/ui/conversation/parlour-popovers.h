/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Popovers of a widget that places its children itself. */
void parlour_popovers_show (GtkWidget *widget, GtkWidget *popover, const GdkRectangle *place);
void parlour_popovers_present (GtkWidget *widget);
void parlour_popovers_close (GtkWidget *widget);

G_END_DECLS
