/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"
#include "parlour-message-list.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_WITHDRAWAL (parlour_withdrawal_get_type ())
G_DECLARE_FINAL_TYPE (ParlourWithdrawal, parlour_withdrawal, PARLOUR, WITHDRAWAL, GObject)

ParlourWithdrawal *parlour_withdrawal_new (ParlourMessageList *list, AdwToastOverlay *overlay);

void parlour_withdrawal_start (ParlourWithdrawal *self,
                               ChatSession *session,
                               ChatRoom *room,
                               ChatMessage *message);
void parlour_withdrawal_finish (ParlourWithdrawal *self);

G_END_DECLS
