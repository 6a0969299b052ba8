/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-quota.h"

#define SECOND ((gint64) 1000000)

/* How many of @n come through. */
static guint
take (EngineIoQuota *quota, const char *address, guint n, gint64 now)
{
  guint taken = 0;

  for (guint i = 0; i < n; i++)
    taken += engine_io_quota_take (quota, address, 3, 10000, now) ? 1 : 0;

  return taken;
}

static void
test_limit (void)
{
  g_autoptr (EngineIoQuota) quota = engine_io_quota_new ();

  g_assert_cmpuint (take (quota, "192.0.2.1", 5, 100 * SECOND), ==, 3);
  g_assert_cmpuint (take (quota, "192.0.2.2", 5, 101 * SECOND), ==, 3);
  g_assert_cmpuint (take (quota, "192.0.2.1", 5, 109 * SECOND), ==, 0);
}

static void
test_time (void)
{
  g_autoptr (EngineIoQuota) quota = engine_io_quota_new ();

  g_assert_cmpuint (take (quota, "192.0.2.1", 5, 109 * SECOND), ==, 3);
  /* A boundary of windows is no gift. */
  g_assert_cmpuint (take (quota, "192.0.2.1", 5, 110 * SECOND), ==, 0);
  g_assert_cmpuint (take (quota, "192.0.2.1", 5, 115 * SECOND), ==, 2);
  g_assert_cmpuint (take (quota, "192.0.2.1", 5, 140 * SECOND), ==, 3);
}

static void
test_networks (void)
{
  g_autoptr (EngineIoQuota) quota = engine_io_quota_new ();

  g_assert_cmpuint (take (quota, "2001:db8::1", 2, SECOND), ==, 2);
  g_assert_cmpuint (take (quota, "2001:db8::2", 2, SECOND), ==, 1);
  g_assert_cmpuint (take (quota, "2001:db8:0:1::1", 2, SECOND), ==, 2);
}

static void
test_memory (void)
{
  g_autoptr (EngineIoQuota) quota = engine_io_quota_new ();

  for (guint i = 0; i < 300000; i++) {
    g_autofree char *address = g_strdup_printf ("address-%u", i);

    g_assert_true (engine_io_quota_take (quota, address, 3, 10000, SECOND));
    g_assert_cmpuint (engine_io_quota_get_length (quota), <=, 2 * 65536);
  }

  take (quota, "somebody", 1, 100 * SECOND);
  g_assert_cmpuint (engine_io_quota_get_length (quota), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/quota/each-has-its-own", test_limit);
  g_test_add_func ("/engine-io/quota/comes-back-with-time", test_time);
  g_test_add_func ("/engine-io/quota/one-network-is-one", test_networks);
  g_test_add_func ("/engine-io/quota/memory-has-a-bound", test_memory);

  return g_test_run ();
}
