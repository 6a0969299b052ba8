/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-options.h"

G_BEGIN_DECLS

/* Which transports a client tries, in which order. */
typedef struct _EngineIoRoute EngineIoRoute;

EngineIoRoute *engine_io_route_new (EngineIoOptions *options, const char *host);
void engine_io_route_free (EngineIoRoute *self);

/* The name of the transport to try first, and each time that one has failed: what to try instead,
 * or NULL. */
const char *engine_io_route_next (EngineIoRoute *self);

/* For the next time: whether WebSocket worked with the host. */
void engine_io_route_remember (EngineIoRoute *self, gboolean websocket_works);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoRoute, engine_io_route_free)

G_END_DECLS
