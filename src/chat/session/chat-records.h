/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-drafts-table.h"
#include "chat-people.h"
#include "chat-room.h"

G_BEGIN_DECLS

/* What was said, or is remembered, put into objects of the model. */
ChatMessage *chat_records_make_message (ChatPeople *people, const ChatEventMessage *said);
gboolean chat_records_update_message (ChatPeople *people,
                                      ChatMessage *message,
                                      const ChatEventMessage *said);
void chat_records_load_draft (ChatPeople *people, ChatDraft *draft, const ChatStoredDraft *stored);
void chat_records_set_members (ChatPeople *people,
                               ChatRoom *room,
                               GPtrArray *said,
                               guint start,
                               guint length);
ChatRoom *chat_records_make_room (ChatPeople *people, const ChatEventRoom *said);
void chat_records_update_room (ChatPeople *people, ChatRoom *room, const ChatEventRoom *said);

G_END_DECLS
