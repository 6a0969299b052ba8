/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sockets of a namespace that this process has, their rooms, and what is done
 * to many of them at once.
 *
 * A broadcast is encoded before anybody gets it, so that it goes to all or fails
 * for all; one recipient more costs a look at its mark and one call.  Listeners
 * of sockets and of these signals may change anything meanwhile: who is meant
 * stands before the first is told, and who has gone since is passed over.
 *
 * An adapter that reaches other processes overrides what it hands on:
 *
 *   broadcast (packet, options)
 *     unless options.local: publish both
 *     call the parent's broadcast            this process's own sockets
 *   when another process publishes: call the parent's broadcast, nothing else
 *
 * and so on for each entry of the class.
 */
#include "socket-io-adapter.h"

#include "socket-io-error.h"
#include "socket-io-outgoing.h"
#include "socket-io-rooms.h"
#include "socket-io-server.h"

typedef struct {
  SocketIoNamespace *nsp; /* weak */
  SocketIoRooms *rooms;
} SocketIoAdapterPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SocketIoAdapter, socket_io_adapter, G_TYPE_OBJECT)

typedef enum {
  PROP_NAMESPACE = 1,
} SocketIoAdapterProperty;

static GParamSpec *properties[PROP_NAMESPACE + 1];

enum { CREATE_ROOM, DELETE_ROOM, JOIN_ROOM, LEAVE_ROOM, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Those that wait for the answers to one question. */
typedef struct {
  SocketIoAdapter *adapter;
  gint64 id;
} Asked;

static SocketIoAdapterPrivate *
get_private (SocketIoAdapter *self)
{
  return socket_io_adapter_get_instance_private (self);
}

static SocketIoRoomMember *
get_member (SocketIoSocket *socket)
{
  return *socket_io_socket_get_membership (socket);
}

/* --- rooms ---------------------------------------------------------------- */

static void
report_room (SocketIoAdapter *self, guint signal, const char *room)
{
  if (g_signal_has_handler_pending (self, signals[signal], 0, TRUE))
    g_signal_emit (self, signals[signal], 0, room);
}

static void
report_member (SocketIoAdapter *self, guint signal, const char *room, SocketIoSocket *socket)
{
  if (g_signal_has_handler_pending (self, signals[signal], 0, TRUE))
    g_signal_emit (self, signals[signal], 0, room, socket_io_socket_get_id (socket));
}

static gboolean
wants_leaving (SocketIoAdapter *self)
{
  return g_signal_has_handler_pending (self, signals[LEAVE_ROOM], 0, TRUE) ||
         g_signal_has_handler_pending (self, signals[DELETE_ROOM], 0, TRUE);
}

static void
join (SocketIoAdapter *self, SocketIoSocket *socket, const char *const *rooms)
{
  SocketIoAdapterPrivate *priv = get_private (self);
  gpointer *member = socket_io_socket_get_membership (socket);

  if (*member == NULL)
    *member = socket_io_rooms_add (priv->rooms, socket);

  /* Whoever hears of one room may take the socket out of all. */
  for (guint i = 0; rooms[i] != NULL && *member != NULL; i++) {
    SocketIoRoomsChange change = socket_io_rooms_join (priv->rooms, *member, rooms[i]);

    if (change == SOCKET_IO_ROOMS_ROOM)
      report_room (self, CREATE_ROOM, rooms[i]);
    if (change != SOCKET_IO_ROOMS_UNCHANGED)
      report_member (self, JOIN_ROOM, rooms[i], socket);
  }
}

static void
leave (SocketIoAdapter *self, SocketIoSocket *socket, const char *room)
{
  SocketIoRoomMember *member = get_member (socket);
  SocketIoRoomsChange change = SOCKET_IO_ROOMS_UNCHANGED;

  if (member == NULL)
    return;

  change = socket_io_rooms_leave (get_private (self)->rooms, member, room);
  if (change != SOCKET_IO_ROOMS_UNCHANGED)
    report_member (self, LEAVE_ROOM, room, socket);
  if (change == SOCKET_IO_ROOMS_ROOM)
    report_room (self, DELETE_ROOM, room);
}

static void
leave_all (SocketIoAdapter *self, SocketIoSocket *socket)
{
  SocketIoAdapterPrivate *priv = get_private (self);
  gpointer *member = socket_io_socket_get_membership (socket);

  if (*member != NULL && wants_leaving (self)) {
    g_auto (GStrv) rooms = socket_io_rooms_dup_names_of (priv->rooms, *member);

    for (guint i = 0; rooms[i] != NULL; i++)
      leave (self, socket, rooms[i]);
  }
  if (*member != NULL)
    socket_io_rooms_remove (priv->rooms, g_steal_pointer (member));
}

/* --- what is done to many ------------------------------------------------- */

static void
begin (SocketIoAdapter *self,
       SocketIoRoomsTargets *targets,
       const SocketIoBroadcastOptions *options)
{
  socket_io_rooms_begin (get_private (self)->rooms, targets, options->rooms, options->except);
}

/* Those that are connected: a socket may be in rooms before its namespace lets it in. */
static SocketIoSocket *
next_connected (SocketIoRoomsTargets *targets)
{
  SocketIoSocket *socket = NULL;

  do
    socket = socket_io_rooms_next (targets);
  while (socket != NULL && !socket_io_socket_get_connected (socket));

  return socket;
}

static SocketIoOutgoing *
encode (SocketIoAdapter *self,
        SocketIoPacket *packet,
        const SocketIoBroadcastOptions *options,
        GError **error)
{
  SocketIoNamespace *nsp = get_private (self)->nsp;
  SocketIoServer *server = nsp != NULL ? socket_io_namespace_get_server (nsp) : NULL;

  if (server == NULL) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "The namespace is gone");
    return NULL;
  }

  return socket_io_outgoing_new (socket_io_server_get_parser (server), packet,
                                 socket_io_emit_flags_to_engine (options->flags), error);
}

