/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-message-row.h"

G_BEGIN_DECLS

/* A row that exists, and where it is. */
typedef struct {
  ParlourMessageRow *row;
  int y;
  int height;
} ParlourSlot;

/*
 * The rows that exist, for the messages from number `first` on.  Everything here
 * may be read; only the functions below change it.
 */
typedef struct {
  GtkWidget *list;      /* the parent of the rows, which owns all this */
  GListModel *messages; /* nullable */
  GArray *slots;        /* ParlourSlot */
  GPtrArray *spare;     /* rows that have no message */
  guint first;
  int top;
  int bottom;
  double mean;             /* height of a row */
  int width;               /* of the list; rows are measured for it */
  ParlourMessageRow *held; /* nullable: keeps its coordinate, whatever happens to others */
  char *first_unread;      /* nullable: id of the message below the line */
  GHashTable *withdrawn;   /* ids of messages that are shown as deleted */
  ParlourPowers powers;    /* what the reader may do with messages */
  gboolean removing;       /* a row goes, and may take the focus with it */
  guint lost;              /* position of the last one that did */
} ParlourRowWindow;

void parlour_row_window_init (ParlourRowWindow *self, GtkWidget *list);
void parlour_row_window_clear (ParlourRowWindow *self);

void parlour_row_window_set_messages (ParlourRowWindow *self, GListModel *messages);
void parlour_row_window_set_first_unread (ParlourRowWindow *self, const char *id);

guint parlour_row_window_count_messages (ParlourRowWindow *self);
guint parlour_row_window_get_end (ParlourRowWindow *self);
gboolean parlour_row_window_has_last (ParlourRowWindow *self);
ParlourSlot *parlour_row_window_get_slot (ParlourRowWindow *self, guint i);
int parlour_row_window_find (ParlourRowWindow *self, GtkWidget *row);

void parlour_row_window_restart_at (ParlourRowWindow *self, guint position, int y);
void parlour_row_window_restart_at_end (ParlourRowWindow *self);
gboolean parlour_row_window_lacks_rows (ParlourRowWindow *self, double value, int page);
gboolean parlour_row_window_fill (ParlourRowWindow *self, double value, int page);
void parlour_row_window_splice (ParlourRowWindow *self, guint position, guint removed, guint added);
void parlour_row_window_connect (ParlourRowWindow *self);
void parlour_row_window_lay_out (ParlourRowWindow *self, int width);

G_END_DECLS
