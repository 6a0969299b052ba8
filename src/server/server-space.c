/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-space.h"

struct _ServerSpace {
  GHashTable *taken; /* user -> gint64 */
};

ServerSpace *
server_space_new (void)
{
  ServerSpace *self = g_new0 (ServerSpace, 1);

  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
server_space_free (ServerSpace *self)
{
  g_hash_table_unref (self->taken);
  g_free (self);
}

void
server_space_take (ServerSpace *self, const char *user, gint64 n_bytes)
{
  gint64 *taken = g_hash_table_lookup (self->taken, user);

  if (n_bytes == 0)
    return;
  if (taken == NULL) {
    taken = g_new0 (gint64, 1);
    g_hash_table_insert (self->taken, g_strdup (user), taken);
  }
  *taken += n_bytes;
}

void
server_space_give_back (ServerSpace *self, const char *user, gint64 n_bytes)
{
  gint64 *taken = g_hash_table_lookup (self->taken, user);

  g_assert (taken != NULL && *taken >= n_bytes);

  *taken -= n_bytes;
  if (*taken == 0)
    g_hash_table_remove (self->taken, user);
}

gint64
server_space_get_taken (ServerSpace *self, const char *user)
{
  const gint64 *taken = g_hash_table_lookup (self->taken, user);

  return taken != NULL ? *taken : 0;
}
