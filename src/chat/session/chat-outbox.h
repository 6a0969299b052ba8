/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-attachments.h"
#include "chat-intent.h"
#include "chat-room-list.h"
#include "chat-store.h"

G_BEGIN_DECLS

/*
 * Properties: me (construct-only); first-delay (in ms, construct-only: before trying again).
 *
 * Signals:
 *   refused (ChatRoom *room, const char *message, const char *reason)   a change of a message,
 * which need not be loaded, was not taken, and is taken back lost (ChatRoom *room, GPtrArray *list)
 * I am not in the room any more: what the server has not confirmed (ChatOutgoing) is dropped,
 * whether it arrived or not
 */
#define CHAT_TYPE_OUTBOX (chat_outbox_get_type ())
G_DECLARE_FINAL_TYPE (ChatOutbox, chat_outbox, CHAT, OUTBOX, GObject)

/**
 * ChatOutboxSend:
 * @room: where it goes
 * @intent: (transfer full): what the server is asked for
 * @attempt: names this attempt; see [method@Chat.Outbox.settle]
 * @user_data: what was given with it
 *
 * Asks the server.  Later, or at once, it is settled; a message may be confirmed before.
 */
typedef void (*ChatOutboxSend) (ChatRoom *room,
                                ChatIntent *intent,
                                guint attempt,
                                gpointer user_data);

ChatOutbox *chat_outbox_new (ChatUser *me);
void chat_outbox_set_send (ChatOutbox *self, ChatOutboxSend send, gpointer user_data);

/* Where it is kept; without a store it is not, and without attachments there are no files. */
void chat_outbox_set_store (ChatOutbox *self, ChatStore *store);
void chat_outbox_set_attachments (ChatOutbox *self, ChatAttachments *attachments);
void chat_outbox_restore (ChatOutbox *self,
                          GPtrArray *list,
                          ChatRoomList *rooms,
                          ChatRoster *users);

/* Messages of mine. */
void chat_outbox_add (ChatOutbox *self, ChatRoom *room, ChatMessage *message);
void chat_outbox_retry (ChatOutbox *self, ChatRoom *room, ChatMessage *message, gint64 now);
void chat_outbox_discard (ChatOutbox *self, ChatRoom *room, ChatMessage *message);
guint chat_outbox_get_length (ChatOutbox *self);
guint chat_outbox_count_unsent (ChatOutbox *self);

/* Changes of messages, which are shown at once. */
void chat_outbox_edit (ChatOutbox *self,
                       ChatRoom *room,
                       ChatMessage *message,
                       const char *text,
                       gint64 now);
void chat_outbox_delete (ChatOutbox *self, ChatRoom *room, ChatMessage *message, gint64 now);
void chat_outbox_react (ChatOutbox *self,
                        ChatRoom *room,
                        ChatMessage *message,
                        const char *emoji,
                        gboolean on,
                        gint64 now);

/* A message was made what the server says: what I have changed of it is shown again. */
void chat_outbox_adjust (ChatOutbox *self, ChatRoom *room, ChatMessage *message);

/* What can be sent to: a room is open from joining it until the connection is lost. */
void chat_outbox_open (ChatOutbox *self, ChatRoom *room);
void chat_outbox_close_all (ChatOutbox *self);

/* Before I leave a room, all that I did in it leaves; what is there after that is dropped.  What is
 * hidden comes back with _restore (). */
gboolean chat_outbox_is_waiting (ChatOutbox *self, ChatRoom *room);
void chat_outbox_drain_async (ChatOutbox *self,
                              ChatRoom *room,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean chat_outbox_drain_finish (ChatOutbox *self, GAsyncResult *result, GError **error);
void chat_outbox_forget (ChatOutbox *self, ChatRoom *room);
void chat_outbox_hide (ChatOutbox *self);

/* What became of it. */
gboolean chat_outbox_confirm (ChatOutbox *self, ChatRoom *room, const char *id, gint64 time);
void chat_outbox_settle (ChatOutbox *self, ChatRoom *room, guint attempt, const GError *error);

G_END_DECLS
