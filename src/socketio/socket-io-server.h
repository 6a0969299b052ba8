/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-server.h"
#include "socket-io-namespace.h"
#include "socket-io-server-options.h"

G_BEGIN_DECLS

/**
 * SocketIoNamespaces: (skip)
 *
 * The library's own.
 */
typedef struct _SocketIoNamespaces SocketIoNamespaces;

/**
 * SocketIoServer:
 *
 * A Socket.IO server: what JavaScript calls *io*.
 *
 * ```c
 * SocketIoServer *io = socket_io_server_new (NULL);
 *
 * g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
 * socket_io_server_listen (io, NULL, 3000, NULL, &error);
 * ```
 *
 * A client has one connection, and in each namespace that it joins one
 * [class@SocketIo.Socket].  What the server itself has to emit to, or to ask, is
 * the main namespace, "/"; [method@SocketIo.Server.of] gives the others.
 *
 * Everything happens in the thread-default main context in which the server was
 * made, and it owns its namespaces and sockets.  Dropping it ends all connections
 * at once; [method@SocketIo.Server.close_async] lets them end well.
 */
#define SOCKET_IO_TYPE_SERVER (socket_io_server_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoServer, socket_io_server, SOCKET_IO, SERVER, GObject)

/*
 * Signals:
 *   connection (SocketIoSocket *socket)             of the main namespace
 *   server-side-event::NAME (SocketIoEvent *event)  of the main namespace
 *   new-namespace (SocketIoNamespace *nsp)
 *   connection-error (SoupServerMessage *message, EngineIoServerError code, char *text)
 */

/**
 * SocketIoNamespaceFunc:
 * @server: a server
 * @name: the namespace that a client asks for
 * @auth: (nullable): what it says
 * @next: to be answered, now or later
 * @user_data: what was set with it
 *
 * Says whether a namespace of this name may come to be.
 */
typedef void (*SocketIoNamespaceFunc) (SocketIoServer *server,
                                       const char *name,
                                       JsonNode *auth,
                                       EngineIoNext *next,
                                       gpointer user_data);

SocketIoServer *socket_io_server_new (SocketIoServerOptions *options);

SocketIoServerOptions *socket_io_server_get_options (SocketIoServer *self);
EngineIoServer *socket_io_server_get_engine (SocketIoServer *self);

void socket_io_server_attach (SocketIoServer *self, SoupServer *http);
gboolean socket_io_server_listen (SocketIoServer *self,
                                  const char *address,
                                  guint port,
                                  GTlsCertificate *certificate,
                                  GError **error);
guint socket_io_server_get_port (SocketIoServer *self);

/* Namespaces; (transfer none). */
SocketIoNamespace *socket_io_server_of (SocketIoServer *self, const char *name);
SocketIoNamespace *socket_io_server_of_pattern (SocketIoServer *self, GRegex *pattern);
SocketIoNamespace *socket_io_server_of_func (SocketIoServer *self,
                                             SocketIoNamespaceFunc func,
                                             gpointer user_data,
                                             GDestroyNotify destroy);
SocketIoNamespace *socket_io_server_get_namespace (SocketIoServer *self, const char *name);

/* Of the main namespace; what is not here is on socket_io_server_of (io, "/"). */
void socket_io_server_use (SocketIoServer *self,
                           SocketIoMiddlewareFunc func,
                           gpointer user_data,
                           GDestroyNotify destroy);
gboolean socket_io_server_emit (SocketIoServer *self, const char *event, JsonArray *arguments);
gboolean socket_io_server_send (SocketIoServer *self, JsonArray *arguments);
SocketIoBroadcast *socket_io_server_broadcast (SocketIoServer *self);
SocketIoBroadcast *socket_io_server_to (SocketIoServer *self, const char *room);
SocketIoBroadcast *socket_io_server_in (SocketIoServer *self, const char *room);
SocketIoBroadcast *socket_io_server_except (SocketIoServer *self, const char *room);
void socket_io_server_fetch_sockets_async (SocketIoServer *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
GPtrArray *socket_io_server_fetch_sockets_finish (SocketIoServer *self,
                                                  GAsyncResult *result,
                                                  GError **error);
void socket_io_server_sockets_join (SocketIoServer *self, const char *room);
void socket_io_server_sockets_leave (SocketIoServer *self, const char *room);
void socket_io_server_disconnect_sockets (SocketIoServer *self, gboolean close);
gboolean socket_io_server_server_side_emit (SocketIoServer *self,
                                            const char *event,
                                            JsonArray *arguments,
                                            GError **error);

/* Every socket hears "server shutting down"; what was queued goes out; then all is closed. */
void socket_io_server_close_async (SocketIoServer *self,
                                   guint drain_ms,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean socket_io_server_close_finish (SocketIoServer *self, GAsyncResult *result, GError **error);

/*
 * For the library's own ends.
 */

/* The parser that encodes for everybody, and one that reads the next packet of anybody. */
SocketIoParser *socket_io_server_get_parser (SocketIoServer *self);
SocketIoParser *socket_io_server_take_reader (SocketIoServer *self);
void socket_io_server_give_reader (SocketIoServer *self, SocketIoParser *reader);

/* Those that there are, and that may be. */
SocketIoNamespaces *socket_io_server_get_namespaces (SocketIoServer *self);

G_END_DECLS
