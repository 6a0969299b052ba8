/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A statement while it runs.  The first failure, of a value that is bound or of a step, is kept
 * until the end, so that a caller writes a loop and then checks one thing.
 */
#include "db-statement.h"

struct _DbStatement {
  DbConnection *connection;
  sqlite3_stmt *handle;
  GError *failure;
};

DbStatement *
db_statement_new (DbConnection *connection, const char *sql, GError **error)
{
  sqlite3_stmt *handle = db_connection_take (connection, sql, error);
  DbStatement *self = NULL;

  if (handle == NULL)
    return NULL;

  self = g_new0 (DbStatement, 1);
  self->connection = connection;
  self->handle = handle;

  return self;
}

void
db_statement_free (DbStatement *self)
{
  db_connection_give_back (self->connection, self->handle);
  g_clear_error (&self->failure);
  g_free (self);
}

static void
note (DbStatement *self, int result)
{
  if (result != SQLITE_OK && self->failure == NULL)
    g_set_error (&self->failure, DB_ERROR, DB_ERROR_FAILED, "A value cannot be stored: %s",
                 sqlite3_errstr (result));
}

void
db_statement_bind_text (DbStatement *self, int parameter, const char *text)
{
  note (self, sqlite3_bind_text (self->handle, parameter, text, -1, SQLITE_TRANSIENT));
}

void
db_statement_bind_int (DbStatement *self, int parameter, gint64 value)
{
  note (self, sqlite3_bind_int64 (self->handle, parameter, value));
}

void
db_statement_bind_bytes (DbStatement *self, int parameter, GBytes *bytes)
{
  gsize size = 0;
  const void *data = NULL;

  if (bytes == NULL) {
    db_statement_bind_null (self, parameter);
    return;
  }

  data = g_bytes_get_data (bytes, &size);
  note (self, sqlite3_bind_blob64 (self->handle, parameter, size == 0 ? "" : data, size,
                                   SQLITE_TRANSIENT));
}

void
db_statement_bind_null (DbStatement *self, int parameter)
{
  note (self, sqlite3_bind_null (self->handle, parameter));
}

void
db_statement_bind_values (DbStatement *self, const char *types, va_list values)
{
  for (int i = 0; types[i] != '\0'; i++) {
    gint64 number = 0;

    switch (types[i]) {
    case 's':
      db_statement_bind_text (self, i + 1, va_arg (values, const char *));
      break;
    case 'i':
      db_statement_bind_int (self, i + 1, va_arg (values, gint64));
      break;
    case 'n':
      number = va_arg (values, gint64);
      if (number == 0)
        db_statement_bind_null (self, i + 1);
      else
        db_statement_bind_int (self, i + 1, number);
      break;
    case 'b':
      db_statement_bind_bytes (self, i + 1, va_arg (values, GBytes *));
      break;
    default:
      g_assert_not_reached ();
    }
  }
}

gboolean
db_statement_next (DbStatement *self)
{
  int result = self->failure == NULL ? sqlite3_step (self->handle) : SQLITE_ERROR;

  if (result == SQLITE_ROW)
    return TRUE;
  if (result != SQLITE_DONE && self->failure == NULL)
    db_error_set (&self->failure, db_connection_get_handle (self->connection),
                  "The database did not do what it was asked");

  return FALSE;
}

gboolean
db_statement_end (DbStatement *self, GError **error)
{
  if (self->failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->failure));
  return FALSE;
}

gboolean
db_statement_run (DbStatement *self, GError **error)
{
  while (db_statement_next (self))
    continue;
  sqlite3_reset (self->handle);

  return db_statement_end (self, error);
}

gboolean
db_statement_is_null (DbStatement *self, int column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

const char *
db_statement_get_text (DbStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self->handle, column);
}

gint64
db_statement_get_int (DbStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

GBytes *
db_statement_dup_bytes (DbStatement *self, int column)
{
  const void *data = NULL;

  if (db_statement_is_null (self, column))
    return NULL;

  data = sqlite3_column_blob (self->handle, column);
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->handle, column));
}
