/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"

G_BEGIN_DECLS

#define CHAT_TYPE_TYPIST (chat_typist_get_type ())
G_DECLARE_FINAL_TYPE (ChatTypist, chat_typist, CHAT, TYPIST, GObject)

ChatTypist *chat_typist_new (ChatCourier *courier, ChatSync *sync);

/* Mine; @room NULL stops it wherever it is. */
void chat_typist_type (ChatTypist *self, ChatRoom *room);
void chat_typist_stop (ChatTypist *self, ChatRoom *room);

/* There may be something new to wait for. */
void chat_typist_look (ChatTypist *self);

G_END_DECLS
