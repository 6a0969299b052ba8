/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"
#include "chat-intake.h"
#include "socket-io-client.h"

G_BEGIN_DECLS

/* Properties: round-trip (ms of the last answered question, 0 until there is one). */
#define CHAT_TYPE_COURIER (chat_courier_get_type ())
G_DECLARE_FINAL_TYPE (ChatCourier, chat_courier, CHAT, COURIER, GObject)

ChatCourier *chat_courier_new (ChatDialect *dialect, ChatIntake *intake, guint ack_timeout);

void chat_courier_connected (ChatCourier *self, SocketIoClient *client);
void chat_courier_disconnected (ChatCourier *self);
gboolean chat_courier_get_connected (ChatCourier *self);

void chat_courier_tell (ChatCourier *self, ChatIntent *intent);
void chat_courier_ask_async (ChatCourier *self,
                             ChatIntent *intent,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
GPtrArray *chat_courier_ask_finish (ChatCourier *self, GAsyncResult *result, GError **error);

guint chat_courier_get_round_trip (ChatCourier *self);

G_END_DECLS
