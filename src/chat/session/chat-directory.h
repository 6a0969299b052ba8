/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A room that I may join. */
typedef struct {
  char *id;
  char *name;
  char *topic;
  guint n_members;
  gboolean is_mine; /* I am in it */
} ChatDirectoryRoom;

/* A page of them. */
typedef struct {
  GPtrArray *rooms; /* of ChatDirectoryRoom */
  char *after;      /* where the next page begins, NULL at the end */
} ChatDirectory;

ChatDirectory *chat_directory_new (void);
ChatDirectoryRoom *chat_directory_add (ChatDirectory *self, const char *id, const char *name);
void chat_directory_free (ChatDirectory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatDirectory, chat_directory_free)

G_END_DECLS
