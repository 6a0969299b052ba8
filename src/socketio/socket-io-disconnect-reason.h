/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"

G_BEGIN_DECLS

/**
 * SocketIoDisconnectReason:
 * @SOCKET_IO_DISCONNECT_SERVER: "io server disconnect"; no reconnection
 * @SOCKET_IO_DISCONNECT_CLIENT: "io client disconnect"; no reconnection
 * @SOCKET_IO_DISCONNECT_PING_TIMEOUT: "ping timeout": the other side went silent
 * @SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE: "transport close": the other side closed the connection
 * @SOCKET_IO_DISCONNECT_TRANSPORT_ERROR: "transport error": the connection broke
 * @SOCKET_IO_DISCONNECT_PARSE_ERROR: "parse error": the other side sent what makes no sense
 * @SOCKET_IO_DISCONNECT_FORCED: "forced close": the manager was closed; at a server: the client
 *   broke the protocol
 * @SOCKET_IO_DISCONNECT_SERVER_NAMESPACE: "server namespace disconnect": at a server: it
 *   disconnected the socket
 * @SOCKET_IO_DISCONNECT_CLIENT_NAMESPACE: "client namespace disconnect": at a server: the client
 *   left the namespace
 * @SOCKET_IO_DISCONNECT_SHUTTING_DOWN: "server shutting down"
 * @SOCKET_IO_DISCONNECT_FORCED_SERVER: "forced server close": at a server: the client joined no
 *   namespace in time
 *
 * Why a connection ended, in the words of the JavaScript client and server.
 */
typedef enum {
  SOCKET_IO_DISCONNECT_SERVER,
  SOCKET_IO_DISCONNECT_CLIENT,
  SOCKET_IO_DISCONNECT_PING_TIMEOUT,
  SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE,
  SOCKET_IO_DISCONNECT_TRANSPORT_ERROR,
  SOCKET_IO_DISCONNECT_PARSE_ERROR,
  SOCKET_IO_DISCONNECT_FORCED,
  SOCKET_IO_DISCONNECT_SERVER_NAMESPACE,
  SOCKET_IO_DISCONNECT_CLIENT_NAMESPACE,
  SOCKET_IO_DISCONNECT_SHUTTING_DOWN,
  SOCKET_IO_DISCONNECT_FORCED_SERVER,
} SocketIoDisconnectReason;

const char *socket_io_disconnect_reason_to_string (SocketIoDisconnectReason reason);

/* For the library's own ends. */
SocketIoDisconnectReason socket_io_disconnect_reason_from_engine (EngineIoCloseReason reason);
gboolean socket_io_disconnect_reason_is_recoverable (SocketIoDisconnectReason reason);

G_END_DECLS
