/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Properties: is-lasting (FALSE once something could only be kept until the program ends). */
#define CHAT_TYPE_CREDENTIALS (chat_credentials_get_type ())
G_DECLARE_FINAL_TYPE (ChatCredentials, chat_credentials, CHAT, CREDENTIALS, GObject)

ChatCredentials *chat_credentials_new (void);

gboolean chat_credentials_get_is_lasting (ChatCredentials *self);

/* What is asked is done one after the other, in the order of asking.  @account is an account's id;
 * @label is for people who look into their keyring. */
void chat_credentials_store_async (ChatCredentials *self,
                                   const char *account,
                                   const char *label,
                                   const char *token,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
void chat_credentials_lookup_async (ChatCredentials *self,
                                    const char *account,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void chat_credentials_forget_async (ChatCredentials *self,
                                    const char *account,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Of _store and _forget: whether it lasts, FALSE only for this run of the program. */
gboolean chat_credentials_finish (ChatCredentials *self, GAsyncResult *result);

/* Of _lookup: the token, to be freed with chat_credentials_free_token (); NULL if there is none. */
char *chat_credentials_lookup_finish (ChatCredentials *self, GAsyncResult *result);
void chat_credentials_free_token (char *token);

G_END_DECLS
