/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What joins an engine to the namespaces: makes a connection of each session.
 *
 * It owns all of them, and they know it: so on its way out it first closes every
 * connection, which empties the namespaces.
 */
#include "socket-io-server.h"

#include "engine-io-enum-types.h"
#include "socket-io-broadcast.h"
#include "socket-io-connection.h"
#include "socket-io-namespaces.h"

#include <string.h>

struct _SocketIoServer {
  GObject parent_instance;

  SocketIoServerOptions *options;
  EngineIoServer *engine;
  SocketIoParser *parser; /* encodes */
  SocketIoParser *reader; /* nullable: reads, as long as a packet is one message */
  SocketIoNamespaces *namespaces;
  SocketIoNamespace *main_namespace; /* one of them */
  GHashTable *connections;           /* set of SocketIoConnection */
};

G_DEFINE_FINAL_TYPE (SocketIoServer, socket_io_server, G_TYPE_OBJECT)

typedef enum { PROP_OPTIONS = 1 } SocketIoServerProperty;

static GParamSpec *properties[PROP_OPTIONS + 1];

enum { CONNECTION, SERVER_SIDE_EVENT, NEW_NAMESPACE, CONNECTION_ERROR, N_SIGNALS };

static guint signals[N_SIGNALS];

/* --- connections ---------------------------------------------------------- */

static void
connection_ended (SocketIoConnection *connection, gpointer owner)
{
  SocketIoServer *self = owner;

  g_hash_table_remove (self->connections, connection);
}

static void
engine_connection_cb (EngineIoServer *engine, EngineIoSocket *session, SocketIoServer *self)
{
  SocketIoConnection *connection = socket_io_connection_new (self, session, connection_ended, self);

  g_hash_table_add (self->connections, connection);
}

static void
engine_connection_error_cb (EngineIoServer *engine,
                            SoupServerMessage *message,
                            EngineIoServerError code,
                            const char *text,
                            SocketIoServer *self)
{
  g_signal_emit (self, signals[CONNECTION_ERROR], 0, message, code, text);
}

/* What is heard on the way may end other connections. */
static GPtrArray *
dup_connections (SocketIoServer *self)
{
  GPtrArray *connections =
    g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_connection_unref);
  GHashTableIter iter;
  gpointer connection = NULL;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    g_ptr_array_add (connections, socket_io_connection_ref (connection));

  return connections;
}

static void
close_connections (SocketIoServer *self)
{
  g_autoptr (GPtrArray) connections = dup_connections (self);

  for (guint i = 0; i < connections->len; i++)
    socket_io_connection_close (g_ptr_array_index (connections, i),
                                SOCKET_IO_DISCONNECT_SHUTTING_DOWN);
}

/* There is no time for what is still queued. */
static void
abort_connections (SocketIoServer *self)
{
  g_autoptr (GPtrArray) connections = dup_connections (self);

  g_hash_table_remove_all (self->connections);
  for (guint i = 0; i < connections->len; i++)
    socket_io_connection_abort (g_ptr_array_index (connections, i));
}

/* --- namespaces ----------------------------------------------------------- */

static void
namespace_made (SocketIoNamespace *nsp, SocketIoServer *self)
{
  if (strcmp (socket_io_namespace_get_name (nsp), "/") != 0)
    g_signal_emit (self, signals[NEW_NAMESPACE], 0, nsp);
}

static void
main_connection_cb (SocketIoNamespace *nsp, SocketIoSocket *socket, SocketIoServer *self)
{
  g_signal_emit (self, signals[CONNECTION], 0, socket);
}

static void
main_server_side_event_cb (SocketIoNamespace *nsp, SocketIoEvent *event, SocketIoServer *self)
{
  g_signal_emit (self, signals[SERVER_SIDE_EVENT],
                 g_quark_try_string (socket_io_event_get_name (event)), event);
}

/* --- the object ----------------------------------------------------------- */

static void
socket_io_server_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((SocketIoServerProperty) property_id) {
  case PROP_OPTIONS:
    g_value_set_object (value, SOCKET_IO_SERVER (object)->options);
    break;
  }
}

