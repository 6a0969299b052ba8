/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-file.h"
#include "chat-message.h"
#include "chat-timeline.h"

G_BEGIN_DECLS

/*
 * What I am writing in a room.
 * Properties: text; reply, editing (nullable: what it answers, or what is changed instead).
 */
#define CHAT_TYPE_DRAFT (chat_draft_get_type ())
G_DECLARE_FINAL_TYPE (ChatDraft, chat_draft, CHAT, DRAFT, GObject)

ChatDraft *chat_draft_new (void);

const char *chat_draft_get_text (ChatDraft *self);
void chat_draft_set_text (ChatDraft *self, const char *text);
ChatMessage *chat_draft_get_reply (ChatDraft *self);
void chat_draft_set_reply (ChatDraft *self, ChatMessage *reply);
GListStore *chat_draft_get_files (ChatDraft *self);
void chat_draft_clear (ChatDraft *self);

/* While a message is changed the new one waits. */
ChatMessage *chat_draft_get_editing (ChatDraft *self);
void chat_draft_set_editing (ChatDraft *self, ChatMessage *editing);
const char *chat_draft_get_edited (ChatDraft *self);
void chat_draft_set_edited (ChatDraft *self, const char *edited);

void chat_draft_meet (ChatDraft *self, ChatTimeline *timeline);

G_END_DECLS
