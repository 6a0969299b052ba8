/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-drafts-table.h"
#include "chat-record.h"
#include "db-statement.h"

G_BEGIN_DECLS

/* A room as it was left. */
typedef struct {
  ChatEventRoom *room;  /* with what I am in it, and its last message */
  ChatEventUser *other; /* of a direct conversation, once known */
  guint n_unread;
  gint64 mention;         /* the last place at which I am mentioned */
  gint64 seen;            /* how far I have seen it, whether the server knows that or not */
  ChatStoredDraft *draft; /* NULL for none */
  gint64 seq;             /* where it was left, 0 for nowhere */
  gint64 offset;
} ChatStoredRoom;

typedef struct {
  ChatEventMember *member;
  ChatEventUser *user;
} ChatStoredMember;

void chat_stored_room_free (ChatStoredRoom *self);
void chat_stored_member_free (ChatStoredMember *self);

gboolean chat_rooms_table_store_user (DbConnection *db, const ChatEventUser *user, GError **error);
gboolean chat_rooms_table_store_room (DbConnection *db, const ChatEventRoom *room, GError **error);
gboolean chat_rooms_table_store_member (DbConnection *db,
                                        const ChatEventMember *member,
                                        GError **error);
gboolean chat_rooms_table_store_receipt (DbConnection *db,
                                         const ChatEventMember *receipt,
                                         GError **error);
gboolean chat_rooms_table_see (DbConnection *db, const char *room, gint64 seq, GError **error);
gboolean chat_rooms_table_forget (DbConnection *db, GError **error);
gboolean chat_rooms_table_remove (DbConnection *db, const char *room, GError **error);
gboolean chat_rooms_table_remove_member (DbConnection *db,
                                         const char *room,
                                         const char *user,
                                         GError **error);

GPtrArray *chat_rooms_table_list (DbConnection *db, GError **error);
GPtrArray *chat_rooms_table_list_members (DbConnection *db, const char *room, GError **error);

G_END_DECLS
