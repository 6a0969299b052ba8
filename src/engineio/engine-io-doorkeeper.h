/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Sees to it that an HTTP server goes on to accept connections. */
typedef struct _EngineIoDoorkeeper EngineIoDoorkeeper;

EngineIoDoorkeeper *engine_io_doorkeeper_new (SoupServer *http);
void engine_io_doorkeeper_free (EngineIoDoorkeeper *self);

/* To be called when the server listens on a new port, with what it was told. */
void engine_io_doorkeeper_watch (EngineIoDoorkeeper *self, SoupServerListenOptions options);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoDoorkeeper, engine_io_doorkeeper_free)

G_END_DECLS
