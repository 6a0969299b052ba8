/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"

G_BEGIN_DECLS

/* One run of a prepared statement.  Parameters count from 1, columns from 0, as in SQLite. */
typedef struct _DbStatement DbStatement;

DbStatement *db_statement_new (DbConnection *connection, const char *sql, GError **error);
void db_statement_free (DbStatement *self);

/* Strings and bytes are copied; NULL is SQL's. */
void db_statement_bind_text (DbStatement *self, int parameter, const char *text);
void db_statement_bind_int (DbStatement *self, int parameter, gint64 value);
void db_statement_bind_bytes (DbStatement *self, int parameter, GBytes *bytes);
void db_statement_bind_null (DbStatement *self, int parameter);

/* All parameters in their order, one letter of @types for each: s const char *, i gint64, n gint64
 * that is NULL if it is 0, b GBytes *. */
void db_statement_bind_values (DbStatement *self, const char *types, va_list values);

/* Goes to the next row; FALSE when there is none, and after a failure, which db_statement_end ()
 * tells. */
gboolean db_statement_next (DbStatement *self);

/* Whether all rows that there are have come. */
gboolean db_statement_end (DbStatement *self, GError **error);

/* Runs one that gives no rows; it may be bound and run again. */
gboolean db_statement_run (DbStatement *self, GError **error);

/* Of the row it is at.  What is borrowed lives until the next row. */
gboolean db_statement_is_null (DbStatement *self, int column);
const char *db_statement_get_text (DbStatement *self, int column);
gint64 db_statement_get_int (DbStatement *self, int column);
GBytes *db_statement_dup_bytes (DbStatement *self, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DbStatement, db_statement_free)

G_END_DECLS
