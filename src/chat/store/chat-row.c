/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Statements in one call.
 */
#include "chat-row.h"

DbStatement *
chat_row_query (DbConnection *db, GError **error, const char *sql, const char *types, ...)
{
  DbStatement *statement = db_statement_new (db, sql, error);
  va_list values;

  if (statement == NULL)
    return NULL;

  va_start (values, types);
  db_statement_bind_values (statement, types, values);
  va_end (values);

  return statement;
}

gboolean
chat_row_run (DbConnection *db, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (DbStatement) statement = db_statement_new (db, sql, error);
  va_list values;

  if (statement == NULL)
    return FALSE;

  va_start (values, types);
  db_statement_bind_values (statement, types, values);
  va_end (values);

  return db_statement_run (statement, error);
}

char *
chat_row_dup_text (DbStatement *row, int column)
{
  return g_strdup (db_statement_get_text (row, column));
}

const char *
chat_row_or_empty (const char *text)
{
  return text != NULL ? text : "";
}

char *
chat_row_dup_or_null (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}
