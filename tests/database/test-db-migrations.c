/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-migrations.h"

typedef struct {
  DbConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->connection = db_connection_open (":memory:", DB_DURABILITY_FULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  db_connection_free (fixture->connection);
}

static gint64
query (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  db_connection_query_int (fixture->connection, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
apply (Fixture *fixture, const char *folder)
{
  g_autoptr (GError) error = NULL;

  db_migrations_apply (fixture->connection, folder, &error);
  g_assert_no_error (error);
}

static void
test_an_empty_database_gets_all_of_them (Fixture *fixture, gconstpointer data)
{
  apply (fixture, "/test/migrations");

  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM person"), ==, 1);
}

static void
test_each_is_applied_once (Fixture *fixture, gconstpointer data)
{
  apply (fixture, "/test/first");
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 1);
  apply (fixture, "/test/migrations");
  apply (fixture, "/test/migrations");

  g_assert_cmpint (query (fixture, "SELECT count (*) FROM person"), ==, 1);
}

static void
test_one_that_fails_leaves_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (db_migrations_apply (fixture->connection, "/test/broken", &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_FAILED);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM sqlite_schema WHERE name = 'letter'"), ==,
                   0);
}

static void
test_a_newer_database_is_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  apply (fixture, "/test/migrations");
  g_assert_false (db_migrations_apply (fixture->connection, "/test/first", &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_NEWER);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 2);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/database/migrations/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("an-empty-database-gets-all-of-them", test_an_empty_database_gets_all_of_them);
  ADD ("each-is-applied-once", test_each_is_applied_once);
  ADD ("one-that-fails-leaves-nothing", test_one_that_fails_leaves_nothing);
  ADD ("a-newer-database-is-left-alone", test_a_newer_database_is_left_alone);

  return g_test_run ();
}
