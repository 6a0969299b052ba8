/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-socket.h"
#include "socket-io-parser.h"

G_BEGIN_DECLS

/* A packet that a server sends, encoded once for everybody who gets it: one engine message, or
 * several if it has attachments. */
typedef struct _SocketIoOutgoing SocketIoOutgoing;

SocketIoOutgoing *socket_io_outgoing_new (SocketIoParser *parser,
                                          const SocketIoPacket *packet,
                                          EngineIoSendFlags flags,
                                          GError **error);
SocketIoOutgoing *socket_io_outgoing_ref (SocketIoOutgoing *self);
void socket_io_outgoing_unref (SocketIoOutgoing *self);

/* What was encoded: of an event, its name and its arguments. */
JsonNode *socket_io_outgoing_get_data (SocketIoOutgoing *self);

void socket_io_outgoing_send (SocketIoOutgoing *self, EngineIoSocket *engine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoOutgoing, socket_io_outgoing_unref)

G_END_DECLS
