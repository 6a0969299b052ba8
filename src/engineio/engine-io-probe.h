/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-deadlines.h"
#include "engine-io-websocket-server.h"

G_BEGIN_DECLS

/* A WebSocket that wants to become the transport of a session that polls. */
typedef struct _EngineIoProbe EngineIoProbe;

/*
 * How the owner is told:
 *   nudge    a poll that waits must end now, for the client lets no other follow
 *   done     the client has changed over; takes @websocket, which has no listener yet
 *   failed   there is nothing to hope for
 * The owner frees the probe in the last two, and may in the first.
 */
typedef struct {
  void (*nudge) (gpointer owner);
  void (*done) (gpointer owner, EngineIoWebsocketServer *websocket);
  void (*failed) (gpointer owner);
} EngineIoProbeListener;

/* Takes @websocket. */
EngineIoProbe *engine_io_probe_new (EngineIoWebsocketServer *websocket,
                                    EngineIoDeadlines *deadlines,
                                    guint timeout_ms,
                                    const EngineIoProbeListener *listener,
                                    gpointer owner);

/* Closes the WebSocket, if it has not become the transport. */
void engine_io_probe_free (EngineIoProbe *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoProbe, engine_io_probe_free)

G_END_DECLS
