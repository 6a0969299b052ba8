/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-figures.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

double
bench_figures_get_clock (clockid_t clock)
{
  struct timespec now;

  if (clock_gettime (clock, &now) != 0)
    g_error ("The server has gone");

  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

double
bench_figures_get_memory (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/statm", (int) pid);
  g_autofree char *line = NULL;
  const char *resident = NULL;

  g_file_get_contents (path, &line, NULL, NULL);
  resident = line != NULL ? strchr (line, ' ') : NULL;
  if (resident == NULL)
    g_error ("The server has gone");

  return (double) strtoul (resident, NULL, 10) * (double) (sysconf (_SC_PAGESIZE) / 1024);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *first = a;
  const double *second = b;

  return (*first > *second) - (*first < *second);
}

double
bench_figures_get_percentile (GArray *values, double percent)
{
  g_array_sort (values, compare_doubles);

  return g_array_index (values, double, (guint) ((double) (values->len - 1) * percent / 100));
}
