/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SocketIoError:
 * @SOCKET_IO_ERROR_PARSE: bytes that are no JSON, no packet or no valid one
 * @SOCKET_IO_ERROR_ENCODE: a value that cannot be sent
 * @SOCKET_IO_ERROR_REFUSED: the server refused the namespace; see [func@SocketIo.error_get_data]
 * @SOCKET_IO_ERROR_VERSION: the server speaks an older Socket.IO
 * @SOCKET_IO_ERROR_DISCONNECTED: the namespace is not connected (any more)
 * @SOCKET_IO_ERROR_TIMED_OUT: no answer in time
 * @SOCKET_IO_ERROR_TOO_LARGE: the message is above the server's limit
 * @SOCKET_IO_ERROR_BUFFER_FULL: the send buffer is at its limit
 * @SOCKET_IO_ERROR_EXPIRED: the message waited in the send buffer for too long
 * @SOCKET_IO_ERROR_DROPPED: volatile, dropped by policy, or cleared from the send buffer
 * @SOCKET_IO_ERROR_AUTH: the auth function failed
 *
 * What can go wrong with an event, or with a connection.
 */
typedef enum {
  SOCKET_IO_ERROR_PARSE,
  SOCKET_IO_ERROR_ENCODE,
  SOCKET_IO_ERROR_REFUSED,
  SOCKET_IO_ERROR_VERSION,
  SOCKET_IO_ERROR_DISCONNECTED,
  SOCKET_IO_ERROR_TIMED_OUT,
  SOCKET_IO_ERROR_TOO_LARGE,
  SOCKET_IO_ERROR_BUFFER_FULL,
  SOCKET_IO_ERROR_EXPIRED,
  SOCKET_IO_ERROR_DROPPED,
  SOCKET_IO_ERROR_AUTH,
} SocketIoError;

#define SOCKET_IO_ERROR (socket_io_error_quark ())
GQuark socket_io_error_quark (void);

GError *socket_io_error_new_refused (JsonNode *answer);
GError *socket_io_error_new_refused_with (const char *message, JsonNode *data);
JsonNode *socket_io_error_get_data (const GError *error);

G_END_DECLS
