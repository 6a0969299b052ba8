/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-user.h"

G_BEGIN_DECLS

/* What a message answers: an excerpt of another one.  It never changes. */
typedef struct _ChatReply ChatReply;

#define CHAT_TYPE_REPLY (chat_reply_get_type ())
GType chat_reply_get_type (void);

ChatReply *chat_reply_new (const char *id, ChatUser *user, const char *text);
ChatReply *chat_reply_ref (ChatReply *self);
void chat_reply_unref (ChatReply *self);

const char *chat_reply_get_id (const ChatReply *self);
ChatUser *chat_reply_get_user (const ChatReply *self);
const char *chat_reply_get_text (const ChatReply *self);
gboolean chat_reply_equal (const ChatReply *a, const ChatReply *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatReply, chat_reply_unref)

G_END_DECLS
