/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-queue.h"

G_BEGIN_DECLS

/* What I have changed of messages and the server has not confirmed, as people see it. */
typedef struct _ChatChanges ChatChanges;

ChatChanges *chat_changes_new (ChatUser *me);
void chat_changes_free (ChatChanges *self);

/* Wanting something of a message that the server may have. */
void chat_changes_edit (ChatChanges *self,
                        ChatQueue *queue,
                        ChatMessage *message,
                        const char *text,
                        gint64 now);
void chat_changes_delete (ChatChanges *self, ChatQueue *queue, ChatMessage *message, gint64 now);
void chat_changes_react (ChatChanges *self,
                         ChatQueue *queue,
                         ChatMessage *message,
                         const char *emoji,
                         gboolean on,
                         gint64 now);

/* What people see: what the message is now is covered, and then shown with what waits. */
void chat_changes_cover (ChatChanges *self, ChatMessage *message);
void chat_changes_learn (ChatChanges *self, ChatMessage *message);
void chat_changes_set_text (ChatChanges *self, ChatMessage *message, const char *text);
void chat_changes_show (ChatChanges *self, ChatQueue *queue, const char *id);

/* What the server did not take. */
gboolean chat_changes_fold (ChatQueue *queue, ChatParcel *parcel);
gboolean chat_changes_refuse (ChatChanges *self, ChatQueue *queue, ChatParcel *parcel);

void chat_changes_forget (ChatChanges *self, const char *id);
void chat_changes_forget_all (ChatChanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatChanges, chat_changes_free)

G_END_DECLS
