/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-timer.h"

#include "test-await.h"

typedef struct {
  SocketIoTimer timer;
  guint fired;
  guint again; /* how often to start it again from its own function */
} Clock;

static void
fired_cb (gpointer data)
{
  Clock *clock = data;

  g_assert_false (socket_io_timer_is_running (&clock->timer));
  clock->fired++;
  if (clock->again > 0) {
    clock->again--;
    socket_io_timer_start (&clock->timer, 1, fired_cb, clock);
  }
}

static void
test_fires_once (void)
{
  Clock clock = { 0 };

  socket_io_timer_start (&clock.timer, 1, fired_cb, &clock);
  g_assert_true (socket_io_timer_is_running (&clock.timer));
  test_await_that (clock.fired == 1);
  g_assert_false (socket_io_timer_is_running (&clock.timer));
  test_settle ();
  g_assert_cmpuint (clock.fired, ==, 1);
}

static void
test_can_be_stopped (void)
{
  Clock stopped = { 0 };
  Clock later = { 0 };

  socket_io_timer_start (&stopped.timer, 0, fired_cb, &stopped);
  socket_io_timer_start (&later.timer, 5, fired_cb, &later);
  socket_io_timer_stop (&stopped.timer);
  socket_io_timer_stop (&stopped.timer);
  g_assert_false (socket_io_timer_is_running (&stopped.timer));
  test_await_that (later.fired == 1);
  g_assert_cmpuint (stopped.fired, ==, 0);
}

static void
test_starting_anew_replaces (void)
{
  Clock clock = { 0 };

  for (guint i = 0; i < 10; i++)
    socket_io_timer_start (&clock.timer, 1, fired_cb, &clock);
  test_await_that (clock.fired > 0);
  test_settle ();
  g_assert_cmpuint (clock.fired, ==, 1);
}

static void
test_may_start_itself_again (void)
{
  Clock clock = { .again = 3 };

  socket_io_timer_start (&clock.timer, 1, fired_cb, &clock);
  test_await_that (clock.fired == 4);
  g_assert_false (socket_io_timer_is_running (&clock.timer));
}

static void
free_clock_cb (gpointer data)
{
  g_free (data);
}

static void
test_its_owner_may_be_freed (void)
{
  Clock *clock = g_new0 (Clock, 1);
  Clock later = { 0 };

  socket_io_timer_start (&clock->timer, 0, free_clock_cb, clock);
  socket_io_timer_start (&later.timer, 5, fired_cb, &later);
  test_await_that (later.fired == 1);
}

/* Time belongs to the thread-default context, not to the global one. */
static void
test_follows_the_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Clock clock = { 0 };

  g_main_context_push_thread_default (context);
  socket_io_timer_start (&clock.timer, 0, fired_cb, &clock);
  g_main_context_pop_thread_default (context);

  test_settle ();
  g_assert_cmpuint (clock.fired, ==, 0);
  while (clock.fired == 0)
    g_main_context_iteration (context, TRUE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/timer/fires-once", test_fires_once);
  g_test_add_func ("/socket-io/timer/can-be-stopped", test_can_be_stopped);
  g_test_add_func ("/socket-io/timer/starting-anew-replaces", test_starting_anew_replaces);
  g_test_add_func ("/socket-io/timer/may-start-itself-again", test_may_start_itself_again);
  g_test_add_func ("/socket-io/timer/its-owner-may-be-freed", test_its_owner_may_be_freed);
  g_test_add_func ("/socket-io/timer/follows-the-context", test_follows_the_context);

  return g_test_run ();
}
