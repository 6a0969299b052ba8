/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "socket-io-attachments.h"

G_BEGIN_DECLS

/**
 * SocketIoReplies:
 *
 * The answers to something that was asked of many: complete when every process
 * has said how many it asked, and all of those have answered.
 */
#define SOCKET_IO_TYPE_REPLIES (socket_io_replies_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoReplies, socket_io_replies, SOCKET_IO, REPLIES, GObject)

/*
 * Signals, of which there is one at the end, once:
 *   completed ()   all have answered, or have gone
 *   abandoned ()   nobody waits for the rest any more: what was kept for it can be forgotten
 *
 * and on the way there, for adapters that hand them on to the process that asks:
 *   asked (guint n)
 *   replied (JsonNode *reply, SocketIoAttachments *attachments)    both nullable
 *   gone ()
 */
SocketIoReplies *socket_io_replies_new (void);

/* How many processes will say how many they asked; unknown (not complete) until it is set. */
void socket_io_replies_set_n_servers (SocketIoReplies *self, guint n_servers);
void socket_io_replies_expect (SocketIoReplies *self, guint n_replies);

/* The first argument of an answer, or NULL if it has none; binary parts are copied into those of
 * all.  What comes after the end is dropped. */
void socket_io_replies_add (SocketIoReplies *self,
                            JsonNode *reply,
                            SocketIoAttachments *attachments);

/* One of those who were asked has gone and will not answer. */
void socket_io_replies_give_up (SocketIoReplies *self);

/* Nothing more will come, for whatever reason: takes @error. */
void socket_io_replies_abandon (SocketIoReplies *self, GError *error);

gboolean socket_io_replies_is_complete (SocketIoReplies *self);
JsonArray *socket_io_replies_get_replies (SocketIoReplies *self);
SocketIoAttachments *socket_io_replies_get_attachments (SocketIoReplies *self);

/* Waits for the rest, once; 0 for as long as it takes.  Fails with TIMED_OUT, or with DISCONNECTED
 * when some have gone; the answers that are there by then are there to get. */
void socket_io_replies_wait_async (SocketIoReplies *self,
                                   guint timeout_ms,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean socket_io_replies_wait_finish (SocketIoReplies *self,
                                        GAsyncResult *result,
                                        GError **error);

/* For the library's own ends: the same with a task of somebody who asks, which is taken and keeps
 * the answers alive; and its end, with what was there by then if that was not all. */
void socket_io_replies_take_wait (SocketIoReplies *self, guint timeout_ms, GTask *task);
JsonArray *socket_io_replies_end_wait (SocketIoReplies *self,
                                       GTask *task,
                                       JsonArray **partial,
                                       GError **error);

G_END_DECLS
