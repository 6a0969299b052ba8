/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Lets an HTTP server with TLS be dropped while clients are connected. */
typedef struct _EngineIoTlsGuard EngineIoTlsGuard;

EngineIoTlsGuard *engine_io_tls_guard_new (SoupServer *http);

/* To be called before the server disconnects. */
void engine_io_tls_guard_free (EngineIoTlsGuard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoTlsGuard, engine_io_tls_guard_free)

G_END_DECLS