static gboolean
broadcast (SocketIoAdapter *self,
           SocketIoPacket *packet,
           const SocketIoBroadcastOptions *options,
           GError **error)
{
  g_autoptr (SocketIoAdapter) alive = g_object_ref (self);
  g_autoptr (SocketIoOutgoing) outgoing = encode (self, packet, options, error);
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  if (outgoing == NULL)
    return FALSE;

  begin (self, &targets, options);
  while ((socket = socket_io_rooms_next (&targets)) != NULL)
    socket_io_socket_deliver (socket, outgoing, options->flags);

  return TRUE;
}

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  g_object_unref (asked->adapter);
  g_free (asked);
}

static void
replies_abandoned_cb (SocketIoReplies *replies, gpointer data)
{
  Asked *asked = data;
  g_autoptr (SocketIoBroadcastOptions) everybody = socket_io_broadcast_options_new ();
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  begin (asked->adapter, &targets, everybody);
  while ((socket = socket_io_rooms_next (&targets)) != NULL)
    socket_io_socket_forget_reply (socket, asked->id);
}

static gboolean
broadcast_for_replies (SocketIoAdapter *self,
                       SocketIoPacket *packet,
                       const SocketIoBroadcastOptions *options,
                       SocketIoReplies *replies,
                       GError **error)
{
  g_autoptr (SocketIoAdapter) alive = g_object_ref (self);
  g_autoptr (SocketIoOutgoing) outgoing = NULL;
  SocketIoNamespace *nsp = get_private (self)->nsp;
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;
  Asked *asked = NULL;
  guint n_asked = 0;

  /* Each process counts for itself. */
  if (nsp != NULL)
    packet->id = socket_io_namespace_next_ack_id (nsp);
  outgoing = encode (self, packet, options, error);
  if (outgoing == NULL)
    return FALSE;

  asked = g_new0 (Asked, 1);
  asked->adapter = g_object_ref (self);
  asked->id = packet->id;
  g_signal_connect_data (replies, "abandoned", G_CALLBACK (replies_abandoned_cb), asked, asked_free,
                         0);

  begin (self, &targets, options);
  while ((socket = next_connected (&targets)) != NULL) {
    n_asked++;
    socket_io_socket_expect_reply (socket, asked->id, replies);
    socket_io_socket_deliver (socket, outgoing, options->flags);
  }
  socket_io_replies_expect (replies, n_asked);

  return TRUE;
}

