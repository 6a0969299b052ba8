/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-next.h"
#include "engine-io-socket.h"
#include "socket-io-broadcast.h"
#include "socket-io-event.h"
#include "socket-io-handshake.h"
#include "socket-io-replies.h"
#include "socket-io-session.h"

G_BEGIN_DECLS

typedef struct _SocketIoNamespace SocketIoNamespace;

/**
 * SocketIoConnection: (skip)
 *
 * The library's own.
 */
typedef struct _SocketIoConnection SocketIoConnection;

/**
 * SocketIoOutgoing: (skip)
 *
 * The library's own.
 */
typedef struct _SocketIoOutgoing SocketIoOutgoing;

/**
 * SocketIoSocket:
 *
 * The server's end of one client in one namespace ("socket" in JavaScript).
 *
 * Its listeners are connected where [signal@SocketIo.Server::connection] or
 * [signal@SocketIo.Namespace::connection] announces it: nothing that the client
 * has sent is lost before that.  It is in the room of its own id and in those that
 * it joins, and has an object for whatever the server wants to know of this client.
 *
 * The namespace owns it until [signal@SocketIo.Socket::disconnected]; who wants it
 * longer takes a reference.  A client that comes back is another socket, unless its
 * state is recovered.
 */
#define SOCKET_IO_TYPE_SOCKET (socket_io_socket_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoSocket, socket_io_socket, SOCKET_IO, SOCKET, GObject)

/*
 * Signals, with the names that SocketIoClient has:
 *   event::NAME (SocketIoEvent *event)              socket.on (NAME, ...)
 *   any (SocketIoEvent *event)                      socket.onAny (...)
 *   any-outgoing (char *name, JsonArray *arguments) socket.onAnyOutgoing (...)
 *   disconnecting (SocketIoDisconnectReason reason) still in its rooms
 *   disconnected (SocketIoDisconnectReason reason, GError *details)
 *   error (GError *error)                           a packet middleware refused
 * Properties: id, namespace, handshake, connected, recovered
 */

/**
 * SocketIoPacketMiddlewareFunc:
 * @socket: a socket
 * @event: what was received
 * @next: to be answered, now or later
 * @user_data: what was set with it
 *
 * Sees every event before its listeners.  Order is kept while one waits.
 */
typedef void (*SocketIoPacketMiddlewareFunc) (SocketIoSocket *socket,
                                              SocketIoEvent *event,
                                              EngineIoNext *next,
                                              gpointer user_data);

/**
 * SocketIoSocketEventFunc:
 * @socket: a socket
 * @event: what was received
 * @user_data: what was set with it
 */
typedef void (*SocketIoSocketEventFunc) (SocketIoSocket *socket,
                                         SocketIoEvent *event,
                                         gpointer user_data);

const char *socket_io_socket_get_id (SocketIoSocket *self);
SocketIoNamespace *socket_io_socket_get_namespace (SocketIoSocket *self);
SocketIoHandshake *socket_io_socket_get_handshake (SocketIoSocket *self);
JsonObject *socket_io_socket_get_data (SocketIoSocket *self);
gboolean socket_io_socket_get_connected (SocketIoSocket *self);
gboolean socket_io_socket_get_recovered (SocketIoSocket *self);
EngineIoSocket *socket_io_socket_get_engine (SocketIoSocket *self);

/* Whether any-outgoing tells of broadcasts, too. */
void socket_io_socket_set_watches_broadcasts (SocketIoSocket *self, gboolean watches_broadcasts);

char **socket_io_socket_dup_rooms (SocketIoSocket *self);
gboolean socket_io_socket_is_in (SocketIoSocket *self, const char *room);
void socket_io_socket_join (SocketIoSocket *self, const char *room);
void socket_io_socket_leave (SocketIoSocket *self, const char *room);

void socket_io_socket_use (SocketIoSocket *self,
                           SocketIoPacketMiddlewareFunc func,
                           gpointer user_data,
                           GDestroyNotify destroy);
void socket_io_socket_once (SocketIoSocket *self,
                            const char *event,
                            SocketIoSocketEventFunc func,
                            gpointer user_data,
                            GDestroyNotify destroy);

gboolean socket_io_socket_emit (SocketIoSocket *self, const char *event, JsonArray *arguments);
gboolean socket_io_socket_send (SocketIoSocket *self, JsonArray *arguments);
gboolean socket_io_socket_emit_full (SocketIoSocket *self,
                                     const char *event,
                                     JsonArray *arguments,
                                     SocketIoAttachments *attachments,
                                     SocketIoEmitFlags flags,
                                     GError **error);
void socket_io_socket_emit_async (SocketIoSocket *self,
                                  const char *event,
                                  JsonArray *arguments,
                                  guint timeout_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void socket_io_socket_emit_full_async (SocketIoSocket *self,
                                       const char *event,
                                       JsonArray *arguments,
                                       SocketIoAttachments *attachments,
                                       SocketIoEmitFlags flags,
                                       guint timeout_ms,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
JsonArray *socket_io_socket_emit_finish (SocketIoSocket *self,
                                         GAsyncResult *result,
                                         SocketIoAttachments **attachments,
                                         GError **error);

/* Everybody else, in the namespace or in a room: (transfer full). */
SocketIoBroadcast *socket_io_socket_broadcast (SocketIoSocket *self);
SocketIoBroadcast *socket_io_socket_to (SocketIoSocket *self, const char *room);
SocketIoBroadcast *socket_io_socket_in (SocketIoSocket *self, const char *room);
SocketIoBroadcast *socket_io_socket_except (SocketIoSocket *self, const char *room);

/* Leaves the namespace; with @close the session ends for all namespaces. */
void socket_io_socket_disconnect (SocketIoSocket *self, gboolean close);

/*
 * For the library's own ends.
 */

/* With @session it goes on where that one was: its ids, rooms, data. */
SocketIoSocket *socket_io_socket_new (SocketIoNamespace *nsp,
                                      SocketIoConnection *connection,
                                      JsonNode *auth,
                                      const SocketIoSession *session);

/* The namespace has let it in: joins its own room, answers CONNECT (after what was missed). */
void socket_io_socket_accept (SocketIoSocket *self);

/* A packet of the client for this namespace: EVENT, ACK or DISCONNECT; takes nothing. */
void socket_io_socket_take_packet (SocketIoSocket *self, SocketIoPacket *packet);

/* The way of every broadcast.  Volatile is dropped where it cannot leave at once. */
void socket_io_socket_deliver (SocketIoSocket *self,
                               SocketIoOutgoing *outgoing,
                               SocketIoEmitFlags flags);

/* Its answer to the packet with id @id goes to @replies; once it is gone it is not expected any
 * more.  A late answer is dropped if @replies were forgotten meanwhile. */
void socket_io_socket_expect_reply (SocketIoSocket *self, gint64 id, SocketIoReplies *replies);
void socket_io_socket_forget_reply (SocketIoSocket *self, gint64 id);

/* Its connection is over, or it leaves: disconnecting, out of all rooms, disconnected; once. */
void socket_io_socket_close (SocketIoSocket *self,
                             SocketIoDisconnectReason reason,
                             const GError *details);

/* Names it for recovery: a secret of the client and the server; NULL without recovery. */
const char *socket_io_socket_get_pid (SocketIoSocket *self);

/* Where the adapter keeps its rooms: the adapter's alone. */
gpointer *socket_io_socket_get_membership (SocketIoSocket *self);

G_END_DECLS
