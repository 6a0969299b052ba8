/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"

G_BEGIN_DECLS

/**
 * SocketIoEmitFlags:
 * @SOCKET_IO_EMIT_DEFAULT: a client buffers it while not connected
 * @SOCKET_IO_EMIT_VOLATILE: dropped when it cannot leave at once
 * @SOCKET_IO_EMIT_NO_COMPRESS: never compressed
 *
 * How to send an event.
 */
typedef enum {
  SOCKET_IO_EMIT_DEFAULT = 0,
  SOCKET_IO_EMIT_VOLATILE = 1 << 0,
  SOCKET_IO_EMIT_NO_COMPRESS = 1 << 1,
} SocketIoEmitFlags;

/* For the library's own ends. */
EngineIoSendFlags socket_io_emit_flags_to_engine (SocketIoEmitFlags flags);

G_END_DECLS