static void
sockets_join (SocketIoAdapter *self,
              const SocketIoBroadcastOptions *options,
              const char *const *rooms)
{
  g_autoptr (SocketIoAdapter) alive = g_object_ref (self);
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  begin (self, &targets, options);
  while ((socket = next_connected (&targets)) != NULL) {
    g_autoptr (SocketIoSocket) held = g_object_ref (socket);

    socket_io_adapter_join (self, held, rooms);
  }
}

static void
sockets_leave (SocketIoAdapter *self,
               const SocketIoBroadcastOptions *options,
               const char *const *rooms)
{
  g_autoptr (SocketIoAdapter) alive = g_object_ref (self);
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  begin (self, &targets, options);
  while ((socket = next_connected (&targets)) != NULL) {
    g_autoptr (SocketIoSocket) held = g_object_ref (socket);

    for (guint i = 0; rooms[i] != NULL; i++)
      socket_io_adapter_leave (self, held, rooms[i]);
  }
}

static void
disconnect_sockets (SocketIoAdapter *self, const SocketIoBroadcastOptions *options, gboolean close)
{
  g_autoptr (SocketIoAdapter) alive = g_object_ref (self);
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  begin (self, &targets, options);
  while ((socket = next_connected (&targets)) != NULL) {
    g_autoptr (SocketIoSocket) held = g_object_ref (socket);

    socket_io_socket_disconnect (held, close);
  }
}

/* --- what other processes would have a part in ---------------------------- */

static void
server_count_async (SocketIoAdapter *self,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, server_count_async);
  g_task_return_int (task, 1);
}

static guint
server_count_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  gssize n_servers = g_task_propagate_int (G_TASK (result), error);

  return n_servers > 0 ? (guint) n_servers : 0;
}

static SocketIoRemoteSocket *
describe (SocketIoAdapter *self, SocketIoSocket *socket)
{
  g_auto (GStrv) rooms = socket_io_adapter_dup_socket_rooms (self, socket);

  return socket_io_remote_socket_new (self, socket_io_socket_get_id (socket),
                                      socket_io_socket_get_handshake (socket),
                                      (const char *const *) rooms,
                                      socket_io_socket_get_data (socket));
}

static void
fetch_sockets_async (SocketIoAdapter *self,
                     const SocketIoBroadcastOptions *options,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  g_task_set_source_tag (task, fetch_sockets_async);

  begin (self, &targets, options);
  while ((socket = next_connected (&targets)) != NULL)
    g_ptr_array_add (sockets, describe (self, socket));

  g_task_return_pointer (task, g_steal_pointer (&sockets), (GDestroyNotify) g_ptr_array_unref);
}

static GPtrArray *
fetch_sockets_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
server_side_emit (SocketIoAdapter *self,
                  const char *event,
                  JsonArray *arguments,
                  SocketIoReplies *replies,
                  GError **error)
{
  return TRUE;
}

static void
persist_session (SocketIoAdapter *self, SocketIoSession *session)
{
}

static void
restore_session_async (SocketIoAdapter *self,
                       const char *pid,
                       const char *offset,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, restore_session_async);
  g_task_return_pointer (task, NULL, NULL);
}

static SocketIoSession *
restore_session_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
close_adapter (SocketIoAdapter *self)
{
}

static void
socket_io_adapter_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  SocketIoAdapter *self = SOCKET_IO_ADAPTER (object);

  switch ((SocketIoAdapterProperty) property_id) {
  case PROP_NAMESPACE:
    g_value_set_object (value, get_private (self)->nsp);
    break;
  }
}

static void
socket_io_adapter_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SocketIoAdapterPrivate *priv = get_private (SOCKET_IO_ADAPTER (object));

  switch ((SocketIoAdapterProperty) property_id) {
  case PROP_NAMESPACE:
    g_set_weak_pointer (&priv->nsp, g_value_get_object (value));
    break;
  }
}

