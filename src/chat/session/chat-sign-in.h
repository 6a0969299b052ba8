/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"

G_BEGIN_DECLS

#define CHAT_TYPE_SIGN_IN (chat_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (ChatSignIn, chat_sign_in, CHAT, SIGN_IN, GObject)

ChatSignIn *chat_sign_in_new (ChatDialect *dialect);

/* One takes the place of the other. */
void chat_sign_in_set_token (ChatSignIn *self, const char *token);
void chat_sign_in_set_password (ChatSignIn *self,
                                const char *name,
                                const char *password,
                                gboolean enrol,
                                const char *invite,
                                const char *display_name);

const char *chat_sign_in_get_token (ChatSignIn *self);
void chat_sign_in_set_run (ChatSignIn *self, const char *run);
gboolean chat_sign_in_is_needed (ChatSignIn *self);
gboolean chat_sign_in_is_possible (ChatSignIn *self);

/* At the door, on every connection. */
JsonNode *chat_sign_in_write (ChatSignIn *self);
GError *chat_sign_in_explain (ChatSignIn *self, const GError *refusal, gint64 *retry_after);
void chat_sign_in_succeed (ChatSignIn *self, const char *token);

G_END_DECLS
