/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-config.h"
#include "server-hub.h"

G_BEGIN_DECLS

/* The HTTP API beside Socket.IO: what programs do that have no socket, and how the server is. */
#define SERVER_TYPE_HTTP (server_http_get_type ())
G_DECLARE_FINAL_TYPE (ServerHttp, server_http, SERVER, HTTP, GObject)

/* @config says whose pages may use it, as for Socket.IO; it has to stay. */
ServerHttp *server_http_new (SoupServer *http,
                             SocketIoServer *io,
                             ServerStore *store,
                             ServerHub *hub,
                             const ServerConfig *config);

/* Takes it away from the HTTP server again. */
void server_http_detach (ServerHttp *self);

G_END_DECLS
