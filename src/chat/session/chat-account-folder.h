/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-account.h"

G_BEGIN_DECLS

/**
 * ChatAccountFolder:
 * @account: whose it is
 * @path: where it is
 * @created_at: when the account was new here, in ms since 1970
 *
 * What is kept of an account on this computer.
 */
typedef struct {
  ChatAccount *account;
  char *path;
  gint64 created_at;
} ChatAccountFolder;

/* A new one, on the disk at once, but of no account before it is saved.  @accounts is the folder of
 * all; @hosted is whether the server is this computer's. */
ChatAccountFolder *chat_account_folder_new (const char *accounts,
                                            const char *address,
                                            const char *dialect,
                                            const char *name,
                                            gboolean hosted);
void chat_account_folder_free (ChatAccountFolder *self);

/* Those that were saved, the oldest first; what is left of others is removed. */
GPtrArray *chat_account_folder_list (const char *accounts);

void chat_account_folder_save (ChatAccountFolder *self);

/* With all that is in it. */
void chat_account_folder_remove_async (const char *path,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean chat_account_folder_remove_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatAccountFolder, chat_account_folder_free)

G_END_DECLS
