/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Presence lives in memory: it is true of those who are connected, and of nobody after a restart.
 * Somebody who is busy on one device is busy; away only if they are on all of them.
 */
#include "server-presence.h"

struct _ServerPresence {
  GHashTable *users; /* id -> table of devices: pointer -> state */
};

static const char *const WORDS[] = { "offline", "away", "online", "busy" };

ServerPresence *
server_presence_new (void)
{
  ServerPresence *self = g_new0 (ServerPresence, 1);

  self->users =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);

  return self;
}

void
server_presence_free (ServerPresence *self)
{
  g_hash_table_unref (self->users);
  g_free (self);
}

ServerPresenceState
server_presence_get (ServerPresence *self, const char *user)
{
  GHashTable *devices = g_hash_table_lookup (self->users, user);
  ServerPresenceState state = SERVER_PRESENCE_OFFLINE;
  GHashTableIter each;
  gpointer value = NULL;

  if (devices == NULL)
    return state;
  g_hash_table_iter_init (&each, devices);
  while (g_hash_table_iter_next (&each, NULL, &value))
    state = MAX (state, (ServerPresenceState) GPOINTER_TO_INT (value));

  return state;
}

gboolean
server_presence_set (ServerPresence *self,
                     const char *user,
                     gpointer device,
                     ServerPresenceState state)
{
  ServerPresenceState before = server_presence_get (self, user);
  GHashTable *devices = g_hash_table_lookup (self->users, user);

  if (devices == NULL) {
    devices = g_hash_table_new (NULL, NULL);
    g_hash_table_insert (self->users, g_strdup (user), devices);
  }
  g_hash_table_replace (devices, device, GINT_TO_POINTER (state));

  return server_presence_get (self, user) != before;
}

gboolean
server_presence_remove (ServerPresence *self, const char *user, gpointer device)
{
  ServerPresenceState before = server_presence_get (self, user);
  GHashTable *devices = g_hash_table_lookup (self->users, user);

  if (devices == NULL)
    return FALSE;
  g_hash_table_remove (devices, device);
  if (g_hash_table_size (devices) == 0)
    g_hash_table_remove (self->users, user);

  return server_presence_get (self, user) != before;
}

const char *
server_presence_to_word (ServerPresenceState state)
{
  return WORDS[state];
}

gboolean
server_presence_from_word (const char *word, ServerPresenceState *state)
{
  for (guint i = SERVER_PRESENCE_AWAY; i < G_N_ELEMENTS (WORDS); i++) {
    if (g_str_equal (word, WORDS[i])) {
      *state = (ServerPresenceState) i;
      return TRUE;
    }
  }

  return FALSE;
}
