/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One engine session of a server, and what its client has joined.
 *
 *            the rules are broken, no namespace in time,
 *            the server has enough of it
 *      OPEN ---------------------------------> CLOSING
 *        |                                        |  what is queued goes out
 *        |      the engine's session is over      v
 *        +------------------------------------> CLOSED
 *
 * Its sockets are told on the way out of OPEN, each of them once; from then on nothing
 * that the client says is heard.
 *
 * There are thousands of these, nearly all with one namespace, so the sockets are a
 * list, and a parser is there only while a packet waits for its attachments.
 *
 * A client may not know yet that the server has taken it out of a namespace: what it
 * still says there is not held against it.  Everything else that it says to a
 * namespace without being in it ends the session.
 */
#include "socket-io-connection.h"

#include "engine-io-deadlines.h"
#include "socket-io-disconnect-reason.h"
#include "socket-io-join.h"

#include <string.h>

/* More than anybody needs, and few enough to be looked through for each packet. */
#define MAX_NAMESPACES 1000

typedef enum {
  OPEN,
  CLOSING,
  CLOSED,
} State;

/* One namespace: the client is about to join it, is in it, or was taken out of it. */
typedef struct _Entry Entry;
struct _Entry {
  Entry *next;
  SocketIoJoin *join;
  SocketIoSocket *socket;
  char name[];
};

struct _SocketIoConnection {
  guint ref_count;
  guint16 state; /* State */
  guint16 n_entries;
  SocketIoServer *server; /* not owned: not there any more once it is CLOSED */
  EngineIoSocket *engine;
  Entry *entries;
  SocketIoParser *parser; /* while attachments are expected */
  gsize packet_size;      /* bytes of the packet that is read */
  EngineIoDeadline connect_deadline;
  SocketIoConnectionEndedFunc ended;
  gpointer owner;
};

static gboolean
may_move (State from, State to)
{
  return to > from;
}

static void
set_state (SocketIoConnection *self, State state)
{
  g_assert (may_move (self->state, state));
  self->state = (guint16) state;
}

/* --- namespaces ----------------------------------------------------------- */

static Entry **
find (SocketIoConnection *self, const char *name)
{
  Entry **place = &self->entries;

  while (*place != NULL && strcmp ((*place)->name, name) != 0)
    place = &(*place)->next;

  return place;
}

static Entry *
add (SocketIoConnection *self, const char *name)
{
  gsize size = strlen (name) + 1;
  Entry *entry = g_malloc (sizeof (Entry) + size);

  entry->next = self->entries;
  entry->join = NULL;
  entry->socket = NULL;
  memcpy (entry->name, name, size);
  self->entries = entry;
  self->n_entries++;

  return entry;
}

/* Takes the entry out, and gives its socket if it has one. */
static SocketIoSocket *
take (SocketIoConnection *self, Entry **place)
{
  Entry *entry = *place;
  SocketIoSocket *socket = entry->socket;

  *place = entry->next;
  self->n_entries--;
  if (entry->join != NULL) {
    socket_io_join_cancel (entry->join);
    socket_io_join_unref (entry->join);
  }
  g_free (entry);

  return socket;
}

static void
tell_sockets (SocketIoConnection *self, SocketIoDisconnectReason reason, const GError *details)
{
  while (self->entries != NULL) {
    g_autoptr (SocketIoSocket) socket = take (self, &self->entries);

    if (socket != NULL)
      socket_io_socket_close (socket, reason, details);
  }
}

static EngineIoDeadlines *
get_deadlines (SocketIoConnection *self)
{
  return engine_io_server_get_deadlines (socket_io_server_get_engine (self->server));
}

static void
close_for (SocketIoConnection *self, SocketIoDisconnectReason reason, const GError *details)
{
  if (self->state != OPEN)
    return;

  socket_io_connection_ref (self);
  set_state (self, CLOSING);
  engine_io_deadlines_clear (get_deadlines (self), &self->connect_deadline);
  tell_sockets (self, reason, details);
  engine_io_socket_close (self->engine);
  socket_io_connection_unref (self);
}

static void
connect_deadline_passed (EngineIoDeadline *deadline)
{
  SocketIoConnection *self =
    (SocketIoConnection *) ((char *) deadline -
                            G_STRUCT_OFFSET (SocketIoConnection, connect_deadline));

  close_for (self, SOCKET_IO_DISCONNECT_FORCED_SERVER, NULL);
}

/* --- what the client says ------------------------------------------------- */

