/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>
#include <time.h>

G_BEGIN_DECLS

/* What benchmarks measure. */

/* In microseconds; a process's CPU time has a clock, too (clock_getcpuclockid). */
double bench_figures_get_clock (clockid_t clock);

/* What is resident of a process, in KiB. */
double bench_figures_get_memory (pid_t pid);

/* Of doubles, which are sorted by that. */
double bench_figures_get_percentile (GArray *values, double percent);

G_END_DECLS
