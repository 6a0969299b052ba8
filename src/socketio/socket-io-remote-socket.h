/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-broadcast.h"
#include "socket-io-handshake.h"

G_BEGIN_DECLS

/**
 * SocketIoRemoteSocket:
 *
 * A socket of some process of the cluster, as it was when it was asked for.
 * What is done to it goes through the adapter, wherever it is.
 */
#define SOCKET_IO_TYPE_REMOTE_SOCKET (socket_io_remote_socket_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoRemoteSocket,
                      socket_io_remote_socket,
                      SOCKET_IO,
                      REMOTE_SOCKET,
                      GObject)

SocketIoRemoteSocket *socket_io_remote_socket_new (SocketIoAdapter *adapter,
                                                   const char *id,
                                                   SocketIoHandshake *handshake,
                                                   const char *const *rooms,
                                                   JsonObject *data);

const char *socket_io_remote_socket_get_id (SocketIoRemoteSocket *self);
SocketIoHandshake *socket_io_remote_socket_get_handshake (SocketIoRemoteSocket *self);
const char *const *socket_io_remote_socket_get_rooms (SocketIoRemoteSocket *self);
JsonObject *socket_io_remote_socket_get_data (SocketIoRemoteSocket *self);

/* A chain that means this one socket: emit, with or without acknowledgement. */
SocketIoBroadcast *socket_io_remote_socket_broadcast (SocketIoRemoteSocket *self);
gboolean socket_io_remote_socket_emit (SocketIoRemoteSocket *self,
                                       const char *event,
                                       JsonArray *arguments);
void socket_io_remote_socket_join (SocketIoRemoteSocket *self, const char *room);
void socket_io_remote_socket_leave (SocketIoRemoteSocket *self, const char *room);
void socket_io_remote_socket_disconnect (SocketIoRemoteSocket *self, gboolean close);
void socket_io_remote_socket_close (SocketIoRemoteSocket *self, gboolean close);

G_END_DECLS
