/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-namespace.h"

G_BEGIN_DECLS

/* A function that was set on a namespace, to be asked about everybody who wants to join. */
typedef struct _SocketIoMiddleware SocketIoMiddleware;

SocketIoMiddleware *socket_io_middleware_new (SocketIoMiddlewareFunc func,
                                              gpointer user_data,
                                              GDestroyNotify destroy);
SocketIoMiddleware *socket_io_middleware_ref (SocketIoMiddleware *self);
void socket_io_middleware_unref (SocketIoMiddleware *self);

void socket_io_middleware_ask (SocketIoMiddleware *self,
                               SocketIoSocket *socket,
                               EngineIoNext *next);

G_END_DECLS
