/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-worker.h"

#include "db-statement.h"
#include "test-await.h"

typedef struct {
  DbWorker *worker;
  guint n_done;
  guint n_failed;
} Fixture;

static DbWorker *
open_it (const char *path, const char *migrations, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  db_worker_open_async (path, DB_DURABILITY_FULL, migrations, NULL, test_keep_result, &result);
  test_await (&result);

  return db_worker_open_finish (result, error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->worker = open_it (":memory:", "/test/migrations", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  db_worker_close_async (fixture->worker, test_keep_result, &result);
  test_await (&result);
  db_worker_close_finish (fixture->worker, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (fixture->worker);
}

static gpointer
add_person (DbConnection *connection, gpointer data, GError **error)
{
  g_autoptr (DbStatement)
    insert = db_statement_new (connection, "INSERT INTO person (name) VALUES (?1)", error);

  if (insert == NULL)
    return NULL;
  db_statement_bind_text (insert, 1, data);
  if (!db_statement_run (insert, error))
    return NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT, db_connection_get_last_row_id (connection));
}

static gpointer
add_person_then_fail (DbConnection *connection, gpointer data, GError **error)
{
  g_free (add_person (connection, data, error));
  g_set_error_literal (error, DB_ERROR, DB_ERROR_FAILED, "Thought better of it");

  return NULL;
}

/* What a full disk does: the transaction is gone. */
static gpointer
lose_transaction (DbConnection *connection, gpointer data, GError **error)
{
  db_connection_execute (connection, "ROLLBACK", NULL);
  g_set_error_literal (error, DB_ERROR, DB_ERROR_FULL, "The disk is full");

  return NULL;
}

static gpointer
count_people (DbConnection *connection, gpointer data, GError **error)
{
  gint64 n = 0;

  if (!db_connection_query_int (connection, "SELECT count (*) FROM person", &n, error))
    return NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT, n);
}

/* Keeps the thread busy until the test has queued what it wants to wait. */
static gpointer
wait_for_flag (DbConnection *connection, gpointer data, GError **error)
{
  while (!g_atomic_int_get ((int *) data))
    g_thread_yield ();

  return NULL;
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = db_worker_finish (DB_WORKER (source), result, &error);

  fixture->n_done++;
  if (error != NULL)
    fixture->n_failed++;
}

static void
write_person (Fixture *fixture, DbWork work, const char *name)
{
  db_worker_write_async (fixture->worker, work, g_strdup (name), g_free, g_free, NULL, counted_cb,
                         fixture);
}

static char *
read_count (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  db_worker_read_async (fixture->worker, count_people, NULL, NULL, g_free, NULL, test_keep_result,
                        &result);
  test_await (&result);
  text = db_worker_finish (fixture->worker, result, &error);
  g_assert_no_error (error);

  return text;
}

static void
test_a_read_sees_the_writes_before_it (Fixture *fixture, gconstpointer data)
{
  g_autofree char *count = NULL;

  for (guint i = 0; i < 2000; i++) {
    g_autofree char *name = g_strdup_printf ("person %u", i);

    write_person (fixture, add_person, name);
  }
  count = read_count (fixture);

  g_assert_cmpstr (count, ==, "2001");
  g_assert_cmpuint (fixture->n_done, ==, 2000);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static void
test_one_that_fails_is_taken_back_alone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *count = NULL;
  int flag = 0;

  db_worker_read_async (fixture->worker, wait_for_flag, &flag, NULL, NULL, NULL, NULL, NULL);
  write_person (fixture, add_person, "first");
  write_person (fixture, add_person_then_fail, "second");
  write_person (fixture, add_person, "first");
  write_person (fixture, add_person, "third");
  g_atomic_int_set (&flag, 1);
  count = read_count (fixture);

  g_assert_cmpstr (count, ==, "3");
  g_assert_cmpuint (fixture->n_done, ==, 4);
  g_assert_cmpuint (fixture->n_failed, ==, 2);
}

static void
test_a_lost_transaction_is_nobodys_success (Fixture *fixture, gconstpointer data)
{
  g_autofree char *count = NULL;
  int flag = 0;

  db_worker_read_async (fixture->worker, wait_for_flag, &flag, NULL, NULL, NULL, NULL, NULL);
  write_person (fixture, add_person, "first");
  write_person (fixture, lose_transaction, "second");
  write_person (fixture, add_person, "third");
  g_atomic_int_set (&flag, 1);
  count = read_count (fixture);

  g_assert_cmpstr (count, ==, "1");
  g_assert_cmpuint (fixture->n_failed, ==, 3);
}

static void
test_a_transaction_counts_once (Fixture *fixture, gconstpointer data)
{
  DbWorkerTimes transactions;
  DbWorkerTimes reads;
  int queued = 0;

  db_worker_read_async (fixture->worker, wait_for_flag, &queued, NULL, NULL, NULL, counted_cb,
                        fixture);
  for (guint i = 0; i < 3; i++)
    write_person (fixture, add_person, "Ada");
  g_atomic_int_set (&queued, 1);
  g_free (read_count (fixture));

  db_worker_get_times (fixture->worker, &transactions, &reads);
  g_assert_cmpuint (transactions.n, ==, 1);
  g_assert_cmpint (transactions.us, >, 0);
  g_assert_cmpuint (reads.n, ==, 2);
  g_assert_cmpint (reads.us, >, 1);
}

static void
test_a_cancelled_write_is_not_begun (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *count = NULL;
  int flag = 0;

  db_worker_read_async (fixture->worker, wait_for_flag, &flag, NULL, NULL, NULL, NULL, NULL);
  db_worker_write_async (fixture->worker, add_person, g_strdup ("nobody"), g_free, g_free,
                         cancellable, test_keep_result, &result);
  g_cancellable_cancel (cancellable);
  g_atomic_int_set (&flag, 1);
  test_await (&result);

  g_assert_null (db_worker_finish (fixture->worker, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  count = read_count (fixture);
  g_assert_cmpstr (count, ==, "1");
}

static void
test_what_was_given_before_closing_is_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) closed = NULL;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf ("person %u", i);

    write_person (fixture, add_person, name);
  }
  db_worker_close_async (fixture->worker, test_keep_result, &closed);
  write_person (fixture, add_person, "too late");
  test_await (&closed);
  test_settle ();

  g_assert_cmpuint (fixture->n_done, ==, 101);
  g_assert_cmpuint (fixture->n_failed, ==, 1);
}

