/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-statement.h"

G_BEGIN_DECLS

/* What I have said and the server has not confirmed. */
typedef struct {
  char *id;
  char *room;
  char *text;
  char *reply;  /* the id of the message that it answers, or NULL */
  char **files; /* ids, or NULL */
  gint64 time;
  char *error; /* why the server refused it; NULL while it waits */
} ChatOutgoing;

ChatOutgoing *chat_outgoing_copy (const ChatOutgoing *self);
void chat_outgoing_free (ChatOutgoing *self);

/* Added again under its id, it keeps its turn, has the new text and waits. */
gboolean chat_outbox_table_add (DbConnection *db, const ChatOutgoing *message, GError **error);
gboolean chat_outbox_table_refuse (DbConnection *db,
                                   const char *id,
                                   const char *reason,
                                   GError **error);
gboolean chat_outbox_table_retry (DbConnection *db, const char *id, GError **error);
gboolean chat_outbox_table_remove (DbConnection *db, const char *id, GError **error);
GPtrArray *chat_outbox_table_list (DbConnection *db, const char *room, GError **error);

/* What is being written in a room, and where it was left. */
gboolean chat_outbox_table_set_draft (DbConnection *db,
                                      const char *room,
                                      const char *text,
                                      GError **error);
gboolean chat_outbox_table_set_position (DbConnection *db,
                                         const char *room,
                                         gint64 seq,
                                         gint64 offset,
                                         GError **error);

G_END_DECLS
