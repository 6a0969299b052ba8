/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-throttle.h"

#define MINUTE 60000

static gint64
try_and_fail (ServerGuard *guard, const char *key, gint64 now)
{
  gint64 retry_after = 0;

  if (server_guard_begin (guard, key, now, &retry_after))
    server_guard_end (guard, key, TRUE, now);

  return retry_after;
}

static void
test_a_bucket_fills_again (void)
{
  ServerBucket bucket = { 0 };
  gint64 retry_after = 0;

  for (guint i = 0; i < 20; i++)
    g_assert_true (server_bucket_take (&bucket, 20, 10000, 5000, &retry_after));
  g_assert_false (server_bucket_take (&bucket, 20, 10000, 5000, &retry_after));
  g_assert_cmpint (retry_after, ==, 500);
  g_assert_true (server_bucket_take (&bucket, 20, 10000, 5500, &retry_after));
}

static void
test_buckets_that_are_full_are_forgotten (void)
{
  g_autoptr (ServerBuckets) buckets = server_buckets_new ();
  gint64 retry_after = 0;

  for (guint i = 0; i < 20000; i++) {
    g_autofree char *key = g_strdup_printf ("%u", i);

    g_assert_true (server_buckets_take (buckets, key, 1, MINUTE, i, &retry_after));
    g_assert_false (server_buckets_take (buckets, key, 1, MINUTE, i, &retry_after));
    g_assert_cmpint (retry_after, ==, MINUTE);
  }
  g_assert_cmpuint (server_buckets_get_size (buckets), ==, 10000);
  g_assert_false (server_buckets_take (buckets, "19000", 1, MINUTE, 20000, &retry_after));

  for (guint i = 0; i < 100; i++) {
    g_autofree char *key = g_strdup_printf ("later %u", i);

    g_assert_true (server_buckets_take (buckets, key, 1, MINUTE, 5 * MINUTE, &retry_after));
  }
  g_assert_cmpuint (server_buckets_get_size (buckets), <, 200);
}

static void
test_waits_double_and_are_forgotten (void)
{
  g_autoptr (ServerGuard) guard = server_guard_new (5, MINUTE, 60 * MINUTE);
  gint64 now = MINUTE;

  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (try_and_fail (guard, "a", now), ==, 0);
  g_assert_cmpint (try_and_fail (guard, "a", now), ==, MINUTE);
  g_assert_cmpint (try_and_fail (guard, "b", now), ==, 0);
  now += MINUTE;
  g_assert_cmpint (try_and_fail (guard, "a", now), ==, 0);
  g_assert_cmpint (try_and_fail (guard, "a", now), ==, 2 * MINUTE);
  now += 2 * MINUTE + 61 * MINUTE;
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (try_and_fail (guard, "a", now), ==, 0);
}

static void
test_a_few_mistakes_are_forgotten_soon (void)
{
  g_autoptr (ServerGuard) guard = server_guard_new (5, MINUTE, 60 * MINUTE);

  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (try_and_fail (guard, "a", i * (MINUTE + 1)), ==, 0);
}

static void
test_what_is_under_way_counts (void)
{
  g_autoptr (ServerGuard) guard = server_guard_new (5, MINUTE, 60 * MINUTE);
  gint64 retry_after = 0;

  for (guint i = 0; i < 5; i++)
    g_assert_true (server_guard_begin (guard, "a", 1, &retry_after));
  g_assert_false (server_guard_begin (guard, "a", 1, &retry_after));
  for (guint i = 0; i < 5; i++)
    server_guard_end (guard, "a", FALSE, 2);
  g_assert_cmpuint (server_guard_get_size (guard), ==, 0);
  g_assert_true (server_guard_begin (guard, "a", 3, &retry_after));
}

static void
test_memory_is_bounded_and_who_guesses_is_kept (void)
{
  g_autoptr (ServerGuard) guard = server_guard_new (5, MINUTE, 60 * MINUTE);

  for (guint i = 0; i < 20000; i++) {
    g_autofree char *key = g_strdup_printf ("%u", i);

    try_and_fail (guard, key, i);
  }
  g_assert_cmpuint (server_guard_get_size (guard), ==, 10000);
  for (guint i = 0; i < 5; i++)
    try_and_fail (guard, "last", 20000);
  g_assert_cmpint (try_and_fail (guard, "last", 20001), >, 0);
}

static void
test_a_household_is_one_address (void)
{
  static const struct {
    const char *one;
    const char *other;
    gboolean same;
  } PAIRS[] = {
    { "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", TRUE },
    { "2001:db8:1:2::1", "2001:db8:1:3::1", FALSE },
    { "192.0.2.1", "::ffff:192.0.2.1", TRUE },
    { "192.0.2.1", "192.0.2.2", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (PAIRS); i++) {
    g_autofree char *one = server_guard_make_address_key (PAIRS[i].one);
    g_autofree char *other = server_guard_make_address_key (PAIRS[i].other);

    g_assert_true (g_str_equal (one, other) == PAIRS[i].same);
  }
}

#define ADD(path, test) g_test_add_func ("/server/throttle/" path, test)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-bucket-fills-again", test_a_bucket_fills_again);
  ADD ("buckets-that-are-full-are-forgotten", test_buckets_that_are_full_are_forgotten);
  ADD ("waits-double-and-are-forgotten", test_waits_double_and_are_forgotten);
  ADD ("a-few-mistakes-are-forgotten-soon", test_a_few_mistakes_are_forgotten_soon);
  ADD ("what-is-under-way-counts", test_what_is_under_way_counts);
  ADD ("memory-is-bounded-and-who-guesses-is-kept", test_memory_is_bounded_and_who_guesses_is_kept);
  ADD ("a-household-is-one-address", test_a_household_is_one_address);

  return g_test_run ();
}
