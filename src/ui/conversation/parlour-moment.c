/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Points in time (milliseconds since 1970, as messages carry them) in the words
 * and the time zone of the person who reads.  A clock that is wrong at the other
 * end must not matter: every value gives some text.
 */
#include "parlour-moment.h"

#include <glib/gi18n.h>

/* Within what a GDateTime can say: the years 1 to 9999. */
static GDateTime *
to_local (gint64 ms)
{
  gint64 seconds =
    CLAMP (ms / 1000, G_GINT64_CONSTANT (-62000000000), G_GINT64_CONSTANT (253000000000));

  return g_date_time_new_from_unix_local (seconds);
}

static int
count_days (GDateTime *date)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, (GDateDay) g_date_time_get_day_of_month (date),
                  (GDateMonth) g_date_time_get_month (date),
                  (GDateYear) g_date_time_get_year (date));

  return (int) g_date_get_julian (&day);
}

/**
 * parlour_moment_now:
 *
 * Returns: the time of this computer
 */
gint64
parlour_moment_now (void)
{
  return g_get_real_time () / 1000;
}

/**
 * parlour_moment_count_to_midnight:
 *
 * Returns: the number of seconds after which this day has ended
 */
guint
parlour_moment_count_to_midnight (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight =
    g_date_time_new_local (g_date_time_get_year (tomorrow), g_date_time_get_month (tomorrow),
                           g_date_time_get_day_of_month (tomorrow), 0, 0, 0);

  return (guint) MAX (g_date_time_difference (midnight, now) / G_USEC_PER_SEC, 0) + 1;
}

/**
 * parlour_moment_to_time:
 * @ms: a point in time
 *
 * Returns: (transfer full): the time of day, as beside a message
 */
char *
parlour_moment_to_time (gint64 ms)
{
  g_autoptr (GDateTime) date = to_local (ms);

  /* Translators: the time of day of a message, see g_date_time_format(); "%l:%M %p" gives 2:30 PM.
   */
  return g_date_time_format (date, _ ("%H:%M"));
}

/**
 * parlour_moment_to_day:
 * @ms: a point in time
 * @now_ms: what counts as now
 *
 * Returns: (transfer full): the day, as above the first message of a day
 */
char *
parlour_moment_to_day (gint64 ms, gint64 now_ms)
{
  g_autoptr (GDateTime) date = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);
  int days = count_days (now) - count_days (date);

  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (g_date_time_get_year (date) == g_date_time_get_year (now))
    /* Translators: the heading of a day in this year, see g_date_time_format(). */
    return g_date_time_format (date, _ ("%A, %-d %B"));

  /* Translators: the heading of a day in another year, see g_date_time_format(). */
  return g_date_time_format (date, _ ("%-d %B %Y"));
}

/**
 * parlour_moment_to_short:
 * @ms: a point in time
 * @now_ms: what counts as now
 *
 * Returns: (transfer full): a few letters, as in a list of rooms
 */
char *
parlour_moment_to_short (gint64 ms, gint64 now_ms)
{
  g_autoptr (GDateTime) date = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);
  int days = count_days (now) - count_days (date);

  if (days == 0)
    return parlour_moment_to_time (ms);
  if (days > 0 && days < 7)
    return g_date_time_format (date, "%a");
  if (g_date_time_get_year (date) == g_date_time_get_year (now))
    /* Translators: a day in this year, short, see g_date_time_format(). */
    return g_date_time_format (date, _ ("%-d %b"));

  return g_date_time_format (date, "%x");
}

/**
 * parlour_moment_to_full:
 * @ms: a point in time
 *
 * Returns: (transfer full): day and time, as in a tooltip
 */
char *
parlour_moment_to_full (gint64 ms)
{
  g_autoptr (GDateTime) date = to_local (ms);

  /* Translators: day and time of a message in full, see g_date_time_format(). */
  return g_date_time_format (date, _ ("%A, %-d %B %Y, %H:%M"));
}

/**
 * parlour_moment_to_last_seen:
 * @ms: when somebody was there last
 * @now_ms: what counts as now
 *
 * Returns: (transfer full): that they were there then
 */
char *
parlour_moment_to_last_seen (gint64 ms, gint64 now_ms)
{
  g_autoptr (GDateTime) date = to_local (ms);
  g_autoptr (GDateTime) now = to_local (now_ms);
  g_autofree char *when = parlour_moment_to_short (ms, now_ms);
  int days = count_days (now) - count_days (date);

  if (days <= 0)
    /* Translators: %s is a time of this day. */
    return g_strdup_printf (_ ("Last seen at %s"), when);
  if (days == 1)
    return g_strdup (_ ("Last seen yesterday"));

  /* Translators: %s is a day, short. */
  return g_strdup_printf (_ ("Last seen %s"), when);
}
