/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One packet of Engine.IO, as it waits in a queue.
 */
#include "engine-io-packet.h"

EngineIoPacket *
engine_io_packet_new (EngineIoPacketType type, GBytes *data)
{
  EngineIoPacket *self = g_new0 (EngineIoPacket, 1);

  self->type = type;
  self->data = data != NULL ? g_bytes_ref (data) : NULL;

  return self;
}

void
engine_io_packet_free (EngineIoPacket *self)
{
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}
