/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-connection.h"
#include "socket-io-session.h"

G_BEGIN_DECLS

/* A session that a socket goes on with, until that is connected. */
typedef struct _SocketIoComeback SocketIoComeback;

SocketIoComeback *socket_io_comeback_new (const SocketIoSession *session);
void socket_io_comeback_free (SocketIoComeback *self);

SocketIoSession *socket_io_comeback_get_session (SocketIoComeback *self);

/* What is sent to its rooms meanwhile.  Whether there was room for it. */
gboolean socket_io_comeback_keep (SocketIoComeback *self, SocketIoOutgoing *outgoing);

/* Sends what was missed, in order: since the connection was lost, and since the session was
 * found. */
void socket_io_comeback_send (SocketIoComeback *self, SocketIoConnection *connection);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoComeback, socket_io_comeback_free)

G_END_DECLS
