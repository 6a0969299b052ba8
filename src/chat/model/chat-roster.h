/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-user.h"

G_BEGIN_DECLS

/*
 * A GListModel of ChatUser, each user once: who is online first, then by name as people sort names.
 * Properties: n-online, n-items.
 */
#define CHAT_TYPE_ROSTER (chat_roster_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoster, chat_roster, CHAT, ROSTER, GObject)

ChatRoster *chat_roster_new (void);

ChatUser *chat_roster_find (ChatRoster *self, const char *id);
gboolean chat_roster_add (ChatRoster *self, ChatUser *user);
gboolean chat_roster_remove (ChatRoster *self, ChatUser *user);
void chat_roster_replace (ChatRoster *self, GPtrArray *users);
guint chat_roster_get_n_online (ChatRoster *self);

G_END_DECLS
