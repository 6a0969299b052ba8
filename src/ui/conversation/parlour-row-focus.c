/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the keyboard is in a message list.  The list is one stop for Tab, and the things in the
 * row with the focus are the next ones; arrows go from row to row.  The focus is always on a row
 * that can be seen once a key was pressed, and never leaves with a row that goes.
 */
#include "parlour-row-focus.h"

#define PADDING 12 /* what stays free between a row and the edge that it came in at */

static int
find_focused (ParlourRowWindow *rows)
{
  return parlour_row_window_find (rows, gtk_widget_get_focus_child (rows->list));
}

/* What is too high for the viewport is looked at part by part. */
static void
ensure_visible (ParlourRowWindow *rows, ParlourViewport *viewport, int i)
{
  ParlourSlot *slot = parlour_row_window_get_slot (rows, (guint) i);
  double value = parlour_viewport_get_value (viewport);
  int page = parlour_viewport_get_page (viewport);
  int end = slot->y + slot->height;

  if (slot->height > page && slot->y < value + page && end > value)
    return;

  if (slot->y < value)
    parlour_viewport_move_to (viewport, slot->y - PADDING);
  else if (end > value + page)
    parlour_viewport_move_to (viewport, end + PADDING - page);
}

static gboolean
focus_row (ParlourRowWindow *rows, ParlourViewport *viewport, int i)
{
  GtkWidget *row = NULL;

  if (i < 0 || i >= (int) rows->slots->len)
    return FALSE;

  /* Scrolling there may put other rows in front of it. */
  row = GTK_WIDGET (parlour_row_window_get_slot (rows, (guint) i)->row);
  ensure_visible (rows, viewport, i);

  return gtk_widget_grab_focus (row);
}

/* Returns: whether more of row number @i came into view, which was too high for it. */
static gboolean
look_on (ParlourRowWindow *rows, ParlourViewport *viewport, int i, int step)
{
  ParlourSlot *slot = parlour_row_window_get_slot (rows, (guint) i);
  double value = parlour_viewport_get_value (viewport);
  int page = parlour_viewport_get_page (viewport);
  double hidden = step < 0 ? value - slot->y : slot->y + slot->height - value - page;

  if (slot->height <= page || hidden <= 0)
    return FALSE;

  parlour_viewport_move_to (viewport, value + step * MIN (page / 2, hidden));

  return TRUE;
}

static gboolean
step (ParlourRowWindow *rows, ParlourViewport *viewport, int focused, int step)
{
  /* Rows are made around what can be seen. */
  ensure_visible (rows, viewport, focused);
  focused = find_focused (rows);

  return look_on (rows, viewport, focused, step) || focus_row (rows, viewport, focused + step);
}

/**
 * parlour_row_focus_move:
 * @rows: the rows of a list
 * @viewport: what of them can be seen
 * @direction: where to
 *
 * Returns: whether the list has the focus now
 */
gboolean
parlour_row_focus_move (ParlourRowWindow *rows,
                        ParlourViewport *viewport,
                        GtkDirectionType direction)
{
  int focused = find_focused (rows);

  if (rows->removing)
    return FALSE;
  if (focused < 0)
    return focus_row (rows, viewport, parlour_viewport_find_last (viewport, rows));

  switch (direction) {
  case GTK_DIR_UP:
    /* There is nothing above that anybody would expect. */
    return step (rows, viewport, focused, -1) || gtk_widget_keynav_failed (rows->list, direction);
  case GTK_DIR_DOWN:
    return step (rows, viewport, focused, 1);
  case GTK_DIR_TAB_FORWARD:
  case GTK_DIR_TAB_BACKWARD:
  case GTK_DIR_LEFT:
  case GTK_DIR_RIGHT:
    break;
  }

  return gtk_widget_child_focus (GTK_WIDGET (
                                   parlour_row_window_get_slot (rows, (guint) focused)->row),
                                 direction);
}

/**
 * parlour_row_focus_follow:
 * @rows: the rows of a list
 * @viewport: what of them can be seen
 * @scrolled: where to somebody has scrolled by keyboard
 *
 * Brings the focus to where the person looks.
 */
void
parlour_row_focus_follow (ParlourRowWindow *rows, ParlourViewport *viewport, GtkScrollType scrolled)
{
  int i = parlour_viewport_find_last (viewport, rows);

  if (scrolled == GTK_SCROLL_PAGE_UP || scrolled == GTK_SCROLL_START)
    i = parlour_viewport_find_first_whole (viewport, rows);
  else if (scrolled == GTK_SCROLL_END)
    i = (int) rows->slots->len - 1; /* the viewport gets there with the next frame */
  if (i >= 0)
    gtk_widget_grab_focus (GTK_WIDGET (parlour_row_window_get_slot (rows, (guint) i)->row));
}

/**
 * parlour_row_focus_keep:
 * @rows: the rows of a list
 * @viewport: what of them can be seen
 *
 * A row that has gone left the focus to the list: the next one to it on the screen takes it.
 */
void
parlour_row_focus_keep (ParlourRowWindow *rows, ParlourViewport *viewport)
{
  int lost = (int) rows->lost - (int) rows->first;
  int first = parlour_viewport_find_first_whole (viewport, rows);
  int last = parlour_viewport_find_last (viewport, rows);

  if (gtk_widget_has_focus (rows->list))
    focus_row (rows, viewport, CLAMP (lost, MIN (first, last), last));
}
