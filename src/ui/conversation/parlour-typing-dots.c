/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three dots, one after the other brighter than its neighbours.  They cost
 * nothing while nobody sees them, and stand still where people asked for less
 * motion.
 */
#include "parlour-typing-dots.h"

#include <adwaita.h>

#define N_DOTS 3
#define DOT_SIZE 5
#define DOT_SPACING 3
#define ROUND_US (1200 * 1000)

struct _ParlourTypingDots {
  GtkWidget parent_instance;

  guint tick_id;
  gint64 started;
  double phase; /* 0 to 1, once round */
};

G_DEFINE_FINAL_TYPE (ParlourTypingDots, parlour_typing_dots, GTK_TYPE_WIDGET)

static gboolean
move_on_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  ParlourTypingDots *self = PARLOUR_TYPING_DOTS (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->started == 0)
    self->started = now;
  self->phase = (double) ((now - self->started) % ROUND_US) / ROUND_US;
  gtk_widget_queue_draw (widget);

  return G_SOURCE_CONTINUE;
}

static void
parlour_typing_dots_map (GtkWidget *widget)
{
  ParlourTypingDots *self = PARLOUR_TYPING_DOTS (widget);

  GTK_WIDGET_CLASS (parlour_typing_dots_parent_class)->map (widget);

  self->started = 0;
  self->phase = 0;
  if (adw_get_enable_animations (widget))
    self->tick_id = gtk_widget_add_tick_callback (widget, move_on_cb, NULL, NULL);
}

static void
parlour_typing_dots_unmap (GtkWidget *widget)
{
  ParlourTypingDots *self = PARLOUR_TYPING_DOTS (widget);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  self->tick_id = 0;

  GTK_WIDGET_CLASS (parlour_typing_dots_parent_class)->unmap (widget);
}

static void
parlour_typing_dots_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = N_DOTS * DOT_SIZE + (N_DOTS - 1) * DOT_SPACING;
  else
    *minimum = *natural = DOT_SIZE;
}

/* How bright dot @i is: full at its turn, a third when its turn is farthest away. */
static float
get_alpha (ParlourTypingDots *self, int i)
{
  double distance = self->phase - (double) i / N_DOTS;

  distance -= floor (distance);
  distance = MIN (distance, 1 - distance);

  return (float) (0.9 - 1.2 * distance);
}

static void
parlour_typing_dots_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ParlourTypingDots *self = PARLOUR_TYPING_DOTS (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  for (int i = 0; i < N_DOTS; i++) {
    int place = mirrored ? N_DOTS - 1 - i : i;
    GdkRGBA faded = color;
    GskRoundedRect dot;

    faded.alpha *= get_alpha (self, i);
    gsk_rounded_rect_init_from_rect (&dot,
                                     &GRAPHENE_RECT_INIT (place * (DOT_SIZE + DOT_SPACING), 0,
                                                          DOT_SIZE, DOT_SIZE),
                                     DOT_SIZE / 2.0f);
    gtk_snapshot_push_rounded_clip (snapshot, &dot);
    gtk_snapshot_append_color (snapshot, &faded, &dot.bounds);
    gtk_snapshot_pop (snapshot);
  }
}

static void
parlour_typing_dots_class_init (ParlourTypingDotsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->map = parlour_typing_dots_map;
  widget_class->unmap = parlour_typing_dots_unmap;
  widget_class->measure = parlour_typing_dots_measure;
  widget_class->snapshot = parlour_typing_dots_snapshot;

  gtk_widget_class_set_css_name (widget_class, "typingdots");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
parlour_typing_dots_init (ParlourTypingDots *self)
{
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}
