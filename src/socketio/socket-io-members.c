/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who shares a connection.  Clients are not owned: each of them owns the
 * connection, and leaves before it goes.
 */
#include "socket-io-members.h"

struct _SocketIoMembers {
  GHashTable *entries; /* namespace -> Entry */
};

typedef struct {
  const SocketIoMember *member;
  gpointer client;
  gboolean active; /* wants the connection */
} Entry;

typedef struct {
  SocketIoDisconnectReason reason;
  const GError *details;
} Loss;

typedef void (*TellFunc) (const Entry *entry, gconstpointer data);

/* Any of them may leave, join or drop the others while they are told. */
static void
tell_active (SocketIoMembers *self, TellFunc tell, gconstpointer data)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer nsp = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &nsp, &value)) {
    g_ptr_array_add (names, g_strdup (nsp));
    g_ptr_array_add (clients, g_object_ref (((Entry *) value)->client));
  }

  for (guint i = 0; i < names->len; i++) {
    const Entry *entry = g_hash_table_lookup (self->entries, g_ptr_array_index (names, i));

    if (entry != NULL && entry->active && entry->client == g_ptr_array_index (clients, i))
      tell (entry, data);
  }
}

static void
tell_opened (const Entry *entry, gconstpointer data)
{
  entry->member->opened (entry->client);
}

static void
tell_closed (const Entry *entry, gconstpointer data)
{
  const Loss *loss = data;

  entry->member->closed (entry->client, loss->reason, loss->details);
}

static void
tell_failed (const Entry *entry, gconstpointer data)
{
  entry->member->failed (entry->client, data);
}

static void
tell_gave_up (const Entry *entry, gconstpointer data)
{
  entry->member->gave_up (entry->client);
}

SocketIoMembers *
socket_io_members_new (void)
{
  SocketIoMembers *self = g_new0 (SocketIoMembers, 1);

  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
socket_io_members_free (SocketIoMembers *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

/* A namespace has one client; @client is not active yet. */
void
socket_io_members_add (SocketIoMembers *self,
                       const char *nsp,
                       const SocketIoMember *member,
                       gpointer client)
{
  Entry *entry = g_new0 (Entry, 1);

  g_assert (!g_hash_table_contains (self->entries, nsp));
  entry->member = member;
  entry->client = client;
  g_hash_table_insert (self->entries, g_strdup (nsp), entry);
}

void
socket_io_members_remove (SocketIoMembers *self, const char *nsp)
{
  g_hash_table_remove (self->entries, nsp);
}

gpointer
socket_io_members_get_client (SocketIoMembers *self, const char *nsp)
{
  const Entry *entry = g_hash_table_lookup (self->entries, nsp);

  return entry != NULL ? entry->client : NULL;
}

/* Gives whether that changes anything. */
gboolean
socket_io_members_set_active (SocketIoMembers *self, const char *nsp, gboolean active)
{
  Entry *entry = g_hash_table_lookup (self->entries, nsp);

  if (entry == NULL || entry->active == active)
    return FALSE;

  entry->active = active;
  return TRUE;
}

gboolean
socket_io_members_any_active (SocketIoMembers *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((Entry *) value)->active)
      return TRUE;

  return FALSE;
}

/* Gives FALSE for a packet of a namespace that nobody has, or wants any more. */
gboolean
socket_io_members_tell_packet (SocketIoMembers *self, SocketIoPacket *packet)
{
  const Entry *entry = g_hash_table_lookup (self->entries, packet->nsp);

  if (entry == NULL || !entry->active)
    return FALSE;

  entry->member->packet (entry->client, packet);
  return TRUE;
}

void
socket_io_members_tell_opened (SocketIoMembers *self)
{
  tell_active (self, tell_opened, NULL);
}

void
socket_io_members_tell_closed (SocketIoMembers *self,
                               SocketIoDisconnectReason reason,
                               const GError *details)
{
  const Loss loss = { reason, details };

  tell_active (self, tell_closed, &loss);
}

void
socket_io_members_tell_failed (SocketIoMembers *self, const GError *error)
{
  tell_active (self, tell_failed, error);
}

void
socket_io_members_tell_gave_up (SocketIoMembers *self)
{
  tell_active (self, tell_gave_up, NULL);
}
