/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-client.h"

G_BEGIN_DECLS

/**
 * SocketIoBroadcastOptions:
 * @rooms: (element-type utf8): whose members are meant; empty for everybody in the namespace
 * @except: (element-type utf8): whose members are not meant
 * @flags: how it is sent
 * @local: only the sockets of this process
 * @timeout_ms: how long those who ask wait for acknowledgements; 0 for as long as it takes
 *
 * Who is meant by a broadcast: everybody in the union of @rooms who is not in
 * the union of @except, once.
 */
typedef struct {
  GPtrArray *rooms;
  GPtrArray *except;
  SocketIoEmitFlags flags;
  gboolean local;
  guint timeout_ms;
} SocketIoBroadcastOptions;

#define SOCKET_IO_TYPE_BROADCAST_OPTIONS (socket_io_broadcast_options_get_type ())
GType socket_io_broadcast_options_get_type (void);

SocketIoBroadcastOptions *socket_io_broadcast_options_new (void);
SocketIoBroadcastOptions *socket_io_broadcast_options_copy (const SocketIoBroadcastOptions *self);
void socket_io_broadcast_options_free (SocketIoBroadcastOptions *self);

void socket_io_broadcast_options_add_room (SocketIoBroadcastOptions *self, const char *room);
void socket_io_broadcast_options_add_except (SocketIoBroadcastOptions *self, const char *room);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoBroadcastOptions, socket_io_broadcast_options_free)

G_END_DECLS
