/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A namespace: its sockets by their ids, the middleware that lets them in, and what
 * is said to all of them, which is the adapter's work.
 *
 * The server owns its namespaces, and sockets keep theirs.  A child of a parent
 * namespace is like any other, but asks its parent's middleware first, and what it
 * reports is reported by its parent, too.
 */
#include "socket-io-namespace.h"

#include "socket-io-adapter.h"
#include "socket-io-broadcast.h"
#include "socket-io-error.h"
#include "socket-io-event.h"
#include "socket-io-middleware.h"
#include "socket-io-namespaces.h"
#include "socket-io-parent-adapter.h"

#include <string.h>

struct _SocketIoNamespace {
  GObject parent_instance;

  char *name;
  SocketIoServer *server; /* not owned; NULL once it has let go */
  SocketIoAdapter *adapter;
  SocketIoNamespace *parent; /* nullable */
  GPtrArray *children;       /* not owned; NULL unless it is a parent */

  GHashTable *sockets;   /* id -> SocketIoSocket, which has the id */
  GPtrArray *middleware; /* SocketIoMiddleware */
  guint n_joining;
  gint64 next_ack_id;
};

G_DEFINE_FINAL_TYPE (SocketIoNamespace, socket_io_namespace, G_TYPE_OBJECT)

typedef enum {
  PROP_NAME = 1,
  PROP_SERVER,
} SocketIoNamespaceProperty;

static GParamSpec *properties[PROP_SERVER + 1];

enum { CONNECTION, SERVER_SIDE_EVENT, N_SIGNALS };

static guint signals[N_SIGNALS];

/* A child that nobody is in, and nobody is about to join, may not be needed any more. */
static void
leave_if_empty (SocketIoNamespace *self)
{
  SocketIoServerOptions *options = NULL;

  if (self->server == NULL || self->parent == NULL || self->n_joining > 0 ||
      g_hash_table_size (self->sockets) > 0)
    return;

  options = socket_io_server_get_options (self->server);
  if (socket_io_server_options_get_cleanup_empty_child_namespaces (options))
    socket_io_namespaces_remove (socket_io_server_get_namespaces (self->server), self);
}

static void
socket_io_namespace_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  SocketIoNamespace *self = SOCKET_IO_NAMESPACE (object);

  switch ((SocketIoNamespaceProperty) property_id) {
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_SERVER:
    g_value_set_object (value, self->server);
    break;
  }
}

static void
socket_io_namespace_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  SocketIoNamespace *self = SOCKET_IO_NAMESPACE (object);

  switch ((SocketIoNamespaceProperty) property_id) {
  case PROP_NAME:
    self->name = g_value_dup_string (value);
    break;
  case PROP_SERVER:
    self->server = g_value_get_object (value);
    break;
  }
}

static void
socket_io_namespace_dispose (GObject *object)
{
  SocketIoNamespace *self = SOCKET_IO_NAMESPACE (object);

  socket_io_namespace_close (self);
  g_hash_table_remove_all (self->sockets);
  g_clear_object (&self->adapter);

  G_OBJECT_CLASS (socket_io_namespace_parent_class)->dispose (object);
}

static void
socket_io_namespace_finalize (GObject *object)
{
  SocketIoNamespace *self = SOCKET_IO_NAMESPACE (object);

  g_hash_table_unref (self->sockets);
  g_ptr_array_unref (self->middleware);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->name);

  G_OBJECT_CLASS (socket_io_namespace_parent_class)->finalize (object);
}

