/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-adapter.h"

G_BEGIN_DECLS

/**
 * SocketIoMemoryAdapter:
 *
 * The adapter of a server that is one process.  With connection state recovery
 * it remembers what was sent, and the sessions of those who have gone.
 */
#define SOCKET_IO_TYPE_MEMORY_ADAPTER (socket_io_memory_adapter_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoMemoryAdapter,
                      socket_io_memory_adapter,
                      SOCKET_IO,
                      MEMORY_ADAPTER,
                      SocketIoAdapter)

G_END_DECLS
