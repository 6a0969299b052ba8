/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-outbox.h"
#include "chat-people.h"

G_BEGIN_DECLS

/* Puts what a server says that gives messages their places into rooms. */
typedef struct _ChatPlacing ChatPlacing;

ChatPlacing *chat_placing_new (ChatPeople *people, ChatOutbox *outbox);
void chat_placing_free (ChatPlacing *self);

ChatMessage *chat_placing_take (ChatPlacing *self, ChatRoom *room, const ChatEventMessage *said);
void chat_placing_take_page (ChatPlacing *self, ChatRoom *room, GPtrArray *page);
gboolean chat_placing_joins (ChatRoom *room, GPtrArray *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPlacing, chat_placing_free)

G_END_DECLS
