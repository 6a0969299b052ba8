/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-event.h"
#include "chat-outbox.h"
#include "chat-room-list.h"
#include "chat-rooms-table.h"

G_BEGIN_DECLS

/*
 * Signals:
 *   message-received (ChatRoom *room, ChatMessage *message)   somebody else said something new
 */
#define CHAT_TYPE_SYNC (chat_sync_get_type ())
G_DECLARE_FINAL_TYPE (ChatSync, chat_sync, CHAT, SYNC, GObject)

ChatSync *chat_sync_new (ChatUser *me, ChatOutbox *outbox);

ChatUser *chat_sync_get_me (ChatSync *self);
ChatRoster *chat_sync_get_users (ChatSync *self);
ChatRoomList *chat_sync_get_rooms (ChatSync *self);
gboolean chat_sync_get_echoes (ChatSync *self);

ChatRoom *chat_sync_add_room (ChatSync *self, const char *name, gint64 now);
void chat_sync_remove_room (ChatSync *self, ChatRoom *room);

/* What is remembered: ChatStoredRooms, ChatStoredMembers, ChatEventMessages. */
void chat_sync_load_rooms (ChatSync *self, GPtrArray *stored_rooms);
void chat_sync_load_members (ChatSync *self, ChatRoom *room, GPtrArray *stored_members);
void chat_sync_load_messages (ChatSync *self, ChatRoom *room, GPtrArray *messages);

void chat_sync_apply (ChatSync *self, GPtrArray *events, gint64 now);
void chat_sync_disconnected (ChatSync *self);

void chat_sync_expire (ChatSync *self, gint64 now);
gint64 chat_sync_get_next_expiry (ChatSync *self);

G_END_DECLS
