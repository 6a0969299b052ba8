/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-socket.h"

G_BEGIN_DECLS

typedef struct _SocketIoServer SocketIoServer;

/**
 * SocketIoNamespace:
 *
 * A channel of its own on the shared connections, with its own sockets, rooms
 * and middleware.  A *parent* namespace stands for all whose names a pattern or
 * a function accepts: what is set on it, or emitted to it, holds for each of its
 * children.
 */
#define SOCKET_IO_TYPE_NAMESPACE (socket_io_namespace_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoNamespace, socket_io_namespace, SOCKET_IO, NAMESPACE, GObject)

/*
 * Signals:
 *   connection (SocketIoSocket *socket)                  io.on ("connection", ...)
 *   server-side-event::NAME (SocketIoEvent *event)       another process emitted to this one
 * Properties: name, server
 */

/**
 * SocketIoMiddlewareFunc:
 * @socket: a socket that wants to join; not connected yet
 * @next: to be answered, now or later
 * @user_data: what was set with it
 *
 * Lets a socket in, or refuses with a message and data for the client.  What the
 * client has said, and how it came, is in [method@SocketIo.Socket.get_handshake].
 */
typedef void (*SocketIoMiddlewareFunc) (SocketIoSocket *socket,
                                        EngineIoNext *next,
                                        gpointer user_data);

const char *socket_io_namespace_get_name (SocketIoNamespace *self);
SocketIoServer *socket_io_namespace_get_server (SocketIoNamespace *self);
SocketIoAdapter *socket_io_namespace_get_adapter (SocketIoNamespace *self);
guint socket_io_namespace_get_n_sockets (SocketIoNamespace *self);
SocketIoSocket *socket_io_namespace_get_socket (SocketIoNamespace *self, const char *id);
GPtrArray *socket_io_namespace_dup_sockets (SocketIoNamespace *self);

void socket_io_namespace_use (SocketIoNamespace *self,
                              SocketIoMiddlewareFunc func,
                              gpointer user_data,
                              GDestroyNotify destroy);

gboolean socket_io_namespace_emit (SocketIoNamespace *self,
                                   const char *event,
                                   JsonArray *arguments);
gboolean socket_io_namespace_send (SocketIoNamespace *self, JsonArray *arguments);

/* Everybody, or those in a room: (transfer full). */
SocketIoBroadcast *socket_io_namespace_broadcast (SocketIoNamespace *self);
SocketIoBroadcast *socket_io_namespace_to (SocketIoNamespace *self, const char *room);
SocketIoBroadcast *socket_io_namespace_in (SocketIoNamespace *self, const char *room);
SocketIoBroadcast *socket_io_namespace_except (SocketIoNamespace *self, const char *room);

void socket_io_namespace_fetch_sockets_async (SocketIoNamespace *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
GPtrArray *socket_io_namespace_fetch_sockets_finish (SocketIoNamespace *self,
                                                     GAsyncResult *result,
                                                     GError **error);
void socket_io_namespace_sockets_join (SocketIoNamespace *self, const char *room);
void socket_io_namespace_sockets_leave (SocketIoNamespace *self, const char *room);
void socket_io_namespace_disconnect_sockets (SocketIoNamespace *self, gboolean close);
gboolean socket_io_namespace_server_side_emit (SocketIoNamespace *self,
                                               const char *event,
                                               JsonArray *arguments,
                                               GError **error);
void socket_io_namespace_server_side_emit_async (SocketIoNamespace *self,
                                                 const char *event,
                                                 JsonArray *arguments,
                                                 guint timeout_ms,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
JsonArray *socket_io_namespace_server_side_emit_finish (SocketIoNamespace *self,
                                                        GAsyncResult *result,
                                                        JsonArray **partial,
                                                        GError **error);

/*
 * For the library's own ends.
 */
SocketIoNamespace *socket_io_namespace_new (SocketIoServer *server, const char *name);

/* A parent has a list of children, whom it does not own; a child keeps its parent. */
void socket_io_namespace_make_parent (SocketIoNamespace *self);
void socket_io_namespace_set_parent (SocketIoNamespace *self, SocketIoNamespace *parent);
GPtrArray *socket_io_namespace_get_children (SocketIoNamespace *self);

/* The server has let go of it: it has no sockets any more, and there will be none. */
void socket_io_namespace_close (SocketIoNamespace *self);

/* Those who are asked about a socket that wants to join: (element-type SocketIoMiddleware). */
GPtrArray *socket_io_namespace_dup_middleware (SocketIoNamespace *self);

/* As long as somebody is about to join, it does not count as empty. */
void socket_io_namespace_begin_join (SocketIoNamespace *self);
void socket_io_namespace_end_join (SocketIoNamespace *self);

/* A socket is let in, its client knows: everybody else hears. */
void socket_io_namespace_add (SocketIoNamespace *self, SocketIoSocket *socket);
void socket_io_namespace_announce (SocketIoNamespace *self, SocketIoSocket *socket);
void socket_io_namespace_remove (SocketIoNamespace *self, SocketIoSocket *socket);

/* One counter for all its sockets, so that a broadcast can use one id. */
gint64 socket_io_namespace_next_ack_id (SocketIoNamespace *self);

/* An event that another process emitted to this one. */
void socket_io_namespace_take_server_side_event (SocketIoNamespace *self, SocketIoEvent *event);

G_END_DECLS
