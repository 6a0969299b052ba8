/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-outgoing.h"
#include "socket-io-server.h"

G_BEGIN_DECLS

/*
 * One engine session of a server and the sockets that share it, one for each namespace: reads
 * packets, joins namespaces, closes what breaks the rules.  (JavaScript calls it Client.)
 */
typedef struct _SocketIoConnection SocketIoConnection;

/* Told once, when the session is over. */
typedef void (*SocketIoConnectionEndedFunc) (SocketIoConnection *self, gpointer owner);

SocketIoConnection *socket_io_connection_new (SocketIoServer *server,
                                              EngineIoSocket *engine,
                                              SocketIoConnectionEndedFunc ended,
                                              gpointer owner);
SocketIoConnection *socket_io_connection_ref (SocketIoConnection *self);
void socket_io_connection_unref (SocketIoConnection *self);

EngineIoSocket *socket_io_connection_get_engine (SocketIoConnection *self);
gboolean socket_io_connection_is_open (SocketIoConnection *self);
gboolean socket_io_connection_is_writable (SocketIoConnection *self);

/* Ignored once the session is over. */
void socket_io_connection_send (SocketIoConnection *self, SocketIoOutgoing *outgoing);
gboolean socket_io_connection_send_packet (SocketIoConnection *self,
                                           const SocketIoPacket *packet,
                                           EngineIoSendFlags flags,
                                           GError **error);

/* A socket of it has left its namespace. */
void socket_io_connection_remove (SocketIoConnection *self, SocketIoSocket *socket);

/* Every namespace is told (41), then the session closes. */
void socket_io_connection_disconnect (SocketIoConnection *self);

/* The session closes; every socket hears @reason. */
void socket_io_connection_close (SocketIoConnection *self, SocketIoDisconnectReason reason);

/* The same at once, for a server that goes away: it is not told any more. */
void socket_io_connection_abort (SocketIoConnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoConnection, socket_io_connection_unref)

G_END_DECLS
