/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"

G_BEGIN_DECLS

#define CHAT_TYPE_DELIVERY (chat_delivery_get_type ())
G_DECLARE_FINAL_TYPE (ChatDelivery, chat_delivery, CHAT, DELIVERY, GObject)

ChatDelivery *chat_delivery_new (ChatDialect *dialect,
                                 ChatCourier *courier,
                                 ChatSync *sync,
                                 ChatOutbox *outbox);

void chat_delivery_begin (ChatDelivery *self);
void chat_delivery_end (ChatDelivery *self);
void chat_delivery_alive (ChatDelivery *self);

G_END_DECLS
