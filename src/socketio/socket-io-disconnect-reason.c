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

/**
 * socket_io_disconnect_reason_from_engine: (skip)
 * @reason: why an engine session ended
 *
 * Returns: what that is for the namespaces on it
 */
SocketIoDisconnectReason
socket_io_disconnect_reason_from_engine (EngineIoCloseReason reason)
{
  switch (reason) {
  case ENGINE_IO_CLOSE_FORCED:
    return SOCKET_IO_DISCONNECT_FORCED;
  case ENGINE_IO_CLOSE_TRANSPORT_CLOSE:
    return SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE;
  case ENGINE_IO_CLOSE_TRANSPORT_ERROR:
    return SOCKET_IO_DISCONNECT_TRANSPORT_ERROR;
  case ENGINE_IO_CLOSE_PING_TIMEOUT:
    return SOCKET_IO_DISCONNECT_PING_TIMEOUT;
  case ENGINE_IO_CLOSE_PARSE_ERROR:
    return SOCKET_IO_DISCONNECT_PARSE_ERROR;
  }

  return SOCKET_IO_DISCONNECT_TRANSPORT_ERROR;
}

/**
 * socket_io_disconnect_reason_is_recoverable: (skip)
 * @reason: why a socket of a server is lost
 *
 * Returns: whether it may come back to where it was: those who left on purpose do not
 */
gboolean
socket_io_disconnect_reason_is_recoverable (SocketIoDisconnectReason reason)
{
  switch (reason) {
  case SOCKET_IO_DISCONNECT_PING_TIMEOUT:
  case SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE:
  case SOCKET_IO_DISCONNECT_TRANSPORT_ERROR:
  case SOCKET_IO_DISCONNECT_FORCED:
  case SOCKET_IO_DISCONNECT_SHUTTING_DOWN:
  case SOCKET_IO_DISCONNECT_FORCED_SERVER:
    return TRUE;
  case SOCKET_IO_DISCONNECT_SERVER:
  case SOCKET_IO_DISCONNECT_CLIENT:
  case SOCKET_IO_DISCONNECT_PARSE_ERROR:
  case SOCKET_IO_DISCONNECT_SERVER_NAMESPACE:
  case SOCKET_IO_DISCONNECT_CLIENT_NAMESPACE:
    return FALSE;
  }

  return FALSE;
}
