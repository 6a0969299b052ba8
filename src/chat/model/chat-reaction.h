/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-user.h"

G_BEGIN_DECLS

/* An emoji below a message, and whose it is.  It never changes. */
typedef struct _ChatReaction ChatReaction;

#define CHAT_TYPE_REACTION (chat_reaction_get_type ())
GType chat_reaction_get_type (void);

ChatReaction *chat_reaction_new (const char *emoji, GPtrArray *users);
ChatReaction *chat_reaction_ref (ChatReaction *self);
void chat_reaction_unref (ChatReaction *self);

const char *chat_reaction_get_emoji (const ChatReaction *self);
GPtrArray *chat_reaction_get_users (const ChatReaction *self);
gboolean chat_reaction_get_mine (const ChatReaction *self);
gboolean chat_reaction_equal (const ChatReaction *a, const ChatReaction *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatReaction, chat_reaction_unref)

G_END_DECLS
