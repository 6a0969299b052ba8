/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-error.h"

G_BEGIN_DECLS

/* How much a power cut may take: nothing, or the last transactions (never the file). */
typedef enum {
  DB_DURABILITY_FULL,
  DB_DURABILITY_NORMAL,
} DbDurability;

/* One SQLite database, used by one thread. */
typedef struct _DbConnection DbConnection;

/* @path may be ":memory:". */
DbConnection *db_connection_open (const char *path, DbDurability durability, GError **error);
void db_connection_free (DbConnection *self);

/* Runs statements that give no rows, as they stand: never build them from data. */
gboolean db_connection_execute (DbConnection *self, const char *sql, GError **error);

/* Runs a statement that gives one number. */
gboolean db_connection_query_int (DbConnection *self,
                                  const char *sql,
                                  gint64 *value,
                                  GError **error);

gboolean db_connection_begin (DbConnection *self, GError **error);
gboolean db_connection_commit (DbConnection *self, GError **error);
void db_connection_roll_back (DbConnection *self);

/* FALSE also when SQLite itself has given a transaction up (a full disk). */
gboolean db_connection_is_in_transaction (DbConnection *self);

/* A part of a transaction that can be taken back alone. */
gboolean db_connection_save (DbConnection *self, GError **error);
gboolean db_connection_release (DbConnection *self, GError **error);
void db_connection_roll_back_to_save (DbConnection *self);

gint64 db_connection_get_last_row_id (DbConnection *self);
int db_connection_get_n_changes (DbConnection *self);

/* Of rows, by everything that was done here, whether it was taken back or not. */
gint64 db_connection_get_n_changes_ever (DbConnection *self);

/* Compares every index and page; FALSE with DB_ERROR_CORRUPT says what is wrong. */
gboolean db_connection_check (DbConnection *self, GError **error);

/* Copies the whole database to a new file while it is in use. */
gboolean db_connection_back_up (DbConnection *self, const char *path, GError **error);

/* Whatever is in the file and its log stays as it is when the connection is freed. */
void db_connection_leave_alone (DbConnection *self);

/* For statements: theirs while they last, prepared once for each text. */
sqlite3 *db_connection_get_handle (DbConnection *self);
sqlite3_stmt *db_connection_take (DbConnection *self, const char *sql, GError **error);
void db_connection_give_back (DbConnection *self, sqlite3_stmt *statement);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DbConnection, db_connection_free)

G_END_DECLS
