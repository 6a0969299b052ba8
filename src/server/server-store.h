/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "db-worker.h"
#include "server-accounts.h"
#include "server-events.h"

G_BEGIN_DECLS

#define SERVER_TYPE_STORE (server_store_get_type ())
G_DECLARE_FINAL_TYPE (ServerStore, server_store, SERVER, STORE, GObject)

/* Opens the database, makes or upgrades it. */
void server_store_open_async (const char *path,
                              DbDurability durability,
                              const ServerLimits *limits,
                              const ServerPolicy *policy,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ServerStore *server_store_open_finish (GAsyncResult *result, GError **error);

const char *server_store_get_id (ServerStore *self);
const ServerLimits *server_store_get_limits (ServerStore *self);
const ServerPolicy *server_store_get_policy (ServerStore *self);
DbWorker *server_store_get_worker (ServerStore *self);

/* Carries out @event for @caller.  The outcome is there when it is on the disk. */
void server_store_ask_async (ServerStore *self,
                             const ServerCaller *caller,
                             const ServerEvent *event,
                             JsonObject *arguments,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/* Signs in or up with CONNECT's @auth.  The answer has "me", "number", "session", "token" (if it is
 * new), "rooms", the ids of the rooms, and what server_house_greet() says. */
void server_store_admit_async (ServerStore *self,
                               JsonObject *auth,
                               GAsyncReadyCallback callback,
                               gpointer user_data);

/* user:update {"password": {"old", "new"}, ...}: what else there is in it is done, too. */
void server_store_change_password_async (ServerStore *self,
                                         const ServerCaller *caller,
                                         JsonObject *arguments,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);

/* Any work of one's own, as a write; @arguments and @callback may be NULL. */
void server_store_run_async (ServerStore *self,
                             const ServerCaller *caller,
                             ServerHandler handler,
                             JsonObject *arguments,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

ServerOutcome *server_store_finish (ServerStore *self, GAsyncResult *result, GError **error);

void server_store_close_async (ServerStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean server_store_close_finish (ServerStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
