/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-endpoint.h"
#include "engine-io-packet.h"

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_TRANSPORT (engine_io_transport_get_type ())
G_DECLARE_DERIVABLE_TYPE (EngineIoTransport, engine_io_transport, ENGINE_IO, TRANSPORT, GObject)

/*
 * Signals:
 *   opened ()                     packets can go
 *   ready ()                      can take more packets; after a write that asked for it: all are
 *                                 on the wire
 *   paused ()                     nothing is under way any more
 *   ended (gboolean clean, GError *details)
 *                                 the server closed (clean) or the connection broke; details are
 *                                 always set if it broke.  The last signal.
 */
struct _EngineIoTransportClass {
  GObjectClass parent_class;

  const char *name;

  void (*open) (EngineIoTransport *self);
  void (*write) (EngineIoTransport *self, GQueue *packets, gboolean tell_when_idle);
  gboolean (*is_idle) (EngineIoTransport *self);
  gsize (*packet_size) (EngineIoTransport *self, const EngineIoPacket *packet);
  void (*pause) (EngineIoTransport *self);
  void (*resume) (EngineIoTransport *self);
  void (*close) (EngineIoTransport *self);
  void (*abort) (EngineIoTransport *self);
};

const char *engine_io_transport_get_name (EngineIoTransport *self);
EngineIoEndpoint *engine_io_transport_get_endpoint (EngineIoTransport *self);

/* Takes what is received; the packet lives as long as the call.  Not a signal, for this is where
 * everything goes through, and there is one who wants it at a time. */
typedef void (*EngineIoPacketFunc) (EngineIoTransport *self,
                                    EngineIoPacket *packet,
                                    gpointer user_data);
void engine_io_transport_set_receiver (EngineIoTransport *self,
                                       EngineIoPacketFunc receiver,
                                       gpointer user_data);

/* Connects; what comes is in the signals, and goes to the receiver. */
void engine_io_transport_open (EngineIoTransport *self);

/* Takes packets from the head of @packets, as many as can go now. */
void engine_io_transport_write (EngineIoTransport *self, GQueue *packets, gboolean tell_when_idle);

/* Whether all that was written is on the wire. */
gboolean engine_io_transport_is_idle (EngineIoTransport *self);

/* Bytes of a packet as the server counts them. */
gsize engine_io_transport_packet_size (EngineIoTransport *self, const EngineIoPacket *packet);

/* Finishes what is under way and begins nothing new, then emits ::paused. */
void engine_io_transport_pause (EngineIoTransport *self);
void engine_io_transport_resume (EngineIoTransport *self);

/* Says good-bye and lets what was written go out; or not.  No signal comes after either. */
void engine_io_transport_close (EngineIoTransport *self);
void engine_io_transport_abort (EngineIoTransport *self);

/* For the transports. */
void engine_io_transport_emit_opened (EngineIoTransport *self);
void engine_io_transport_give_packet (EngineIoTransport *self, EngineIoPacket *packet);
void engine_io_transport_emit_ready (EngineIoTransport *self);
void engine_io_transport_emit_paused (EngineIoTransport *self);
void engine_io_transport_emit_ended (EngineIoTransport *self,
                                     gboolean clean,
                                     const GError *details);

G_END_DECLS
