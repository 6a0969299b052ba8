/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-statement.h"

typedef struct {
  DbConnection *connection;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->connection = db_connection_open (":memory:", DB_DURABILITY_FULL, &error);
  g_assert_no_error (error);
  db_connection_execute (fixture->connection,
                         "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, bytes BLOB)",
                         &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  db_connection_free (fixture->connection);
}

static void
test_what_goes_in_comes_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (GBytes) empty = NULL;
  g_autoptr (DbStatement) insert =
    db_statement_new (fixture->connection, "INSERT INTO thing VALUES (?1, ?2, ?3)", &error);
  g_autoptr (DbStatement)
    select = db_statement_new (fixture->connection, "SELECT * FROM thing ORDER BY id", &error);

  g_assert_no_error (error);
  db_statement_bind_int (insert, 1, G_MAXINT64);
  db_statement_bind_text (insert, 2, "\"'; DROP TABLE thing; -- \xc3\xa4");
  db_statement_bind_bytes (insert, 3, bytes);
  g_assert_true (db_statement_run (insert, &error));
  db_statement_bind_int (insert, 1, 1);
  db_statement_bind_text (insert, 2, NULL);
  db_statement_bind_bytes (insert, 3, nothing);
  g_assert_true (db_statement_run (insert, &error));
  g_assert_no_error (error);

  g_assert_true (db_statement_next (select));
  g_assert_cmpint (db_statement_get_int (select, 0), ==, 1);
  g_assert_true (db_statement_is_null (select, 1));
  g_assert_null (db_statement_get_text (select, 1));
  empty = db_statement_dup_bytes (select, 2);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
  g_assert_true (db_statement_next (select));
  g_assert_cmpint (db_statement_get_int (select, 0), ==, G_MAXINT64);
  g_assert_cmpstr (db_statement_get_text (select, 1), ==, "\"'; DROP TABLE thing; -- \xc3\xa4");
  read = db_statement_dup_bytes (select, 2);
  g_assert_true (g_bytes_equal (read, bytes));
  g_assert_false (db_statement_next (select));
  g_assert_true (db_statement_end (select, &error));
  g_assert_no_error (error);
}

static void
test_two_of_one_text_do_not_meet (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const char *sql = "SELECT ?1";

  for (int round = 0; round < 2; round++) {
    g_autoptr (DbStatement) first = db_statement_new (fixture->connection, sql, &error);
    g_autoptr (DbStatement) second = db_statement_new (fixture->connection, sql, &error);

    g_assert_no_error (error);
    db_statement_bind_int (first, 1, 1);
    g_assert_true (db_statement_next (first));
    g_assert_true (db_statement_next (second));
    g_assert_cmpint (db_statement_get_int (first, 0), ==, 1);
    g_assert_true (db_statement_is_null (second, 0));
  }
}

static void
test_a_broken_rule_is_told_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStatement)
    insert = db_statement_new (fixture->connection, "INSERT INTO thing (id) VALUES (7)", &error);

  g_assert_true (db_statement_run (insert, &error));
  g_assert_false (db_statement_run (insert, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
}

static void
test_nonsense_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (db_statement_new (fixture->connection, "SELECT FROM WHERE", &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_FAILED);
}

static void
test_a_parameter_that_is_not_there_is_an_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStatement) statement = db_statement_new (fixture->connection, "SELECT ?1", &error);

  db_statement_bind_int (statement, 2, 1);
  g_assert_false (db_statement_next (statement));
  g_assert_false (db_statement_end (statement, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_FAILED);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/database/statement/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("what-goes-in-comes-out", test_what_goes_in_comes_out);
  ADD ("two-of-one-text-do-not-meet", test_two_of_one_text_do_not_meet);
  ADD ("a-broken-rule-is-told-apart", test_a_broken_rule_is_told_apart);
  ADD ("nonsense-is-an-error", test_nonsense_is_an_error);
  ADD ("a-parameter-that-is-not-there-is-an-error", test_a_parameter_that_is_not_there_is_an_error);

  return g_test_run ();
}
