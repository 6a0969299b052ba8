/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-packet.h"

G_BEGIN_DECLS

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

/* What a member of a connection is told, while it is active. */
typedef struct {
  void (*opened) (gpointer client);
  void (*packet) (gpointer client, SocketIoPacket *packet);
  void (*closed) (gpointer client, SocketIoDisconnectReason reason, const GError *details);
  void (*failed) (gpointer client, const GError *error);
  void (*gave_up) (gpointer client);
} SocketIoMember;

/* The clients that share a connection, one for each namespace. */
typedef struct _SocketIoMembers SocketIoMembers;

SocketIoMembers *socket_io_members_new (void);
void socket_io_members_free (SocketIoMembers *self);

void socket_io_members_add (SocketIoMembers *self,
                            const char *nsp,
                            const SocketIoMember *member,
                            gpointer client);
void socket_io_members_remove (SocketIoMembers *self, const char *nsp);
gpointer socket_io_members_get_client (SocketIoMembers *self, const char *nsp);

gboolean socket_io_members_set_active (SocketIoMembers *self, const char *nsp, gboolean active);
gboolean socket_io_members_any_active (SocketIoMembers *self);

void socket_io_members_tell_packet (SocketIoMembers *self, SocketIoPacket *packet);
void socket_io_members_tell_opened (SocketIoMembers *self);
void socket_io_members_tell_closed (SocketIoMembers *self,
                                    SocketIoDisconnectReason reason,
                                    const GError *details);
void socket_io_members_tell_failed (SocketIoMembers *self, const GError *error);
void socket_io_members_tell_gave_up (SocketIoMembers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoMembers, socket_io_members_free)

G_END_DECLS
