/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-moment.h"

#include <locale.h>

#define HOUR (G_GINT64_CONSTANT (3600) * 1000)
#define DAY (24 * HOUR)

/* Saturday, 21 November 2026, 14:32 in the time zone of the test. */
#define NOW (G_GINT64_CONSTANT (1795271520) * 1000)

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_time_of_day (void)
{
  assert_text (parlour_moment_to_time (NOW), "14:32");
}

static void
test_days_have_names (void)
{
  assert_text (parlour_moment_to_day (NOW - 14 * HOUR, NOW), "Today");
  assert_text (parlour_moment_to_day (NOW - 15 * HOUR, NOW), "Yesterday");
  assert_text (parlour_moment_to_day (NOW - 2 * DAY, NOW), "Thursday, 19 November");
  assert_text (parlour_moment_to_day (NOW - 365 * DAY, NOW), "21 November 2025");
  assert_text (parlour_moment_to_day (NOW + DAY, NOW), "Sunday, 22 November");
}

static void
test_lists_have_short_times (void)
{
  assert_text (parlour_moment_to_short (NOW, NOW), "14:32");
  assert_text (parlour_moment_to_short (NOW - DAY, NOW), "Fri");
  assert_text (parlour_moment_to_short (NOW - 6 * DAY, NOW), "Sun");
  assert_text (parlour_moment_to_short (NOW - 7 * DAY, NOW), "14 Nov");
}

static void
test_any_number_is_a_time (void)
{
  static const gint64 numbers[] = { 0, -1, G_MININT64, G_MAXINT64, G_GINT64_CONSTANT (1) << 53 };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++) {
    g_autofree char *time = parlour_moment_to_time (numbers[i]);
    g_autofree char *day = parlour_moment_to_day (numbers[i], NOW);
    g_autofree char *brief = parlour_moment_to_short (numbers[i], NOW);
    g_autofree char *full = parlour_moment_to_full (numbers[i]);

    g_assert_nonnull (time);
    g_assert_nonnull (day);
    g_assert_nonnull (brief);
    g_assert_nonnull (full);
  }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parlour/moment/time-of-day", test_time_of_day);
  g_test_add_func ("/parlour/moment/days-have-names", test_days_have_names);
  g_test_add_func ("/parlour/moment/lists-have-short-times", test_lists_have_short_times);
  g_test_add_func ("/parlour/moment/any-number-is-a-time", test_any_number_is_a_time);

  return g_test_run ();
}
