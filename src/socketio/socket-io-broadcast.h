/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-broadcast-options.h"

G_BEGIN_DECLS

typedef struct _SocketIoAdapter SocketIoAdapter;

/**
 * SocketIoBroadcast:
 *
 * Says who is meant, then emits to them:
 *
 * ```c
 * g_autoptr (SocketIoBroadcast) others = socket_io_socket_to (socket, "room");
 *
 * socket_io_broadcast_emit (socket_io_broadcast_except (others, "muted"), "message", arguments);
 * ```
 *
 * Each step changes the chain and gives it back.
 */
#define SOCKET_IO_TYPE_BROADCAST (socket_io_broadcast_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoBroadcast, socket_io_broadcast, SOCKET_IO, BROADCAST, GObject)

SocketIoBroadcast *socket_io_broadcast_new (SocketIoAdapter *adapter);

/* Steps: (transfer none) the chain. */
SocketIoBroadcast *socket_io_broadcast_to (SocketIoBroadcast *self, const char *room);
SocketIoBroadcast *socket_io_broadcast_in (SocketIoBroadcast *self, const char *room);
SocketIoBroadcast *socket_io_broadcast_except (SocketIoBroadcast *self, const char *room);
SocketIoBroadcast *socket_io_broadcast_local (SocketIoBroadcast *self);
SocketIoBroadcast *socket_io_broadcast_volatile (SocketIoBroadcast *self);
SocketIoBroadcast *socket_io_broadcast_compress (SocketIoBroadcast *self, gboolean compress);
SocketIoBroadcast *socket_io_broadcast_timeout (SocketIoBroadcast *self, guint timeout_ms);

/* Ends. */
gboolean socket_io_broadcast_emit (SocketIoBroadcast *self,
                                   const char *event,
                                   JsonArray *arguments);
gboolean socket_io_broadcast_send (SocketIoBroadcast *self, JsonArray *arguments);
gboolean socket_io_broadcast_emit_full (SocketIoBroadcast *self,
                                        const char *event,
                                        JsonArray *arguments,
                                        SocketIoAttachments *attachments,
                                        GError **error);

/* Everybody acknowledges: an array with the first argument of each answer, as in JavaScript, and
 * their binary parts together in @attachments.  Otherwise @partial is what was there by then: the
 * error is TIMED_OUT when the time is up before all have, DISCONNECTED when some have gone and all
 * others have. */
void socket_io_broadcast_emit_async (SocketIoBroadcast *self,
                                     const char *event,
                                     JsonArray *arguments,
                                     SocketIoAttachments *attachments,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
JsonArray *socket_io_broadcast_emit_finish (SocketIoBroadcast *self,
                                            GAsyncResult *result,
                                            SocketIoAttachments **attachments,
                                            JsonArray **partial,
                                            GError **error);

/* For whom it is meant, in every process: SocketIoRemoteSocket. */
void socket_io_broadcast_fetch_sockets_async (SocketIoBroadcast *self,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
GPtrArray *socket_io_broadcast_fetch_sockets_finish (SocketIoBroadcast *self,
                                                     GAsyncResult *result,
                                                     GError **error);
void socket_io_broadcast_sockets_join (SocketIoBroadcast *self, const char *room);
void socket_io_broadcast_sockets_leave (SocketIoBroadcast *self, const char *room);
void socket_io_broadcast_disconnect_sockets (SocketIoBroadcast *self, gboolean close);

/* For the library's own ends: fetches with a task of somebody else, which is taken. */
void socket_io_broadcast_take_fetch (SocketIoBroadcast *self, GTask *task);

G_END_DECLS
