/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lets @n_frames more frames of the window in which @widget is be laid out and painted. */
void test_await_frames (GtkWidget *widget, guint n_frames);

/* Where @widget begins, in the coordinates of @ancestor. */
double test_get_y (GtkWidget *widget, GtkWidget *ancestor);

/* The first widget in @root whose CSS name or class is @name, or NULL. */
GtkWidget *test_find (GtkWidget *root, const char *name);

/* The first widget in @root of a type, or NULL. */
GtkWidget *test_find_type (GtkWidget *root, GType type);

/* The first label in @root that can be seen and says @text, or NULL. */
GtkWidget *test_find_label (GtkWidget *root, const char *text);

G_END_DECLS
