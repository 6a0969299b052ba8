/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room-kind.h"
#include "chat-roster.h"
#include "chat-timeline.h"
#include "chat-typing.h"

G_BEGIN_DECLS

/*
 * Properties: id, kind, timeline, members, typing (construct-only or read-only); name; draft;
 * joined; error (why it could not be joined, nullable); unread; first-unread (id of the message
 * above which the "new messages" line stands, nullable); last-message (nullable); activity (time of
 * what happened last, for sorting); open (on a focused screen now).
 */
#define CHAT_TYPE_ROOM (chat_room_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoom, chat_room, CHAT, ROOM, GObject)

ChatRoom *chat_room_new (const char *id, const char *name, ChatRoomKind kind);

const char *chat_room_get_id (ChatRoom *self);
const char *chat_room_get_name (ChatRoom *self);
void chat_room_set_name (ChatRoom *self, const char *name);
ChatRoomKind chat_room_get_kind (ChatRoom *self);
ChatTimeline *chat_room_get_timeline (ChatRoom *self);
ChatRoster *chat_room_get_members (ChatRoom *self);
ChatTyping *chat_room_get_typing (ChatRoom *self);
ChatMessage *chat_room_get_last_message (ChatRoom *self);
gint64 chat_room_get_activity (ChatRoom *self);
void chat_room_touch (ChatRoom *self, gint64 time);

const char *chat_room_get_draft (ChatRoom *self);
void chat_room_set_draft (ChatRoom *self, const char *draft);
gboolean chat_room_get_joined (ChatRoom *self);
void chat_room_set_joined (ChatRoom *self, gboolean joined);
const char *chat_room_get_error (ChatRoom *self);
void chat_room_set_error (ChatRoom *self, const char *error);

guint chat_room_get_unread (ChatRoom *self);
const char *chat_room_get_first_unread (ChatRoom *self);
gboolean chat_room_get_open (ChatRoom *self);
void chat_room_set_open (ChatRoom *self, gboolean open);

/* Messages of others come in, and count as unread while the room is not open. */
gboolean chat_room_receive (ChatRoom *self, ChatMessage *message);
GPtrArray *chat_room_receive_history (ChatRoom *self, GPtrArray *messages, gboolean seen);

G_END_DECLS
