/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-heartbeat.h"

#include "test-await.h"

static void
missed_cb (guint *missed)
{
  (*missed)++;
}

static EngineIoHeartbeat *
make_heartbeat (guint *missed)
{
  EngineIoHeartbeat *heartbeat = engine_io_heartbeat_new ();

  g_signal_connect_swapped (heartbeat, "missed", G_CALLBACK (missed_cb), missed);

  return heartbeat;
}

/* As long as this lasts, nothing else can happen in between. */
static void
wait_out (guint ms)
{
  EngineIoHeartbeat *other = engine_io_heartbeat_new ();

  engine_io_heartbeat_expect (other, ms);
  test_await_signal (other, "missed");
  g_assert_finalize_object (other);
}

static void
test_silence_is_noticed_once (void)
{
  guint missed = 0;
  EngineIoHeartbeat *heartbeat = make_heartbeat (&missed);

  engine_io_heartbeat_expect (heartbeat, 10);
  test_await_that (missed == 1);
  wait_out (30);
  g_assert_cmpuint (missed, ==, 1);
  g_assert_false (engine_io_heartbeat_check (heartbeat));
  g_assert_finalize_object (heartbeat);
}

static void
test_each_sign_of_life_moves_it (void)
{
  guint missed = 0;
  EngineIoHeartbeat *heartbeat = make_heartbeat (&missed);

  engine_io_heartbeat_expect (heartbeat, 10);
  engine_io_heartbeat_expect (heartbeat, 60000);
  wait_out (30);
  g_assert_cmpuint (missed, ==, 0);
  engine_io_heartbeat_expect (heartbeat, 0);
  test_await_that (missed == 1);
  g_assert_finalize_object (heartbeat);
}

static void
test_stopped_is_silent (void)
{
  guint missed = 0;
  EngineIoHeartbeat *heartbeat = make_heartbeat (&missed);

  engine_io_heartbeat_expect (heartbeat, 5);
  engine_io_heartbeat_stop (heartbeat);
  wait_out (20);
  g_assert_cmpuint (missed, ==, 0);
  g_assert_false (engine_io_heartbeat_check (heartbeat));
  g_assert_finalize_object (heartbeat);
}

static void
test_checked_before_the_loop_knows (void)
{
  guint missed = 0;
  EngineIoHeartbeat *heartbeat = make_heartbeat (&missed);

  engine_io_heartbeat_expect (heartbeat, 5);
  g_assert_false (engine_io_heartbeat_check (heartbeat));
  g_usleep (10000);
  g_assert_true (engine_io_heartbeat_check (heartbeat));
  g_assert_cmpuint (missed, ==, 0);
  test_await_that (missed == 1);
  g_assert_finalize_object (heartbeat);
}

static void
let_go_cb (EngineIoHeartbeat **heartbeat)
{
  g_clear_object (heartbeat);
}

static void
test_let_go_inside_signal (void)
{
  EngineIoHeartbeat *heartbeat = engine_io_heartbeat_new ();

  g_signal_connect_swapped (heartbeat, "missed", G_CALLBACK (let_go_cb), &heartbeat);
  engine_io_heartbeat_expect (heartbeat, 1);
  test_await_that (heartbeat == NULL);
  test_settle ();
}

static void
test_lives_in_the_context_of_its_construction (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  EngineIoHeartbeat *heartbeat = NULL;
  guint missed = 0;

  g_main_context_push_thread_default (context);
  heartbeat = make_heartbeat (&missed);
  g_main_context_pop_thread_default (context);

  engine_io_heartbeat_expect (heartbeat, 1);
  wait_out (20);
  g_assert_cmpuint (missed, ==, 0);
  g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (missed, ==, 1);
  g_assert_finalize_object (heartbeat);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/heartbeat/silence-is-noticed-once", test_silence_is_noticed_once);
  g_test_add_func ("/engine-io/heartbeat/each-sign-of-life-moves-it",
                   test_each_sign_of_life_moves_it);
  g_test_add_func ("/engine-io/heartbeat/stopped-is-silent", test_stopped_is_silent);
  g_test_add_func ("/engine-io/heartbeat/checked-before-the-loop-knows",
                   test_checked_before_the_loop_knows);
  g_test_add_func ("/engine-io/heartbeat/let-go-inside-signal", test_let_go_inside_signal);
  g_test_add_func ("/engine-io/heartbeat/lives-in-the-context-of-its-construction",
                   test_lives_in_the_context_of_its_construction);

  return g_test_run ();
}