static void
socket_io_server_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch ((SocketIoServerProperty) property_id) {
  case PROP_OPTIONS:
    SOCKET_IO_SERVER (object)->options = g_value_dup_object (value);
    break;
  }
}

static void
socket_io_server_constructed (GObject *object)
{
  SocketIoServer *self = SOCKET_IO_SERVER (object);

  G_OBJECT_CLASS (socket_io_server_parent_class)->constructed (object);

  if (self->options == NULL)
    self->options = socket_io_server_options_new ();

  self->engine = engine_io_server_new (ENGINE_IO_SERVER_OPTIONS (self->options));
  g_signal_connect (self->engine, "connection", G_CALLBACK (engine_connection_cb), self);
  g_signal_connect (self->engine, "connection-error", G_CALLBACK (engine_connection_error_cb),
                    self);

  self->main_namespace = socket_io_namespaces_of (self->namespaces, "/");
  g_signal_connect (self->main_namespace, "connection", G_CALLBACK (main_connection_cb), self);
  g_signal_connect (self->main_namespace, "server-side-event",
                    G_CALLBACK (main_server_side_event_cb), self);
}

static void
socket_io_server_dispose (GObject *object)
{
  SocketIoServer *self = SOCKET_IO_SERVER (object);

  if (self->engine != NULL) {
    g_signal_handlers_disconnect_by_data (self->engine, self);
    abort_connections (self);
  }
  if (self->main_namespace != NULL)
    g_signal_handlers_disconnect_by_data (self->main_namespace, self);
  self->main_namespace = NULL;
  socket_io_namespaces_remove_all (self->namespaces);
  g_clear_object (&self->engine);
  g_clear_object (&self->parser);
  g_clear_object (&self->reader);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (socket_io_server_parent_class)->dispose (object);
}

static void
socket_io_server_finalize (GObject *object)
{
  SocketIoServer *self = SOCKET_IO_SERVER (object);

  g_hash_table_unref (self->connections);
  socket_io_namespaces_free (self->namespaces);

  G_OBJECT_CLASS (socket_io_server_parent_class)->finalize (object);
}

static void
socket_io_server_class_init (SocketIoServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_server_get_property;
  object_class->set_property = socket_io_server_set_property;
  object_class->constructed = socket_io_server_constructed;
  object_class->dispose = socket_io_server_dispose;
  object_class->finalize = socket_io_server_finalize;

  /**
   * SocketIoServer:options: (getter get_options)
   *
   * How it answers.
   */
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, SOCKET_IO_TYPE_SERVER_OPTIONS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * SocketIoServer::connection:
   * @self: a server
   * @socket: who has joined the main namespace
   *
   * A client is in, and knows it ("connection" in JavaScript).
   */
  signals[CONNECTION] = g_signal_new ("connection", SOCKET_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_SOCKET);
  /**
   * SocketIoServer::server-side-event:
   * @self: a server
   * @event: what was emitted
   *
   * Another process has emitted an event to the main namespace of the servers
   * ("serverSideEmit" in JavaScript); its name is the signal's detail.
   */
  signals[SERVER_SIDE_EVENT] =
    g_signal_new ("server-side-event", SOCKET_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
  /**
   * SocketIoServer::new-namespace:
   * @self: a server
   * @nsp: a namespace
   *
   * There is a namespace that was not there ("new_namespace" in JavaScript).
   */
  signals[NEW_NAMESPACE] =
    g_signal_new ("new-namespace", SOCKET_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, SOCKET_IO_TYPE_NAMESPACE);
  /**
   * SocketIoServer::connection-error:
   * @self: a server
   * @message: a request
   * @code: why it was refused
   * @text: that in words
   *
   * A request was refused before there was a connection ("connection_error" of the engine in
   * JavaScript).
   */
  signals[CONNECTION_ERROR] =
    g_signal_new ("connection-error", SOCKET_IO_TYPE_SERVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, SOUP_TYPE_SERVER_MESSAGE, ENGINE_IO_TYPE_SERVER_ERROR,
                  G_TYPE_STRING);
}

static void
socket_io_server_init (SocketIoServer *self)
{
  self->namespaces = socket_io_namespaces_new (self, namespace_made);
  self->connections =
    g_hash_table_new_full (NULL, NULL, (GDestroyNotify) socket_io_connection_unref, NULL);
}

/**
 * socket_io_server_new:
 * @options: (nullable): how to answer; %NULL for the defaults
 *
 * Makes a server that listens nowhere yet; it belongs to the thread-default main context.  Unlike
 * the one in JavaScript it does not serve the client's code to browsers.
 *
 * Returns: (transfer full): the server
 */
SocketIoServer *
socket_io_server_new (SocketIoServerOptions *options)
{
  return g_object_new (SOCKET_IO_TYPE_SERVER, "options", options, NULL);
}

/**
 * socket_io_server_get_options:
 * @self: a server
 *
 * Returns: (transfer none): how it answers
 */
SocketIoServerOptions *
socket_io_server_get_options (SocketIoServer *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);

  return self->options;
}

