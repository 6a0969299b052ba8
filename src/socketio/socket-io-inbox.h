/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-socket.h"

G_BEGIN_DECLS

/* The events of one socket on their way through its middleware, one after the other. */
typedef struct _SocketIoInbox SocketIoInbox;

/* How an event comes out; the socket is held while it is told. */
typedef struct {
  void (*passed) (SocketIoSocket *socket, SocketIoEvent *event);
  void (*refused) (SocketIoSocket *socket, const char *message, JsonNode *data);
} SocketIoInboxListener;

SocketIoInbox *socket_io_inbox_new (const SocketIoInboxListener *listener, SocketIoSocket *socket);
void socket_io_inbox_free (SocketIoInbox *self);

void socket_io_inbox_use (SocketIoInbox *self,
                          SocketIoPacketMiddlewareFunc func,
                          gpointer user_data,
                          GDestroyNotify destroy);

/* @size is how much memory counts for it.  Gives how much waits, this one included if it still
 * does. */
gsize socket_io_inbox_add (SocketIoInbox *self, SocketIoEvent *event, gsize size);

/* Nothing comes out any more. */
void socket_io_inbox_stop (SocketIoInbox *self);

G_END_DECLS
