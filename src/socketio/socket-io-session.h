/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-packet.h"

G_BEGIN_DECLS

/**
 * SocketIoSession:
 * @sid: the socket's public id
 * @pid: its private one
 * @rooms: (array zero-terminated=1): the rooms it was in
 * @data: (nullable): its data
 * @missed: (nullable) (element-type SocketIoPacket): when restored, the events it has missed, in
 *   order, with their offsets: as they are to be sent
 *
 * What is kept of a socket whose connection broke, for the recovery of its
 * state.
 */
typedef struct {
  char *sid;
  char *pid;
  char **rooms;
  JsonObject *data;
  GPtrArray *missed;
} SocketIoSession;

#define SOCKET_IO_TYPE_SESSION (socket_io_session_get_type ())
GType socket_io_session_get_type (void);

SocketIoSession *socket_io_session_new (const char *sid,
                                        const char *pid,
                                        char **rooms,
                                        JsonObject *data);
SocketIoSession *socket_io_session_copy (const SocketIoSession *self);
void socket_io_session_free (SocketIoSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoSession, socket_io_session_free)

G_END_DECLS
