/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often something may be done: so many times in a window, all at once or spread; what was not
 * used comes back evenly.  All zero to begin with. */
typedef struct {
  gint64 empty_at; /* in milliseconds: when all that was taken will be back */
} ServerBucket;

/* Takes one; or says after how many milliseconds there will be one. */
gboolean server_bucket_take (ServerBucket *self,
                             guint n_in_window,
                             guint window_ms,
                             gint64 now,
                             gint64 *retry_after_ms);

/* Slows down who guesses passwords: by address, and by the name that is tried. */
typedef struct _ServerGuard ServerGuard;

ServerGuard *server_guard_new (void);
void server_guard_free (ServerGuard *self);

/* Whether @key may try now. */
gboolean server_guard_check (ServerGuard *self,
                             const char *key,
                             gint64 now,
                             gint64 *retry_after_ms);
void server_guard_note_failure (ServerGuard *self, const char *key, gint64 now);
void server_guard_note_success (ServerGuard *self, const char *key);

/* How many keys it remembers; it forgets those that have been quiet. */
guint server_guard_get_size (ServerGuard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerGuard, server_guard_free)

G_END_DECLS
