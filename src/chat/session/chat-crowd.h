/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-people.h"
#include "chat-room-list.h"

G_BEGIN_DECLS

/* Who is there, and where, as far as a server says.  All lists are of ChatEventUser. */
typedef struct _ChatCrowd ChatCrowd;

ChatCrowd *chat_crowd_new (ChatPeople *people, ChatRoomList *rooms);
void chat_crowd_free (ChatCrowd *self);

/* A server with accounts tells of each. */
void chat_crowd_take_profiles (ChatCrowd *self, GPtrArray *said);
void chat_crowd_take_presence (ChatCrowd *self, GPtrArray *said);

/* Without a connection nobody is known to be there. */
void chat_crowd_disperse (ChatCrowd *self);

/* Others tell of all at once. */
void chat_crowd_take_online (ChatCrowd *self, GPtrArray *said);
void chat_crowd_take_members (ChatCrowd *self, ChatRoom *room, GPtrArray *said);
void chat_crowd_guess (ChatCrowd *self, ChatRoom *room);
void chat_crowd_forget (ChatCrowd *self, ChatRoom *room);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatCrowd, chat_crowd_free)

G_END_DECLS
