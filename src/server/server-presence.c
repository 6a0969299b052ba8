/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Presence lives in memory: it is true of those who are connected, and of nobody after a restart.
 * Somebody who is busy on one device is busy; away only if they are on all of them.
 */
#include "server-presence.h"

#include "server-device.h"
#include "server-json.h"
#include "socket-io-adapter.h"

struct _ServerPresence {
  GHashTable *people; /* id -> Person, of those who are there, or whose going is to be told */
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

  return server_presence_get (self, user) != before;
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

/* --- in what others see of them ------------------------------------------------------------ */

/* Whether they are there is known here, if it is to be told. */
void
server_presence_add_to_user (ServerPresence *self, JsonObject *user)
{
  const char *id = json_object_get_string_member (user, "id");

  if (!json_object_has_member (user, "presence"))
    json_object_set_string_member (user, "presence", WORDS[server_presence_get (self, id)]);
}

void
server_presence_add_to_answer (ServerPresence *self, JsonObject *answer)
{
  JsonNode *users = json_object_get_member (answer, "users");
  JsonNode *user = json_object_get_member (answer, "user");

  for (guint i = 0; users != NULL && i < json_array_get_length (json_node_get_array (users)); i++)
    server_presence_add_to_user (self,
                                 json_array_get_object_element (json_node_get_array (users), i));
  if (user != NULL && JSON_NODE_HOLDS_OBJECT (user))
    server_presence_add_to_user (self, json_node_get_object (user));
}

void
server_presence_note_status (ServerPresence *self, JsonObject *user)
{
  Person *person = g_hash_table_lookup (self->people, json_object_get_string_member (user, "id"));

  if (person != NULL)
    g_set_str (&person->status, json_object_get_string_member_with_default (user, "status", NULL));
}

/* --- telling ------------------------------------------------------------------------------- */

/* Who has gone is remembered until that is told. */
static void
forget_if_gone (ServerPresence *self, const char *user)
{
  const Person *person = g_hash_table_lookup (self->people, user);

  if (person != NULL && g_hash_table_size (person->devices) == 0)
    g_hash_table_remove (self->people, user);
}

/* The rooms of the socket that are rooms of the chat, and the person's own devices. */
static SocketIoBroadcast *
acquaintances (SocketIoServer *io, SocketIoSocket *socket)
{
  g_autofree char *own = g_strconcat ("user:", server_device_get (socket)->caller.user, NULL);
  SocketIoBroadcast *all = socket_io_server_in (io, own);
  g_auto (GStrv) rooms = socket_io_socket_dup_rooms (socket);

  for (guint i = 0; rooms[i] != NULL; i++) {
    if (g_str_has_prefix (rooms[i], "room:"))
      socket_io_broadcast_to (all, rooms[i]);
  }

  return all;
}

static JsonArray *
describe (ServerPresence *self, const char *user)
{
  g_autoptr (JsonObject) payload = json_object_new ();
  JsonArray *arguments = json_array_new ();
  const Person *person = g_hash_table_lookup (self->people, user);

  json_object_set_string_member (payload, "user", user);
  json_object_set_string_member (payload, "presence", WORDS[server_presence_get (self, user)]);
  server_json_set_text (payload, "status", person != NULL ? person->status : NULL);
  json_object_set_int_member (payload, "lastSeen", g_get_real_time () / 1000);
  json_array_add_object_element (arguments, g_steal_pointer (&payload));

  return arguments;
}

void
server_presence_tell (ServerPresence *self, SocketIoServer *io, SocketIoSocket *socket)
{
  const char *user = server_device_get (socket)->caller.user;
  g_autoptr (SocketIoBroadcast) all = acquaintances (io, socket);
  g_autoptr (JsonArray) arguments = describe (self, user);

  socket_io_broadcast_emit (all, "presence", arguments);
  forget_if_gone (self, user);
}

/* Being there is no change of anything that a client could ask for later: who comes is told of all
 * in its rooms who are. */
void
server_presence_tell_newcomer (ServerPresence *self, SocketIoSocket *socket)
{
  SocketIoAdapter *adapter =
    socket_io_namespace_get_adapter (socket_io_socket_get_namespace (socket));
  g_autoptr (SocketIoBroadcastOptions) rooms = socket_io_broadcast_options_new ();
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) sockets = NULL;
  g_auto (GStrv) channels = socket_io_socket_dup_rooms (socket);

  g_hash_table_add (told, server_device_get (socket)->caller.user);
  for (guint i = 0; channels[i] != NULL; i++) {
    if (g_str_has_prefix (channels[i], "room:"))
      socket_io_broadcast_options_add_room (rooms, channels[i]);
  }
  if (rooms->rooms->len == 0)
    return;

  sockets = socket_io_adapter_dup_sockets (adapter, rooms);
  for (guint i = 0; i < sockets->len; i++) {
    char *user = server_device_get (sockets->pdata[i])->caller.user;

    if (g_hash_table_add (told, user)) {
      g_autoptr (JsonArray) arguments = describe (self, user);

      socket_io_socket_emit (socket, "presence", arguments);
    }
  }
}
