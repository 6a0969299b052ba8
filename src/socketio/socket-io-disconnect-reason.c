/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Why a connection has ended, and what JavaScript calls that.
 */
#include "socket-io-disconnect-reason.h"

/**
 * socket_io_disconnect_reason_to_string:
 * @reason: why a connection ended
 *
 * Returns: the words that JavaScript uses for it
 */
const char *
socket_io_disconnect_reason_to_string (SocketIoDisconnectReason reason)
{
  switch (reason) {
  case SOCKET_IO_DISCONNECT_SERVER:
    return "io server disconnect";
  case SOCKET_IO_DISCONNECT_CLIENT:
    return "io client disconnect";
  case SOCKET_IO_DISCONNECT_PING_TIMEOUT:
    return "ping timeout";
  case SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE:
    return "transport close";
  case SOCKET_IO_DISCONNECT_TRANSPORT_ERROR:
    return "transport error";
  case SOCKET_IO_DISCONNECT_PARSE_ERROR:
    return "parse error";
  case SOCKET_IO_DISCONNECT_FORCED:
    return "forced close";
  case SOCKET_IO_DISCONNECT_SERVER_NAMESPACE:
    return "server namespace disconnect";
  case SOCKET_IO_DISCONNECT_CLIENT_NAMESPACE:
    return "client namespace disconnect";
  case SOCKET_IO_DISCONNECT_SHUTTING_DOWN:
    return "server shutting down";
  case SOCKET_IO_DISCONNECT_FORCED_SERVER:
    return "forced server close";
  }

  return "unknown";
}
