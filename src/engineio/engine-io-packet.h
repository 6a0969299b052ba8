/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The packet types of Engine.IO v4; the values are the digits on the wire. */
typedef enum {
  ENGINE_IO_PACKET_OPEN = 0,
  ENGINE_IO_PACKET_CLOSE = 1,
  ENGINE_IO_PACKET_PING = 2,
  ENGINE_IO_PACKET_PONG = 3,
  ENGINE_IO_PACKET_MESSAGE = 4,
  ENGINE_IO_PACKET_UPGRADE = 5,
  ENGINE_IO_PACKET_NOOP = 6,
} EngineIoPacketType;

/*
 * One packet.  Received ones live on the stack of the reader, which owns the
 * data; those that wait to be sent are made with engine_io_packet_new().
 */
typedef struct {
  EngineIoPacketType type;
  gboolean binary;      /* a message of bytes instead of text */
  gboolean no_compress; /* never worth compressing */
  GBytes *data;         /* NULL for nothing */
  gboolean first;       /* of its message */
  guint64 message;      /* the queued message that it is a part of, or 0 */
} EngineIoPacket;

EngineIoPacket *engine_io_packet_new (EngineIoPacketType type, GBytes *data);
void engine_io_packet_free (EngineIoPacket *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoPacket, engine_io_packet_free)

G_END_DECLS
