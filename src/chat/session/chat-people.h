/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-record.h"
#include "chat-roster.h"

G_BEGIN_DECLS

/* Everybody whom a server has spoken of: one object each, found by id. */
typedef struct _ChatPeople ChatPeople;

ChatPeople *chat_people_new (ChatUser *me);
void chat_people_free (ChatPeople *self);

ChatUser *chat_people_get_me (ChatPeople *self);
ChatRoster *chat_people_get_roster (ChatPeople *self);
ChatUser *chat_people_find (ChatPeople *self, const char *id);
ChatUser *chat_people_ensure (ChatPeople *self, const ChatEventUser *said, ChatPresence presence);
ChatUser *chat_people_ensure_id (ChatPeople *self, const char *id);
ChatUser *chat_people_name (ChatPeople *self, const ChatEventUser *said, ChatPresence presence);
ChatUser *chat_people_take_profile (ChatPeople *self, const ChatEventUser *said);
void chat_people_set_my_id (ChatPeople *self, const char *id);
void chat_people_take_me (ChatPeople *self, const ChatEventUser *said);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatPeople, chat_people_free)

G_END_DECLS