static void
socket_io_namespace_class_init (SocketIoNamespaceClass *klass)
{
  const GParamFlags flags =
    G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_namespace_get_property;
  object_class->set_property = socket_io_namespace_set_property;
  object_class->dispose = socket_io_namespace_dispose;
  object_class->finalize = socket_io_namespace_finalize;

  /**
   * SocketIoNamespace:name: (getter get_name)
   *
   * What clients call it; it begins with a slash.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "/", flags);
  /**
   * SocketIoNamespace:server: (getter get_server)
   *
   * The server it belongs to.
   */
  properties[PROP_SERVER] =
    g_param_spec_object ("server", NULL, NULL, SOCKET_IO_TYPE_SERVER, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * SocketIoNamespace::connection:
   * @self: a namespace
   * @socket: who has joined it
   *
   * A client is in, and knows it ("connection" in JavaScript).  A parent reports
   * this for each of its children; the socket knows which one it is.
   */
  signals[CONNECTION] = g_signal_new ("connection", SOCKET_IO_TYPE_NAMESPACE, G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_SOCKET);
  /**
   * SocketIoNamespace::server-side-event:
   * @self: a namespace
   * @event: what was emitted
   *
   * Another process has emitted an event to the servers ("serverSideEmit" in
   * JavaScript); its name is the signal's detail.
   */
  signals[SERVER_SIDE_EVENT] = g_signal_new ("server-side-event", SOCKET_IO_TYPE_NAMESPACE,
                                             G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL,
                                             NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
}

static void
socket_io_namespace_init (SocketIoNamespace *self)
{
  self->sockets = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->middleware = g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_middleware_unref);
}

/**
 * socket_io_namespace_get_name:
 * @self: a namespace
 *
 * Returns: what clients call it
 */
const char *
socket_io_namespace_get_name (SocketIoNamespace *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), NULL);

  return self->name;
}

/**
 * socket_io_namespace_get_server:
 * @self: a namespace
 *
 * Returns: (transfer none) (nullable): the server it belongs to, as long as that is there
 */
SocketIoServer *
socket_io_namespace_get_server (SocketIoNamespace *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), NULL);

  return self->server;
}

static GType
get_adapter_type (SocketIoNamespace *self)
{
  if (self->children != NULL)
    return SOCKET_IO_TYPE_PARENT_ADAPTER;
  if (self->server == NULL)
    return SOCKET_IO_TYPE_ADAPTER;

  return socket_io_server_options_get_adapter_type (socket_io_server_get_options (self->server));
}

/**
 * socket_io_namespace_get_adapter:
 * @self: a namespace
 *
 * Returns: (transfer none): what keeps its rooms
 */
SocketIoAdapter *
socket_io_namespace_get_adapter (SocketIoNamespace *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), NULL);

  if (self->adapter == NULL)
    self->adapter = g_object_new (get_adapter_type (self), "namespace", self, NULL);

  return self->adapter;
}

/**
 * socket_io_namespace_get_n_sockets:
 * @self: a namespace
 *
 * Returns: how many sockets of this process are in it; a parent has none of its own
 */
guint
socket_io_namespace_get_n_sockets (SocketIoNamespace *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), 0);

  return g_hash_table_size (self->sockets);
}

/**
 * socket_io_namespace_get_socket:
 * @self: a namespace
 * @id: a socket's id
 *
 * Returns: (transfer none) (nullable): the socket with that id, if it is in it, and in this
 *   process
 */
SocketIoSocket *
socket_io_namespace_get_socket (SocketIoNamespace *self, const char *id)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return g_hash_table_lookup (self->sockets, id);
}

/**
 * socket_io_namespace_dup_sockets:
 * @self: a namespace
 *
 * Returns: (transfer container) (element-type SocketIoSocket): the sockets of this process that
 *   are in it
 */
GPtrArray *
socket_io_namespace_dup_sockets (SocketIoNamespace *self)
{
  GPtrArray *sockets = NULL;
  GHashTableIter iter;
  gpointer socket = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), NULL);

  sockets = g_ptr_array_new_full (g_hash_table_size (self->sockets), g_object_unref);
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, NULL, &socket))
    g_ptr_array_add (sockets, g_object_ref (socket));

  return sockets;
}