static void
refuse (SocketIoConnection *self, const char *name, const char *message, JsonNode *data)
{
  g_autoptr (SocketIoPacket) packet = socket_io_packet_new (SOCKET_IO_PACKET_CONNECT_ERROR, name);
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "message", message);
  if (data != NULL)
    json_object_set_member (answer, "data", json_node_copy (data));
  packet->data = json_node_init_object (json_node_alloc (), answer);
  json_object_unref (answer);
  if (socket_io_connection_send_packet (self, packet, ENGINE_IO_SEND_DEFAULT, NULL))
    return;

  /* The program's data cannot be said in JSON. */
  if (data != NULL)
    refuse (self, name, message, NULL);
}

static void
join_ended (SocketIoJoin *join,
            SocketIoSocket *socket,
            const char *message,
            JsonNode *data,
            SocketIoConnection *self)
{
  Entry **place = &self->entries;

  while (*place != NULL && (*place)->join != join)
    place = &(*place)->next;
  if (*place == NULL)
    return;

  if (socket == NULL) {
    g_autofree char *name = g_strdup ((*place)->name);

    take (self, place);
    refuse (self, name, message, data);
    return;
  }

  (*place)->join = NULL;
  (*place)->socket = g_object_ref (socket);
  socket_io_join_unref (join);
  engine_io_deadlines_clear (get_deadlines (self), &self->connect_deadline);
}

/* TRUE if the client may ask for that. */
static gboolean
join (SocketIoConnection *self, const SocketIoPacket *packet)
{
  Entry *entry = *find (self, packet->nsp);

  if (entry != NULL && (entry->join != NULL || entry->socket != NULL))
    return FALSE;

  if (entry == NULL && self->n_entries == MAX_NAMESPACES) {
    refuse (self, packet->nsp, "Too many namespaces", NULL);
    return TRUE;
  }

  if (entry == NULL)
    entry = add (self, packet->nsp);
  entry->join = socket_io_join_new (self->server, self, packet->nsp, packet->data, join_ended);
  socket_io_join_start (entry->join);

  return TRUE;
}

/* TRUE if the client may say that. */
static gboolean
hand_on (SocketIoConnection *self, SocketIoPacket *packet)
{
  g_autoptr (SocketIoSocket) socket = NULL;
  Entry **place = find (self, packet->nsp);

  if (*place == NULL || (*place)->join != NULL)
    return FALSE;

  if (packet->type == SOCKET_IO_PACKET_DISCONNECT)
    socket = take (self, place);
  else
    g_set_object (&socket, (*place)->socket);
  if (socket != NULL)
    socket_io_socket_take_packet (socket, packet);

  return TRUE;
}

static void
take_packet (SocketIoConnection *self, SocketIoPacket *packet)
{
  gboolean allowed = FALSE;

  switch (packet->type) {
  case SOCKET_IO_PACKET_CONNECT:
    allowed = join (self, packet);
    break;
  case SOCKET_IO_PACKET_EVENT:
  case SOCKET_IO_PACKET_ACK:
  case SOCKET_IO_PACKET_DISCONNECT:
    allowed = hand_on (self, packet);
    break;
  case SOCKET_IO_PACKET_CONNECT_ERROR:
    break;
  }

  if (!allowed)
    close_for (self, SOCKET_IO_DISCONNECT_FORCED_SERVER, NULL);
}

/* A packet that waits for attachments keeps the parser; otherwise it is everybody's. */
static SocketIoPacket *
read_message (SocketIoConnection *self, gboolean binary, GBytes *message, GError **error)
{
  g_autoptr (SocketIoParser) parser = g_steal_pointer (&self->parser);
  GError *problem = NULL;
  SocketIoPacket *packet = NULL;

  if (parser == NULL)
    parser = socket_io_server_take_reader (self->server);
  if (binary)
    packet = socket_io_parser_add_binary (parser, message, &problem);
  else
    packet = socket_io_parser_add_text (parser, message, &problem);

  self->packet_size += g_bytes_get_size (message);
  if (packet != NULL) {
    packet->size = self->packet_size;
    self->packet_size = 0;
    socket_io_server_give_reader (self->server, g_steal_pointer (&parser));
  } else if (problem == NULL) {
    self->parser = g_steal_pointer (&parser);
  } else {
    g_propagate_error (error, problem);
  }

  return packet;
}

static void
engine_message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  SocketIoConnection *self = owner;
  g_autoptr (GBytes) message = NULL;
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (GError) error = NULL;

  if (self->state != OPEN)
    return;

  socket_io_connection_ref (self);
  message = g_bytes_new (data, length);
  packet = read_message (self, binary, message, &error);
  if (packet != NULL)
    take_packet (self, packet);
  else if (error != NULL)
    close_for (self, SOCKET_IO_DISCONNECT_FORCED, error);
  socket_io_connection_unref (self);
}

static void
engine_drained (gpointer owner)
{
}

