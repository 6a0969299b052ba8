/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-spool.h"
#include "socket-io-options.h"

G_BEGIN_DECLS

/*
 * The files of an account's messages: its folders outgoing/ and files/, and the way to the server.
 * Properties: options (construct-only), timeout (in s, construct-only: how long nothing may move).
 */
#define CHAT_TYPE_ATTACHMENTS (chat_attachments_get_type ())
G_DECLARE_FINAL_TYPE (ChatAttachments, chat_attachments, CHAT, ATTACHMENTS, GObject)

ChatAttachments *chat_attachments_new (const char *address,
                                       const char *folder,
                                       SocketIoOptions *options);
ChatAttachments *chat_attachments_new_with_timeout (const char *address,
                                                    const char *folder,
                                                    SocketIoOptions *options,
                                                    guint timeout);
void chat_attachments_set_address (ChatAttachments *self, const char *address);
void chat_attachments_set_token (ChatAttachments *self, const char *token);
void chat_attachments_set_max_size (ChatAttachments *self, gint64 max_size);
void chat_attachments_clean (ChatAttachments *self, GHashTable *copies);
void chat_attachments_stop (ChatAttachments *self);

ChatSpool *chat_attachments_get_spool (ChatAttachments *self);

/* To the server, which gives it its id; what was a copy is then one of the files. */
void chat_attachments_send_async (ChatAttachments *self,
                                  ChatFile *file,
                                  const char *copy,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean chat_attachments_send_finish (ChatAttachments *self, GAsyncResult *result, GError **error);
void chat_attachments_settle (ChatAttachments *self, ChatFile *file, const char *copy);

/* From the server, if it is not here; the file itself tells how it goes. */
void chat_attachments_fetch (ChatAttachments *self, ChatFile *file);
void chat_attachments_cancel (ChatAttachments *self, ChatFile *file);

G_END_DECLS
