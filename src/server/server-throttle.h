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

/* A bucket for each of many: people, addresses.  One that is full need not be there. */
typedef struct _ServerBuckets ServerBuckets;

ServerBuckets *server_buckets_new (void);
void server_buckets_free (ServerBuckets *self);

gboolean server_buckets_take (ServerBuckets *self,
                              const char *key,
                              guint n_in_window,
                              guint window_ms,
                              gint64 now,
                              gint64 *retry_after_ms);
guint server_buckets_get_size (ServerBuckets *self);

/* Slows down who guesses passwords, from an address or of a name. */
typedef struct _ServerGuard ServerGuard;

/* So many failures are free; the next one waits for @first_wait_ms, and each doubles that. */
ServerGuard *server_guard_new (guint n_free, gint64 first_wait_ms, gint64 longest_wait_ms);
void server_guard_free (ServerGuard *self);

/* Whether @key may try now; if so, server_guard_end() follows. */
gboolean server_guard_begin (ServerGuard *self,
                             const char *key,
                             gint64 now,
                             gint64 *retry_after_ms);
void server_guard_end (ServerGuard *self, const char *key, gboolean failed, gint64 now);

/* How many keys it remembers; it forgets those that have been quiet. */
guint server_guard_get_size (ServerGuard *self);

/* What an address counts as. */
char *server_guard_make_address_key (const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerBuckets, server_buckets_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerGuard, server_guard_free)

G_END_DECLS
