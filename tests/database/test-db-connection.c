/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-statement.h"
#include "test-folder.h"

#include <gio/gio.h>
#include <signal.h>
#include <sys/resource.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "some.db", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static DbConnection *
open_it (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  DbConnection *self = db_connection_open (fixture->path, DB_DURABILITY_NORMAL, &error);

  g_assert_no_error (error);
  return self;
}

static void
execute (DbConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;

  db_connection_execute (connection, sql, &error);
  g_assert_no_error (error);
}

static gint64
query (DbConnection *connection, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  db_connection_query_int (connection, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
test_what_was_committed_is_there_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbConnection) first = open_it (fixture);
  g_autoptr (DbConnection) second = NULL;

  execute (first, "CREATE TABLE t (x); INSERT INTO t VALUES (42)");
  g_clear_pointer (&first, db_connection_free);
  second = open_it (fixture);

  g_assert_cmpint (query (second, "SELECT x FROM t"), ==, 42);
}

static void
test_a_save_is_taken_back_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbConnection) connection = open_it (fixture);

  execute (connection, "CREATE TABLE t (x)");
  g_assert_true (db_connection_begin (connection, NULL));
  execute (connection, "INSERT INTO t VALUES (1)");
  g_assert_true (db_connection_save (connection, NULL));
  execute (connection, "INSERT INTO t VALUES (2)");
  db_connection_roll_back_to_save (connection);
  g_assert_true (db_connection_commit (connection, NULL));

  g_assert_cmpint (query (connection, "SELECT sum (x) FROM t"), ==, 1);
  g_assert_false (db_connection_is_in_transaction (connection));
}

static void
test_foreign_keys_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbConnection) connection = open_it (fixture);
  g_autoptr (GError) error = NULL;

  execute (connection, "CREATE TABLE a (id INTEGER PRIMARY KEY);"
                       "CREATE TABLE b (a INTEGER REFERENCES a (id))");
  g_assert_false (db_connection_execute (connection, "INSERT INTO b VALUES (1)", &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
}

static void
test_a_file_that_is_no_database_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
    g_file_set_contents (fixture->path, "Dear diary, today I was no database.", -1, NULL));
  g_assert_null (db_connection_open (fixture->path, DB_DURABILITY_FULL, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_OPEN);
}

static void
test_a_folder_that_is_not_there_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "no", "such.db", NULL);

  g_assert_null (db_connection_open (path, DB_DURABILITY_FULL, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_OPEN);
}

static void
test_a_backup_is_whole_and_overwrites_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbConnection) connection = open_it (fixture);
  g_autoptr (DbConnection) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "copy.db", NULL);

  execute (connection,
           "CREATE TABLE t (x TEXT);"
           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
           "INSERT INTO t SELECT hex (randomblob (500)) FROM n");
  g_assert_true (db_connection_back_up (connection, path, &error));
  g_assert_no_error (error);
  copy = db_connection_open (path, DB_DURABILITY_FULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query (copy, "SELECT count (*) FROM t"), ==, 5000);
  g_assert_true (db_connection_check (copy, &error));
  g_assert_no_error (error);

  g_assert_false (db_connection_back_up (connection, path, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_OPEN);
}

static void
test_damage_is_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbConnection) connection = open_it (fixture);
  g_autoptr (GError) error = NULL;

  execute (connection, "PRAGMA foreign_keys = OFF;"
                       "CREATE TABLE a (id INTEGER PRIMARY KEY);"
                       "CREATE TABLE b (a INTEGER REFERENCES a (id));"
                       "INSERT INTO b VALUES (1)");
  g_assert_false (db_connection_check (connection, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_CORRUPT);
}

/* Files may not grow over the limit, as with a quota. */
static void
test_a_quota_is_a_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbConnection) connection = open_it (fixture);
  g_autoptr (GError) error = NULL;
  struct rlimit usual;
  struct rlimit small;

  execute (connection, "CREATE TABLE t (x)");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &usual), ==, 0);
  small = (struct rlimit) { .rlim_cur = 100000, .rlim_max = usual.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  for (guint i = 0; i < 100 && error == NULL; i++)
    db_connection_execute (connection, "INSERT INTO t VALUES (randomblob (9999))", &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &usual), ==, 0);
  g_assert_error (error, DB_ERROR, DB_ERROR_FULL);

  g_assert_cmpint (query (connection, "SELECT count (*) FROM t"), >, 0);
  execute (connection, "INSERT INTO t VALUES (randomblob (9999))");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/database/connection/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-was-committed-is-there-again", test_what_was_committed_is_there_again);
  ADD ("a-save-is-taken-back-alone", test_a_save_is_taken_back_alone);
  ADD ("foreign-keys-hold", test_foreign_keys_hold);
  ADD ("a-file-that-is-no-database-is-refused", test_a_file_that_is_no_database_is_refused);
  ADD ("a-folder-that-is-not-there-is-an-error", test_a_folder_that_is_not_there_is_an_error);
  ADD ("a-backup-is-whole-and-overwrites-nothing", test_a_backup_is_whole_and_overwrites_nothing);
  ADD ("damage-is-found", test_damage_is_found);
  ADD ("a-quota-is-a-full-disk", test_a_quota_is_a_full_disk);

  return g_test_run ();
}
