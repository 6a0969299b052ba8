/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host.h"
#include "chat-session-list.h"
#include "parlour-entrance.h"
#include "parlour-window.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_ACCOUNT_ACTIONS (parlour_account_actions_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAccountActions,
                      parlour_account_actions,
                      PARLOUR,
                      ACCOUNT_ACTIONS,
                      GObject)

ParlourAccountActions *parlour_account_actions_new (ParlourWindow *window,
                                                    ChatSessionList *accounts,
                                                    ChatHost *host,
                                                    GSettings *settings);

void parlour_account_actions_show_some (ParlourAccountActions *self);
ParlourEntrance *parlour_account_actions_enter (ParlourAccountActions *self);

G_END_DECLS