static void
engine_closed (gpointer owner, EngineIoCloseReason reason, const GError *details)
{
  SocketIoConnection *self = owner;

  socket_io_connection_ref (self);
  if (self->state == OPEN)
    engine_io_deadlines_clear (get_deadlines (self), &self->connect_deadline);
  set_state (self, CLOSED);
  tell_sockets (self, socket_io_disconnect_reason_from_engine (reason), details);
  if (self->ended != NULL)
    self->ended (self, self->owner);
  socket_io_connection_unref (self);
}

static const EngineIoSocketListener listener = {
  .message = engine_message,
  .drained = engine_drained,
  .closed = engine_closed,
};

/* --- for the server and its sockets --------------------------------------- */

SocketIoConnection *
socket_io_connection_new (SocketIoServer *server,
                          EngineIoSocket *engine,
                          SocketIoConnectionEndedFunc ended,
                          gpointer owner)
{
  SocketIoConnection *self = g_new0 (SocketIoConnection, 1);
  SocketIoServerOptions *options = socket_io_server_get_options (server);
  guint connect_timeout = socket_io_server_options_get_connect_timeout (options);

  self->ref_count = 1;
  self->server = server;
  self->engine = g_object_ref (engine);
  self->ended = ended;
  self->owner = owner;
  engine_io_socket_set_listener (engine, &listener, self);
  if (connect_timeout > 0)
    engine_io_deadlines_set (get_deadlines (self), &self->connect_deadline, connect_timeout,
                             connect_deadline_passed);

  return self;
}

SocketIoConnection *
socket_io_connection_ref (SocketIoConnection *self)
{
  self->ref_count++;

  return self;
}

void
socket_io_connection_unref (SocketIoConnection *self)
{
  if (--self->ref_count > 0)
    return;

  g_assert (self->entries == NULL && self->connect_deadline.position == 0);
  engine_io_socket_set_listener (self->engine, NULL, NULL);
  g_clear_object (&self->engine);
  g_clear_object (&self->parser);
  g_free (self);
}

EngineIoSocket *
socket_io_connection_get_engine (SocketIoConnection *self)
{
  return self->engine;
}

gboolean
socket_io_connection_is_open (SocketIoConnection *self)
{
  return self->state == OPEN;
}

gboolean
socket_io_connection_is_writable (SocketIoConnection *self)
{
  return self->state == OPEN && engine_io_socket_is_writable (self->engine);
}

/* Ignored once the session is over.  While it closes there may be last words. */
void
socket_io_connection_send (SocketIoConnection *self, SocketIoOutgoing *outgoing)
{
  if (self->state != CLOSED)
    socket_io_outgoing_send (outgoing, self->engine);
}

gboolean
socket_io_connection_send_packet (SocketIoConnection *self,
                                  const SocketIoPacket *packet,
                                  EngineIoSendFlags flags,
                                  GError **error)
{
  g_autoptr (SocketIoOutgoing) outgoing = NULL;

  if (self->state == CLOSED)
    return TRUE;

  outgoing =
    socket_io_outgoing_new (socket_io_server_get_parser (self->server), packet, flags, error);
  if (outgoing == NULL)
    return FALSE;

  socket_io_outgoing_send (outgoing, self->engine);
  return TRUE;
}

/* A socket has left its namespace on the server's wish. */
void
socket_io_connection_remove (SocketIoConnection *self, SocketIoSocket *socket)
{
  for (Entry *entry = self->entries; entry != NULL; entry = entry->next)
    if (entry->socket == socket) {
      g_clear_object (&entry->socket);
      return;
    }
}

/* Every namespace is told (41), then the session closes. */
void
socket_io_connection_disconnect (SocketIoConnection *self)
{
  socket_io_connection_ref (self);
  while (self->state == OPEN && self->entries != NULL) {
    g_autoptr (SocketIoSocket) socket = take (self, &self->entries);

    if (socket != NULL)
      socket_io_socket_disconnect (socket, FALSE);
  }
  close_for (self, SOCKET_IO_DISCONNECT_FORCED_SERVER, NULL);
  socket_io_connection_unref (self);
}

/* The session closes; every socket hears @reason. */
void
socket_io_connection_close (SocketIoConnection *self, SocketIoDisconnectReason reason)
{
  close_for (self, reason, NULL);
}

/* The same at once, for a server that goes away: it is not told any more. */
void
socket_io_connection_abort (SocketIoConnection *self)
{
  socket_io_connection_ref (self);
  self->ended = NULL;
  close_for (self, SOCKET_IO_DISCONNECT_SHUTTING_DOWN, NULL);
  if (self->state != CLOSED)
    engine_io_socket_abort (self->engine, ENGINE_IO_CLOSE_FORCED, NULL);
  socket_io_connection_unref (self);
}