/**
 * socket_io_namespace_use:
 * @self: a namespace
 * @func: (scope notified) (closure user_data) (destroy destroy): asked about everybody who wants
 *   to join
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Adds a middleware.  All of them are asked about each client that wants to join, in the order in
 * which they were added; those of a parent come first.  They need not answer at once.  What one
 * refuses with, [method@EngineIo.Next.refuse], the client hears as "connect_error" (CONNECT_ERROR
 * in the Socket.IO protocol, "Connection to a namespace").
 */
void
socket_io_namespace_use (SocketIoNamespace *self,
                         SocketIoMiddlewareFunc func,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_NAMESPACE (self));
  g_return_if_fail (func != NULL);

  g_ptr_array_add (self->middleware, socket_io_middleware_new (func, user_data, destroy));
}

/**
 * socket_io_namespace_emit:
 * @self: a namespace
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 *
 * Emits an event to everybody in it ("io.of (name).emit" in JavaScript).
 *
 * Returns: whether it could be encoded
 */
gboolean
socket_io_namespace_emit (SocketIoNamespace *self, const char *event, JsonArray *arguments)
{
  g_autoptr (SocketIoBroadcast) everybody = socket_io_namespace_broadcast (self);

  return everybody != NULL && socket_io_broadcast_emit (everybody, event, arguments);
}

/**
 * socket_io_namespace_send:
 * @self: a namespace
 * @arguments: (nullable) (transfer none): what to send
 *
 * Emits the event "message" to everybody in it.
 *
 * Returns: whether it could be encoded
 */
gboolean
socket_io_namespace_send (SocketIoNamespace *self, JsonArray *arguments)
{
  return socket_io_namespace_emit (self, "message", arguments);
}

/**
 * socket_io_namespace_broadcast:
 * @self: a namespace
 *
 * Begins a chain that means everybody in it.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_namespace_broadcast (SocketIoNamespace *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), NULL);

  return socket_io_broadcast_new (socket_io_namespace_get_adapter (self));
}

/**
 * socket_io_namespace_to:
 * @self: a namespace
 * @room: a room
 *
 * Begins a chain that means everybody in @room.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_namespace_to (SocketIoNamespace *self, const char *room)
{
  SocketIoBroadcast *broadcast = NULL;

  g_return_val_if_fail (room != NULL, NULL);

  broadcast = socket_io_namespace_broadcast (self);
  if (broadcast != NULL)
    socket_io_broadcast_to (broadcast, room);

  return broadcast;
}

/**
 * socket_io_namespace_in:
 * @self: a namespace
 * @room: a room
 *
 * Begins a chain that means everybody in @room, as [method@SocketIo.Namespace.to] does.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_namespace_in (SocketIoNamespace *self, const char *room)
{
  return socket_io_namespace_to (self, room);
}

/**
 * socket_io_namespace_except:
 * @self: a namespace
 * @room: a room
 *
 * Begins a chain that means everybody who is not in @room.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_namespace_except (SocketIoNamespace *self, const char *room)
{
  SocketIoBroadcast *broadcast = NULL;

  g_return_val_if_fail (room != NULL, NULL);

  broadcast = socket_io_namespace_broadcast (self);
  if (broadcast != NULL)
    socket_io_broadcast_except (broadcast, room);

  return broadcast;
}

/**
 * socket_io_namespace_fetch_sockets_async:
 * @self: a namespace
 * @cancellable: (nullable): gives up
 * @callback: (scope async) (closure user_data): called when they are known
 * @user_data: for @callback
 *
 * Asks all processes who is in it ("fetchSockets" in JavaScript).
 */
void
socket_io_namespace_fetch_sockets_async (SocketIoNamespace *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (SocketIoBroadcast) everybody = NULL;
  GTask *task = NULL;

  g_return_if_fail (SOCKET_IO_IS_NAMESPACE (self));

  everybody = socket_io_namespace_broadcast (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_namespace_fetch_sockets_async);
  socket_io_broadcast_take_fetch (everybody, task);
}