/**
 * socket_io_server_get_engine:
 * @self: a server
 *
 * Gets what is below, for the hooks and headers of HTTP ("io.engine" in JavaScript).
 *
 * Returns: (transfer none): the Engine.IO server
 */
EngineIoServer *
socket_io_server_get_engine (SocketIoServer *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);

  return self->engine;
}

/**
 * socket_io_server_attach:
 * @self: a server
 * @http: an HTTP server, which may have other things to serve
 *
 * Answers requests for the path of the options on @http.  That remains the caller's: it listens
 * where it is told to, and goes on when this server is closed or dropped.
 */
void
socket_io_server_attach (SocketIoServer *self, SoupServer *http)
{
  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  engine_io_server_attach (self->engine, http);
}

/**
 * socket_io_server_listen:
 * @self: a server
 * @address: (nullable): an IP address of this computer, "localhost", or the path of a Unix socket
 *   that is to be made; %NULL for all addresses
 * @port: a port; 0 takes one that is free
 * @certificate: (nullable): for TLS
 * @error: return location for an error
 *
 * Listens with an HTTP server of its own; may be called for several ports.
 *
 * Returns: whether it listens; %FALSE with the %G_IO_ERROR of the socket, as
 *   %G_IO_ERROR_ADDRESS_IN_USE
 */
gboolean
socket_io_server_listen (SocketIoServer *self,
                         const char *address,
                         guint port,
                         GTlsCertificate *certificate,
                         GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), FALSE);

  return engine_io_server_listen (self->engine, address, port, certificate, error);
}

/**
 * socket_io_server_get_port:
 * @self: a server
 *
 * Returns: the port on which it listens, or the HTTP server that it is attached to: the first one
 *   if there are several; 0 if there is none
 */
guint
socket_io_server_get_port (SocketIoServer *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), 0);

  return engine_io_server_get_port (self->engine);
}

/**
 * socket_io_server_of:
 * @self: a server
 * @name: a name; "/" stands before it if it does not begin with that
 *
 * Gets the namespace of that name.  It is made if it is not there, as a child if the pattern of a
 * parent matches.
 *
 * Returns: (transfer none): the namespace
 */
SocketIoNamespace *
socket_io_server_of (SocketIoServer *self, const char *name)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (*name != '/')
    name = path = g_strconcat ("/", name, NULL);

  return socket_io_namespaces_of (self->namespaces, name);
}

/**
 * socket_io_server_of_pattern:
 * @self: a server
 * @pattern: what the names of its children match
 *
 * Makes a parent namespace: when a client asks for a namespace that is not there, and its name
 * matches, it is made.
 *
 * Returns: (transfer none): the parent
 */
SocketIoNamespace *
socket_io_server_of_pattern (SocketIoServer *self, GRegex *pattern)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);
  g_return_val_if_fail (pattern != NULL, NULL);

  return socket_io_namespaces_add_parent (self->namespaces, pattern, NULL, NULL, NULL);
}

/**
 * socket_io_server_of_func:
 * @self: a server
 * @func: (scope notified) (closure user_data) (destroy destroy): asked about names
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Makes a parent namespace: when a client asks for a namespace that is not there, and @func lets
 * it pass, it is made.
 *
 * Returns: (transfer none): the parent
 */
