/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-broadcast-options.h"
#include "socket-io-namespace.h"
#include "socket-io-packet.h"
#include "socket-io-remote-socket.h"
#include "socket-io-replies.h"
#include "socket-io-session.h"
#include "socket-io-socket.h"

G_BEGIN_DECLS

/**
 * SocketIoAdapter:
 *
 * The rooms of a namespace and what is sent to them.  This class keeps the
 * sockets of this process; [class@SocketIo.MemoryAdapter] adds the recovery of
 * connections.  One that reaches other processes derives from it, hands what is
 * not `local` on, and calls the parent for its own sockets.
 */
#define SOCKET_IO_TYPE_ADAPTER (socket_io_adapter_get_type ())
G_DECLARE_DERIVABLE_TYPE (SocketIoAdapter, socket_io_adapter, SOCKET_IO, ADAPTER, GObject)

/*
 * Signals: create-room (char *room), delete-room (char *room),
 *          join-room (char *room, char *id), leave-room (char *room, char *id)
 * Construct property: namespace (not owned: the namespace owns its adapter)
 */
struct _SocketIoAdapterClass {
  GObjectClass parent_class;

  /* How many processes there are, this one included. */
  void (*server_count_async) (SocketIoAdapter *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
  guint (*server_count_finish) (SocketIoAdapter *self, GAsyncResult *result, GError **error);

  void (*join) (SocketIoAdapter *self, SocketIoSocket *socket, const char *const *rooms);
  void (*leave) (SocketIoAdapter *self, SocketIoSocket *socket, const char *room);
  void (*leave_all) (SocketIoAdapter *self, SocketIoSocket *socket);

  gboolean (*broadcast) (SocketIoAdapter *self,
                         SocketIoPacket *packet,
                         const SocketIoBroadcastOptions *options,
                         GError **error);
  /* @packet gets an id of this process; the sockets it goes to are counted and answer to @replies.
   * For another process that asks: make replies here, and hand what they report on to it. */
  gboolean (*broadcast_for_replies) (SocketIoAdapter *self,
                                     SocketIoPacket *packet,
                                     const SocketIoBroadcastOptions *options,
                                     SocketIoReplies *replies,
                                     GError **error);

  void (*fetch_sockets_async) (SocketIoAdapter *self,
                               const SocketIoBroadcastOptions *options,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
  GPtrArray *(*fetch_sockets_finish) (SocketIoAdapter *self, GAsyncResult *result, GError **error);
  void (*sockets_join) (SocketIoAdapter *self,
                        const SocketIoBroadcastOptions *options,
                        const char *const *rooms);
  void (*sockets_leave) (SocketIoAdapter *self,
                         const SocketIoBroadcastOptions *options,
                         const char *const *rooms);
  void (*disconnect_sockets) (SocketIoAdapter *self,
                              const SocketIoBroadcastOptions *options,
                              gboolean close);

  /* To the other processes' namespaces of the same name.  @replies may be NULL, or expects one
   * answer of each of them. */
  gboolean (*server_side_emit) (SocketIoAdapter *self,
                                const char *event,
                                JsonArray *arguments,
                                SocketIoReplies *replies,
                                GError **error);

  /* Connection state recovery: keeps a session whose socket has gone, gives it back once.  A client
   * that has got no event yet has no offset. */
  void (*persist_session) (SocketIoAdapter *self, SocketIoSession *session);
  void (*restore_session_async) (SocketIoAdapter *self,
                                 const char *pid,
                                 const char *offset,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
  SocketIoSession *(*restore_session_finish) (SocketIoAdapter *self,
                                              GAsyncResult *result,
                                              GError **error);

  void (*close) (SocketIoAdapter *self);

  gpointer padding[8];
};

SocketIoNamespace *socket_io_adapter_get_namespace (SocketIoAdapter *self);

/* One call for each entry of the class. */
void socket_io_adapter_server_count_async (SocketIoAdapter *self,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
guint socket_io_adapter_server_count_finish (SocketIoAdapter *self,
                                             GAsyncResult *result,
                                             GError **error);
void socket_io_adapter_join (SocketIoAdapter *self,
                             SocketIoSocket *socket,
                             const char *const *rooms);
void socket_io_adapter_leave (SocketIoAdapter *self, SocketIoSocket *socket, const char *room);
void socket_io_adapter_leave_all (SocketIoAdapter *self, SocketIoSocket *socket);
gboolean socket_io_adapter_broadcast (SocketIoAdapter *self,
                                      SocketIoPacket *packet,
                                      const SocketIoBroadcastOptions *options,
                                      GError **error);
gboolean socket_io_adapter_broadcast_for_replies (SocketIoAdapter *self,
                                                  SocketIoPacket *packet,
                                                  const SocketIoBroadcastOptions *options,
                                                  SocketIoReplies *replies,
                                                  GError **error);
void socket_io_adapter_fetch_sockets_async (SocketIoAdapter *self,
                                            const SocketIoBroadcastOptions *options,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
GPtrArray *socket_io_adapter_fetch_sockets_finish (SocketIoAdapter *self,
                                                   GAsyncResult *result,
                                                   GError **error);
void socket_io_adapter_sockets_join (SocketIoAdapter *self,
                                     const SocketIoBroadcastOptions *options,
                                     const char *const *rooms);
void socket_io_adapter_sockets_leave (SocketIoAdapter *self,
                                      const SocketIoBroadcastOptions *options,
                                      const char *const *rooms);
void socket_io_adapter_disconnect_sockets (SocketIoAdapter *self,
                                           const SocketIoBroadcastOptions *options,
                                           gboolean close);
gboolean socket_io_adapter_server_side_emit (SocketIoAdapter *self,
                                             const char *event,
                                             JsonArray *arguments,
                                             SocketIoReplies *replies,
                                             GError **error);
void socket_io_adapter_persist_session (SocketIoAdapter *self, SocketIoSession *session);
void socket_io_adapter_restore_session_async (SocketIoAdapter *self,
                                              const char *pid,
                                              const char *offset,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
SocketIoSession *socket_io_adapter_restore_session_finish (SocketIoAdapter *self,
                                                           GAsyncResult *result,
                                                           GError **error);
void socket_io_adapter_close (SocketIoAdapter *self);

/* What this process has. */
char **socket_io_adapter_dup_rooms (SocketIoAdapter *self);
char **socket_io_adapter_dup_socket_rooms (SocketIoAdapter *self, SocketIoSocket *socket);
gboolean socket_io_adapter_is_member (SocketIoAdapter *self,
                                      SocketIoSocket *socket,
                                      const char *room);
guint socket_io_adapter_get_room_size (SocketIoAdapter *self, const char *room);
GPtrArray *socket_io_adapter_dup_sockets (SocketIoAdapter *self,
                                          const SocketIoBroadcastOptions *options);

G_END_DECLS
