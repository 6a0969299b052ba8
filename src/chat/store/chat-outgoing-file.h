/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file that goes with a message.  @copy is the name of my copy of it, in the account's folder; as
 * long as there is none, @original is the path of what is to be copied. */
typedef struct {
  char *original;
  char *copy;
  char *id; /* once the server has it */
  char *name;
  char *type;
  gint64 size;
  guint width; /* 0 of what is no picture */
  guint height;
} ChatOutgoingFile;

ChatOutgoingFile *chat_outgoing_file_copy (const ChatOutgoingFile *self);
void chat_outgoing_file_free (ChatOutgoingFile *self);

/* Lists of them; no bytes are no files. */
GPtrArray *chat_outgoing_file_list_new (void);
GPtrArray *chat_outgoing_file_list_copy (GPtrArray *list);
GBytes *chat_outgoing_file_list_write (GPtrArray *list);
void chat_outgoing_file_list_read (GPtrArray *list, GBytes *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutgoingFile, chat_outgoing_file_free)

G_END_DECLS
