/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Opens a file (or ":memory:") and lays out what is missing: @schema is the path of a resource. */
sqlite3 *example_database_open (const char *path, const char *schema, GError **error);

/* A statement whose parameters ?1, ?2... are texts; the list ends with NULL. */
sqlite3_stmt *example_database_prepare (sqlite3 *database,
                                        const char *sql,
                                        ...) G_GNUC_NULL_TERMINATED;

/* The next row: TRUE if there is one.  At the end, and with @error set, FALSE. */
gboolean example_database_step (sqlite3_stmt *statement, GError **error);

/* Runs a statement that gives no rows. */
gboolean example_database_run (sqlite3_stmt *statement, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, sqlite3_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

G_END_DECLS
