/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-options.h"
#include "socket-io-packet.h"

G_BEGIN_DECLS

/**
 * SocketIoManagerState:
 * @SOCKET_IO_MANAGER_CLOSED: no connection and none wanted
 * @SOCKET_IO_MANAGER_OPENING: a connection attempt runs
 * @SOCKET_IO_MANAGER_OPEN: connected
 * @SOCKET_IO_MANAGER_WAITING: lost; the next attempt comes after a delay, or when there is a
 * network
 */
typedef enum {
  SOCKET_IO_MANAGER_CLOSED,
  SOCKET_IO_MANAGER_OPENING,
  SOCKET_IO_MANAGER_OPEN,
  SOCKET_IO_MANAGER_WAITING,
} SocketIoManagerState;

#define SOCKET_IO_TYPE_MANAGER (socket_io_manager_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoManager, socket_io_manager, SOCKET_IO, MANAGER, GObject)

/*
 * Signals:
 *   opened ()
 *   failed (GError *error)                 an attempt failed ("error" in JavaScript)
 *   closed (SocketIoDisconnectReason reason, GError *details)
 *   packet (SocketIoPacket *packet)
 *   ping ()
 *   reconnect-attempt (guint attempt), reconnected (guint attempt)
 *   reconnect-error (GError *error), reconnect-failed ()
 *   upgraded (char *transport)
 *   accept-certificate, authenticate        as EngineIoClient's
 */
SocketIoManager *socket_io_manager_new (const char *uri, SocketIoOptions *options);

const char *socket_io_manager_get_uri (SocketIoManager *self);
SocketIoOptions *socket_io_manager_get_options (SocketIoManager *self);
SocketIoManagerState socket_io_manager_get_state (SocketIoManager *self);
const char *socket_io_manager_get_transport (SocketIoManager *self);
gint64 socket_io_manager_get_next_attempt_time (SocketIoManager *self);
void socket_io_manager_open (SocketIoManager *self);
void socket_io_manager_retry_now (SocketIoManager *self);
void socket_io_manager_close (SocketIoManager *self);

G_END_DECLS