static void
socket_io_adapter_dispose (GObject *object)
{
  SocketIoAdapter *self = SOCKET_IO_ADAPTER (object);
  SocketIoAdapterPrivate *priv = get_private (self);
  g_autoptr (SocketIoBroadcastOptions) everybody = socket_io_broadcast_options_new ();
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  /* Sockets may live on: they must not look for rooms that are gone. */
  begin (self, &targets, everybody);
  while ((socket = socket_io_rooms_next (&targets)) != NULL)
    socket_io_rooms_remove (priv->rooms,
                            g_steal_pointer (socket_io_socket_get_membership (socket)));
  g_clear_weak_pointer (&priv->nsp);

  G_OBJECT_CLASS (socket_io_adapter_parent_class)->dispose (object);
}

static void
socket_io_adapter_finalize (GObject *object)
{
  g_clear_pointer (&get_private (SOCKET_IO_ADAPTER (object))->rooms, socket_io_rooms_free);

  G_OBJECT_CLASS (socket_io_adapter_parent_class)->finalize (object);
}

static void
install_signals (void)
{
  /**
   * SocketIoAdapter::create-room:
   * @self: an adapter
   * @room: a room
   *
   * A first socket of this process joins @room.
   */
  signals[CREATE_ROOM] =
    g_signal_new ("create-room", SOCKET_IO_TYPE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * SocketIoAdapter::delete-room:
   * @self: an adapter
   * @room: a room
   *
   * The last socket of this process has left @room.
   */
  signals[DELETE_ROOM] =
    g_signal_new ("delete-room", SOCKET_IO_TYPE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * SocketIoAdapter::join-room:
   * @self: an adapter
   * @room: a room
   * @id: a socket's id
   *
   * A socket of this process has joined @room.
   */
  signals[JOIN_ROOM] =
    g_signal_new ("join-room", SOCKET_IO_TYPE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  /**
   * SocketIoAdapter::leave-room:
   * @self: an adapter
   * @room: a room
   * @id: a socket's id
   *
   * A socket of this process has left @room.
   */
  signals[LEAVE_ROOM] =
    g_signal_new ("leave-room", SOCKET_IO_TYPE_ADAPTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE,
                  G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
socket_io_adapter_class_init (SocketIoAdapterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_adapter_get_property;
  object_class->set_property = socket_io_adapter_set_property;
  object_class->dispose = socket_io_adapter_dispose;
  object_class->finalize = socket_io_adapter_finalize;

  klass->server_count_async = server_count_async;
  klass->server_count_finish = server_count_finish;
  klass->join = join;
  klass->leave = leave;
  klass->leave_all = leave_all;
  klass->broadcast = broadcast;
  klass->broadcast_for_replies = broadcast_for_replies;
  klass->fetch_sockets_async = fetch_sockets_async;
  klass->fetch_sockets_finish = fetch_sockets_finish;
  klass->sockets_join = sockets_join;
  klass->sockets_leave = sockets_leave;
  klass->disconnect_sockets = disconnect_sockets;
  klass->server_side_emit = server_side_emit;
  klass->persist_session = persist_session;
  klass->restore_session_async = restore_session_async;
  klass->restore_session_finish = restore_session_finish;
  klass->close = close_adapter;

  /**
   * SocketIoAdapter:namespace:
   *
   * The namespace whose sockets these are; it owns its adapter.
   */
  properties[PROP_NAMESPACE] =
    g_param_spec_object ("namespace", NULL, NULL, SOCKET_IO_TYPE_NAMESPACE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  install_signals ();
}

static void
socket_io_adapter_init (SocketIoAdapter *self)
{
  get_private (self)->rooms = socket_io_rooms_new ();
}

/**
 * socket_io_adapter_get_namespace:
 * @self: an adapter
 *
 * Gets the namespace whose sockets these are.
 *
 * Returns: (transfer none) (nullable): the namespace, or %NULL if it is gone
 */
SocketIoNamespace *
socket_io_adapter_get_namespace (SocketIoAdapter *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), NULL);

  return get_private (self)->nsp;
}

/**
 * socket_io_adapter_server_count_async:
 * @self: an adapter
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when the number is known
 * @user_data: for @callback
 *
 * Counts the processes that this adapter reaches, this one included.
 */
void
socket_io_adapter_server_count_async (SocketIoAdapter *self,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));

  SOCKET_IO_ADAPTER_GET_CLASS (self)->server_count_async (self, cancellable, callback, user_data);
}

/**
 * socket_io_adapter_server_count_finish:
 * @self: an adapter
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends counting.
 *
 * Returns: how many there are; 0 with @error
 */
guint
socket_io_adapter_server_count_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), 0);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), 0);

  return SOCKET_IO_ADAPTER_GET_CLASS (self)->server_count_finish (self, result, error);
}

