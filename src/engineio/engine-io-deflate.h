/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_DEFLATE (engine_io_deflate_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoDeflate,
                      engine_io_deflate,
                      ENGINE_IO,
                      DEFLATE,
                      SoupWebsocketExtension)

/* The one of a connection, or NULL if the server did not agree to it. */
EngineIoDeflate *engine_io_deflate_of (SoupWebsocketConnection *connection);

void engine_io_deflate_set_limits (EngineIoDeflate *self, gsize threshold, gsize max_size);

/* Whether messages that are sent from now on may be compressed. */
void engine_io_deflate_set_enabled (EngineIoDeflate *self, gboolean enabled);

/* A server's answer to the extensions that a client offers; NULL if none of them is this one. */
char *engine_io_deflate_negotiate (const char *offers);

G_END_DECLS
