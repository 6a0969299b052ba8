/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-outgoing.h"
#include "db-statement.h"

G_BEGIN_DECLS

/* Added again under its id, it keeps its turn and is what it is now. */
gboolean chat_outbox_table_add (DbConnection *db, const ChatOutgoing *message, GError **error);
/* It goes to the end. */
gboolean chat_outbox_table_retry (DbConnection *db, const char *id, GError **error);
gboolean chat_outbox_table_remove (DbConnection *db, const char *id, GError **error);
GPtrArray *chat_outbox_table_list (DbConnection *db, const char *room, GError **error);

/* Where a room was left. */
gboolean chat_outbox_table_set_position (DbConnection *db,
                                         const char *room,
                                         gint64 seq,
                                         gint64 offset,
                                         GError **error);

G_END_DECLS
