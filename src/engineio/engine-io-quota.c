/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Counts by address, in windows of time.  Two windows are kept: of the one before
 * the present counts that part which is not over yet, as if everybody had come
 * evenly.  So nobody gets twice the limit around a boundary, and forgetting costs
 * nothing: a window goes as a whole.
 *
 * The memory has a bound.  Whoever has so many addresses that it is reached is
 * not stopped by counting them.
 */
#include "engine-io-quota.h"

#include <string.h>

#define MAX_ADDRESSES 65536

struct _EngineIoQuota {
  GHashTable *present; /* address -> count */
  GHashTable *before;
  gint64 began; /* the present window, in microseconds */
};

EngineIoQuota *
engine_io_quota_new (void)
{
  EngineIoQuota *self = g_new0 (EngineIoQuota, 1);

  self->present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
engine_io_quota_free (EngineIoQuota *self)
{
  g_hash_table_unref (self->present);
  g_hash_table_unref (self->before);
  g_free (self);
}

/* Whoever has one IPv6 address has a network of them. */
static char *
make_key (const char *address)
{
  g_autoptr (GInetAddress) parsed = NULL;
  g_autoptr (GInetAddress) network = NULL;
  guint8 bytes[16];

  if (strchr (address, ':') == NULL)
    return g_strdup (address);

  parsed = g_inet_address_new_from_string (address);
  if (parsed == NULL || g_inet_address_get_family (parsed) != G_SOCKET_FAMILY_IPV6)
    return g_strdup (address);

  memcpy (bytes, g_inet_address_to_bytes (parsed), sizeof bytes);
  memset (bytes + 8, 0, 8);
  network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);

  return g_inet_address_to_string (network);
}

static void
turn_pages (EngineIoQuota *self, gint64 window, gint64 now)
{
  gint64 passed = (now - self->began) / window;

  if (passed <= 0 && g_hash_table_size (self->present) < MAX_ADDRESSES)
    return;

  if (passed <= 1) {
    GHashTable *before = self->before;

    self->before = self->present;
    self->present = before;
  } else {
    g_hash_table_remove_all (self->before);
  }
  g_hash_table_remove_all (self->present);
  self->began = passed > 0 ? self->began + passed * window : now;
}

/**
 * engine_io_quota_take: (skip)
 * @self: a quota
 * @address: who comes
 * @limit: how often that may be
 * @window_ms: in which time
 * @now: the time, in microseconds
 *
 * Returns: whether there is something left of the quota; those that are refused do not count
 */
gboolean
engine_io_quota_take (EngineIoQuota *self,
                      const char *address,
                      guint limit,
                      guint window_ms,
                      gint64 now)
{
  gint64 window = (gint64) MAX (window_ms, 1) * 1000;
  g_autofree char *key = NULL;
  guint before = 0;
  guint present = 0;
  double weight = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (address != NULL, FALSE);

  turn_pages (self, window, now);
  key = make_key (address);
  before = GPOINTER_TO_UINT (g_hash_table_lookup (self->before, key));
  present = GPOINTER_TO_UINT (g_hash_table_lookup (self->present, key));
  weight = 1.0 - (double) (now - self->began) / (double) window;
  if (present + weight * before >= limit)
    return FALSE;

  g_hash_table_insert (self->present, g_steal_pointer (&key), GUINT_TO_POINTER (present + 1));

  return TRUE;
}

guint
engine_io_quota_get_length (EngineIoQuota *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->present) + g_hash_table_size (self->before);
}
