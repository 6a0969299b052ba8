/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-account-folder.h"
#include "chat-credentials.h"
#include "chat-tenant.h"

G_BEGIN_DECLS

/* Keeps an account while its session is live: its file, and its token. */
typedef struct _ChatKeeper ChatKeeper;

/* Takes @folder; @kept is whether it has been saved before; @host may be NULL. */
ChatKeeper *chat_keeper_new (ChatAccountFolder *folder,
                             gboolean kept,
                             ChatCredentials *credentials,
                             ChatHost *host);
void chat_keeper_free (ChatKeeper *self);

ChatSession *chat_keeper_get_session (ChatKeeper *self);
ChatAccount *chat_keeper_get_account (ChatKeeper *self);
const char *chat_keeper_get_path (ChatKeeper *self);

/* Whether the server has let me in, now or at any time before. */
gboolean chat_keeper_has_kept (ChatKeeper *self);

/* Writes down at once what is to be written, and connects nobody any more. */
void chat_keeper_settle (ChatKeeper *self);

/* Keeps nothing more. */
void chat_keeper_leave (ChatKeeper *self);

/* Signs out, closes the session, and forgets the token and all that is in the folder.  Takes the
 * keeper. */
void chat_keeper_remove_async (ChatKeeper *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean chat_keeper_remove_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatKeeper, chat_keeper_free)

G_END_DECLS
