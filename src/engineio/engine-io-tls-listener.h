/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Listens for a server whose clients come over TLS. */
typedef struct _EngineIoTlsListener EngineIoTlsListener;

EngineIoTlsListener *engine_io_tls_listener_new (SoupServer *http, GTlsCertificate *certificate);
void engine_io_tls_listener_free (EngineIoTlsListener *self);

/* @address: an IP address of this computer, "localhost", or NULL for all of them
 * @port: 0 for any that is free */
gboolean engine_io_tls_listener_add (EngineIoTlsListener *self,
                                     const char *address,
                                     guint16 port,
                                     GError **error);

/* The first one; 0 if there is none. */
guint16 engine_io_tls_listener_get_port (EngineIoTlsListener *self);

/* The connection of a request, also where libsoup knows none: NULL where the application has
 * brought the stream. */
GSocket *engine_io_tls_listener_get_socket (SoupServerMessage *message);

/* Whether a request came over TLS, by whoever listened. */
gboolean engine_io_tls_listener_is_secure (SoupServerMessage *message);

G_END_DECLS
