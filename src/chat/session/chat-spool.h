/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-file.h"
#include "chat-outgoing-file.h"

G_BEGIN_DECLS

/* My copies of the files that I send, by names that I give them. */
#define CHAT_TYPE_SPOOL (chat_spool_get_type ())
G_DECLARE_FINAL_TYPE (ChatSpool, chat_spool, CHAT, SPOOL, GObject)

ChatSpool *chat_spool_new (const char *folder);

void chat_spool_keep_async (ChatSpool *self,
                            ChatFile *file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
char *chat_spool_keep_finish (ChatSpool *self, GAsyncResult *result, GError **error);
char *chat_spool_build_path (ChatSpool *self, const char *copy);
void chat_spool_drop (ChatSpool *self, const char *copy);
void chat_spool_drop_file (ChatSpool *self, ChatFile *file);
void chat_spool_clean (ChatSpool *self, GHashTable *copies);

/* What is noted of files, and the files of such notes; without a spool there are no copies. */
GPtrArray *chat_spool_note_files (ChatSpool *self, GListModel *files);
GListStore *chat_spool_make_files (ChatSpool *self, GPtrArray *noted, ChatFileState state);

G_END_DECLS
