/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"
#include "chat-sync.h"
#include "socket-io-client.h"

G_BEGIN_DECLS

/* Properties: round-trip (ms of the last answered question, 0 until there is one). */
#define CHAT_TYPE_COURIER (chat_courier_get_type ())
G_DECLARE_FINAL_TYPE (ChatCourier, chat_courier, CHAT, COURIER, GObject)

ChatCourier *chat_courier_new (ChatDialect *dialect,
                               ChatSync *sync,
                               ChatOutbox *outbox,
                               guint ack_timeout);

void chat_courier_connected (ChatCourier *self, SocketIoClient *client);
void chat_courier_disconnected (ChatCourier *self);
void chat_courier_alive (ChatCourier *self);

void chat_courier_hello (ChatCourier *self);
void chat_courier_join (ChatCourier *self, ChatRoom *room);
void chat_courier_leave (ChatCourier *self, ChatRoom *room);
void chat_courier_type (ChatCourier *self, ChatRoom *room, gboolean on);

void chat_courier_ask_async (ChatCourier *self,
                             ChatIntent *intent,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *chat_courier_ask_finish (ChatCourier *self, GAsyncResult *result, GError **error);

guint chat_courier_get_round_trip (ChatCourier *self);

G_END_DECLS
