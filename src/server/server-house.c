/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is there once in a server's database: who it is, and how often anything has changed.
 *
 * A backup that is put back takes the revisions that were told since then with it, and the next
 * changes take the same numbers again.  So each run of a server on the database has a name.  A
 * device says in which run it heard of anything last, and is told up to which revision what it
 * heard then still holds.
 */
#include "server-house.h"

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

gboolean
server_house_begin_run (DbConnection *db, gint64 now, GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (DbStatement) insert = db_statement_new (
    db, "INSERT INTO run (id, revision, started_at) SELECT ?1, revision, ?2 FROM server", error);

  if (insert == NULL)
    return FALSE;
  db_statement_bind_text (insert, 1, id);
  db_statement_bind_int (insert, 2, now);

  return db_statement_run (insert, error);
}

gboolean
server_house_greet (ServerRequest *request, const char *run, GError **error)
{
  JsonObject *answer = request->outcome->answer;
  g_autoptr (DbStatement) find = server_request_query (
    request, error,
    "SELECT s.revision, iif (known.id IS NULL, 0, ifnull (next.revision, s.revision)), "
    "(SELECT id FROM run ORDER BY number DESC LIMIT 1) "
    "FROM server s LEFT JOIN run known ON known.id = ?1 "
    "LEFT JOIN run next ON next.number = known.number + 1",
    "s", run);

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error);

  json_object_set_int_member (answer, "revision", db_statement_get_int (find, 0));
  if (run != NULL)
    json_object_set_int_member (answer, "kept", db_statement_get_int (find, 1));
  json_object_set_string_member (answer, "run", db_statement_get_text (find, 2));
  return TRUE;
}

gboolean
server_house_try_to_write (ServerRequest *request, GError **error)
{
  return db_connection_execute (request->db,
                                "INSERT OR REPLACE INTO spare VALUES (1, zeroblob (131072))",
                                error);
}
