/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How an event is sent, by a client and by a server, and what of that is for the layer
 * below.
 */
#include "socket-io-emit-flags.h"

/**
 * socket_io_emit_flags_to_engine: (skip)
 * @flags: how to send an event
 *
 * Returns: how to send its messages
 */
EngineIoSendFlags
socket_io_emit_flags_to_engine (SocketIoEmitFlags flags)
{
  return (flags & SOCKET_IO_EMIT_NO_COMPRESS) != 0 ? ENGINE_IO_SEND_NO_COMPRESS
                                                   : ENGINE_IO_SEND_DEFAULT;
}
