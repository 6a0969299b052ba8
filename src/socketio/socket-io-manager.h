/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "socket-io-options.h"
#include "socket-io-packet.h"

G_BEGIN_DECLS

/**
 * SocketIoManagerState:
 * @SOCKET_IO_MANAGER_CLOSED: no connection and none wanted
 * @SOCKET_IO_MANAGER_OPENING: a connection attempt runs
 * @SOCKET_IO_MANAGER_OPEN: connected
 * @SOCKET_IO_MANAGER_WAITING: lost or failed; the next attempt comes after a delay, or
 *   when there is a network
 */
typedef enum {
  SOCKET_IO_MANAGER_CLOSED,
  SOCKET_IO_MANAGER_OPENING,
  SOCKET_IO_MANAGER_OPEN,
  SOCKET_IO_MANAGER_WAITING,
} SocketIoManagerState;

/**
 * SocketIoDisconnectReason:
 * @SOCKET_IO_DISCONNECT_SERVER: "io server disconnect"; no reconnection
 * @SOCKET_IO_DISCONNECT_CLIENT: "io client disconnect"; no reconnection
 * @SOCKET_IO_DISCONNECT_PING_TIMEOUT: "ping timeout": the server went silent
 * @SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE: "transport close": the server closed the connection
 * @SOCKET_IO_DISCONNECT_TRANSPORT_ERROR: "transport error": the connection broke
 * @SOCKET_IO_DISCONNECT_PARSE_ERROR: "parse error": the server sent what makes no sense
 * @SOCKET_IO_DISCONNECT_FORCED: "forced close": the manager was closed
 *
 * Why a connection ended, in the words of the JavaScript client.
 */
typedef enum {
  SOCKET_IO_DISCONNECT_SERVER,
  SOCKET_IO_DISCONNECT_CLIENT,
  SOCKET_IO_DISCONNECT_PING_TIMEOUT,
  SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE,
  SOCKET_IO_DISCONNECT_TRANSPORT_ERROR,
  SOCKET_IO_DISCONNECT_PARSE_ERROR,
  SOCKET_IO_DISCONNECT_FORCED,
} SocketIoDisconnectReason;

const char *socket_io_disconnect_reason_to_string (SocketIoDisconnectReason reason);

#define SOCKET_IO_TYPE_MANAGER (socket_io_manager_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoManager, socket_io_manager, SOCKET_IO, MANAGER, GObject)

SocketIoManager *socket_io_manager_new (const char *uri, SocketIoOptions *options);

const char *socket_io_manager_get_uri (SocketIoManager *self);
SocketIoOptions *socket_io_manager_get_options (SocketIoManager *self);
SocketIoManagerState socket_io_manager_get_state (SocketIoManager *self);
const char *socket_io_manager_get_transport (SocketIoManager *self);
gint64 socket_io_manager_get_next_attempt_time (SocketIoManager *self);

void socket_io_manager_open (SocketIoManager *self);
void socket_io_manager_retry_now (SocketIoManager *self);
void socket_io_manager_close (SocketIoManager *self);

/*
 * The clients' side: each namespace that shares the connection has one member,
 * told only while it is active.
 */
typedef struct {
  void (*opened) (gpointer client);
  void (*packet) (gpointer client, SocketIoPacket *packet);
  void (*closed) (gpointer client, SocketIoDisconnectReason reason, const GError *details);
  void (*failed) (gpointer client, const GError *error);
  void (*gave_up) (gpointer client);
} SocketIoManagerMember;

SocketIoManager *socket_io_manager_share (const char *uri,
                                          SocketIoOptions *options,
                                          const char *nsp);
gpointer socket_io_manager_get_client (SocketIoManager *self, const char *nsp);
void socket_io_manager_attach (SocketIoManager *self,
                               const char *nsp,
                               const SocketIoManagerMember *member,
                               gpointer client);
void socket_io_manager_detach (SocketIoManager *self, const char *nsp);
void socket_io_manager_set_active (SocketIoManager *self, const char *nsp, gboolean active);

SocketIoParser *socket_io_manager_get_parser (SocketIoManager *self);
gboolean socket_io_manager_is_writable (SocketIoManager *self);
guint64 socket_io_manager_send (SocketIoManager *self,
                                GBytes *text,
                                GPtrArray *binaries,
                                EngineIoSendFlags flags,
                                GError **error);
gboolean socket_io_manager_send_packet (SocketIoManager *self, const SocketIoPacket *packet);
gboolean socket_io_manager_take_back (SocketIoManager *self, guint64 message_id);

G_END_DECLS
