/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two ways to say: not so fast.  The bucket is for what is fine in moderation; it is one number,
 * the time at which it will be full again, and taking one moves that.  The guard is for failures: a
 * few are free, then each one doubles the wait.  Attempts that are under way count as failures
 * until they have come to an end, or many at once would be many for free.
 */
#include "server-throttle.h"

#include <gio/gio.h>

/* Nobody makes it remember more. */
#define MAX_KEYS 10000

/* For who has as many attempts under way as may fail. */
#define SHORT_WAIT_MS 1000

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

/* --- buckets ----------------------------------------------------------------------- */

struct _ServerBuckets {
  GHashTable *buckets; /* key -> ServerBucket */
  guint look_at;       /* with so many it is looked for full ones */
};

#define FIRST_LOOK 64

ServerBuckets *
server_buckets_new (void)
{
  ServerBuckets *self = g_new0 (ServerBuckets, 1);

  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->look_at = FIRST_LOOK;

  return self;
}

void
server_buckets_free (ServerBuckets *self)
{
  g_hash_table_unref (self->buckets);
  g_free (self);
}

/* Those that are full go; if that is not enough, the fullest. */
static void
drop_full (ServerBuckets *self, gint64 now)
{
  GHashTableIter each;
  gpointer key = NULL;
  gpointer value = NULL;
  gpointer fullest = NULL;
  gint64 empty_at = G_MAXINT64;

  g_hash_table_iter_init (&each, self->buckets);
  while (g_hash_table_iter_next (&each, &key, &value)) {
    const ServerBucket *bucket = value;

    if (bucket->empty_at <= now) {
      g_hash_table_iter_remove (&each);
    } else if (bucket->empty_at < empty_at) {
      empty_at = bucket->empty_at;
      fullest = key;
    }
  }
  if (g_hash_table_size (self->buckets) >= MAX_KEYS)
    g_hash_table_remove (self->buckets, fullest);
  self->look_at = CLAMP (2 * g_hash_table_size (self->buckets), FIRST_LOOK, MAX_KEYS);
}

gboolean
server_buckets_take (ServerBuckets *self,
                     const char *key,
                     guint n_in_window,
                     guint window_ms,
                     gint64 now,
                     gint64 *retry_after_ms)
{
  ServerBucket *bucket = g_hash_table_lookup (self->buckets, key);

  if (bucket == NULL) {
    if (g_hash_table_size (self->buckets) >= self->look_at)
      drop_full (self, now);
    bucket = g_new0 (ServerBucket, 1);
    g_hash_table_insert (self->buckets, g_strdup (key), bucket);
  }

  return server_bucket_take (bucket, n_in_window, window_ms, now, retry_after_ms);
}

guint
server_buckets_get_size (ServerBuckets *self)
{
  return g_hash_table_size (self->buckets);
}

/* --- the guard ----------------------------------------------------------------------- */

typedef struct {
  guint n_failures;
  guint n_under_way;
  gint64 last; /* attempt */
  gint64 blocked_until;
} Record;

struct _ServerGuard {
  GHashTable *records; /* key -> Record */
  guint n_free;
  gint64 first_wait_ms;
  gint64 longest_wait_ms;
};

ServerGuard *
server_guard_new (guint n_free, gint64 first_wait_ms, gint64 longest_wait_ms)
{
  ServerGuard *self = g_new0 (ServerGuard, 1);

  self->records = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->n_free = n_free;
  self->first_wait_ms = first_wait_ms;
  self->longest_wait_ms = longest_wait_ms;

  return self;
}

void
server_guard_free (ServerGuard *self)
{
  g_hash_table_unref (self->records);
  g_free (self);
}

static gint64
wait_after (ServerGuard *self, guint n_failures)
{
  guint doubled = MIN (n_failures - self->n_free, 10);

  return MIN (self->first_wait_ms << doubled, self->longest_wait_ms);
}

/* Who was blocked has to be quiet for longer. */
static gboolean
is_forgotten (ServerGuard *self, const Record *record, gint64 now)
{
  gint64 quiet_ms = record->n_failures < self->n_free ? self->first_wait_ms : self->longest_wait_ms;

  return record->n_under_way == 0 && now >= record->blocked_until + quiet_ms &&
         now - record->last > quiet_ms;
}

/* Makes room for one: of what can be forgotten, or else of what was quiet for longest. */
static void
make_room (ServerGuard *self, gint64 now)
{
  GHashTableIter each;
  gpointer key = NULL;
  gpointer value = NULL;
  gpointer quietest = NULL;
  gint64 last = G_MAXINT64;

  g_hash_table_iter_init (&each, self->records);
  while (g_hash_table_iter_next (&each, &key, &value)) {
    const Record *record = value;

    if (is_forgotten (self, record, now)) {
      g_hash_table_iter_remove (&each);
    } else if (record->last < last) {
      last = record->last;
      quietest = key;
    }
  }
  if (g_hash_table_size (self->records) >= MAX_KEYS)
    g_hash_table_remove (self->records, quietest);
}

gboolean
server_guard_begin (ServerGuard *self, const char *key, gint64 now, gint64 *retry_after_ms)
{
  Record *record = g_hash_table_lookup (self->records, key);

  if (record != NULL && is_forgotten (self, record, now)) {
    record->n_failures = 0;
    record->blocked_until = 0;
  }
  if (record != NULL && record->blocked_until > now) {
    *retry_after_ms = record->blocked_until - now;
    return FALSE;
  }
  if (record != NULL && record->n_under_way > 0 &&
      record->n_failures + record->n_under_way >= self->n_free) {
    *retry_after_ms = SHORT_WAIT_MS;
    return FALSE;
  }

  if (record == NULL) {
    if (g_hash_table_size (self->records) >= MAX_KEYS)
      make_room (self, now);
    record = g_new0 (Record, 1);
    g_hash_table_insert (self->records, g_strdup (key), record);
  }
  record->n_under_way++;
  record->last = now;

  return TRUE;
}

void
server_guard_end (ServerGuard *self, const char *key, gboolean failed, gint64 now)
{
  Record *record = g_hash_table_lookup (self->records, key);

  if (record == NULL)
    return;
  record->n_under_way -= MIN (record->n_under_way, 1);
  if (failed) {
    record->n_failures++;
    record->last = now;
    if (record->n_failures >= self->n_free)
      record->blocked_until = now + wait_after (self, record->n_failures);
  } else if (record->n_failures == 0 && record->n_under_way == 0) {
    g_hash_table_remove (self->records, key);
  }
}

guint
server_guard_get_size (ServerGuard *self)
{
  return g_hash_table_size (self->records);
}

/* A household has 2^64 addresses of IPv6: they count as one.  One of IPv4 may be written as one of
 * IPv6. */
char *
server_guard_make_address_key (const char *address)
{
  static const guint8 MAPPED[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  g_autoptr (GInetAddress) parsed = address != NULL ? g_inet_address_new_from_string (address)
                                                    : NULL;
  const guint8 *bytes = parsed != NULL ? g_inet_address_to_bytes (parsed) : NULL;
  GString *key = NULL;

  if (bytes == NULL || g_inet_address_get_family (parsed) != G_SOCKET_FAMILY_IPV6)
    return g_strdup (address != NULL ? address : "");
  if (memcmp (bytes, MAPPED, sizeof MAPPED) == 0)
    return g_strdup_printf ("%u.%u.%u.%u", bytes[12], bytes[13], bytes[14], bytes[15]);

  key = g_string_new (NULL);
  for (guint i = 0; i < 8; i++)
    g_string_append_printf (key, "%02x", bytes[i]);

  return g_string_free (key, FALSE);
}
