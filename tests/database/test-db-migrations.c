/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-migrations.h"
#include "test-folder.h"

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
test_an_older_one_can_be_looked_at (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  apply (fixture, "/test/first");
  g_assert_true (db_migrations_check (fixture->connection, "/test/migrations", &error));
  g_assert_no_error (error);
  g_assert_cmpint (query (fixture, "PRAGMA user_version"), ==, 1);
}

static char *
get_checksum (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guint8 *) contents, length);
}

/* A newer database as a crash has left it: what was written last is in its log. */
static char *
make_crashed (void)
{
  char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "db", NULL);
  g_autoptr (DbConnection) connection = db_connection_open (path, DB_DURABILITY_FULL, NULL);

  g_assert_nonnull (connection);
  g_assert_true (db_migrations_apply (connection, "/test/migrations", NULL));
  db_connection_leave_alone (connection);

  return folder;
}

static void
test_of_a_newer_one_no_byte_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = make_crashed ();
  g_autofree char *path = g_build_filename (folder, "db", NULL);
  g_autofree char *file = get_checksum (folder, "db");
  g_autofree char *log = get_checksum (folder, "db-wal");
  g_autofree char *file_after = NULL;
  g_autofree char *log_after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) connection = db_connection_open (path, DB_DURABILITY_FULL, &error);

  g_assert_no_error (error);
  g_assert_false (db_migrations_apply (connection, "/test/first", &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_NEWER);
  g_clear_pointer (&connection, db_connection_free);

  file_after = get_checksum (folder, "db");
  log_after = get_checksum (folder, "db-wal");
  g_assert_cmpstr (file_after, ==, file);
  g_assert_cmpstr (log_after, ==, log);
  test_folder_remove (folder);
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
  ADD ("an-older-one-can-be-looked-at", test_an_older_one_can_be_looked_at);
  ADD ("a-newer-database-is-left-alone", test_a_newer_database_is_left_alone);
  ADD ("of-a-newer-one-no-byte-changes", test_of_a_newer_one_no_byte_changes);

  return g_test_run ();
}
