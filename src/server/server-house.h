/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"

G_BEGIN_DECLS

/* Where the schema is in the program's resources. */
#define SERVER_HOUSE_SCHEMA "/chat/parlour/Server/schema"

/* Gives a new database its identity; does nothing to one that has one. */
gboolean server_house_found (DbConnection *db, gint64 now, GError **error);

/* What it is. */
char *server_house_dup_id (DbConnection *db, GError **error);

G_END_DECLS
