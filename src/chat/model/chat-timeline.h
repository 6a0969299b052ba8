/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-message.h"

G_BEGIN_DECLS

/*
 * A GListModel of ChatMessage, in the server's order, each id once.  Messages that wait to be sent
 * stand at the end.  A message that changes keeps its object, and its place wherever order allows
 * it.
 */
#define CHAT_TYPE_TIMELINE (chat_timeline_get_type ())
G_DECLARE_FINAL_TYPE (ChatTimeline, chat_timeline, CHAT, TIMELINE, GObject)

ChatTimeline *chat_timeline_new (void);

ChatMessage *chat_timeline_find (ChatTimeline *self, const char *id);
gboolean chat_timeline_find_position (ChatTimeline *self, const char *id, guint *position);
ChatMessage *chat_timeline_get_first (ChatTimeline *self);
ChatMessage *chat_timeline_get_last (ChatTimeline *self);
gint64 chat_timeline_get_seq_at (ChatTimeline *self, ChatMessage *message);
GPtrArray *chat_timeline_list_between (ChatTimeline *self, gint64 after, gint64 last);
gint64 chat_timeline_get_floor (ChatTimeline *self);
void chat_timeline_set_floor (ChatTimeline *self, gint64 seq);

/* Messages come in: one that has just arrived, or a piece of history in the server's order. */
ChatMessage *chat_timeline_add (ChatTimeline *self, ChatMessage *message);
GPtrArray *chat_timeline_merge (ChatTimeline *self, GPtrArray *messages);

/* What happens to messages of mine. */
void chat_timeline_confirm (ChatTimeline *self,
                            ChatMessage *message,
                            const char *text,
                            gint64 time);
void chat_timeline_set_seq (ChatTimeline *self, ChatMessage *message, gint64 seq);
void chat_timeline_fail (ChatTimeline *self, ChatMessage *message, const char *reason);
void chat_timeline_wait (ChatTimeline *self, ChatMessage *message, gint64 time);
void chat_timeline_remove (ChatTimeline *self, ChatMessage *message);

void chat_timeline_trim (ChatTimeline *self, guint n);

G_END_DECLS
