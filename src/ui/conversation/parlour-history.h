/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"
#include "parlour-message-list.h"

G_BEGIN_DECLS

/*
 * Signals:
 *   loaded ()      a page came, or could not
 *   not-found ()   the message that was looked for cannot be shown
 */
#define PARLOUR_TYPE_HISTORY (parlour_history_get_type ())
G_DECLARE_FINAL_TYPE (ParlourHistory, parlour_history, PARLOUR, HISTORY, GObject)

ParlourHistory *parlour_history_new (ParlourMessageList *list);

void parlour_history_set_room (ParlourHistory *self, ChatSession *session, ChatRoom *room);
void parlour_history_show (ParlourHistory *self, const char *id);

G_END_DECLS
