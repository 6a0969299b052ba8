/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-timeline.h"

G_BEGIN_DECLS

/* Where I am in reading a room: what is unread, and where the "new messages" line stands. */
typedef struct _ChatReading ChatReading;

ChatReading *chat_reading_new (ChatTimeline *timeline);
void chat_reading_free (ChatReading *self);

guint chat_reading_get_unread (ChatReading *self);
const char *chat_reading_get_first_unread (ChatReading *self);
gboolean chat_reading_get_mentioned (ChatReading *self);
gint64 chat_reading_get_seen (ChatReading *self);
gint64 chat_reading_get_last (ChatReading *self);
gboolean chat_reading_get_has_older (ChatReading *self);

/* What came in, after it is in the timeline. */
void chat_reading_receive (ChatReading *self, ChatMessage *message);
void chat_reading_receive_missed (ChatReading *self, GPtrArray *messages);
void chat_reading_receive_page (ChatReading *self);
void chat_reading_timeline_changed (ChatReading *self);

/* What the server, or what is remembered, says of it. */
void chat_reading_set_from (ChatReading *self, gint64 seq);
void chat_reading_set_last (ChatReading *self, gint64 seq);
void chat_reading_set_unread_before (ChatReading *self, guint n);
void chat_reading_set_mention_before (ChatReading *self, gint64 seq);

/* What I do. */
void chat_reading_set_open (ChatReading *self, gboolean open);
void chat_reading_see (ChatReading *self, gint64 seq);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatReading, chat_reading_free)

G_END_DECLS
