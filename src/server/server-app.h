/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-config.h"
#include "server-hub.h"

G_BEGIN_DECLS

#define SERVER_TYPE_APP (server_app_get_type ())
G_DECLARE_FINAL_TYPE (ServerApp, server_app, SERVER, APP, GObject)

/* A running server: its database, its port, its people. */
ServerApp *server_app_new (void);

/* @config is the caller's and has to live as long as the app. */
void server_app_start_async (ServerApp *self,
                             ServerConfig *config,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean server_app_start_finish (ServerApp *self, GAsyncResult *result, GError **error);

/* Where it is, as people type it. */
char *server_app_dup_uri (ServerApp *self);

/* Lets what is under way end, says good-bye to everybody, closes the database. */
void server_app_stop_async (ServerApp *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean server_app_stop_finish (ServerApp *self, GAsyncResult *result, GError **error);

ServerHub *server_app_get_hub (ServerApp *self);

G_END_DECLS
