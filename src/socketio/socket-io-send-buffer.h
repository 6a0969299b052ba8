/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "socket-io-packet.h"

G_BEGIN_DECLS

/**
 * SocketIoEmission:
 * @name: the event's name
 * @arguments: (nullable): as they were given
 * @text: (nullable): the encoded packet, as encoded when it was emitted
 * @binaries: (nullable): binary messages of it
 * @flags: for the engine
 * @ack_id: who waits for an acknowledgement, or %SOCKET_IO_PACKET_NO_ID
 * @since: monotonic time of the emit in microseconds
 *
 * One emitted event on its way out.
 */
typedef struct {
  char *name;
  JsonArray *arguments;
  GBytes *text;
  GPtrArray *binaries;
  EngineIoSendFlags flags;
  gint64 ack_id;
  gint64 since;
} SocketIoEmission;

void socket_io_emission_free (SocketIoEmission *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoEmission, socket_io_emission_free)

/* Told of emissions (SocketIoEmission) that waited too long; they have left the buffer. */
typedef void (*SocketIoEmissionExpiredFunc) (GPtrArray *emissions, gpointer owner);

typedef struct _SocketIoSendBuffer SocketIoSendBuffer;

SocketIoSendBuffer *socket_io_send_buffer_new (SocketIoEmissionExpiredFunc expired, gpointer owner);
void socket_io_send_buffer_free (SocketIoSendBuffer *self);

void socket_io_send_buffer_set_limit (SocketIoSendBuffer *self, guint limit);
guint socket_io_send_buffer_get_limit (SocketIoSendBuffer *self);
void socket_io_send_buffer_set_age (SocketIoSendBuffer *self, guint age_ms);
guint socket_io_send_buffer_get_age (SocketIoSendBuffer *self);

gboolean socket_io_send_buffer_push (SocketIoSendBuffer *self, SocketIoEmission *emission);
SocketIoEmission *socket_io_send_buffer_pop (SocketIoSendBuffer *self);
void socket_io_send_buffer_push_back (SocketIoSendBuffer *self, SocketIoEmission *emission);
SocketIoEmission *socket_io_send_buffer_take (SocketIoSendBuffer *self, gint64 ack_id);
guint socket_io_send_buffer_get_length (SocketIoSendBuffer *self);
char **socket_io_send_buffer_dup_names (SocketIoSendBuffer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoSendBuffer, socket_io_send_buffer_free)

G_END_DECLS
