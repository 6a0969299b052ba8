/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"
#include "parlour-composer.h"
#include "parlour-message-list.h"
#include "parlour-rights.h"

G_BEGIN_DECLS

/* Signals: reply-wanted (const char *id): somebody wants to see the message with this id. */
#define PARLOUR_TYPE_MESSAGE_ACTIONS (parlour_message_actions_get_type ())
G_DECLARE_FINAL_TYPE (ParlourMessageActions,
                      parlour_message_actions,
                      PARLOUR,
                      MESSAGE_ACTIONS,
                      GObject)

ParlourMessageActions *parlour_message_actions_new (ParlourMessageList *list,
                                                    ParlourComposer *composer,
                                                    AdwToastOverlay *overlay);

GActionGroup *parlour_message_actions_get_group (ParlourMessageActions *self);
void parlour_message_actions_set_room (ParlourMessageActions *self,
                                       ChatSession *session,
                                       ChatRoom *room);
void parlour_message_actions_edit_last (ParlourMessageActions *self);

G_END_DECLS
