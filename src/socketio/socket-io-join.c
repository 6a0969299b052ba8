/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a CONNECT sets going.  Each step may take its time, and a client that goes
 * meanwhile takes back what was begun for it:
 *
 *               the namespace is there,      no state is kept
 *               or a parent makes it         of this client
 *      FINDING ------------------> RESTORING ---------------> ASKING
 *         |                            |                       |  |
 *         | "Invalid namespace"        | its state is there,   |  | all middleware
 *         |                            | middleware is skipped |  | lets it pass
 *         |                            +---------> in <--------|--+
 *         +-----------------> refused <------------------------+
 *                                          one does not
 *
 * and from everywhere to OVER.  The namespace learns of the socket before the client
 * gets its answer, and the program (signal `connection`) after it, so that what is
 * emitted there comes second.
 */
#include "socket-io-join.h"

#include "socket-io-adapter.h"
#include "socket-io-middleware.h"
#include "socket-io-namespaces.h"

typedef enum {
  FINDING,
  RESTORING,
  ASKING,
  OVER,
} State;

struct _SocketIoJoin {
  guint ref_count;
  State state;
  SocketIoServer *server;         /* not owned: it outlives the connection */
  SocketIoConnection *connection; /* not owned: it cancels before it goes */
  SocketIoJoinEndedFunc ended;

  char *name;
  JsonNode *auth;
  EngineIoNext *next; /* the question that is open; it belongs to whoever was asked */
  guint n_asked;      /* parents while FINDING, middleware while ASKING */

  SocketIoNamespace *nsp;
  SocketIoSocket *socket;
  GPtrArray *middleware; /* NULL if nobody is to be asked */
};

static void go_on (SocketIoJoin *self);

static gboolean
may_move (State from, State to)
{
  return from != OVER && (to == from + 1 || to == OVER);
}

static void
set_state (SocketIoJoin *self, State state)
{
  g_assert (may_move (self->state, state));
  self->state = state;
}

static SocketIoNamespaces *
get_namespaces (SocketIoJoin *self)
{
  return socket_io_server_get_namespaces (self->server);
}

static SocketIoJoin *
ref (SocketIoJoin *self)
{
  self->ref_count++;

  return self;
}

static void
end (SocketIoJoin *self)
{
  set_state (self, OVER);
  if (self->nsp != NULL)
    socket_io_namespace_end_join (self->nsp);
}

static void
refuse (SocketIoJoin *self, const char *message, JsonNode *data)
{
  g_autoptr (SocketIoConnection) connection = socket_io_connection_ref (self->connection);

  end (self);
  /* Rooms that it was put into are left again. */
  if (self->socket != NULL)
    socket_io_socket_close (self->socket, SOCKET_IO_DISCONNECT_SERVER_NAMESPACE, NULL);
  self->ended (self, NULL, message, data, connection);
}

static void
let_in (SocketIoJoin *self)
{
  socket_io_namespace_add (self->nsp, self->socket);
  end (self);
  self->ended (self, self->socket, NULL, NULL, self->connection);
  socket_io_socket_accept (self->socket);
  if (socket_io_socket_get_connected (self->socket))
    socket_io_namespace_announce (self->nsp, self->socket);
}

static void
make_socket (SocketIoJoin *self, const SocketIoSession *session)
{
  SocketIoServerOptions *options = socket_io_server_get_options (self->server);

  self->socket = socket_io_socket_new (self->nsp, self->connection, self->auth, session);
  /* It may be in rooms already, and whoever hears of rooms may have ended the connection. */
  if (self->state != RESTORING) {
    socket_io_socket_close (self->socket, SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE, NULL);
    return;
  }

  if (session != NULL && socket_io_server_options_get_skip_middlewares (options)) {
    let_in (self);
    return;
  }

  set_state (self, ASKING);
  self->middleware = socket_io_namespace_dup_middleware (self->nsp);
  self->n_asked = 0;
  go_on (self);
}

static void
session_did_restore (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SocketIoJoin *self = user_data;
  SocketIoAdapter *adapter = SOCKET_IO_ADAPTER (source);
  g_autoptr (SocketIoSession) session = NULL;

  /* Why there is none does not matter: the client begins anew. */
  session = socket_io_adapter_restore_session_finish (adapter, result, NULL);
  if (self->state == RESTORING)
    make_socket (self, session);
  else if (session != NULL)
    socket_io_adapter_persist_session (adapter, session);
  socket_io_join_unref (self);
}

