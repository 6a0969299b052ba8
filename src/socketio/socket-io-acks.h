/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "engine-io-deadlines.h"
#include "socket-io-attachments.h"

G_BEGIN_DECLS

/* How an acknowledgement ends, exactly once: either with arguments or with an error. */
typedef void (*SocketIoAckFunc) (JsonArray *arguments,
                                 SocketIoAttachments *attachments,
                                 const GError *error,
                                 gpointer user_data);

/* Told before an acknowledgement ends by time or cancellation: nobody waits for @id any more. */
typedef void (*SocketIoAckGivenUpFunc) (gint64 id, guint64 message_id, gpointer owner);

typedef struct _SocketIoAcks SocketIoAcks;

SocketIoAcks *socket_io_acks_new (SocketIoAckGivenUpFunc given_up, gpointer owner);
void socket_io_acks_free (SocketIoAcks *self);
void socket_io_acks_share_deadlines (SocketIoAcks *self, EngineIoDeadlines *deadlines);

gint64 socket_io_acks_add (SocketIoAcks *self,
                           guint timeout_ms,
                           GCancellable *cancellable,
                           SocketIoAckFunc func,
                           gpointer user_data);
void socket_io_acks_add_as (SocketIoAcks *self,
                            gint64 id,
                            guint timeout_ms,
                            GCancellable *cancellable,
                            SocketIoAckFunc func,
                            gpointer user_data);
void socket_io_acks_mark_sent (SocketIoAcks *self, gint64 id, guint64 message_id);
gboolean socket_io_acks_resolve (SocketIoAcks *self,
                                 gint64 id,
                                 JsonArray *arguments,
                                 SocketIoAttachments *attachments);
gboolean socket_io_acks_fail (SocketIoAcks *self, gint64 id, const GError *error);
void socket_io_acks_fail_sent (SocketIoAcks *self, const GError *error);
void socket_io_acks_fail_all (SocketIoAcks *self, const GError *error);
guint socket_io_acks_get_length (SocketIoAcks *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoAcks, socket_io_acks_free)

G_END_DECLS
