/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-room-list.h"
#include "chat-session-error.h"
#include "chat-session-state.h"

G_BEGIN_DECLS

/*
 * One account, live.
 *
 * Properties: account, rooms, users, me (all the session's life long); state; next-attempt
 * (g_get_monotonic_time () of the next attempt, 0 where none is planned); error (GError of
 * CHAT_SESSION_ERROR, nullable: why it is not connected); round-trip (ms, 0 until known); open-room
 * (what is on a focused screen, nullable); ack-timeout (ms) and options (how to connect), both
 * construct-only.
 *
 * Signals:
 *   message-received (ChatRoom *room, ChatMessage *message)   somebody else said something new
 */
#define CHAT_TYPE_SESSION (chat_session_get_type ())
G_DECLARE_FINAL_TYPE (ChatSession, chat_session, CHAT, SESSION, GObject)

ChatSession *chat_session_new (ChatAccount *account);

ChatAccount *chat_session_get_account (ChatSession *self);
ChatRoomList *chat_session_get_rooms (ChatSession *self);
ChatRoster *chat_session_get_users (ChatSession *self);
ChatUser *chat_session_get_me (ChatSession *self);
ChatSessionState chat_session_get_state (ChatSession *self);
gint64 chat_session_get_next_attempt (ChatSession *self);
const GError *chat_session_get_error (ChatSession *self);
guint chat_session_get_round_trip (ChatSession *self);
ChatRoom *chat_session_get_open_room (ChatSession *self);
void chat_session_set_open_room (ChatSession *self, ChatRoom *room);

/* Connecting is kept up until _disconnect ().  Rooms can be joined and texts sent in any state. */
void chat_session_connect (ChatSession *self);
void chat_session_disconnect (ChatSession *self);
void chat_session_retry_now (ChatSession *self);

ChatRoom *chat_session_join_room (ChatSession *self, const char *name);
void chat_session_leave_room (ChatSession *self, ChatRoom *room);

ChatMessage *chat_session_send_text (ChatSession *self, ChatRoom *room, const char *text);
void chat_session_retry_message (ChatSession *self, ChatRoom *room, ChatMessage *message);
void chat_session_discard_message (ChatSession *self, ChatRoom *room, ChatMessage *message);

/* Call it with TRUE at every change of the text, with FALSE when it is empty. */
void chat_session_set_typing (ChatSession *self, ChatRoom *room, gboolean typing);

G_END_DECLS
