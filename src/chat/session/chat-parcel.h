/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-attachments.h"
#include "chat-intent.h"
#include "chat-outgoing.h"
#include "chat-room.h"

G_BEGIN_DECLS

/*
 * Something in the outbox: what lies on the disk, and what people see of it.  @message is a new one
 * of mine; of a change, which is about a message that may not be loaded, it is NULL.  @n_busy
 * counts what has to be done before it may leave.
 */
typedef struct {
  ChatOutgoing *outgoing;
  ChatRoom *room;
  ChatMessage *message;
  GListModel *files; /* of the message, as I wrote it */
  gboolean copying;  /* its files, which is done once at a time */
  guint n_saved;     /* how often it was brought to the disk */
  guint n_busy;
} ChatParcel;

ChatParcel *chat_parcel_new (ChatRoom *room, ChatMessage *message, ChatAttachments *attachments);
ChatParcel *chat_parcel_new_change (ChatRoom *room,
                                    ChatOutgoingKind kind,
                                    const char *message,
                                    gint64 now);
ChatParcel *chat_parcel_new_stored (ChatRoom *room,
                                    const ChatOutgoing *outgoing,
                                    ChatUser *me,
                                    ChatRoster *users,
                                    ChatAttachments *attachments);
ChatParcel *chat_parcel_ref (ChatParcel *self);
void chat_parcel_unref (ChatParcel *self);

gboolean chat_parcel_is_about (const ChatParcel *self, const char *message);
ChatIntent *chat_parcel_make_intent (const ChatParcel *self);

/* Its files: copied when it is written, on the server before it goes. */
gboolean chat_parcel_wants_copies (const ChatParcel *self);
void chat_parcel_copy_files_async (ChatParcel *self,
                                   ChatAttachments *attachments,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean chat_parcel_copy_files_finish (GAsyncResult *result, GError **error);
gboolean chat_parcel_wants_files_sent (const ChatParcel *self);
void chat_parcel_send_file_async (ChatParcel *self,
                                  ChatAttachments *attachments,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean chat_parcel_send_file_finish (GAsyncResult *result, GError **error);
void chat_parcel_send_files_again (ChatParcel *self);
void chat_parcel_settle_files (ChatParcel *self, ChatAttachments *attachments);
void chat_parcel_drop_files (ChatParcel *self, ChatAttachments *attachments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatParcel, chat_parcel_unref)

G_END_DECLS
