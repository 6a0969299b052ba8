/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-store.h"
#include "socket-io-server.h"

G_BEGIN_DECLS

#define SERVER_TYPE_DOOR (server_door_get_type ())
G_DECLARE_FINAL_TYPE (ServerDoor, server_door, SERVER, DOOR, GObject)

/* Somebody is let in, with what the database said; they hear nothing yet. */
typedef void (*ServerDoorFunc) (SocketIoSocket *socket, ServerOutcome *outcome, gpointer owner);

/* Lets people in on the main namespace of @io, as long as @owner is there. */
ServerDoor *server_door_new (SocketIoServer *io,
                             ServerStore *store,
                             ServerDoorFunc entered,
                             GObject *owner);

guint64 server_door_get_n_refused (ServerDoor *self);

G_END_DECLS
