/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A request on its way through the database, and the small words that handlers are written in.
 */
#include "server-request.h"

gboolean
server_request_take_revision (ServerRequest *self, gint64 *revision, GError **error)
{
  if (!db_connection_query_int (self->db,
                                "UPDATE server SET revision = revision + 1 RETURNING revision",
                                revision, error))
    return FALSE;

  self->outcome->revision = *revision;
  return TRUE;
}

static DbStatement *
query (ServerRequest *self, const char *sql, const char *types, va_list values, GError **error)
{
  DbStatement *statement = db_statement_new (self->db, sql, error);

  if (statement != NULL)
    db_statement_bind_values (statement, types, values);

  return statement;
}

DbStatement *
server_request_query (ServerRequest *self, GError **error, const char *sql, const char *types, ...)
{
  DbStatement *statement = NULL;
  va_list values;

  va_start (values, types);
  statement = query (self, sql, types, values, error);
  va_end (values);

  return statement;
}

gboolean
server_request_run (ServerRequest *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (DbStatement) statement = NULL;
  va_list values;

  va_start (values, types);
  statement = query (self, sql, types, values, error);
  va_end (values);

  return statement != NULL && db_statement_run (statement, error);
}