static void
test_a_database_that_cannot_be_opened_is_an_error (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (open_it ("/no/such/folder/some.db", NULL, &error));
  g_assert_error (error, DB_ERROR, DB_ERROR_OPEN);
}

typedef struct {
  GThread *thread; /* that freed it */
  guint *n_freed;
} Freed;

static void
note_thread (gpointer data)
{
  Freed *freed = data;

  g_assert_true (freed->thread == g_thread_self ());
  (*freed->n_freed)++;
  g_free (freed);
}

static gpointer
do_nothing (DbConnection *connection, gpointer data, GError **error)
{
  return NULL;
}

/* Also while the loop does not turn, when anybody could take the context. */
static void
test_what_comes_back_is_freed_where_it_was_given (Fixture *fixture, gconstpointer data)
{
  guint n_freed = 0;

  for (guint i = 0; i < 100; i++) {
    Freed *freed = g_new0 (Freed, 1);

    freed->thread = g_thread_self ();
    freed->n_freed = &n_freed;
    db_worker_read_async (fixture->worker, do_nothing, freed, note_thread, NULL, NULL, NULL, NULL);
  }
  while (db_worker_get_n_waiting (fixture->worker) > 0)
    g_thread_yield ();
  while (n_freed < 100)
    g_main_context_iteration (NULL, TRUE);
}

static gpointer
set_size (DbConnection *connection, gpointer sql, GError **error)
{
  db_connection_execute (connection, sql, error);

  return NULL;
}

static gpointer
fill (DbConnection *connection, gpointer data, GError **error)
{
  db_connection_execute (connection, "INSERT INTO person (name) VALUES (hex (randomblob (9999)))",
                         error);

  return NULL;
}

static gboolean
do_it (Fixture *fixture, DbWork work, const char *sql, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) failure = NULL;

  if (work == set_size)
    db_worker_read_async (fixture->worker, work, (gpointer) sql, NULL, NULL, NULL, test_keep_result,
                          &result);
  else
    db_worker_write_async (fixture->worker, work, NULL, NULL, NULL, NULL, test_keep_result,
                           &result);
  test_await (&result);
  db_worker_finish (fixture->worker, result, &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A write that is no failure of the disk's. */
static gpointer
refuse (DbConnection *connection, gpointer data, GError **error)
{
  g_free (add_person (connection, (char *) "nobody", NULL));
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "No");

  return NULL;
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_a_full_disk_is_an_error_until_there_is_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_changes = 0;

  g_signal_connect_swapped (fixture->worker, "failure-changed", G_CALLBACK (count_cb), &n_changes);
  g_assert_true (do_it (fixture, set_size, "PRAGMA max_page_count = 20", &error));
  for (guint i = 0; i < 20 && error == NULL; i++)
    do_it (fixture, fill, NULL, &error);
  g_assert_error (error, DB_ERROR, DB_ERROR_FULL);
  g_clear_error (&error);
  g_assert_false (do_it (fixture, fill, NULL, NULL));
  g_assert_false (do_it (fixture, refuse, NULL, NULL));
  g_assert_error (db_worker_get_failure (fixture->worker), DB_ERROR, DB_ERROR_FULL);
  g_assert_cmpuint (n_changes, ==, 1);
  g_assert_true (do_it (fixture, set_size, "PRAGMA max_page_count = 1000", &error));
  g_assert_nonnull (db_worker_get_failure (fixture->worker)); /* nothing was written */
  g_assert_true (do_it (fixture, fill, NULL, &error));
  g_assert_null (db_worker_get_failure (fixture->worker));
  g_assert_cmpuint (n_changes, ==, 2);
}

static void
test_one_that_nobody_wants_goes_by_itself (void)
{
  g_autoptr (GError) error = NULL;
  DbWorker *worker = open_it (":memory:", NULL, &error);

  g_assert_no_error (error);
  test_settle ();
  g_assert_finalize_object (worker);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/database/worker/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-read-sees-the-writes-before-it", test_a_read_sees_the_writes_before_it);
  ADD ("one-that-fails-is-taken-back-alone", test_one_that_fails_is_taken_back_alone);
  ADD ("a-lost-transaction-is-nobodys-success", test_a_lost_transaction_is_nobodys_success);
  ADD ("a-transaction-counts-once", test_a_transaction_counts_once);
  ADD ("a-cancelled-write-is-not-begun", test_a_cancelled_write_is_not_begun);
  ADD ("what-was-given-before-closing-is-done", test_what_was_given_before_closing_is_done);
  ADD ("what-comes-back-is-freed-where-it-was-given",
       test_what_comes_back_is_freed_where_it_was_given);
  ADD ("a-full-disk-is-an-error-until-there-is-room",
       test_a_full_disk_is_an_error_until_there_is_room);
  g_test_add_func ("/database/worker/a-database-that-cannot-be-opened-is-an-error",
                   test_a_database_that_cannot_be_opened_is_an_error);
  g_test_add_func ("/database/worker/one-that-nobody-wants-goes-by-itself",
                   test_one_that_nobody_wants_goes_by_itself);

  return g_test_run ();
}
