/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-options.h"
#include "socket-io-parser.h"

G_BEGIN_DECLS

/**
 * SocketIoOptions:
 *
 * How a manager connects and reconnects: all that [class@EngineIo.Options] has,
 * with Socket.IO's path, and what is Socket.IO's own.  Options may change at any
 * time; a change is in force from the next connection attempt on.
 */
#define SOCKET_IO_TYPE_OPTIONS (socket_io_options_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoOptions, socket_io_options, SOCKET_IO, OPTIONS, EngineIoOptions)

SocketIoOptions *socket_io_options_new (void);

gboolean socket_io_options_get_reconnection (SocketIoOptions *self);
guint socket_io_options_get_reconnection_attempts (SocketIoOptions *self);
guint socket_io_options_get_reconnection_delay (SocketIoOptions *self);
guint socket_io_options_get_reconnection_delay_max (SocketIoOptions *self);
double socket_io_options_get_randomization_factor (SocketIoOptions *self);
guint socket_io_options_get_timeout (SocketIoOptions *self);
gboolean socket_io_options_get_auto_connect (SocketIoOptions *self);
gboolean socket_io_options_get_force_new (SocketIoOptions *self);
GNetworkMonitor *socket_io_options_get_network_monitor (SocketIoOptions *self);
GType socket_io_options_get_parser_type (SocketIoOptions *self);

G_END_DECLS
