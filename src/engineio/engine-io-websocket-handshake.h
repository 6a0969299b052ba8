/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Whether a request wants to become a WebSocket. */
gboolean engine_io_websocket_handshake_is_asked (SoupMessageHeaders *request);

/* 101 if it can, otherwise the status to refuse it with. */
guint engine_io_websocket_handshake_check (const char *method,
                                           SoupHTTPVersion version,
                                           SoupMessageHeaders *request);

/* The head of the answer that accepts; @headers go along; @extensions were agreed on, or NULL. */
GBytes *engine_io_websocket_handshake_accept (SoupMessageHeaders *request,
                                              SoupMessageHeaders *headers,
                                              const char *extensions);

G_END_DECLS
