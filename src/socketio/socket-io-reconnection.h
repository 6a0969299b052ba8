/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-options.h"

G_BEGIN_DECLS

/* Decides when a lost connection is tried again; it does not try by itself. */
typedef struct _SocketIoReconnection SocketIoReconnection;

/* Now is the time for the next attempt; or, there is no time for it until there is a network. */
typedef void (*SocketIoReconnectionFunc) (gpointer owner);

SocketIoReconnection *socket_io_reconnection_new (const char *uri,
                                                  SocketIoOptions *options,
                                                  SocketIoReconnectionFunc due,
                                                  SocketIoReconnectionFunc put_off,
                                                  gpointer owner);
void socket_io_reconnection_free (SocketIoReconnection *self);

gboolean socket_io_reconnection_plan (SocketIoReconnection *self);
void socket_io_reconnection_cancel (SocketIoReconnection *self);
void socket_io_reconnection_reset (SocketIoReconnection *self);

gboolean socket_io_reconnection_is_planned (SocketIoReconnection *self);
guint socket_io_reconnection_get_attempts (SocketIoReconnection *self);
gint64 socket_io_reconnection_get_next_time (SocketIoReconnection *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoReconnection, socket_io_reconnection_free)

G_END_DECLS