SocketIoNamespace *
socket_io_server_of_func (SocketIoServer *self,
                          SocketIoNamespaceFunc func,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  return socket_io_namespaces_add_parent (self->namespaces, NULL, func, user_data, destroy);
}

/**
 * socket_io_server_get_namespace:
 * @self: a server
 * @name: what clients call it
 *
 * Returns: (transfer none) (nullable): the namespace of that name, if it is there
 */
SocketIoNamespace *
socket_io_server_get_namespace (SocketIoServer *self, const char *name)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return socket_io_namespaces_get (self->namespaces, name);
}

/**
 * socket_io_server_use:
 * @self: a server
 * @func: (scope notified) (closure user_data) (destroy destroy): asked about everybody who wants
 *   to join
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Adds a middleware to the main namespace; see [method@SocketIo.Namespace.use].
 */
void
socket_io_server_use (SocketIoServer *self,
                      SocketIoMiddlewareFunc func,
                      gpointer user_data,
                      GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  socket_io_namespace_use (self->main_namespace, func, user_data, destroy);
}

/**
 * socket_io_server_emit:
 * @self: a server
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 *
 * Emits an event to everybody in the main namespace ("io.emit" in JavaScript).
 *
 * Returns: whether it could be encoded
 */
gboolean
socket_io_server_emit (SocketIoServer *self, const char *event, JsonArray *arguments)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), FALSE);

  return socket_io_namespace_emit (self->main_namespace, event, arguments);
}

/**
 * socket_io_server_send:
 * @self: a server
 * @arguments: (nullable) (transfer none): what to send
 *
 * Emits the event "message" to everybody in the main namespace.
 *
 * Returns: whether it could be encoded
 */
gboolean
socket_io_server_send (SocketIoServer *self, JsonArray *arguments)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), FALSE);

  return socket_io_namespace_send (self->main_namespace, arguments);
}

/**
 * socket_io_server_broadcast:
 * @self: a server
 *
 * Begins a chain that means everybody in the main namespace.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_server_broadcast (SocketIoServer *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);

  return socket_io_namespace_broadcast (self->main_namespace);
}

/**
 * socket_io_server_to:
 * @self: a server
 * @room: a room of the main namespace
 *
 * Begins a chain that means everybody in @room ("io.to" in JavaScript).
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_server_to (SocketIoServer *self, const char *room)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);

  return socket_io_namespace_to (self->main_namespace, room);
}

/**
 * socket_io_server_in:
 * @self: a server
 * @room: a room of the main namespace
 *
 * Begins a chain that means everybody in @room, as [method@SocketIo.Server.to] does.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_server_in (SocketIoServer *self, const char *room)
{
  return socket_io_server_to (self, room);
}

/**
 * socket_io_server_except:
 * @self: a server
 * @room: a room of the main namespace
 *
 * Begins a chain that means everybody who is not in @room.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_server_except (SocketIoServer *self, const char *room)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), NULL);

  return socket_io_namespace_except (self->main_namespace, room);
}

/**
 * socket_io_server_fetch_sockets_async:
 * @self: a server
 * @cancellable: (nullable): gives up
 * @callback: (scope async) (closure user_data): called when they are known
 * @user_data: for @callback
 *
 * Asks all processes who is in the main namespace ("io.fetchSockets" in JavaScript).
 */
void
socket_io_server_fetch_sockets_async (SocketIoServer *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (SocketIoBroadcast) everybody = NULL;
  GTask *task = NULL;

  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  everybody = socket_io_server_broadcast (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_server_fetch_sockets_async);
  socket_io_broadcast_take_fetch (everybody, task);
}

/**
 * socket_io_server_fetch_sockets_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends asking who is in it.
 *
 * Returns: (transfer container) (nullable) (element-type SocketIoRemoteSocket): who is there
 */
