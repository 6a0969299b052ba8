/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One SQLite database as this program uses it: a write-ahead log, so that readers and a backup do
 * not stop the writer; foreign keys in force; no trust in what a file's schema says.
 *
 * Statements are prepared once for each text and kept: preparing costs more than most of them take
 * to run.
 */
#include "db-connection.h"

#include "db-fold.h"
#include "db-statement.h"
#include "db-words.h"

#include <glib/gstdio.h>

#define BUSY_TIMEOUT_MS 5000

/* Pages that a backup copies between two looks at who else waits for the database. */
#define BACKUP_PAGES 1024

struct _DbConnection {
  sqlite3 *handle;
  GHashTable *idle; /* text of the statement -> sqlite3_stmt that nobody uses now */
};

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static gboolean
set_up (DbConnection *self, DbDurability durability, GError **error)
{
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);

  return db_connection_execute (self, "PRAGMA journal_mode = WAL", error) &&
         db_connection_execute (self,
                                durability == DB_DURABILITY_FULL ? "PRAGMA synchronous = FULL"
                                                                 : "PRAGMA synchronous = NORMAL",
                                error) &&
         db_connection_execute (self, "PRAGMA foreign_keys = ON", error);
}

DbConnection *
db_connection_open (const char *path, DbDurability durability, GError **error)
{
  g_autoptr (DbConnection) self = g_new0 (DbConnection, 1);
  int flags =
    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_statement);
  if (sqlite3_open_v2 (path, &self->handle, flags, NULL) != SQLITE_OK) {
    db_error_set (error, self->handle, "The database cannot be opened");
    return NULL;
  }
  if (!set_up (self, durability, error))
    return NULL;
  if (!db_fold_install (self->handle) || !db_words_install (self->handle)) {
    g_set_error_literal (error, DB_ERROR, DB_ERROR_OPEN, "SQLite cannot look for words (FTS5)");
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
db_connection_free (DbConnection *self)
{
  g_clear_pointer (&self->idle, g_hash_table_unref);
  sqlite3_close_v2 (self->handle);
  g_free (self);
}

gboolean
db_connection_execute (DbConnection *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  db_error_set (error, self->handle, "The database refused a command");
  return FALSE;
}

gboolean
db_connection_query_int (DbConnection *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (DbStatement) statement = db_statement_new (self, sql, error);

  if (statement == NULL)
    return FALSE;
  if (db_statement_next (statement)) {
    *value = db_statement_get_int (statement, 0);
    return TRUE;
  }
  if (db_statement_end (statement, error))
    g_set_error_literal (error, DB_ERROR, DB_ERROR_FAILED, "There is no such number");

  return FALSE;
}

gboolean
db_connection_begin (DbConnection *self, GError **error)
{
  return db_connection_execute (self, "BEGIN IMMEDIATE", error);
}

gboolean
db_connection_commit (DbConnection *self, GError **error)
{
  return db_connection_execute (self, "COMMIT", error);
}

void
db_connection_roll_back (DbConnection *self)
{
  if (db_connection_is_in_transaction (self))
    db_connection_execute (self, "ROLLBACK", NULL);
}

gboolean
db_connection_is_in_transaction (DbConnection *self)
{
  return sqlite3_get_autocommit (self->handle) == 0;
}

gboolean
db_connection_save (DbConnection *self, GError **error)
{
  return db_connection_execute (self, "SAVEPOINT part", error);
}

gboolean
db_connection_release (DbConnection *self, GError **error)
{
  return db_connection_execute (self, "RELEASE part", error);
}

void
db_connection_roll_back_to_save (DbConnection *self)
{
  if (db_connection_is_in_transaction (self))
    db_connection_execute (self, "ROLLBACK TO part; RELEASE part", NULL);
}

gint64
db_connection_get_last_row_id (DbConnection *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

int
db_connection_get_n_changes (DbConnection *self)
{
  return sqlite3_changes (self->handle);
}

gint64
db_connection_get_n_changes_ever (DbConnection *self)
{
  return sqlite3_total_changes64 (self->handle);
}

static gboolean
check_pages (DbConnection *self, GError **error)
{
  g_autoptr (DbStatement) check = db_statement_new (self, "PRAGMA integrity_check (1)", error);
  const char *found = NULL;

  if (check == NULL)
    return FALSE;
  if (!db_statement_next (check))
    return db_statement_end (check, error);
  found = db_statement_get_text (check, 0);
  if (g_strcmp0 (found, "ok") == 0)
    return TRUE;

  g_set_error (error, DB_ERROR, DB_ERROR_CORRUPT, "The database is damaged: %s", found);
  return FALSE;
}

static gboolean
check_keys (DbConnection *self, GError **error)
{
  g_autoptr (DbStatement) check = db_statement_new (self, "PRAGMA foreign_key_check", error);

  if (check == NULL)
    return FALSE;
  if (!db_statement_next (check))
    return db_statement_end (check, error);

  g_set_error (error, DB_ERROR, DB_ERROR_CORRUPT,
               "The database is damaged: a row of %s has lost what it belongs to",
               db_statement_get_text (check, 0));
  return FALSE;
}

gboolean
db_connection_check (DbConnection *self, GError **error)
{
  return check_pages (self, error) && check_keys (self, error);
}

static gboolean
copy_pages (DbConnection *self, sqlite3 *to, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", self->handle, "main");
  int result = SQLITE_OK;

  while (backup != NULL &&
         (result == SQLITE_OK || result == SQLITE_BUSY || result == SQLITE_LOCKED))
    result = sqlite3_backup_step (backup, BACKUP_PAGES);
  if (backup != NULL && sqlite3_backup_finish (backup) == SQLITE_OK && result == SQLITE_DONE)
    return TRUE;

  db_error_set (error, to, "The backup failed");
  return FALSE;
}

gboolean
db_connection_back_up (DbConnection *self, const char *path, GError **error)
{
  sqlite3 *to = NULL;
  gboolean done = FALSE;

  if (g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, DB_ERROR, DB_ERROR_OPEN, "%s is there already", path);
    return FALSE;
  }
  if (sqlite3_open_v2 (path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK)
    done = copy_pages (self, to, error);
  else
    db_error_set (error, to, "The backup cannot be written");
  sqlite3_close_v2 (to);
  if (!done)
    g_unlink (path); /* half of a backup is none */

  return done;
}

void
db_connection_leave_alone (DbConnection *self)
{
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

sqlite3 *
db_connection_get_handle (DbConnection *self)
{
  return self->handle;
}

sqlite3_stmt *
db_connection_take (DbConnection *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (g_hash_table_steal_extended (self->idle, sql, NULL, (gpointer *) &statement))
    return statement;
  if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) ==
      SQLITE_OK)
    return statement;

  db_error_set (error, self->handle, "The database does not understand a statement");
  return NULL;
}

/* Two of one text may be in use at a time; one of them is kept. */
void
db_connection_give_back (DbConnection *self, sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  g_hash_table_replace (self->idle, (char *) sqlite3_sql (statement), statement);
}
