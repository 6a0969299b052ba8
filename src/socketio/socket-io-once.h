/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-event.h"

G_BEGIN_DECLS

/* What a listener is called with; @instance is whose "event" it hears. */
typedef void (*SocketIoOnceFunc) (gpointer instance, SocketIoEvent *event, gpointer user_data);

/* Listens for the next event called @event, and then no more. */
void socket_io_once_connect (gpointer instance,
                             const char *event,
                             SocketIoOnceFunc func,
                             gpointer user_data,
                             GDestroyNotify destroy);

G_END_DECLS
