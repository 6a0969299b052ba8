/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Presence lives in memory: it is true of those who are connected, and of nobody after a restart.
 * Somebody who is busy on one device is busy; away only if they are on all of them.
 */
#include "server-presence.h"

struct _ServerPresence {
  GHashTable *people; /* id -> Person, of those who are there */
};

typedef struct {
  GHashTable *devices; /* pointer -> state */
  char *status;
} Person;

static const char *const WORDS[] = { "offline", "away", "online", "busy" };

static void
person_free (gpointer data)
{
  Person *person = data;

  g_hash_table_unref (person->devices);
  g_free (person->status);
  g_free (person);
}

ServerPresence *
server_presence_new (void)
{
  ServerPresence *self = g_new0 (ServerPresence, 1);

  self->people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, person_free);

  return self;
}

void
server_presence_free (ServerPresence *self)
{
  g_hash_table_unref (self->people);
  g_free (self);
}

ServerPresenceState
server_presence_get (ServerPresence *self, const char *user)
{
  const Person *person = g_hash_table_lookup (self->people, user);
  ServerPresenceState state = SERVER_PRESENCE_OFFLINE;
  GHashTableIter each;
  gpointer value = NULL;

  if (person == NULL)
    return state;
  g_hash_table_iter_init (&each, person->devices);
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
  Person *person = g_hash_table_lookup (self->people, user);

  if (person == NULL) {
    person = g_new0 (Person, 1);
    person->devices = g_hash_table_new (NULL, NULL);
    g_hash_table_insert (self->people, g_strdup (user), person);
  }
  g_hash_table_replace (person->devices, device, GINT_TO_POINTER (state));

  return server_presence_get (self, user) != before;
}

gboolean
server_presence_remove (ServerPresence *self, const char *user, gpointer device)
{
  ServerPresenceState before = server_presence_get (self, user);
  Person *person = g_hash_table_lookup (self->people, user);

  if (person == NULL)
    return FALSE;
  g_hash_table_remove (person->devices, device);
  if (g_hash_table_size (person->devices) == 0)
    g_hash_table_remove (self->people, user);

  return server_presence_get (self, user) != before;
}

void
server_presence_note_status (ServerPresence *self, const char *user, const char *status)
{
  Person *person = g_hash_table_lookup (self->people, user);

  if (person != NULL)
    g_set_str (&person->status, status);
}

const char *
server_presence_get_status (ServerPresence *self, const char *user)
{
  const Person *person = g_hash_table_lookup (self->people, user);

  return person != NULL ? person->status : NULL;
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
