/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"
#include "chat-spool.h"
#include "chat-store.h"

G_BEGIN_DECLS

#define CHAT_TYPE_NOTES (chat_notes_get_type ())
G_DECLARE_FINAL_TYPE (ChatNotes, chat_notes, CHAT, NOTES, GObject)

ChatNotes *chat_notes_new (ChatSpool *spool);

void chat_notes_set_store (ChatNotes *self, ChatStore *store);
void chat_notes_flush (ChatNotes *self);

void chat_notes_keep_draft (ChatNotes *self, ChatRoom *room);
void chat_notes_set_position (ChatNotes *self, const char *room, gint64 seq, gint64 offset);
void chat_notes_load_position (ChatNotes *self, const char *room, gint64 seq, gint64 offset);
gboolean chat_notes_get_position (ChatNotes *self, const char *room, gint64 *seq, gint64 *offset);

G_END_DECLS