/**
 * socket_io_adapter_join:
 * @self: an adapter
 * @socket: a socket of this process
 * @rooms: (array zero-terminated=1): rooms
 *
 * Puts a socket into rooms; it may not be connected yet.
 */
void
socket_io_adapter_join (SocketIoAdapter *self, SocketIoSocket *socket, const char *const *rooms)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (SOCKET_IO_IS_SOCKET (socket));
  g_return_if_fail (rooms != NULL);

  SOCKET_IO_ADAPTER_GET_CLASS (self)->join (self, socket, rooms);
}

/**
 * socket_io_adapter_leave:
 * @self: an adapter
 * @socket: a socket of this process
 * @room: a room
 *
 * Takes a socket out of a room.
 */
void
socket_io_adapter_leave (SocketIoAdapter *self, SocketIoSocket *socket, const char *room)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (SOCKET_IO_IS_SOCKET (socket));
  g_return_if_fail (room != NULL);

  SOCKET_IO_ADAPTER_GET_CLASS (self)->leave (self, socket, room);
}

/**
 * socket_io_adapter_leave_all:
 * @self: an adapter
 * @socket: a socket of this process
 *
 * Takes a socket out of all rooms: it is not one of everybody any more.
 */
void
socket_io_adapter_leave_all (SocketIoAdapter *self, SocketIoSocket *socket)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (SOCKET_IO_IS_SOCKET (socket));

  SOCKET_IO_ADAPTER_GET_CLASS (self)->leave_all (self, socket);
}

/**
 * socket_io_adapter_broadcast:
 * @self: an adapter
 * @packet: an event without an id
 * @options: who is meant
 * @error: return location for an error
 *
 * Sends an event to all who are meant.
 *
 * Returns: whether it could be sent; if not, nobody got it
 */
gboolean
socket_io_adapter_broadcast (SocketIoAdapter *self,
                             SocketIoPacket *packet,
                             const SocketIoBroadcastOptions *options,
                             GError **error)
{
  g_autoptr (SocketIoAdapter) alive = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), FALSE);
  g_return_val_if_fail (packet != NULL && options != NULL, FALSE);

  alive = g_object_ref (self);

  return SOCKET_IO_ADAPTER_GET_CLASS (self)->broadcast (self, packet, options, error);
}

/**
 * socket_io_adapter_broadcast_for_replies:
 * @self: an adapter
 * @packet: an event; each process gives it an id of its own
 * @options: who is meant
 * @replies: where the answers go
 * @error: return location for an error
 *
 * Sends an event to all who are meant, and lets them answer.
 *
 * Returns: whether it could be sent; if not, nobody got it
 */
gboolean
socket_io_adapter_broadcast_for_replies (SocketIoAdapter *self,
                                         SocketIoPacket *packet,
                                         const SocketIoBroadcastOptions *options,
                                         SocketIoReplies *replies,
                                         GError **error)
{
  g_autoptr (SocketIoAdapter) alive = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), FALSE);
  g_return_val_if_fail (packet != NULL && options != NULL, FALSE);
  g_return_val_if_fail (SOCKET_IO_IS_REPLIES (replies), FALSE);

  alive = g_object_ref (self);

  return SOCKET_IO_ADAPTER_GET_CLASS (self)->broadcast_for_replies (self, packet, options, replies,
                                                                    error);
}

/**
 * socket_io_adapter_fetch_sockets_async:
 * @self: an adapter
 * @options: who is meant
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks every process for the sockets that are meant.
 */
