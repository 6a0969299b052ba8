/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account.h"
#include "chat-capabilities.h"
#include "chat-file.h"
#include "chat-room-list.h"
#include "chat-session-error.h"
#include "chat-session-state.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One account, live.
 *
 * Properties: account, rooms, users, me (all the session's life long); state; next-attempt
 * (g_get_monotonic_time () of the next attempt, 0 where none is planned); error (GError of
 * CHAT_SESSION_ERROR, nullable: why it is not connected); store-error (the same: why nothing is
 * remembered on this computer); round-trip (ms, 0 until known); open-room (what is on a focused
 * screen, nullable); ready (what was remembered is shown); capabilities (guint: ChatCapabilities);
 * server-name (nullable); ack-timeout (ms) and options (how to connect), both construct-only.
 *
 * Signals:
 *   message-received (ChatRoom *room, ChatMessage *message)   somebody else said something new
 *   change-refused (ChatRoom *room, ChatMessage *message, const char *reason)   an edit, a deletion
 *     or a reaction was not taken, and is taken back
 *   lost (ChatRoom *room, const char *const *texts)   I am not in the room any more, and what I did
 *     in it last, and wrote, may not have arrived
 *   token-received (const char *token)   to be kept, for signing in with it from now on
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
const GError *chat_session_get_store_error (ChatSession *self);
guint chat_session_get_round_trip (ChatSession *self);
gboolean chat_session_get_ready (ChatSession *self);
ChatCapabilities chat_session_get_capabilities (ChatSession *self);
const char *chat_session_get_server_name (ChatSession *self);
guint chat_session_get_max_text (ChatSession *self);
gint64 chat_session_get_max_file (ChatSession *self);
ChatRoom *chat_session_get_open_room (ChatSession *self);
void chat_session_set_open_room (ChatSession *self, ChatRoom *room);

/* What is remembered, before there is any network; and everything on the disk. */
void chat_session_open_async (ChatSession *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean chat_session_open_finish (ChatSession *self, GAsyncResult *result, GError **error);
void chat_session_close_async (ChatSession *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean chat_session_close_finish (ChatSession *self, GAsyncResult *result, GError **error);

/* How to sign in; without a password as a guest. */
void chat_session_set_token (ChatSession *self, const char *token);
void chat_session_set_password (ChatSession *self,
                                const char *name,
                                const char *password,
                                gboolean enrol,
                                const char *invite,
                                const char *display_name);

/* Of an account whose server is on this computer: STOPPED until somebody says something else. */
void chat_session_set_server_state (ChatSession *self, ChatServerState state);

/* Connecting is kept up until _disconnect ().  What is below can be done in any state. */
void chat_session_connect (ChatSession *self);
void chat_session_disconnect (ChatSession *self);
void chat_session_retry_now (ChatSession *self);

ChatRoom *chat_session_join_room (ChatSession *self, const char *name);

ChatMessage *chat_session_send_text (ChatSession *self, ChatRoom *room, const char *text);
ChatMessage *chat_session_send (ChatSession *self,
                                ChatRoom *room,
                                const char *text,
                                ChatMessage *reply,
                                GListModel *files);
ChatMessage *chat_session_send_draft (ChatSession *self, ChatRoom *room);
void chat_session_change_outgoing (ChatSession *self,
                                   ChatRoom *room,
                                   ChatMessage *message,
                                   const char *text);
void chat_session_retry_message (ChatSession *self, ChatRoom *room, ChatMessage *message);
void chat_session_discard_message (ChatSession *self, ChatRoom *room, ChatMessage *message);
void chat_session_edit (ChatSession *self, ChatRoom *room, ChatMessage *message, const char *text);
void chat_session_delete (ChatSession *self, ChatRoom *room, ChatMessage *message);
void chat_session_react (ChatSession *self,
                         ChatRoom *room,
                         ChatMessage *message,
                         const char *emoji,
                         gboolean on);
guint chat_session_count_unsent (ChatSession *self);

/* Files of a draft are copies, from when they are attached. */
void chat_session_attach_async (ChatSession *self,
                                ChatRoom *room,
                                ChatFile *file,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean chat_session_attach_finish (ChatSession *self, GAsyncResult *result, GError **error);
void chat_session_detach (ChatSession *self, ChatRoom *room, guint position);

/* Files tell themselves how it goes. */
void chat_session_fetch_file (ChatSession *self, ChatFile *file);
void chat_session_cancel_file (ChatSession *self, ChatFile *file);

/* Call _set_typing () with TRUE at every change of the text, with FALSE when it is empty. */
void chat_session_set_typing (ChatSession *self, ChatRoom *room, gboolean typing);
void chat_session_keep_draft (ChatSession *self, ChatRoom *room);
void chat_session_set_position (ChatSession *self, ChatRoom *room, gint64 seq, gint64 offset);
gboolean chat_session_get_position (ChatSession *self, ChatRoom *room, gint64 *seq, gint64 *offset);
void chat_session_see (ChatSession *self, ChatRoom *room, ChatMessage *message);

G_END_DECLS
