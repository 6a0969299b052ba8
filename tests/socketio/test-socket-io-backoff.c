/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-backoff.h"

static void
test_doubles (void)
{
  static const guint expected[] = { 1000, 2000, 4000, 5000, 5000, 5000 };
  SocketIoBackoff backoff;

  socket_io_backoff_init (&backoff, 1000, 5000, 0);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (socket_io_backoff_next (&backoff, 0.9), ==, expected[i]);
  g_assert_cmpuint (backoff.attempts, ==, G_N_ELEMENTS (expected));
}

/* The tenths of the random number give the direction, the whole number the size. */
static void
test_deviates (void)
{
  static const struct {
    double random;
    guint first;
    guint second;
  } cases[] = {
    { 0.0, 1000, 2000 }, { 0.05, 975, 1950 }, { 0.1, 1050, 2100 },   { 0.25, 875, 1750 },
    { 0.5, 1250, 2500 }, { 0.8, 600, 1200 },  { 0.999, 1499, 2999 }, { 0.8999, 551, 1101 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SocketIoBackoff backoff;

    socket_io_backoff_init (&backoff, 1000, 5000, 0.5);
    g_assert_cmpuint (socket_io_backoff_next (&backoff, cases[i].random), ==, cases[i].first);
    g_assert_cmpuint (socket_io_backoff_next (&backoff, cases[i].random), ==, cases[i].second);
  }
}

static void
test_bounds (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  static const guint low[] = { 500, 1000, 2000, 4000, 5000 };
  static const guint high[] = { 1500, 3000, 5000, 5000, 5000 };

  for (guint round = 0; round < 1000; round++) {
    SocketIoBackoff backoff;

    socket_io_backoff_init (&backoff, 1000, 5000, 0.5);
    for (guint i = 0; i < G_N_ELEMENTS (low); i++) {
      guint delay = socket_io_backoff_next (&backoff, g_rand_double (rand));

      g_assert_cmpuint (delay, >=, low[i]);
      g_assert_cmpuint (delay, <=, high[i]);
    }
  }
}

static void
test_endless (void)
{
  SocketIoBackoff backoff;

  socket_io_backoff_init (&backoff, G_MAXUINT, G_MAXUINT, 1);
  for (guint i = 0; i < 100000; i++)
    socket_io_backoff_next (&backoff, 0.3);
  g_assert_cmpuint (socket_io_backoff_next (&backoff, 0.3), ==, G_MAXUINT);

  backoff.attempts = G_MAXUINT;
  g_assert_cmpuint (socket_io_backoff_next (&backoff, 0.3), ==, G_MAXUINT);
  g_assert_cmpuint (backoff.attempts, ==, G_MAXUINT);
}

static void
test_nothing (void)
{
  SocketIoBackoff backoff;

  socket_io_backoff_init (&backoff, 0, 0, 7);
  g_assert_cmpfloat (backoff.jitter, ==, 1);
  g_assert_cmpuint (socket_io_backoff_next (&backoff, 0), ==, 0);
  g_assert_cmpuint (socket_io_backoff_next (&backoff, 0.99), ==, 0);
}

static void
test_reset (void)
{
  SocketIoBackoff backoff;

  socket_io_backoff_init (&backoff, 100, 5000, 0);
  socket_io_backoff_next (&backoff, 0);
  socket_io_backoff_next (&backoff, 0);
  socket_io_backoff_reset (&backoff);
  g_assert_cmpuint (backoff.attempts, ==, 0);
  g_assert_cmpuint (socket_io_backoff_next (&backoff, 0), ==, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/backoff/doubles-up-to-the-maximum", test_doubles);
  g_test_add_func ("/socket-io/backoff/deviates-as-javascript-does", test_deviates);
  g_test_add_func ("/socket-io/backoff/stays-within-bounds", test_bounds);
  g_test_add_func ("/socket-io/backoff/never-overflows", test_endless);
  g_test_add_func ("/socket-io/backoff/no-delay-is-possible", test_nothing);
  g_test_add_func ("/socket-io/backoff/begins-anew-after-a-reset", test_reset);

  return g_test_run ();
}
