/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-parcel.h"
#include "chat-store.h"
#include "socket-io-backoff.h"

G_BEGIN_DECLS

/*
 * What all queues have in common.
 * @send: asks the server for what is in a parcel; it is settled later, or at once
 * @refuse: a parcel is not taken; it is still in its queue
 */
typedef struct {
  ChatStore *store;             /* nullable */
  ChatAttachments *attachments; /* nullable */
  guint first_delay;            /* in ms, before trying again */
  guint last_attempt;
  void (*send) (ChatParcel *parcel, guint attempt, gpointer user_data);
  void (*refuse) (ChatParcel *parcel, const char *reason, gpointer user_data);
  gpointer user_data;
} ChatQueueSetting;

/* What is for one room, in order.  To be looked at; only its functions change it. */
typedef struct {
  ChatQueueSetting *setting;
  ChatRoom *room;
  GQueue parcels;     /* ChatParcel, owned */
  GPtrArray *refused; /* ChatParcel of messages, and of what is about them */
  GPtrArray *drains;  /* GTask: who waits until there are no more parcels */
  gboolean open;
  guint attempt; /* of the first parcel, 0 while it waits */
  guint delay_id;
  SocketIoBackoff backoff;
} ChatQueue;

ChatQueue *chat_queue_new (ChatRoom *room, ChatQueueSetting *setting);
ChatQueue *chat_queue_ref (ChatQueue *self);
void chat_queue_unref (ChatQueue *self);
void chat_queue_leave (ChatQueue *self);

ChatParcel *chat_queue_find_message (ChatQueue *self, const char *id);
ChatParcel *chat_queue_find_refused (const ChatQueue *self, const char *id);
gboolean chat_queue_has_id (const ChatQueue *self, const char *id);
ChatParcel *chat_queue_find_change (ChatQueue *self,
                                    const char *message,
                                    ChatOutgoingKind kind,
                                    const char *emoji);
GPtrArray *chat_queue_list (ChatQueue *self);
GPtrArray *chat_queue_list_changes (ChatQueue *self, const char *message);

/* What comes in, and changes; it does not leave before it is on the disk as it is. */
void chat_queue_add (ChatQueue *self, ChatParcel *parcel);
void chat_queue_restore (ChatQueue *self, ChatParcel *parcel);
void chat_queue_retry (ChatQueue *self, ChatParcel *parcel);
void chat_queue_save (ChatQueue *self, ChatParcel *parcel);
void chat_queue_save_all (ChatQueue *self);

/* What goes out: for good, or until somebody does something about it. */
void chat_queue_remove (ChatQueue *self, ChatParcel *parcel);
void chat_queue_remove_changes (ChatQueue *self, const char *message);
void chat_queue_set_aside (ChatQueue *self, ChatParcel *parcel, const char *reason);

void chat_queue_open (ChatQueue *self);
void chat_queue_close (ChatQueue *self);
void chat_queue_go_on (ChatQueue *self);
void chat_queue_drain (ChatQueue *self, GTask *task);

/* What came of an attempt: NULL if it is not the current one. */
ChatParcel *chat_queue_find_attempt (ChatQueue *self, guint attempt);
void chat_queue_succeed (ChatQueue *self, ChatParcel *parcel);
void chat_queue_fail (ChatQueue *self, ChatParcel *parcel, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatQueue, chat_queue_unref)

G_END_DECLS
