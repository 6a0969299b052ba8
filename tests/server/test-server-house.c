/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A database that changes, is restarted, backed up and set back at random, and a device that comes
 * by now and then.  What happened has names, which no database knows: so it is seen here whether
 * what the device has heard is what the server says that happened.
 */
#include "house.h"
#include "server-house.h"

#define N_ROUNDS 200
#define N_STEPS 60

/* What there is in a database, and what happened on the way: one number for each revision. */
typedef struct {
  GPtrArray *runs;
  GArray *revisions; /* where those began: gint64 */
  GArray *past;      /* guint */
} Copy;

typedef struct {
  House *house;
  GRand *random;
  guint n_events;
  GArray *past;
  Copy *copy;

  char *run; /* the device's */
  GArray *heard;
  gboolean was_set_back; /* since it heard that */
} Story;

static GArray *
copy_past (GArray *past)
{
  return past != NULL ? g_array_copy (past) : g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
copy_free (Copy *copy)
{
  g_ptr_array_unref (copy->runs);
  g_array_unref (copy->revisions);
  g_array_unref (copy->past);
  g_free (copy);
}

static void
run_sql (Story *self, const char *sql, const char *types, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStatement) statement = db_statement_new (self->house->db, sql, &error);
  va_list values;

  g_assert_no_error (error);
  va_start (values, types);
  db_statement_bind_values (statement, types, values);
  va_end (values);
  db_statement_run (statement, &error);
  g_assert_no_error (error);
}

/* --- what happens to the server ---------------------------------------------------------- */

static void
change (Story *self)
{
  self->n_events++;
  g_array_append_val (self->past, self->n_events);
  run_sql (self, "UPDATE server SET revision = revision + 1", "");
}

static void
restart (Story *self)
{
  g_autoptr (GError) error = NULL;

  server_house_begin_run (self->house->db, ++self->house->now, &error);
  g_assert_no_error (error);
}

static void
back_up (Story *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStatement) each =
    db_statement_new (self->house->db, "SELECT id, revision FROM run ORDER BY number", &error);

  g_clear_pointer (&self->copy, copy_free);
  self->copy = g_new0 (Copy, 1);
  self->copy->runs = g_ptr_array_new_with_free_func (g_free);
  self->copy->revisions = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->copy->past = copy_past (self->past);
  while (db_statement_next (each)) {
    gint64 revision = db_statement_get_int (each, 1);

    g_ptr_array_add (self->copy->runs, g_strdup (db_statement_get_text (each, 0)));
    g_array_append_val (self->copy->revisions, revision);
  }
  db_statement_end (each, &error);
  g_assert_no_error (error);
}

static void
set_back (Story *self)
{
  if (self->copy == NULL)
    return;

  run_sql (self, "DELETE FROM run", "");
  for (guint i = 0; i < self->copy->runs->len; i++)
    run_sql (self, "INSERT INTO run (id, revision, started_at) VALUES (?1, ?2, 0)", "si",
             self->copy->runs->pdata[i], g_array_index (self->copy->revisions, gint64, i));
  run_sql (self, "UPDATE server SET revision = ?1", "i", (gint64) self->copy->past->len);
  g_array_unref (self->past);
  self->past = copy_past (self->copy->past);
  self->was_set_back = TRUE;
  restart (self);
}

/* --- the device ---------------------------------------------------------------------------- */

static gboolean
still_holds (Story *self)
{
  if (self->heard->len > self->past->len)
    return FALSE;

  for (guint i = 0; i < self->heard->len; i++) {
    if (g_array_index (self->heard, guint, i) != g_array_index (self->past, guint, i))
      return FALSE;
  }

  return TRUE;
}

static void
come_by (Story *self)
{
  ServerRequest request = { .db = self->house->db, .outcome = server_outcome_new () };
  g_autoptr (ServerOutcome) outcome = request.outcome;
  g_autoptr (GError) error = NULL;
  gint64 kept = 0;

  g_assert_true (server_house_greet (&request, self->run, &error));
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (outcome->answer, "revision"), ==, self->past->len);
  g_assert_cmpint (json_object_has_member (outcome->answer, "kept"), ==, self->run != NULL);
  kept = json_object_get_int_member_with_default (outcome->answer, "kept", 0);
  if (!still_holds (self))
    g_assert_cmpint (kept, <, self->heard->len);
  else if (!self->was_set_back)
    g_assert_cmpint (kept, >=, self->heard->len);

  g_set_str (&self->run, json_object_get_string_member (outcome->answer, "run"));
  g_array_unref (self->heard);
  self->heard = copy_past (self->past);
  self->was_set_back = FALSE;
}

static void
test_set_back (House *house, gconstpointer data)
{
  static void (*const STEPS[]) (Story *) = { change,  change,  change,   change,
                                             restart, back_up, set_back, come_by };
  guint32 seed = (guint32) g_test_rand_int ();

  g_test_message ("seed %u", seed);
  for (guint round = 0; round < N_ROUNDS; round++) {
    Story story = { .house = house, .random = g_rand_new_with_seed (seed + round) };

    story.past = copy_past (NULL);
    story.heard = copy_past (NULL);
    run_sql (&story, "DELETE FROM run", "");
    run_sql (&story, "UPDATE server SET revision = 0", "");
    restart (&story);
    for (guint i = 0; i < N_STEPS; i++)
      STEPS[g_rand_int_range (story.random, 0, G_N_ELEMENTS (STEPS))](&story);
    come_by (&story);

    g_rand_free (story.random);
    g_array_unref (story.past);
    g_array_unref (story.heard);
    g_clear_pointer (&story.copy, copy_free);
    g_free (story.run);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/server/house/whoever-heard-what-has-not-happened-is-told", House, NULL,
              house_set_up, test_set_back, house_tear_down);

  return g_test_run ();
}
