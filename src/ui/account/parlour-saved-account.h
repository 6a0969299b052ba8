/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-session.h"

G_BEGIN_DECLS

ChatAccount *parlour_saved_account_load (GSettings *settings);
ChatAccount *parlour_saved_account_make (GSettings *settings,
                                         const char *address,
                                         const char *name);
void parlour_saved_account_save (GSettings *settings, ChatAccount *account);
void parlour_saved_account_forget (GSettings *settings);
void parlour_saved_account_join_rooms (GSettings *settings, ChatSession *session);
void parlour_saved_account_save_rooms (GSettings *settings, ChatSession *session);

G_END_DECLS
