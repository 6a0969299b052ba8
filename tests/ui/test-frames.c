/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-frames.h"

#include "test-await.h"

static gboolean
count_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  guint *n_frames = user_data;

  (*n_frames)++;

  return G_SOURCE_CONTINUE;
}

void
test_await_frames (GtkWidget *widget, guint n_frames)
{
  guint seen = 0;
  guint tick = gtk_widget_add_tick_callback (widget, count_frame_cb, &seen, NULL);

  /* The tick comes before its frame's layout: one more, and all of them are laid out. */
  test_await_that (seen > n_frames);
  gtk_widget_remove_tick_callback (widget, tick);
}

double
test_get_y (GtkWidget *widget, GtkWidget *ancestor)
{
  graphene_point_t point;

  g_assert_true (gtk_widget_compute_point (widget, ancestor, &GRAPHENE_POINT_INIT (0, 0), &point));

  return (double) point.y;
}

GtkWidget *
test_find (GtkWidget *root, const char *name)
{
  if (gtk_widget_has_css_class (root, name) ||
      g_strcmp0 (gtk_widget_get_css_name (root), name) == 0)
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = test_find (child, name);

    if (found != NULL)
      return found;
  }

  return NULL;
}

GtkWidget *
test_find_label (GtkWidget *root, const char *text)
{
  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_LABEL (root) && g_str_equal (gtk_label_get_text (GTK_LABEL (root)), text))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = test_find_label (child, text);

    if (found != NULL)
      return found;
  }

  return NULL;
}

GtkWidget *
test_find_type (GtkWidget *root, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (root), type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = test_find_type (child, type);

  return found;
}
