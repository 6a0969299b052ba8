/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef GtkWidget *(*ParlourHoverFunc) (GtkWidget *widget);

/* What comes up in a widget under the pointer. */
typedef struct {
  GtkWidget *widget; /* which owns all this */
  ParlourHoverFunc make;
  GtkWidget *bar; /* nullable */
  guint enter_id;
} ParlourHover;

void parlour_hover_init (ParlourHover *self, GtkWidget *widget, ParlourHoverFunc make);
void parlour_hover_enter (ParlourHover *self);
void parlour_hover_leave (ParlourHover *self);
void parlour_hover_place (ParlourHover *self, const GdkRectangle *beside, gboolean at_end);

G_END_DECLS
