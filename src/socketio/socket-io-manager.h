/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "socket-io-disconnect-reason.h"
#include "socket-io-options.h"

G_BEGIN_DECLS

/**
 * SocketIoManagerState:
 * @SOCKET_IO_MANAGER_CLOSED: no connection and none wanted
 * @SOCKET_IO_MANAGER_OPENING: a connection attempt runs
 * @SOCKET_IO_MANAGER_OPEN: connected
 * @SOCKET_IO_MANAGER_WAITING: lost or failed; the next attempt comes after a delay, or
 *   when there is a network
 *
 * Where a connection is between closed and open.
 */
typedef enum {
  SOCKET_IO_MANAGER_CLOSED,
  SOCKET_IO_MANAGER_OPENING,
  SOCKET_IO_MANAGER_OPEN,
  SOCKET_IO_MANAGER_WAITING,
} SocketIoManagerState;

/**
 * SocketIoManager:
 *
 * One connection, which the clients of several namespaces share, and the way it
 * comes back when it is lost.  Each [class@SocketIo.Client] has one, or shares it.
 */
#define SOCKET_IO_TYPE_MANAGER (socket_io_manager_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoManager, socket_io_manager, SOCKET_IO, MANAGER, GObject)

SocketIoManager *socket_io_manager_new (const char *uri, SocketIoOptions *options);

const char *socket_io_manager_get_uri (SocketIoManager *self);
SocketIoOptions *socket_io_manager_get_options (SocketIoManager *self);
SocketIoManagerState socket_io_manager_get_state (SocketIoManager *self);
const char *socket_io_manager_get_transport (SocketIoManager *self);
EngineIoClient *socket_io_manager_get_engine (SocketIoManager *self);
gint64 socket_io_manager_get_next_attempt_time (SocketIoManager *self);

void socket_io_manager_open (SocketIoManager *self);
void socket_io_manager_retry_now (SocketIoManager *self);
void socket_io_manager_close (SocketIoManager *self);

/* The clients' side. */
typedef struct _SocketIoMember SocketIoMember;

SocketIoManager *socket_io_manager_share (const char *uri,
                                          SocketIoOptions *options,
                                          const char *nsp);
gpointer socket_io_manager_get_client (SocketIoManager *self, const char *nsp);
void socket_io_manager_attach (SocketIoManager *self,
                               const char *nsp,
                               const SocketIoMember *member,
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
gboolean socket_io_manager_send_packet (SocketIoManager *self,
                                        const SocketIoPacket *packet,
                                        GError **error);
void socket_io_manager_abort (SocketIoManager *self, GError *error);
gboolean socket_io_manager_is_asked (SocketIoManager *self, const char *nsp);
gboolean socket_io_manager_take_back (SocketIoManager *self, guint64 message_id);

G_END_DECLS
