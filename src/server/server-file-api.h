/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "server-config.h"
#include "server-store.h"

G_BEGIN_DECLS

/* Files over HTTP: POST /files and GET /files/ID. */
#define SERVER_TYPE_FILE_API (server_file_api_get_type ())
G_DECLARE_FINAL_TYPE (ServerFileApi, server_file_api, SERVER, FILE_API, GObject)

/* @folder is where they are kept; @config as for ServerHttp. */
ServerFileApi *server_file_api_new (SoupServer *http,
                                    ServerStore *store,
                                    const char *folder,
                                    const ServerConfig *config);

/* Takes it away from the HTTP server again. */
void server_file_api_detach (ServerFileApi *self);

G_END_DECLS
