/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-row-window.h"

G_BEGIN_DECLS

/*
 * Where a list is scrolled to.  Everything here may be read; only the functions
 * below change it.
 */
typedef struct {
  GtkWidget *list; /* which owns all this */
  GCallback scrolled;
  GtkAdjustment *horizontal; /* nullable, like the other: there may be no scrolled window yet */
  GtkAdjustment *vertical;
  guint horizontal_policy : 1;
  guint vertical_policy : 1;
  gboolean configuring; /* the adjustment changes because of us */
} ParlourViewport;

void parlour_viewport_init (ParlourViewport *self, GtkWidget *list, GCallback scrolled);
void parlour_viewport_clear (ParlourViewport *self);
void parlour_viewport_set_horizontal (ParlourViewport *self, GtkAdjustment *adjustment);
void parlour_viewport_set_vertical (ParlourViewport *self, GtkAdjustment *adjustment);

double parlour_viewport_get_value (ParlourViewport *self);
int parlour_viewport_get_page (ParlourViewport *self);
gboolean parlour_viewport_is_at_upper (ParlourViewport *self);
void parlour_viewport_configure (ParlourViewport *self, double value, double lower, double upper);
void parlour_viewport_set_width (ParlourViewport *self, int width);
void parlour_viewport_move_to (ParlourViewport *self, double value);

int parlour_viewport_find_first (ParlourViewport *self, ParlourRowWindow *rows);
int parlour_viewport_find_first_whole (ParlourViewport *self, ParlourRowWindow *rows);
int parlour_viewport_find_last (ParlourViewport *self, ParlourRowWindow *rows);

G_END_DECLS
