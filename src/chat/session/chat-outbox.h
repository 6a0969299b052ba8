/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"

G_BEGIN_DECLS

#define CHAT_TYPE_OUTBOX (chat_outbox_get_type ())
G_DECLARE_FINAL_TYPE (ChatOutbox, chat_outbox, CHAT, OUTBOX, GObject)

/**
 * ChatOutboxSend:
 * @room: where it goes
 * @message: what goes
 * @attempt: names this attempt; see [method@Chat.Outbox.again]
 * @user_data: what was given with it
 *
 * Sends a message.  Later, or at once, it is confirmed, refused, or tried again.
 */
typedef void (*ChatOutboxSend) (ChatRoom *room,
                                ChatMessage *message,
                                guint attempt,
                                gpointer user_data);

ChatOutbox *chat_outbox_new (void);
void chat_outbox_set_send (ChatOutbox *self, ChatOutboxSend send, gpointer user_data);

void chat_outbox_add (ChatOutbox *self, ChatRoom *room, ChatMessage *message);
void chat_outbox_retry (ChatOutbox *self, ChatRoom *room, ChatMessage *message, gint64 now);
void chat_outbox_discard (ChatOutbox *self, ChatRoom *room, ChatMessage *message);
guint chat_outbox_get_length (ChatOutbox *self);

/* What can be sent to: a room is open from joining it until the connection is lost. */
void chat_outbox_open (ChatOutbox *self, ChatRoom *room);
void chat_outbox_close_all (ChatOutbox *self);
void chat_outbox_forget (ChatOutbox *self, ChatRoom *room);

/* What became of a message. */
gboolean chat_outbox_confirm (ChatOutbox *self, ChatRoom *room, const char *id, gint64 time);
void chat_outbox_refuse (ChatOutbox *self, ChatRoom *room, const char *id, const char *reason);
void chat_outbox_again (ChatOutbox *self, ChatRoom *room, guint attempt);

G_END_DECLS
