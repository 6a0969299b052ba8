/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-intent.h"
#include "db-statement.h"

G_BEGIN_DECLS

/* A range of places, both ends in it. */
typedef struct {
  gint64 first;
  gint64 last;
} ChatGap;

/* The columns of a message and its sender; FROM is to call the message `s`, its room `r` and its
 * sender `u`. */
#define CHAT_MESSAGES_COLUMNS                                                                      \
  "s.id, r.id, s.seq, s.user, s.at, s.kind, s.text, s.incident, s.incident_user, "                 \
  "s.incident_text, s.reply_id, s.reply_user, s.reply_text, s.edited_at, s.deleted_at, s.extras, " \
  "s.rev, u.name, u.handle, u.avatar, u.kind, u.rev"
#define CHAT_MESSAGES_FROM                                                                         \
  "message s JOIN room r ON r.number = s.room LEFT JOIN user u ON u.id = s.user"

ChatEventMessage *chat_messages_table_read (DbStatement *row);

gboolean chat_messages_table_store (DbConnection *db,
                                    const ChatEventMessage *message,
                                    GError **error);
/* One that was sent just now: whoever had read all before it has read it, since they wrote it. That
 * is so only at this moment, for later it may be that they read up to it and not further. */
gboolean chat_messages_table_hear (DbConnection *db,
                                   const ChatEventMessage *message,
                                   GError **error);
gboolean chat_messages_table_set_me (DbConnection *db, const char *me, GError **error);
gboolean chat_messages_table_forget (DbConnection *db, GError **error);

GPtrArray *chat_messages_table_page (DbConnection *db,
                                     const char *room,
                                     ChatAnchor anchor,
                                     gint64 seq,
                                     guint limit,
                                     GError **error);
GArray *chat_messages_table_gaps (DbConnection *db,
                                  const char *room,
                                  gint64 first,
                                  gint64 last,
                                  GError **error);
gboolean chat_messages_table_count_unread (DbConnection *db,
                                           const char *room,
                                           gint64 after,
                                           gint64 last,
                                           gint64 *n,
                                           GError **error);

G_END_DECLS
