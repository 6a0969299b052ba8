/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * Where I have an account and who I am there.
 * Properties: id (of the account on this computer; made when not given), dialect ("plain" or
 * "native"), folder (where its files are, nullable), hosted (whether its server is one on this
 * computer, that runs for it), all construct-only; address, user-id (made when not given, to be
 * kept with the account; a native server gives its own), name, title (the host until a name of the
 * server is known).
 */
#define CHAT_TYPE_ACCOUNT (chat_account_get_type ())
G_DECLARE_FINAL_TYPE (ChatAccount, chat_account, CHAT, ACCOUNT, GObject)

ChatAccount *chat_account_new (const char *address, const char *user_id, const char *name);

const char *chat_account_get_id (ChatAccount *self);
const char *chat_account_get_address (ChatAccount *self);
void chat_account_set_address (ChatAccount *self, const char *address);
const char *chat_account_get_dialect (ChatAccount *self);
const char *chat_account_get_folder (ChatAccount *self);
const char *chat_account_get_user_id (ChatAccount *self);
void chat_account_set_user_id (ChatAccount *self, const char *user_id);
const char *chat_account_get_name (ChatAccount *self);
void chat_account_set_name (ChatAccount *self, const char *name);
const char *chat_account_get_title (ChatAccount *self);
void chat_account_set_title (ChatAccount *self, const char *title);
gboolean chat_account_get_hosted (ChatAccount *self);

G_END_DECLS