void
socket_io_adapter_fetch_sockets_async (SocketIoAdapter *self,
                                       const SocketIoBroadcastOptions *options,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (options != NULL);

  SOCKET_IO_ADAPTER_GET_CLASS (self)->fetch_sockets_async (self, options, cancellable, callback,
                                                           user_data);
}

/**
 * socket_io_adapter_fetch_sockets_finish:
 * @self: an adapter
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends asking.
 *
 * Returns: (transfer container) (nullable) (element-type SocketIoRemoteSocket): the sockets
 */
GPtrArray *
socket_io_adapter_fetch_sockets_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return SOCKET_IO_ADAPTER_GET_CLASS (self)->fetch_sockets_finish (self, result, error);
}

/**
 * socket_io_adapter_sockets_join:
 * @self: an adapter
 * @options: who is meant
 * @rooms: (array zero-terminated=1): rooms
 *
 * Puts all who are meant into rooms.
 */
void
socket_io_adapter_sockets_join (SocketIoAdapter *self,
                                const SocketIoBroadcastOptions *options,
                                const char *const *rooms)
{
  g_autoptr (SocketIoAdapter) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (options != NULL && rooms != NULL);

  alive = g_object_ref (self);
  SOCKET_IO_ADAPTER_GET_CLASS (self)->sockets_join (self, options, rooms);
}

/**
 * socket_io_adapter_sockets_leave:
 * @self: an adapter
 * @options: who is meant
 * @rooms: (array zero-terminated=1): rooms
 *
 * Takes all who are meant out of rooms.
 */
void
socket_io_adapter_sockets_leave (SocketIoAdapter *self,
                                 const SocketIoBroadcastOptions *options,
                                 const char *const *rooms)
{
  g_autoptr (SocketIoAdapter) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (options != NULL && rooms != NULL);

  alive = g_object_ref (self);
  SOCKET_IO_ADAPTER_GET_CLASS (self)->sockets_leave (self, options, rooms);
}

/**
 * socket_io_adapter_disconnect_sockets:
 * @self: an adapter
 * @options: who is meant
 * @close: whether their sessions end, for all namespaces
 *
 * Disconnects all who are meant.
 */
void
socket_io_adapter_disconnect_sockets (SocketIoAdapter *self,
                                      const SocketIoBroadcastOptions *options,
                                      gboolean close)
{
  g_autoptr (SocketIoAdapter) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (options != NULL);

  alive = g_object_ref (self);
  SOCKET_IO_ADAPTER_GET_CLASS (self)->disconnect_sockets (self, options, close);
}

/**
 * socket_io_adapter_server_side_emit:
 * @self: an adapter
 * @event: an event's name
 * @arguments: (nullable): what goes with it
 * @replies: (nullable): where the answers go: one of each other process that has been counted
 * @error: return location for an error
 *
 * Emits an event to the namespaces of the same name in the other processes.
 *
 * Returns: whether it could be sent
 */
gboolean
socket_io_adapter_server_side_emit (SocketIoAdapter *self,
                                    const char *event,
                                    JsonArray *arguments,
                                    SocketIoReplies *replies,
                                    GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (replies == NULL || SOCKET_IO_IS_REPLIES (replies), FALSE);

  return SOCKET_IO_ADAPTER_GET_CLASS (self)->server_side_emit (self, event, arguments, replies,
                                                               error);
}

/**
 * socket_io_adapter_persist_session:
 * @self: an adapter
 * @session: what is left of a socket whose connection broke
 *
 * Keeps a session for a while, if this adapter can.
 */
void
socket_io_adapter_persist_session (SocketIoAdapter *self, SocketIoSession *session)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (session != NULL);

  SOCKET_IO_ADAPTER_GET_CLASS (self)->persist_session (self, session);
}

/**
 * socket_io_adapter_restore_session_async:
 * @self: an adapter
 * @pid: a session's private id
 * @offset: (nullable): the last event that the client has got, or %NULL if it has got none
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when the session is found, or is not
 * @user_data: for @callback
 *
 * Looks for a session, and for what it has missed since @offset.
 */
