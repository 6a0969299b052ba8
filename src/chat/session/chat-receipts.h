/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-history.h"

G_BEGIN_DECLS

#define CHAT_TYPE_RECEIPTS (chat_receipts_get_type ())
G_DECLARE_FINAL_TYPE (ChatReceipts, chat_receipts, CHAT, RECEIPTS, GObject)

ChatReceipts *chat_receipts_new (ChatCourier *courier,
                                 ChatIntake *intake,
                                 ChatSync *sync,
                                 ChatHistory *history);

/* From having caught up on, as long as there is the connection. */
void chat_receipts_begin (ChatReceipts *self);
void chat_receipts_end (ChatReceipts *self);

/* I may have got, or seen, more of a room. */
void chat_receipts_look (ChatReceipts *self, ChatRoom *room);

G_END_DECLS
