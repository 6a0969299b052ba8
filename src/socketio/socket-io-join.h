/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-connection.h"

G_BEGIN_DECLS

/* A client on its way into a namespace: from its CONNECT to the answer. */
typedef struct _SocketIoJoin SocketIoJoin;

/* Told once, unless it is cancelled: with the socket that is in, or with why there is none. */
typedef void (*SocketIoJoinEndedFunc) (SocketIoJoin *self,
                                       SocketIoSocket *socket,
                                       const char *message,
                                       JsonNode *data,
                                       SocketIoConnection *connection);

SocketIoJoin *socket_io_join_new (SocketIoServer *server,
                                  SocketIoConnection *connection,
                                  const char *name,
                                  JsonNode *auth,
                                  SocketIoJoinEndedFunc ended);
void socket_io_join_unref (SocketIoJoin *self);

/* It may end before this returns. */
void socket_io_join_start (SocketIoJoin *self);

/* The client has gone: nothing is told any more, and what was made for it is undone. */
void socket_io_join_cancel (SocketIoJoin *self);

G_END_DECLS
