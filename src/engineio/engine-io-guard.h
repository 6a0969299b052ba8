/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-server-options.h"

G_BEGIN_DECLS

/* Watches over the requests of an HTTP server that is ours. */
typedef struct _EngineIoGuard EngineIoGuard;

/* Called when no request is under way any more; may free the guard. */
typedef void (*EngineIoGuardQuietFunc) (gpointer owner);

EngineIoGuard *engine_io_guard_new (SoupServer *http, EngineIoServerOptions *options);

/* To be called before the server disconnects: cuts all that is under way. */
void engine_io_guard_free (EngineIoGuard *self);

gboolean engine_io_guard_is_quiet (EngineIoGuard *self);

/* Tells once. */
void engine_io_guard_set_quiet_func (EngineIoGuard *self,
                                     EngineIoGuardQuietFunc quiet,
                                     gpointer owner);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoGuard, engine_io_guard_free)

G_END_DECLS
