/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_CONVERSATION (parlour_conversation_get_type ())
G_DECLARE_FINAL_TYPE (ParlourConversation,
                      parlour_conversation,
                      PARLOUR,
                      CONVERSATION,
                      AdwNavigationPage)

ChatRoom *parlour_conversation_get_room (ParlourConversation *self);
void parlour_conversation_set_room (ParlourConversation *self, ChatRoom *room);

void parlour_conversation_focus_composer (ParlourConversation *self);
void parlour_conversation_take_toast (ParlourConversation *self, AdwToast *toast);

G_END_DECLS
