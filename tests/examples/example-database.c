/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * As much of SQLite as an example needs.  The database is written where the events come in: a write
 * takes a fraction of a millisecond, and what a server says has happened before it says it.
 */
#include "example-database.h"

static gboolean
fail (sqlite3 *database, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, sqlite3_errmsg (database));

  return FALSE;
}

sqlite3 *
example_database_open (const char *path, const char *schema, GError **error)
{
  g_autoptr (sqlite3) database = NULL;
  g_autoptr (GBytes) sql = g_resources_lookup_data (schema, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (sql == NULL)
    return NULL;
  if (sqlite3_open (path, &database) != SQLITE_OK ||
      sqlite3_exec (database, g_bytes_get_data (sql, NULL), NULL, NULL, NULL) != SQLITE_OK) {
    fail (database, error);
    return NULL;
  }

  return g_steal_pointer (&database);
}

sqlite3_stmt *
example_database_prepare (sqlite3 *database, const char *sql, ...)
{
  sqlite3_stmt *statement = NULL;
  const char *text = NULL;
  va_list texts;
  int number = 0;

  if (sqlite3_prepare_v2 (database, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("%s: %s", sqlite3_errmsg (database), sql);

  va_start (texts, sql);
  while ((text = va_arg (texts, const char *)) != NULL)
    sqlite3_bind_text (statement, ++number, text, -1, SQLITE_TRANSIENT);
  va_end (texts);

  return statement;
}

gboolean
example_database_step (sqlite3_stmt *statement, GError **error)
{
  int code = sqlite3_step (statement);

  if (code != SQLITE_ROW && code != SQLITE_DONE)
    return fail (sqlite3_db_handle (statement), error);

  return code == SQLITE_ROW;
}

gboolean
example_database_run (sqlite3_stmt *statement, GError **error)
{
  if (sqlite3_step (statement) != SQLITE_DONE)
    return fail (sqlite3_db_handle (statement), error);

  return TRUE;
}
