/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-user.h"

G_BEGIN_DECLS

/* How long somebody types after the last sign of it, in microseconds. */
#define CHAT_TYPING_EXPIRY (6 * G_USEC_PER_SEC)

/*
 * A GListModel of the ChatUsers who type in a room now, in the order in which they began.  It has
 * no clock: times are arguments, in microseconds of the monotonic clock.
 */
#define CHAT_TYPE_TYPING (chat_typing_get_type ())
G_DECLARE_FINAL_TYPE (ChatTyping, chat_typing, CHAT, TYPING, GObject)

ChatTyping *chat_typing_new (void);

void chat_typing_start (ChatTyping *self, ChatUser *user, gint64 now);
void chat_typing_stop (ChatTyping *self, ChatUser *user);
void chat_typing_clear (ChatTyping *self);
void chat_typing_expire (ChatTyping *self, gint64 now);
gint64 chat_typing_get_next_expiry (ChatTyping *self);

G_END_DECLS
