/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"
#include "chat-outgoing.h"

G_BEGIN_DECLS

/* What I have changed of a message, over what the server says of it. */
typedef struct _ChatOverlay ChatOverlay;

/* The message is what the server says. */
ChatOverlay *chat_overlay_new (ChatMessage *message);
void chat_overlay_free (ChatOverlay *self);
void chat_overlay_learn (ChatOverlay *self);
void chat_overlay_set_text (ChatOverlay *self, const char *text);

ChatMessage *chat_overlay_get_message (ChatOverlay *self);
void chat_overlay_show (ChatOverlay *self, GPtrArray *changes, ChatUser *me);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOverlay, chat_overlay_free)

G_END_DECLS
