/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-store.h"
#include "socket-io-server.h"

G_BEGIN_DECLS

#define SERVER_TYPE_HUB (server_hub_get_type ())
G_DECLARE_FINAL_TYPE (ServerHub, server_hub, SERVER, HUB, GObject)

/* Lets people in on the main namespace of @io, and carries out what they ask of @store.  @name is
 * what the server is called. */
ServerHub *server_hub_new (SocketIoServer *io, ServerStore *store, const char *name);

/* For what came another way than by a socket: adds to the answer who is there, and tells everybody
 * whom it concerns of what has happened. */
void server_hub_complete (ServerHub *self, ServerOutcome *outcome);
void server_hub_carry_out (ServerHub *self, ServerOutcome *outcome);

/* What everybody may know of the server: its name, its version and what it offers. */
JsonObject *server_hub_describe (ServerHub *self);

/* What it has done since it began. */
typedef struct {
  guint64 n_events;
  guint64 n_messages;
  guint64 n_deliveries; /* of what has changed, to devices */
  guint64 n_refused;
  guint64 n_failures; /* of the server's own, as with a full disk */
  guint n_devices;
} ServerHubFigures;

void server_hub_get_figures (ServerHub *self, ServerHubFigures *figures);

G_END_DECLS
