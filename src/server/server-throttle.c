/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two ways to say: not so fast.  The bucket is for what is fine in moderation; it is one number,
 * the time at which it will be full again, and taking one moves that.  The guard is for failures: a
 * few are free, then each one doubles the wait.
 */
#include "server-throttle.h"

#define FREE_FAILURES 5
#define FIRST_WAIT_MS (60 * 1000)
#define LONGEST_WAIT_MS (60 * 60 * 1000)

/* Nobody makes it remember more. */
#define MAX_KEYS 10000

gboolean
server_bucket_take (ServerBucket *self,
                    guint n_in_window,
                    guint window_ms,
                    gint64 now,
                    gint64 *retry_after_ms)
{
  gint64 cost = window_ms / n_in_window;
  gint64 empty_at = MAX (self->empty_at, now) + cost;

  if (empty_at - now > window_ms) {
    *retry_after_ms = empty_at - now - window_ms;
    return FALSE;
  }

  self->empty_at = empty_at;
  return TRUE;
}

typedef struct {
  guint n_failures;
  gint64 last; /* failure */
  gint64 blocked_until;
} Record;

struct _ServerGuard {
  GHashTable *records; /* key -> Record */
};

ServerGuard *
server_guard_new (void)
{
  ServerGuard *self = g_new0 (ServerGuard, 1);

  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
server_guard_free (ServerGuard *self)
{
  g_hash_table_unref (self->records);
  g_free (self);
}

static gint64
wait_after (guint n_failures)
{
  guint doubled = MIN (n_failures - FREE_FAILURES, 10);

  return MIN ((gint64) FIRST_WAIT_MS << doubled, LONGEST_WAIT_MS);
}

/* Quiet for as long as it had to wait, and a minute at least. */
static gboolean
is_forgotten (gpointer key, gpointer value, gpointer data)
{
  Record *record = value;
  gint64 now = *(gint64 *) data;

  return now - record->last > FIRST_WAIT_MS && now > record->blocked_until;
}

gboolean
server_guard_check (ServerGuard *self, const char *key, gint64 now, gint64 *retry_after_ms)
{
  Record *record = g_hash_table_lookup (self->records, key);

  if (record == NULL || record->blocked_until <= now)
    return TRUE;

  *retry_after_ms = record->blocked_until - now;
  return FALSE;
}

/* Where there are too many to remember, who is not remembered is blocked by nobody: the limit on
 * failures of one address is what keeps that from being of use. */
void
server_guard_note_failure (ServerGuard *self, const char *key, gint64 now)
{
  Record *record = g_hash_table_lookup (self->records, key);

  if (record == NULL) {
    if (g_hash_table_size (self->records) >= MAX_KEYS)
      g_hash_table_foreach_remove (self->records, is_forgotten, &now);
    if (g_hash_table_size (self->records) >= MAX_KEYS)
      return;
    record = g_new0 (Record, 1);
    g_hash_table_insert (self->records, g_strdup (key), record);
  } else if (is_forgotten (NULL, record, &now) && record->n_failures < FREE_FAILURES) {
    record->n_failures = 0;
  }

  record->n_failures++;
  record->last = now;
  if (record->n_failures >= FREE_FAILURES)
    record->blocked_until = now + wait_after (record->n_failures);
}

void
server_guard_note_success (ServerGuard *self, const char *key)
{
  g_hash_table_remove (self->records, key);
}

guint
server_guard_get_size (ServerGuard *self)
{
  return g_hash_table_size (self->records);
}