void
socket_io_adapter_restore_session_async (SocketIoAdapter *self,
                                         const char *pid,
                                         const char *offset,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));
  g_return_if_fail (pid != NULL);

  SOCKET_IO_ADAPTER_GET_CLASS (self)->restore_session_async (self, pid, offset, cancellable,
                                                             callback, user_data);
}

/**
 * socket_io_adapter_restore_session_finish:
 * @self: an adapter
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends looking for a session.
 *
 * Returns: (transfer full) (nullable): the session, which is not kept any more, or %NULL if there
 *   is none (then @error is not set), or it could not be looked for
 */
SocketIoSession *
socket_io_adapter_restore_session_finish (SocketIoAdapter *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return SOCKET_IO_ADAPTER_GET_CLASS (self)->restore_session_finish (self, result, error);
}

/**
 * socket_io_adapter_close:
 * @self: an adapter
 *
 * Lets go of what reaches other processes.
 */
void
socket_io_adapter_close (SocketIoAdapter *self)
{
  g_return_if_fail (SOCKET_IO_IS_ADAPTER (self));

  SOCKET_IO_ADAPTER_GET_CLASS (self)->close (self);
}

/**
 * socket_io_adapter_dup_rooms:
 * @self: an adapter
 *
 * Lists the rooms that sockets of this process are in.
 *
 * Returns: (transfer full) (array zero-terminated=1): the rooms' names
 */
char **
socket_io_adapter_dup_rooms (SocketIoAdapter *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), NULL);

  return socket_io_rooms_dup_names (get_private (self)->rooms);
}

/**
 * socket_io_adapter_dup_socket_rooms:
 * @self: an adapter
 * @socket: a socket of this process
 *
 * Lists the rooms that a socket is in.
 *
 * Returns: (transfer full) (array zero-terminated=1): the rooms' names
 */
char **
socket_io_adapter_dup_socket_rooms (SocketIoAdapter *self, SocketIoSocket *socket)
{
  SocketIoRoomMember *member = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), NULL);
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (socket), NULL);

  member = get_member (socket);
  if (member == NULL)
    return g_new0 (char *, 1);

  return socket_io_rooms_dup_names_of (get_private (self)->rooms, member);
}

/**
 * socket_io_adapter_is_member:
 * @self: an adapter
 * @socket: a socket of this process
 * @room: a room
 *
 * Returns: whether @socket is in @room
 */
gboolean
socket_io_adapter_is_member (SocketIoAdapter *self, SocketIoSocket *socket, const char *room)
{
  SocketIoRoomMember *member = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), FALSE);
  g_return_val_if_fail (SOCKET_IO_IS_SOCKET (socket), FALSE);
  g_return_val_if_fail (room != NULL, FALSE);

  member = get_member (socket);

  return member != NULL && socket_io_rooms_is_member (get_private (self)->rooms, member, room);
}

/**
 * socket_io_adapter_get_room_size:
 * @self: an adapter
 * @room: a room
 *
 * Counts the sockets of this process in a room.
 *
 * Returns: how many there are
 */
guint
socket_io_adapter_get_room_size (SocketIoAdapter *self, const char *room)
{
  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), 0);
  g_return_val_if_fail (room != NULL, 0);

  return socket_io_rooms_get_size (get_private (self)->rooms, room);
}

/**
 * socket_io_adapter_dup_sockets:
 * @self: an adapter
 * @options: who is meant
 *
 * Lists the sockets of this process that are meant.
 *
 * Returns: (transfer container) (element-type SocketIoSocket): the sockets
 */
GPtrArray *
socket_io_adapter_dup_sockets (SocketIoAdapter *self, const SocketIoBroadcastOptions *options)
{
  GPtrArray *sockets = NULL;
  SocketIoRoomsTargets targets;
  SocketIoSocket *socket = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (self), NULL);
  g_return_val_if_fail (options != NULL, NULL);

  sockets = g_ptr_array_new_with_free_func (g_object_unref);
  begin (self, &targets, options);
  while ((socket = next_connected (&targets)) != NULL)
    g_ptr_array_add (sockets, g_object_ref (socket));

  return sockets;
}