/**
 * socket_io_namespace_fetch_sockets_finish:
 * @self: a namespace
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends asking who is in it.
 *
 * Returns: (transfer container) (nullable) (element-type SocketIoRemoteSocket): who is in it
 */
GPtrArray *
socket_io_namespace_fetch_sockets_finish (SocketIoNamespace *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * socket_io_namespace_sockets_join:
 * @self: a namespace
 * @room: a room
 *
 * Puts everybody in it into @room, in all processes ("socketsJoin" in JavaScript).
 */
void
socket_io_namespace_sockets_join (SocketIoNamespace *self, const char *room)
{
  g_autoptr (SocketIoBroadcast) everybody = socket_io_namespace_broadcast (self);

  if (everybody != NULL)
    socket_io_broadcast_sockets_join (everybody, room);
}

/**
 * socket_io_namespace_sockets_leave:
 * @self: a namespace
 * @room: a room
 *
 * Takes everybody in it out of @room, in all processes ("socketsLeave" in JavaScript).
 */
void
socket_io_namespace_sockets_leave (SocketIoNamespace *self, const char *room)
{
  g_autoptr (SocketIoBroadcast) everybody = socket_io_namespace_broadcast (self);

  if (everybody != NULL)
    socket_io_broadcast_sockets_leave (everybody, room);
}

/**
 * socket_io_namespace_disconnect_sockets:
 * @self: a namespace
 * @close: whether to close their connections, with whatever other namespaces they are in
 *
 * Makes everybody in it leave, in all processes ("disconnectSockets" in JavaScript).
 */
void
socket_io_namespace_disconnect_sockets (SocketIoNamespace *self, gboolean close)
{
  g_autoptr (SocketIoBroadcast) everybody = socket_io_namespace_broadcast (self);

  if (everybody != NULL)
    socket_io_broadcast_disconnect_sockets (everybody, close);
}

/* These are what a namespace itself reports, in JavaScript. */
static gboolean
check_server_side_name (const char *event, GError **error)
{
  const char *const reserved[] = { "connect", "connection", "new_namespace", NULL };

  if (!g_strv_contains (reserved, event))
    return TRUE;

  g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE, "The event name “%s” is reserved",
               event);
  return FALSE;
}

/**
 * socket_io_namespace_server_side_emit:
 * @self: a namespace
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @error: return location for an error
 *
 * Emits an event to the namespaces of the same name in all other processes, not to clients: there
 * it is a [signal@SocketIo.Namespace::server-side-event].  A server that is alone has no others.
 *
 * Returns: whether it could be sent; %FALSE with a %SOCKET_IO_ERROR_ENCODE if the name is reserved
 */
