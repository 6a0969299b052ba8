/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session-error.h"
#include "chat-session-state.h"
#include "chat-sign-in.h"
#include "socket-io-client.h"

G_BEGIN_DECLS

/*
 * Properties: options (construct-only); state, next-attempt, error: as ChatSession's, but that it
 * is online as soon as I am let in.
 *
 * Signals:
 *   connected (), disconnected ()
 *   event (SocketIoEvent *event)   the server said something
 *   alive ()                       the server has shown a sign of life, an event or a heartbeat
 */
#define CHAT_TYPE_CONNECTION (chat_connection_get_type ())
G_DECLARE_FINAL_TYPE (ChatConnection, chat_connection, CHAT, CONNECTION, GObject)

ChatConnection *chat_connection_new (SocketIoOptions *options, ChatSignIn *sign_in);

void chat_connection_open (ChatConnection *self, const char *address);
void chat_connection_set_server (ChatConnection *self, ChatServerState server, const char *address);
void chat_connection_retry_now (ChatConnection *self);
void chat_connection_close (ChatConnection *self);
void chat_connection_explain (ChatConnection *self, const GError *cause);

SocketIoClient *chat_connection_get_client (ChatConnection *self);
ChatSessionState chat_connection_get_state (ChatConnection *self);
gint64 chat_connection_get_next_attempt (ChatConnection *self);
const GError *chat_connection_get_error (ChatConnection *self);

G_END_DECLS
