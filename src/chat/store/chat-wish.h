/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-drafts-table.h"
#include "chat-messages-table.h"
#include "chat-outbox-table.h"
#include "chat-rooms-table.h"
#include "db-worker.h"

G_BEGIN_DECLS

/*
 * What somebody wants of the store: each work below says which of these it needs.  The one who
 * wishes lends all of it; the copy that goes to the thread has its own.
 */
typedef struct {
  GPtrArray *events;
  const ChatOutgoing *outgoing;
  const ChatStoredDraft *draft;
  const char *room;
  const char *id;
  const char *text;
  ChatAnchor anchor;
  gint64 seq;
  gint64 offset;
  gint64 last_seq;
  guint limit;
} ChatWish;

ChatWish *chat_wish_copy (const ChatWish *wish);
void chat_wish_free (ChatWish *copy);

/* What is done on the thread, each a DbWork with a wish for its data.  Of the first ones it only
 * matters that they give something. */
gpointer chat_wish_apply (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_put (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_retry (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_discard (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_set_draft (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_see (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_set_position (DbConnection *db, gpointer data, GError **error);

gpointer chat_wish_get_revision (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_get_run (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_count_unread (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_list_rooms (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_list_members (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_list_messages (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_search (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_list_outbox (DbConnection *db, gpointer data, GError **error);
gpointer chat_wish_find_gaps (DbConnection *db, gpointer data, GError **error);

G_END_DECLS