static const char *
auth_string (JsonNode *auth, const char *name)
{
  JsonObject *object = auth != NULL ? json_node_get_object (auth) : NULL;
  JsonNode *member = object != NULL ? json_object_get_member (object, name) : NULL;

  if (member == NULL || json_node_get_value_type (member) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (member);
}

static void
restore (SocketIoJoin *self, SocketIoNamespace *nsp)
{
  SocketIoServerOptions *options = socket_io_server_get_options (self->server);
  const char *pid = auth_string (self->auth, "pid");
  const char *offset = auth_string (self->auth, "offset");

  set_state (self, RESTORING);
  self->nsp = g_object_ref (nsp);
  socket_io_namespace_begin_join (nsp);
  if (socket_io_server_options_get_connection_state_recovery (options) && pid != NULL)
    socket_io_adapter_restore_session_async (socket_io_namespace_get_adapter (nsp), pid, offset,
                                             NULL, session_did_restore, ref (self));
  else
    make_socket (self, NULL);
}

/* Whoever hears of a new namespace may close the connection, or drop the server. */
static void
make_namespace (SocketIoJoin *self)
{
  g_autoptr (SocketIoNamespace)
    nsp = socket_io_namespaces_make_child (get_namespaces (self), self->n_asked - 1, self->name);

  if (self->state == FINDING)
    restore (self, nsp);
}

static void
answered (gboolean passed, const char *message, JsonNode *data, gpointer user_data)
{
  SocketIoJoin *self = user_data;

  self->next = NULL;
  if (self->state == FINDING && passed)
    make_namespace (self);
  else if (self->state == FINDING || passed)
    go_on (self);
  else
    refuse (self, message != NULL ? message : "Refused", data);
  socket_io_join_unref (self);
}

/* Puts the next question: parents until one makes the namespace, middleware until one refuses. */
static void
go_on (SocketIoJoin *self)
{
  g_autoptr (EngineIoNext) next = NULL;

  if (self->state == FINDING &&
      self->n_asked == socket_io_namespaces_get_n_parents (get_namespaces (self))) {
    refuse (self, "Invalid namespace", NULL);
    return;
  }
  if (self->state == ASKING &&
      (self->middleware == NULL || self->n_asked == self->middleware->len)) {
    let_in (self);
    return;
  }

  next = engine_io_next_new (answered, ref (self));
  self->next = next;
  self->n_asked++;
  if (self->state == FINDING)
    socket_io_namespaces_ask_parent (get_namespaces (self), self->n_asked - 1, self->name,
                                     self->auth, next);
  else
    socket_io_middleware_ask (g_ptr_array_index (self->middleware, self->n_asked - 1), self->socket,
                              next);
}

SocketIoJoin *
socket_io_join_new (SocketIoServer *server,
                    SocketIoConnection *connection,
                    const char *name,
                    JsonNode *auth,
                    SocketIoJoinEndedFunc ended)
{
  SocketIoJoin *self = g_new0 (SocketIoJoin, 1);

  self->ref_count = 1;
  self->server = server;
  self->connection = connection;
  self->ended = ended;
  self->name = g_strdup (name);
  if (auth != NULL)
    self->auth = json_node_ref (auth);

  return self;
}

void
socket_io_join_unref (SocketIoJoin *self)
{
  if (--self->ref_count > 0)
    return;

  g_clear_object (&self->nsp);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->middleware, g_ptr_array_unref);
  g_clear_pointer (&self->auth, json_node_unref);
  g_free (self->name);
  g_free (self);
}

/* It may end before this returns. */
void
socket_io_join_start (SocketIoJoin *self)
{
  SocketIoNamespace *nsp = socket_io_namespaces_get (get_namespaces (self), self->name);

  ref (self);
  if (nsp != NULL)
    restore (self, nsp);
  else
    go_on (self);
  socket_io_join_unref (self);
}

/* The client has gone: nothing is told any more, and what was made for it is undone. */
void
socket_io_join_cancel (SocketIoJoin *self)
{
  if (self->state == OVER)
    return;

  ref (self);
  end (self);
  if (self->next != NULL) {
    engine_io_next_forget (self->next);
    self->next = NULL;
    socket_io_join_unref (self);
  }
  if (self->socket != NULL)
    socket_io_socket_close (self->socket, SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE, NULL);
  socket_io_join_unref (self);
}
