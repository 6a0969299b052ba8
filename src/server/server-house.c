/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is there once in a server's database: who it is, and how often anything has changed.
 */
#include "server-house.h"

#include "db-statement.h"

gboolean
server_house_found (DbConnection *db, gint64 now, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (DbStatement) insert = db_statement_new (
    db, "INSERT OR IGNORE INTO server (one, id, revision, created_at) VALUES (1, ?1, 0, ?2)",
    error);

  if (insert == NULL)
    return FALSE;
  db_statement_bind_text (insert, 1, id);
  db_statement_bind_int (insert, 2, now);

  return db_statement_run (insert, error);
}

char *
server_house_dup_id (DbConnection *db, GError **error)
{
  g_autoptr (DbStatement) find = db_statement_new (db, "SELECT id FROM server", error);

  if (find != NULL && db_statement_next (find))
    return g_strdup (db_statement_get_text (find, 0));
  if (find != NULL)
    db_statement_end (find, error);

  return NULL;
}
