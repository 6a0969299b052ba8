/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-deadlines.h"

#include "test-await.h"

typedef struct {
  EngineIoDeadline deadline; /* first, so that one is the other */
  EngineIoDeadlines *deadlines;
  GPtrArray *told; /* who has passed, in order */
} Waiter;

typedef struct {
  EngineIoDeadlines *deadlines;
  GPtrArray *told;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->deadlines = engine_io_deadlines_new (NULL);
  fixture->told = g_ptr_array_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 0);
  engine_io_deadlines_unref (fixture->deadlines);
  g_ptr_array_unref (fixture->told);
}

static Waiter *
add_waiter (Fixture *fixture)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->deadlines = fixture->deadlines;
  waiter->told = fixture->told;

  return waiter;
}

static void
tell (EngineIoDeadline *deadline)
{
  g_assert_cmpuint (deadline->position, ==, 0);
  g_ptr_array_add (((Waiter *) deadline)->told, deadline);
}

static void
test_passes_once (Fixture *fixture, gconstpointer data)
{
  g_autofree Waiter *waiter = add_waiter (fixture);

  engine_io_deadlines_set (fixture->deadlines, &waiter->deadline, 5, tell);
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 1);
  test_await_that (fixture->told->len > 0);
  g_assert_cmpint (g_get_monotonic_time (), >=, waiter->deadline.at);
  test_settle ();
  g_assert_cmpuint (fixture->told->len, ==, 1);
}

static void
test_setting_again_moves (Fixture *fixture, gconstpointer data)
{
  g_autofree Waiter *first = add_waiter (fixture);
  g_autofree Waiter *second = add_waiter (fixture);

  engine_io_deadlines_set (fixture->deadlines, &first->deadline, 1, tell);
  engine_io_deadlines_set (fixture->deadlines, &second->deadline, 10, tell);
  engine_io_deadlines_set (fixture->deadlines, &first->deadline, 20, tell);
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 2);
  test_await_that (fixture->told->len == 2);
  g_assert_true (g_ptr_array_index (fixture->told, 0) == second);
  g_assert_true (g_ptr_array_index (fixture->told, 1) == first);
}

static void
test_cleared_is_silent (Fixture *fixture, gconstpointer data)
{
  g_autofree Waiter *first = add_waiter (fixture);
  g_autofree Waiter *second = add_waiter (fixture);

  engine_io_deadlines_set (fixture->deadlines, &first->deadline, 1, tell);
  engine_io_deadlines_set (fixture->deadlines, &second->deadline, 10, tell);
  engine_io_deadlines_clear (fixture->deadlines, &first->deadline);
  engine_io_deadlines_clear (fixture->deadlines, &first->deadline);
  test_await_that (fixture->told->len > 0);
  g_assert_true (g_ptr_array_index (fixture->told, 0) == second);
  g_assert_cmpuint (fixture->told->len, ==, 1);
}

/* Against the plainest thing that can be right: all of them, and a look at each. */
static void
test_order_of_thousands (Fixture *fixture, gconstpointer data)
{
  enum { N = 3000 };
  g_autofree Waiter *waiters = g_new0 (Waiter, N);
  g_autofree gboolean *waits = g_new0 (gboolean, N);
  guint n_waiting = 0;
  gint64 last = 0;

  for (guint i = 0; i < N; i++)
    waiters[i].told = fixture->told;
  for (guint i = 0; i < N * 4; i++) {
    guint which = (guint) g_test_rand_int_range (0, N);

    if (g_test_rand_int_range (0, 3) == 0) {
      engine_io_deadlines_clear (fixture->deadlines, &waiters[which].deadline);
      n_waiting -= waits[which];
      waits[which] = FALSE;
    } else {
      engine_io_deadlines_set (fixture->deadlines, &waiters[which].deadline,
                               (guint) g_test_rand_int_range (0, 50), tell);
      n_waiting += !waits[which];
      waits[which] = TRUE;
    }
    g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, n_waiting);
  }

  test_await_that (fixture->told->len == n_waiting);
  for (guint i = 0; i < n_waiting; i++) {
    Waiter *waiter = g_ptr_array_index (fixture->told, i);

    g_assert_true (waits[waiter - waiters]);
    g_assert_cmpint (waiter->deadline.at, >=, last);
    last = waiter->deadline.at;
  }
}

