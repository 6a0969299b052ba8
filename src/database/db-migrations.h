/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"

G_BEGIN_DECLS

/* Brings a database to the newest version that @folder of the program's resources has: files
 * "001-what-it-does.sql", "002-...", without a gap.  A database of a later version is refused with
 * DB_ERROR_NEWER and left as it is. */
gboolean db_migrations_apply (DbConnection *connection, const char *folder, GError **error);

/* Refuses the same, and changes nothing of an older one. */
gboolean db_migrations_check (DbConnection *connection, const char *folder, GError **error);

G_END_DECLS
