/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session-list.h"

G_BEGIN_DECLS

ChatSession *parlour_places_take_over (GSettings *settings, ChatSessionList *accounts);

char *parlour_places_dup_name (GSettings *settings);
char *parlour_places_dup_room (GSettings *settings, ChatAccount *account);
void parlour_places_set_room (GSettings *settings, ChatAccount *account, ChatRoom *room);

void parlour_places_join_rooms (GSettings *settings, ChatSession *session);
void parlour_places_save_rooms (GSettings *settings, ChatSession *session);

void parlour_places_forget (GSettings *settings, ChatAccount *account);

G_END_DECLS
