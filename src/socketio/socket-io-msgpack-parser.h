/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-parser.h"

G_BEGIN_DECLS

/**
 * SocketIoMsgpackParser:
 *
 * Turns packets into MessagePack and back, as the npm package `socket.io-msgpack-parser` does:
 * each packet is one binary message, with its binary values inside.  Both ends must use it.
 *
 * In memory, binary values are attachments with placeholders, as with the JSON form.  There is no
 * limit on their number, since no other message has to be waited for.
 */
#define SOCKET_IO_TYPE_MSGPACK_PARSER (socket_io_msgpack_parser_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoMsgpackParser,
                      socket_io_msgpack_parser,
                      SOCKET_IO,
                      MSGPACK_PARSER,
                      SocketIoParser)

SocketIoParser *socket_io_msgpack_parser_new (void);

G_END_DECLS
