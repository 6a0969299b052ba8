/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-broadcast-options.h"
#include "socket-io-packet.h"
#include "socket-io-session.h"

G_BEGIN_DECLS

/*
 * What a namespace remembers for connection state recovery: the events it sent, and the sessions
 * of those who have gone, for a while.  Times are monotonic, in milliseconds.
 */
typedef struct _SocketIoRecovery SocketIoRecovery;

/* How much is remembered at most, whatever happens in that time. */
typedef struct {
  guint duration_ms;
  guint grace_ms; /* what was sent so long before a connection was lost has arrived */
  guint max_sessions;
  guint max_packets;
  gsize max_bytes; /* of packets, as they lie in memory */
} SocketIoRecoveryLimits;

SocketIoRecovery *socket_io_recovery_new (const SocketIoRecoveryLimits *limits);
void socket_io_recovery_free (SocketIoRecovery *self);

/* A client is there, with a socket that may get events; it is not any more. */
void socket_io_recovery_arrive (SocketIoRecovery *self, const char *pid, gpointer socket);
void socket_io_recovery_depart (SocketIoRecovery *self, const char *pid, gpointer socket);
gpointer socket_io_recovery_get_socket (SocketIoRecovery *self, const char *pid);

/* Remembers an event, and gives it with its offset: (transfer full). */
SocketIoPacket *socket_io_recovery_record (SocketIoRecovery *self,
                                           const SocketIoPacket *packet,
                                           const SocketIoBroadcastOptions *options,
                                           gint64 now_ms);
/* It was the last one, and could not be sent. */
void socket_io_recovery_take_back (SocketIoRecovery *self);

void socket_io_recovery_persist (SocketIoRecovery *self,
                                 const SocketIoSession *session,
                                 gint64 now_ms);
/* @offset: the last event that it has got; NULL if it has got none since it came. */
SocketIoSession *socket_io_recovery_restore (SocketIoRecovery *self,
                                             const char *pid,
                                             const char *offset,
                                             gint64 now_ms);

/* Forgets what is too old, and gives how long it takes until there is more to forget, or 0. */
guint socket_io_recovery_prune (SocketIoRecovery *self, gint64 now_ms);

guint socket_io_recovery_get_n_packets (SocketIoRecovery *self);
guint socket_io_recovery_get_n_sessions (SocketIoRecovery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoRecovery, socket_io_recovery_free)

G_END_DECLS
