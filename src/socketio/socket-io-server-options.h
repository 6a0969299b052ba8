/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-server-options.h"

G_BEGIN_DECLS

/**
 * SocketIoServerOptions:
 *
 * How a server answers: all that [class@EngineIo.ServerOptions] has, with
 * Socket.IO's path "/socket.io", and what is Socket.IO's own.
 */
/*
 * Properties:
 *   connect-timeout 45000 (ms)      a connection without a namespace is closed after it
 *   cleanup-empty-child-namespaces FALSE
 *   connection-state-recovery FALSE, max-disconnection-duration 120000 (ms),
 *   skip-middlewares TRUE
 *   max-attachments 10
 *   parser-type (GType)             SOCKET_IO_TYPE_PARSER or one derived from it
 *   adapter-type (GType)            SOCKET_IO_TYPE_MEMORY_ADAPTER or another SocketIoAdapter
 */
#define SOCKET_IO_TYPE_SERVER_OPTIONS (socket_io_server_options_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoServerOptions,
                      socket_io_server_options,
                      SOCKET_IO,
                      SERVER_OPTIONS,
                      EngineIoServerOptions)

SocketIoServerOptions *socket_io_server_options_new (void);

guint socket_io_server_options_get_connect_timeout (SocketIoServerOptions *self);
gboolean socket_io_server_options_get_cleanup_empty_child_namespaces (SocketIoServerOptions *self);
gboolean socket_io_server_options_get_connection_state_recovery (SocketIoServerOptions *self);
guint socket_io_server_options_get_max_disconnection_duration (SocketIoServerOptions *self);
gboolean socket_io_server_options_get_skip_middlewares (SocketIoServerOptions *self);
guint socket_io_server_options_get_max_attachments (SocketIoServerOptions *self);
GType socket_io_server_options_get_parser_type (SocketIoServerOptions *self);
GType socket_io_server_options_get_adapter_type (SocketIoServerOptions *self);

G_END_DECLS