gboolean
socket_io_namespace_server_side_emit (SocketIoNamespace *self,
                                      const char *event,
                                      JsonArray *arguments,
                                      GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_NAMESPACE (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  return check_server_side_name (event, error) &&
         socket_io_adapter_server_side_emit (socket_io_namespace_get_adapter (self), event,
                                             arguments, NULL, error);
}

/*
 * Emitting to the other processes and waiting for all of them: count -> emit -> wait
 */
typedef struct {
  char *event;
  JsonArray *arguments;
  guint timeout_ms;
  SocketIoReplies *replies;
} ServerSideEmit;

static void
server_side_emit_free (ServerSideEmit *emit)
{
  g_clear_pointer (&emit->arguments, json_array_unref);
  g_clear_object (&emit->replies);
  g_free (emit->event);
  g_free (emit);
}

static void
server_side_emit_did_count (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ServerSideEmit *emit = g_task_get_task_data (task);
  SocketIoAdapter *adapter = SOCKET_IO_ADAPTER (source);
  GError *error = NULL;
  guint n_servers = socket_io_adapter_server_count_finish (adapter, result, &error);

  if (n_servers == 0) {
    g_task_return_error (task, error);
    return;
  }

  socket_io_replies_set_n_servers (emit->replies, 1);
  socket_io_replies_expect (emit->replies, n_servers - 1);
  if (socket_io_adapter_server_side_emit (adapter, emit->event, emit->arguments, emit->replies,
                                          &error))
    socket_io_replies_take_wait (emit->replies, emit->timeout_ms, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * socket_io_namespace_server_side_emit_async:
 * @self: a namespace
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @timeout_ms: how long to wait for the answers; 0 for as long as it takes
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async) (closure user_data): called when all have answered, or why they did not
 * @user_data: for @callback
 *
 * Emits an event to the namespaces of the same name in all other processes, and waits until each
 * has acknowledged it.
 */
void
socket_io_namespace_server_side_emit_async (SocketIoNamespace *self,
                                            const char *event,
                                            JsonArray *arguments,
                                            guint timeout_ms,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ServerSideEmit *emit = NULL;
  GError *error = NULL;

  g_return_if_fail (SOCKET_IO_IS_NAMESPACE (self));
  g_return_if_fail (event != NULL);

  emit = g_new0 (ServerSideEmit, 1);
  emit->event = g_strdup (event);
  emit->arguments = arguments != NULL ? json_array_ref (arguments) : NULL;
  emit->timeout_ms = timeout_ms;
  emit->replies = socket_io_replies_new ();

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_namespace_server_side_emit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, emit, (GDestroyNotify) server_side_emit_free);

  if (check_server_side_name (event, &error))
    socket_io_adapter_server_count_async (socket_io_namespace_get_adapter (self), cancellable,
                                          server_side_emit_did_count, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * socket_io_namespace_server_side_emit_finish:
 * @self: a namespace
 * @result: what the callback was given
 * @partial: (out) (optional) (nullable) (transfer full): if not all have answered, the answers
 *   that came
 * @error: return location for an error
 *
 * Ends waiting for the other processes.
 *
 * Returns: (transfer full) (nullable): the first argument of each answer
 */
JsonArray *
socket_io_namespace_server_side_emit_finish (SocketIoNamespace *self,
                                             GAsyncResult *result,
                                             JsonArray **partial,
                                             GError **error)
{
  ServerSideEmit *emit = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  emit = g_task_get_task_data (G_TASK (result));

  return socket_io_replies_end_wait (emit->replies, G_TASK (result), partial, error);
}

/**
 * socket_io_namespace_new: (skip)
 * @server: who owns it, and is not owned
 * @name: what clients call it
 *
 * Returns: (transfer full): a namespace that nobody is in
 */
SocketIoNamespace *
socket_io_namespace_new (SocketIoServer *server, const char *name)
{
  return g_object_new (SOCKET_IO_TYPE_NAMESPACE, "server", server, "name", name, NULL);
}

/**
 * socket_io_namespace_make_parent: (skip)
 * @self: a new namespace
 *
 * Makes it one that only stands for others.
 */
void
socket_io_namespace_make_parent (SocketIoNamespace *self)
{
  g_assert (self->adapter == NULL);

  self->children = g_ptr_array_new ();
}

/**
 * socket_io_namespace_set_parent: (skip)
 * @self: a new namespace
 * @parent: whose child it is
 */
void
socket_io_namespace_set_parent (SocketIoNamespace *self, SocketIoNamespace *parent)
{
  g_assert (self->parent == NULL && parent->children != NULL);

  self->parent = g_object_ref (parent);
  g_ptr_array_add (parent->children, self);
}

/**
 * socket_io_namespace_get_children: (skip)
 * @self: a parent namespace
 *
 * Returns: (transfer none) (element-type SocketIoNamespace): those it stands for
 */
GPtrArray *
socket_io_namespace_get_children (SocketIoNamespace *self)
{
  return self->children;
}

/**
 * socket_io_namespace_close: (skip)
 * @self: a namespace
 *
 * Cuts its ties, because the server has let go of it.
 */
void
socket_io_namespace_close (SocketIoNamespace *self)
{
  if (self->adapter != NULL && self->server != NULL)
    socket_io_adapter_close (self->adapter);
  self->server = NULL;
  if (self->parent != NULL)
    g_ptr_array_remove (self->parent->children, self);
  g_clear_object (&self->parent);
}

static void
add_middleware (GPtrArray *chain, SocketIoNamespace *nsp)
{
  for (guint i = 0; i < nsp->middleware->len; i++)
    g_ptr_array_add (chain, socket_io_middleware_ref (g_ptr_array_index (nsp->middleware, i)));
}

/**
 * socket_io_namespace_dup_middleware: (skip)
 * @self: a namespace
 *
 * Returns: (transfer full) (nullable): the SocketIoMiddleware to be asked, in this order; %NULL if
 *   there is none
 */
GPtrArray *
socket_io_namespace_dup_middleware (SocketIoNamespace *self)
{
  GPtrArray *chain = NULL;

  if (self->middleware->len == 0 && (self->parent == NULL || self->parent->middleware->len == 0))
    return NULL;

  chain = g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_middleware_unref);
  if (self->parent != NULL)
    add_middleware (chain, self->parent);
  add_middleware (chain, self);

  return chain;
}

/**
 * socket_io_namespace_begin_join: (skip)
 * @self: a namespace that somebody wants to join
 */
void
socket_io_namespace_begin_join (SocketIoNamespace *self)
{
  self->n_joining++;
}

/**
 * socket_io_namespace_end_join: (skip)
 * @self: a namespace that somebody has joined, or will not join
 */
void
socket_io_namespace_end_join (SocketIoNamespace *self)
{
  self->n_joining--;
  leave_if_empty (self);
}

/**
 * socket_io_namespace_add: (skip)
 * @self: a namespace
 * @socket: who is let in
 */
void
socket_io_namespace_add (SocketIoNamespace *self, SocketIoSocket *socket)
{
  g_hash_table_replace (self->sockets, (char *) socket_io_socket_get_id (socket),
                        g_object_ref (socket));
}

/**
 * socket_io_namespace_announce: (skip)
 * @self: a namespace
 * @socket: who is in it now
 *
 * Reports the connection.
 */
void
socket_io_namespace_announce (SocketIoNamespace *self, SocketIoSocket *socket)
{
  if (self->parent != NULL)
    g_signal_emit (self->parent, signals[CONNECTION], 0, socket);
  g_signal_emit (self, signals[CONNECTION], 0, socket);
}

/**
 * socket_io_namespace_remove: (skip)
 * @self: a namespace
 * @socket: who has left it
 */
void
socket_io_namespace_remove (SocketIoNamespace *self, SocketIoSocket *socket)
{
  const char *id = socket_io_socket_get_id (socket);

  if (g_hash_table_lookup (self->sockets, id) != socket)
    return;

  g_hash_table_remove (self->sockets, id);
  leave_if_empty (self);
}

/**
 * socket_io_namespace_next_ack_id: (skip)
 * @self: a namespace
 *
 * Returns: an id for a packet that is to be acknowledged
 */
gint64
socket_io_namespace_next_ack_id (SocketIoNamespace *self)
{
  return self->next_ack_id++;
}

/**
 * socket_io_namespace_take_server_side_event: (skip)
 * @self: a namespace
 * @event: what another process has emitted
 *
 * Reports the event.
 */
void
socket_io_namespace_take_server_side_event (SocketIoNamespace *self, SocketIoEvent *event)
{
  /* Names from elsewhere are not to fill the table of quarks. */
  GQuark name = g_quark_try_string (socket_io_event_get_name (event));

  if (self->parent != NULL)
    g_signal_emit (self->parent, signals[SERVER_SIDE_EVENT], name, event);
  g_signal_emit (self, signals[SERVER_SIDE_EVENT], name, event);
}