static void
set_again (EngineIoDeadline *deadline)
{
  Waiter *waiter = (Waiter *) deadline;

  tell (deadline);
  if (waiter->told->len < 3)
    engine_io_deadlines_set (waiter->deadlines, deadline, 1, set_again);
}

static void
test_set_again_inside (Fixture *fixture, gconstpointer data)
{
  g_autofree Waiter *waiter = add_waiter (fixture);

  engine_io_deadlines_set (fixture->deadlines, &waiter->deadline, 0, set_again);
  test_await_that (fixture->told->len == 3);
}

/* A deadline that is always due must not keep the main loop from everything else. */
static void
set_at_once (EngineIoDeadline *deadline)
{
  engine_io_deadlines_set (((Waiter *) deadline)->deadlines, deadline, 0, set_at_once);
}

static void
count_cb (guint *turns)
{
  (*turns)++;
}

static void
test_does_not_starve_the_loop (Fixture *fixture, gconstpointer data)
{
  g_autofree Waiter *waiter = add_waiter (fixture);
  guint turns = 0;

  engine_io_deadlines_set (fixture->deadlines, &waiter->deadline, 0, set_at_once);
  g_timeout_add_once (1, (GSourceOnceFunc) count_cb, &turns);
  test_await_that (turns == 1);
  engine_io_deadlines_clear (fixture->deadlines, &waiter->deadline);
}

static Waiter *victims[2];

static void
free_both (EngineIoDeadline *deadline)
{
  EngineIoDeadlines *deadlines = ((Waiter *) deadline)->deadlines;

  tell (deadline);
  for (guint i = 0; i < G_N_ELEMENTS (victims); i++) {
    engine_io_deadlines_clear (deadlines, &victims[i]->deadline);
    g_clear_pointer (&victims[i], g_free);
  }
}

static void
test_freed_inside (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (victims); i++) {
    victims[i] = add_waiter (fixture);
    engine_io_deadlines_set (fixture->deadlines, &victims[i]->deadline, 1, free_both);
  }
  test_await_that (fixture->told->len > 0);
  test_settle ();
  g_assert_cmpuint (fixture->told->len, ==, 1);
}

static void
let_go (EngineIoDeadline *deadline)
{
  Waiter *waiter = (Waiter *) deadline;

  tell (deadline);
  engine_io_deadlines_unref (g_steal_pointer (&waiter->deadlines));
}

static void
test_let_go_inside (Fixture *fixture, gconstpointer data)
{
  g_autofree Waiter *waiter = add_waiter (fixture);
  g_autofree Waiter *other = add_waiter (fixture);

  waiter->deadlines = engine_io_deadlines_new (NULL);
  engine_io_deadlines_set (waiter->deadlines, &other->deadline, 60000, tell);
  engine_io_deadlines_set (waiter->deadlines, &waiter->deadline, 1, let_go);
  test_await_that (fixture->told->len == 1);
  g_assert_cmpuint (other->deadline.position, ==, 0);
}

static void
test_lives_in_its_context (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (EngineIoDeadlines) deadlines = engine_io_deadlines_new (context);
  g_autofree Waiter *waiter = add_waiter (fixture);

  engine_io_deadlines_set (deadlines, &waiter->deadline, 0, tell);
  test_settle ();
  g_assert_cmpuint (fixture->told->len, ==, 0);
  while (fixture->told->len == 0)
    g_main_context_iteration (context, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test)                                                                            \
  g_test_add ("/engine-io/deadlines/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("passes-once", test_passes_once);
  ADD ("setting-again-moves", test_setting_again_moves);
  ADD ("cleared-is-silent", test_cleared_is_silent);
  ADD ("order-of-thousands", test_order_of_thousands);
  ADD ("set-again-inside", test_set_again_inside);
  ADD ("does-not-starve-the-loop", test_does_not_starve_the_loop);
  ADD ("freed-inside", test_freed_inside);
  ADD ("let-go-inside", test_let_go_inside);
  ADD ("lives-in-its-context", test_lives_in_its_context);

#undef ADD

  return g_test_run ();
}
