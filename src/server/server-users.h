/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/* The columns that server_users_to_json() reads, of a table called u, and how many there are. */
#define SERVER_USERS_COLUMNS                                                                       \
  "u.id, u.name, u.display_name, u.avatar, u.kind, u.status, u.last_seen, u.rev"
#define SERVER_USERS_N_COLUMNS 8

/* USER of the protocol, from the row that @statement is at, beginning with column @first.  Whether
 * somebody is online is not in the database: the one who sends it says so. */
JsonObject *server_users_to_json (DbStatement *statement, int first);

/* NOT_FOUND if there is nobody of this id. */
gboolean server_users_find (ServerRequest *request, const char *id, gint64 *number, GError **error);

JsonObject *server_users_get (ServerRequest *request, gint64 number, GError **error);

/* Adds those who wrote @messages, unless they are there. */
gboolean server_users_add_authors (ServerRequest *request,
                                   JsonArray *users,
                                   JsonArray *messages,
                                   GError **error);

/* user:update {displayName?, avatar?} and user:search {query, limit} */
gboolean server_users_update (ServerRequest *request, GError **error);
gboolean server_users_search (ServerRequest *request, GError **error);

/* presence {status}: what somebody says of themselves. */
gboolean server_users_set_status (ServerRequest *request, GError **error);

G_END_DECLS