GPtrArray *
socket_io_server_fetch_sockets_finish (SocketIoServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * socket_io_server_sockets_join:
 * @self: a server
 * @room: a room of the main namespace
 *
 * Puts everybody in the main namespace into @room ("io.socketsJoin" in JavaScript).
 */
void
socket_io_server_sockets_join (SocketIoServer *self, const char *room)
{
  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  socket_io_namespace_sockets_join (self->main_namespace, room);
}

/**
 * socket_io_server_sockets_leave:
 * @self: a server
 * @room: a room of the main namespace
 *
 * Takes everybody in the main namespace out of @room ("io.socketsLeave" in JavaScript).
 */
void
socket_io_server_sockets_leave (SocketIoServer *self, const char *room)
{
  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  socket_io_namespace_sockets_leave (self->main_namespace, room);
}

/**
 * socket_io_server_disconnect_sockets:
 * @self: a server
 * @close: whether to close their connections, with whatever other namespaces they are in
 *
 * Makes everybody in the main namespace leave ("io.disconnectSockets" in JavaScript).
 */
void
socket_io_server_disconnect_sockets (SocketIoServer *self, gboolean close)
{
  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  socket_io_namespace_disconnect_sockets (self->main_namespace, close);
}

/**
 * socket_io_server_server_side_emit:
 * @self: a server
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @error: return location for an error
 *
 * Emits an event to the main namespaces of all other processes ("io.serverSideEmit" in
 * JavaScript); see [method@SocketIo.Namespace.server_side_emit].
 *
 * Returns: whether it could be sent; %FALSE with a %SOCKET_IO_ERROR_ENCODE if the name is reserved
 */
gboolean
socket_io_server_server_side_emit (SocketIoServer *self,
                                   const char *event,
                                   JsonArray *arguments,
                                   GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER (self), FALSE);

  return socket_io_namespace_server_side_emit (self->main_namespace, event, arguments, error);
}

static void
engine_did_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (engine_io_server_close_finish (ENGINE_IO_SERVER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * socket_io_server_close_async:
 * @self: a server
 * @drain_ms: how long what is queued may take to go out, in milliseconds
 * @cancellable: (nullable): waits no longer
 * @callback: (scope async) (closure user_data): called when it is closed
 * @user_data: for @callback
 *
 * Takes nobody in any more, tells every socket "server shutting down", lets what is queued go out,
 * and closes all connections.  Clients that can will try to come back.
 */
void
socket_io_server_close_async (SocketIoServer *self,
                              guint drain_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (SOCKET_IO_IS_SERVER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_server_close_async);
  close_connections (self);
  socket_io_namespaces_close_adapters (self->namespaces);
  engine_io_server_close_async (self->engine, drain_ms, cancellable, engine_did_close, task);
}

/**
 * socket_io_server_close_finish:
 * @self: a server
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends closing.
 *
 * Returns: whether everything could go out; if not, the server is closed all the same
 */
gboolean
socket_io_server_close_finish (SocketIoServer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static SocketIoParser *
make_parser (SocketIoServer *self)
{
  SocketIoParser *parser =
    g_object_new (socket_io_server_options_get_parser_type (self->options), NULL);

  socket_io_parser_set_max_attachments (parser, socket_io_server_options_get_max_attachments (
                                                  self->options));

  return parser;
}

/**
 * socket_io_server_get_parser: (skip)
 * @self: a server
 *
 * Returns: (transfer none): what encodes packets for everybody
 */
SocketIoParser *
socket_io_server_get_parser (SocketIoServer *self)
{
  if (self->parser == NULL)
    self->parser = make_parser (self);

  return self->parser;
}

/**
 * socket_io_server_take_reader: (skip)
 * @self: a server
 *
 * Returns: (transfer full): what reads a packet, and waits for nothing
 */
SocketIoParser *
socket_io_server_take_reader (SocketIoServer *self)
{
  return self->reader != NULL ? g_steal_pointer (&self->reader) : make_parser (self);
}

/**
 * socket_io_server_give_reader: (skip)
 * @self: a server
 * @reader: (transfer full): one that has read a packet whole
 */
void
socket_io_server_give_reader (SocketIoServer *self, SocketIoParser *reader)
{
  g_clear_object (&self->reader);
  self->reader = reader;
}

/**
 * socket_io_server_get_namespaces: (skip)
 * @self: a server
 *
 * Returns: (transfer none): those that there are, and that may be
 */
SocketIoNamespaces *
socket_io_server_get_namespaces (SocketIoServer *self)
{
  return self->namespaces;
}
