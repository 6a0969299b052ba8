/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of a socket that may be anywhere.  It is reached by the room that
 * it is alone in, the one of its id.
 */
#include "socket-io-remote-socket.h"

#include "socket-io-adapter.h"

struct _SocketIoRemoteSocket {
  GObject parent_instance;

  SocketIoAdapter *adapter;
  char *id;
  SocketIoHandshake *handshake; /* nullable */
  char **rooms;
  JsonObject *data; /* nullable */
};

G_DEFINE_FINAL_TYPE (SocketIoRemoteSocket, socket_io_remote_socket, G_TYPE_OBJECT)

static void
socket_io_remote_socket_dispose (GObject *object)
{
  SocketIoRemoteSocket *self = SOCKET_IO_REMOTE_SOCKET (object);

  g_clear_object (&self->adapter);

  G_OBJECT_CLASS (socket_io_remote_socket_parent_class)->dispose (object);
}

static void
socket_io_remote_socket_finalize (GObject *object)
{
  SocketIoRemoteSocket *self = SOCKET_IO_REMOTE_SOCKET (object);

  g_free (self->id);
  g_clear_pointer (&self->handshake, socket_io_handshake_unref);
  g_strfreev (self->rooms);
  g_clear_pointer (&self->data, json_object_unref);

  G_OBJECT_CLASS (socket_io_remote_socket_parent_class)->finalize (object);
}

static void
socket_io_remote_socket_class_init (SocketIoRemoteSocketClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = socket_io_remote_socket_dispose;
  G_OBJECT_CLASS (klass)->finalize = socket_io_remote_socket_finalize;
}

static void
socket_io_remote_socket_init (SocketIoRemoteSocket *self)
{
}

/**
 * socket_io_remote_socket_new:
 * @adapter: what reaches it
 * @id: its id
 * @handshake: (nullable): how it came
 * @rooms: (array zero-terminated=1): the rooms that it is in
 * @data: (nullable): its data
 *
 * Describes a socket; for adapters.
 *
 * Returns: (transfer full): the description
 */
SocketIoRemoteSocket *
socket_io_remote_socket_new (SocketIoAdapter *adapter,
                             const char *id,
                             SocketIoHandshake *handshake,
                             const char *const *rooms,
                             JsonObject *data)
{
  SocketIoRemoteSocket *self = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (adapter), NULL);
  g_return_val_if_fail (id != NULL && rooms != NULL, NULL);

  self = g_object_new (SOCKET_IO_TYPE_REMOTE_SOCKET, NULL);
  self->adapter = g_object_ref (adapter);
  self->id = g_strdup (id);
  if (handshake != NULL)
    self->handshake = socket_io_handshake_ref (handshake);
  self->rooms = g_strdupv ((char **) rooms);
  if (data != NULL)
    self->data = json_object_ref (data);

  return self;
}

/**
 * socket_io_remote_socket_get_id:
 * @self: a socket
 *
 * Returns: its id
 */
const char *
socket_io_remote_socket_get_id (SocketIoRemoteSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self), NULL);

  return self->id;
}

/**
 * socket_io_remote_socket_get_handshake:
 * @self: a socket
 *
 * Returns: (transfer none) (nullable): how it came, or %NULL if its process has not said
 */
SocketIoHandshake *
socket_io_remote_socket_get_handshake (SocketIoRemoteSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self), NULL);

  return self->handshake;
}

/**
 * socket_io_remote_socket_get_rooms:
 * @self: a socket
 *
 * Returns: (transfer none) (array zero-terminated=1): the rooms that it was in
 */
const char *const *
socket_io_remote_socket_get_rooms (SocketIoRemoteSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self), NULL);

  return (const char *const *) self->rooms;
}

/**
 * socket_io_remote_socket_get_data:
 * @self: a socket
 *
 * Returns: (transfer none) (nullable): its data
 */
JsonObject *
socket_io_remote_socket_get_data (SocketIoRemoteSocket *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self), NULL);

  return self->data;
}

/**
 * socket_io_remote_socket_broadcast:
 * @self: a socket
 *
 * Makes a chain that means this one socket, to emit to it as one likes.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_remote_socket_broadcast (SocketIoRemoteSocket *self)
{
  SocketIoBroadcast *broadcast = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self), NULL);

  broadcast = socket_io_broadcast_new (self->adapter);
  socket_io_broadcast_to (broadcast, self->id);

  return broadcast;
}

/**
 * socket_io_remote_socket_emit:
 * @self: a socket
 * @event: the event's name
 * @arguments: (nullable): what to send with it
 *
 * Emits an event to it.
 *
 * Returns: whether it was sent on its way
 */
gboolean
socket_io_remote_socket_emit (SocketIoRemoteSocket *self, const char *event, JsonArray *arguments)
{
  g_autoptr (SocketIoBroadcast) broadcast = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self), FALSE);

  broadcast = socket_io_remote_socket_broadcast (self);

  return socket_io_broadcast_emit (broadcast, event, arguments);
}

/**
 * socket_io_remote_socket_join:
 * @self: a socket
 * @room: a room
 *
 * Puts it into a room.
 */
void
socket_io_remote_socket_join (SocketIoRemoteSocket *self, const char *room)
{
  g_autoptr (SocketIoBroadcast) broadcast = NULL;

  g_return_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self));

  broadcast = socket_io_remote_socket_broadcast (self);
  socket_io_broadcast_sockets_join (broadcast, room);
}

/**
 * socket_io_remote_socket_leave:
 * @self: a socket
 * @room: a room
 *
 * Takes it out of a room.
 */
void
socket_io_remote_socket_leave (SocketIoRemoteSocket *self, const char *room)
{
  g_autoptr (SocketIoBroadcast) broadcast = NULL;

  g_return_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self));

  broadcast = socket_io_remote_socket_broadcast (self);
  socket_io_broadcast_sockets_leave (broadcast, room);
}

/**
 * socket_io_remote_socket_disconnect: (skip)
 * @self: a socket
 * @close: whether its session ends, for all namespaces
 *
 * Disconnects it.
 */
void
socket_io_remote_socket_disconnect (SocketIoRemoteSocket *self, gboolean close)
{
  g_autoptr (SocketIoBroadcast) broadcast = NULL;

  g_return_if_fail (SOCKET_IO_IS_REMOTE_SOCKET (self));

  broadcast = socket_io_remote_socket_broadcast (self);
  socket_io_broadcast_disconnect_sockets (broadcast, close);
}

/**
 * socket_io_remote_socket_close:
 * @self: a socket
 * @close: whether its session ends, for all namespaces
 *
 * The same as [method@SocketIo.RemoteSocket.disconnect], whose name has another meaning in other
 * languages.
 */
void
socket_io_remote_socket_close (SocketIoRemoteSocket *self, gboolean close)
{
  socket_io_remote_socket_disconnect (self, close);
}
