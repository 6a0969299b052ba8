/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *parlour_moment_to_time (gint64 ms);
char *parlour_moment_to_day (gint64 ms, gint64 now_ms);
char *parlour_moment_to_short (gint64 ms, gint64 now_ms);
char *parlour_moment_to_full (gint64 ms);
char *parlour_moment_to_last_seen (gint64 ms, gint64 now_ms);
gint64 parlour_moment_now (void);
guint parlour_moment_count_to_midnight (void);

G_END_DECLS
