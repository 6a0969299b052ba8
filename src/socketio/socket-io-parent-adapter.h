/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-adapter.h"

G_BEGIN_DECLS

/* The adapter of a parent namespace: what is said to it is said to each of its children. */
#define SOCKET_IO_TYPE_PARENT_ADAPTER (socket_io_parent_adapter_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoParentAdapter,
                      socket_io_parent_adapter,
                      SOCKET_IO,
                      PARENT_ADAPTER,
                      SocketIoAdapter)

G_END_DECLS
