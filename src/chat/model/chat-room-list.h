/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"

G_BEGIN_DECLS

/*
 * A GListModel of ChatRoom, the one where something happened last first.
 *
 * Properties: n-items; total-unread (without that of muted rooms, unless I am mentioned there);
 * personal (whether some of that is for me: a mention, or a direct conversation).
 */
#define CHAT_TYPE_ROOM_LIST (chat_room_list_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoomList, chat_room_list, CHAT, ROOM_LIST, GObject)

ChatRoomList *chat_room_list_new (void);

ChatRoom *chat_room_list_find (ChatRoomList *self, const char *id);
gboolean chat_room_list_find_position (ChatRoomList *self, ChatRoom *room, guint *position);
void chat_room_list_add (ChatRoomList *self, ChatRoom *room);
void chat_room_list_remove (ChatRoomList *self, ChatRoom *room);
guint chat_room_list_get_total_unread (ChatRoomList *self);
gboolean chat_room_list_get_personal (ChatRoomList *self);

G_END_DECLS
