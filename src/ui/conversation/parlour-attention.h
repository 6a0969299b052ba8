/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"
#include "parlour-message-list.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_ATTENTION (parlour_attention_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAttention, parlour_attention, PARLOUR, ATTENTION, GObject)

ParlourAttention *parlour_attention_new (ParlourMessageList *list);

void parlour_attention_set_room (ParlourAttention *self, ChatSession *session, ChatRoom *room);

G_END_DECLS
