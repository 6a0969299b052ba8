/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-attachments.h"

G_BEGIN_DECLS

/**
 * SocketIoPacketType:
 *
 * The packet types of Socket.IO v5.  The two binary types of the wire are EVENT
 * and ACK here: a packet has attachments or it has none.
 */
typedef enum {
  SOCKET_IO_PACKET_CONNECT = 0,
  SOCKET_IO_PACKET_DISCONNECT = 1,
  SOCKET_IO_PACKET_EVENT = 2,
  SOCKET_IO_PACKET_ACK = 3,
  SOCKET_IO_PACKET_CONNECT_ERROR = 4,
} SocketIoPacketType;

#define SOCKET_IO_PACKET_NO_ID G_GINT64_CONSTANT (-1)

/* Largest acknowledgement id that JavaScript counts exactly. */
#define SOCKET_IO_PACKET_MAX_ID ((G_GINT64_CONSTANT (1) << 53) - 1)

/**
 * SocketIoPacket:
 * @type: what it is
 * @nsp: the namespace, "/" for the main one
 * @id: acknowledgement id, or %SOCKET_IO_PACKET_NO_ID; an ACK always has one, an EVENT may
 * @data: (nullable): the payload; for EVENT and ACK always an array
 * @attachments: (nullable): the binary parts that @data has placeholders for
 * @size: how many bytes of messages it came in; 0 if it was not received
 */
typedef struct {
  SocketIoPacketType type;
  char *nsp;
  gint64 id;
  JsonNode *data;
  SocketIoAttachments *attachments;
  gsize size;
} SocketIoPacket;

#define SOCKET_IO_TYPE_PACKET (socket_io_packet_get_type ())
GType socket_io_packet_get_type (void);

SocketIoPacket *socket_io_packet_new (SocketIoPacketType type, const char *nsp);
SocketIoPacket *socket_io_packet_new_event (const char *nsp,
                                            const char *name,
                                            JsonArray *arguments,
                                            SocketIoAttachments *attachments,
                                            GError **error);
SocketIoPacket *socket_io_packet_copy (const SocketIoPacket *self);
void socket_io_packet_free (SocketIoPacket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoPacket, socket_io_packet_free)

gboolean socket_io_packet_check (const SocketIoPacket *self, GError **error);

gboolean socket_io_event_name_is_reserved (const char *name);

G_END_DECLS
