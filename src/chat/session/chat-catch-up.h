/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"
#include "chat-sign-in.h"

G_BEGIN_DECLS

/*
 * Signals:
 *   nothing-known ()   the server is asked for everything; rooms that are shown are none of its
 *   done ()            all that was missed is here, or all that the server gives
 */
#define CHAT_TYPE_CATCH_UP (chat_catch_up_get_type ())
G_DECLARE_FINAL_TYPE (ChatCatchUp, chat_catch_up, CHAT, CATCH_UP, GObject)

ChatCatchUp *chat_catch_up_new (ChatCourier *courier, ChatIntake *intake, ChatSignIn *sign_in);

/* From the server's welcome on, as long as there is the connection. */
void chat_catch_up_begin (ChatCatchUp *self, GPtrArray *welcome);
void chat_catch_up_end (ChatCatchUp *self);
gboolean chat_catch_up_get_done (ChatCatchUp *self);

G_END_DECLS
