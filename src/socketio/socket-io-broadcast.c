/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The chain: steps that gather who is meant, and ends that hand it to the adapter.
 * It holds nothing but that, so an end may be used more than once.
 *
 * Asking everybody takes two answers of the adapter, which come in any order: how
 * many processes there are, and, through the replies, what they say.
 */
#include "socket-io-broadcast.h"

#include "socket-io-adapter.h"
#include "socket-io-error.h"

struct _SocketIoBroadcast {
  GObject parent_instance;

  SocketIoAdapter *adapter;
  SocketIoBroadcastOptions *options;
};

G_DEFINE_FINAL_TYPE (SocketIoBroadcast, socket_io_broadcast, G_TYPE_OBJECT)

static SocketIoPacket *
make_packet (SocketIoBroadcast *self,
             const char *event,
             JsonArray *arguments,
             SocketIoAttachments *attachments,
             GError **error)
{
  SocketIoNamespace *nsp = socket_io_adapter_get_namespace (self->adapter);

  if (nsp == NULL) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "The namespace is gone");
    return NULL;
  }

  return socket_io_packet_new_event (socket_io_namespace_get_name (nsp), event, arguments,
                                     attachments, error);
}

/* --- asking everybody ----------------------------------------------------- */

static void
ask_did_count (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SocketIoReplies) replies = user_data;
  GError *error = NULL;
  guint n_servers =
    socket_io_adapter_server_count_finish (SOCKET_IO_ADAPTER (source), result, &error);

  if (error == NULL)
    socket_io_replies_set_n_servers (replies, n_servers);
  else
    socket_io_replies_abandon (replies, error);
}

static gboolean
ask (SocketIoBroadcast *self, SocketIoPacket *packet, SocketIoReplies *replies, GError **error)
{
  if (!socket_io_adapter_broadcast_for_replies (self->adapter, packet, self->options, replies,
                                                error))
    return FALSE;

  /* The others are not asked, and will not say how many they are. */
  if (self->options->local)
    socket_io_replies_set_n_servers (replies, 1);
  else
    socket_io_adapter_server_count_async (self->adapter, NULL, ask_did_count,
                                          g_object_ref (replies));

  return TRUE;
}

static void
fetch_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GPtrArray *sockets =
    socket_io_adapter_fetch_sockets_finish (SOCKET_IO_ADAPTER (source), result, &error);

  if (sockets != NULL)
    g_task_return_pointer (task, sockets, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
socket_io_broadcast_dispose (GObject *object)
{
  SocketIoBroadcast *self = SOCKET_IO_BROADCAST (object);

  g_clear_object (&self->adapter);

  G_OBJECT_CLASS (socket_io_broadcast_parent_class)->dispose (object);
}

static void
socket_io_broadcast_finalize (GObject *object)
{
  SocketIoBroadcast *self = SOCKET_IO_BROADCAST (object);

  g_clear_pointer (&self->options, socket_io_broadcast_options_free);

  G_OBJECT_CLASS (socket_io_broadcast_parent_class)->finalize (object);
}

static void
socket_io_broadcast_class_init (SocketIoBroadcastClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = socket_io_broadcast_dispose;
  G_OBJECT_CLASS (klass)->finalize = socket_io_broadcast_finalize;
}

static void
socket_io_broadcast_init (SocketIoBroadcast *self)
{
  self->options = socket_io_broadcast_options_new ();
}

/**
 * socket_io_broadcast_new:
 * @adapter: a namespace's adapter
 *
 * Makes a chain that means everybody in the namespace.
 *
 * Returns: (transfer full): the chain
 */
SocketIoBroadcast *
socket_io_broadcast_new (SocketIoAdapter *adapter)
{
  SocketIoBroadcast *self = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ADAPTER (adapter), NULL);

  self = g_object_new (SOCKET_IO_TYPE_BROADCAST, NULL);
  self->adapter = g_object_ref (adapter);

  return self;
}

/**
 * socket_io_broadcast_to:
 * @self: a chain
 * @room: a room
 *
 * Means the members of @room, and of the other rooms that were named.
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_to (SocketIoBroadcast *self, const char *room)
{
  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), NULL);
  g_return_val_if_fail (room != NULL, self);

  socket_io_broadcast_options_add_room (self->options, room);

  return self;
}

/**
 * socket_io_broadcast_in:
 * @self: a chain
 * @room: a room
 *
 * The same as [method@SocketIo.Broadcast.to].
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_in (SocketIoBroadcast *self, const char *room)
{
  return socket_io_broadcast_to (self, room);
}

/**
 * socket_io_broadcast_except:
 * @self: a chain
 * @room: a room
 *
 * Means nobody who is in @room.
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_except (SocketIoBroadcast *self, const char *room)
{
  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), NULL);
  g_return_val_if_fail (room != NULL, self);

  socket_io_broadcast_options_add_except (self->options, room);

  return self;
}

/**
 * socket_io_broadcast_local:
 * @self: a chain
 *
 * Means sockets of this process only.
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_local (SocketIoBroadcast *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), NULL);

  self->options->local = TRUE;

  return self;
}

/**
 * socket_io_broadcast_volatile:
 * @self: a chain
 *
 * Lets an event be lost where it cannot leave at once: where others wait before it, or no poll
 * waits for it.
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_volatile (SocketIoBroadcast *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), NULL);

  self->options->flags |= SOCKET_IO_EMIT_VOLATILE;

  return self;
}

/**
 * socket_io_broadcast_compress:
 * @self: a chain
 * @compress: whether to compress an event where it can be
 *
 * Says whether an event is worth compressing; it is, if nothing is said.
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_compress (SocketIoBroadcast *self, gboolean compress)
{
  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), NULL);

  if (compress)
    self->options->flags &= ~(guint) SOCKET_IO_EMIT_NO_COMPRESS;
  else
    self->options->flags |= SOCKET_IO_EMIT_NO_COMPRESS;

  return self;
}

/**
 * socket_io_broadcast_timeout:
 * @self: a chain
 * @timeout_ms: milliseconds; 0 for as long as it takes
 *
 * Says how long [method@SocketIo.Broadcast.emit_async] waits for acknowledgements.
 *
 * Returns: (transfer none): @self
 */
SocketIoBroadcast *
socket_io_broadcast_timeout (SocketIoBroadcast *self, guint timeout_ms)
{
  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), NULL);

  self->options->timeout_ms = timeout_ms;

  return self;
}

/**
 * socket_io_broadcast_emit:
 * @self: a chain
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 *
 * Emits an event to all who are meant.
 *
 * Returns: whether it could be sent; if not, nobody got it
 */
gboolean
socket_io_broadcast_emit (SocketIoBroadcast *self, const char *event, JsonArray *arguments)
{
  g_autoptr (GError) error = NULL;

  if (socket_io_broadcast_emit_full (self, event, arguments, NULL, &error))
    return TRUE;

  if (error != NULL)
    g_debug ("“%s” was not emitted: %s", event, error->message);
  return FALSE;
}

/**
 * socket_io_broadcast_send:
 * @self: a chain
 * @arguments: (nullable) (transfer none): what to send
 *
 * Emits the event "message".
 *
 * Returns: whether it could be sent; if not, nobody got it
 */
gboolean
socket_io_broadcast_send (SocketIoBroadcast *self, JsonArray *arguments)
{
  return socket_io_broadcast_emit (self, "message", arguments);
}

/**
 * socket_io_broadcast_emit_full:
 * @self: a chain
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @attachments: (nullable) (transfer none): the bytes for placeholders in @arguments
 * @error: return location for an error
 *
 * Emits an event to all who are meant.  It is encoded once, however many they are.
 *
 * Returns: whether it could be sent; if not, nobody got it, and @error is a
 *   %SOCKET_IO_ERROR_ENCODE, or a %SOCKET_IO_ERROR_DISCONNECTED if the server is gone
 */
gboolean
socket_io_broadcast_emit_full (SocketIoBroadcast *self,
                               const char *event,
                               JsonArray *arguments,
                               SocketIoAttachments *attachments,
                               GError **error)
{
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (SocketIoBroadcast) alive = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_BROADCAST (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments), FALSE);

  packet = make_packet (self, event, arguments, attachments, error);
  if (packet == NULL)
    return FALSE;

  alive = g_object_ref (self);

  return socket_io_adapter_broadcast (self->adapter, packet, self->options, error);
}

/**
 * socket_io_broadcast_emit_async:
 * @self: a chain
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @attachments: (nullable) (transfer none): the bytes for placeholders in @arguments
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when all have acknowledged, or will not
 * @user_data: for @callback
 *
 * Emits an event to all who are meant, and waits for each of them to acknowledge it, for as long
 * as [method@SocketIo.Broadcast.timeout] says.
 */
void
socket_io_broadcast_emit_async (SocketIoBroadcast *self,
                                const char *event,
                                JsonArray *arguments,
                                SocketIoAttachments *attachments,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SocketIoPacket) packet = NULL;
  SocketIoReplies *replies = NULL;
  GError *error = NULL;

  g_return_if_fail (SOCKET_IO_IS_BROADCAST (self));
  g_return_if_fail (event != NULL);
  g_return_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments));

  replies = socket_io_replies_new ();
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_broadcast_emit_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, replies, g_object_unref);

  packet = make_packet (self, event, arguments, attachments, &error);
  if (packet == NULL || !ask (self, packet, replies, &error)) {
    g_task_return_error (task, error);
    return;
  }

  socket_io_replies_take_wait (replies, self->options->timeout_ms, g_steal_pointer (&task));
}

/**
 * socket_io_broadcast_emit_finish:
 * @self: a chain
 * @result: what the callback was given
 * @attachments: (out) (optional) (nullable) (transfer full): binary parts of the answers
 * @partial: (out) (optional) (nullable) (transfer full): if not all have acknowledged, what those
 *   have said who did
 * @error: return location for an error
 *
 * Ends waiting for acknowledgements.  Where nobody was meant there is nothing to wait for, and the
 * list is empty.
 *
 * Returns: (transfer full) (nullable): the first argument of each answer, or %NULL with a
 *   %SOCKET_IO_ERROR_TIMED_OUT or %SOCKET_IO_ERROR_DISCONNECTED if not all have given one
 */
JsonArray *
socket_io_broadcast_emit_finish (SocketIoBroadcast *self,
                                 GAsyncResult *result,
                                 SocketIoAttachments **attachments,
                                 JsonArray **partial,
                                 GError **error)
{
  SocketIoReplies *replies = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  replies = g_task_get_task_data (G_TASK (result));
  if (attachments != NULL) {
    *attachments = socket_io_replies_get_attachments (replies);
    if (*attachments != NULL)
      g_object_ref (*attachments);
  }

  return socket_io_replies_end_wait (replies, G_TASK (result), partial, error);
}

/**
 * socket_io_broadcast_fetch_sockets_async:
 * @self: a chain
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when they are known
 * @user_data: for @callback
 *
 * Asks every process for the sockets that are meant.
 */
void
socket_io_broadcast_fetch_sockets_async (SocketIoBroadcast *self,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (SOCKET_IO_IS_BROADCAST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_broadcast_fetch_sockets_async);
  socket_io_broadcast_take_fetch (self, task);
}

/**
 * socket_io_broadcast_fetch_sockets_finish:
 * @self: a chain
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends asking for sockets.
 *
 * Returns: (transfer container) (nullable) (element-type SocketIoRemoteSocket): the sockets
 */
GPtrArray *
socket_io_broadcast_fetch_sockets_finish (SocketIoBroadcast *self,
                                          GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * socket_io_broadcast_sockets_join:
 * @self: a chain
 * @room: a room
 *
 * Puts all who are meant into a room.
 */
void
socket_io_broadcast_sockets_join (SocketIoBroadcast *self, const char *room)
{
  const char *const rooms[] = { room, NULL };

  g_return_if_fail (SOCKET_IO_IS_BROADCAST (self));
  g_return_if_fail (room != NULL);

  socket_io_adapter_sockets_join (self->adapter, self->options, rooms);
}

/**
 * socket_io_broadcast_sockets_leave:
 * @self: a chain
 * @room: a room
 *
 * Takes all who are meant out of a room.
 */
void
socket_io_broadcast_sockets_leave (SocketIoBroadcast *self, const char *room)
{
  const char *const rooms[] = { room, NULL };

  g_return_if_fail (SOCKET_IO_IS_BROADCAST (self));
  g_return_if_fail (room != NULL);

  socket_io_adapter_sockets_leave (self->adapter, self->options, rooms);
}

/**
 * socket_io_broadcast_disconnect_sockets:
 * @self: a chain
 * @close: whether their sessions end, for all namespaces
 *
 * Disconnects all who are meant.
 */
void
socket_io_broadcast_disconnect_sockets (SocketIoBroadcast *self, gboolean close)
{
  g_return_if_fail (SOCKET_IO_IS_BROADCAST (self));

  socket_io_adapter_disconnect_sockets (self->adapter, self->options, close);
}

/**
 * socket_io_broadcast_take_fetch: (skip)
 * @self: a chain
 * @task: (transfer full): who asks
 *
 * Asks every process for the sockets that are meant, for somebody who has this chain do it.
 */
void
socket_io_broadcast_take_fetch (SocketIoBroadcast *self, GTask *task)
{
  /* An adapter may look at the options until it is done. */
  g_task_set_task_data (task, g_object_ref (self), g_object_unref);
  socket_io_adapter_fetch_sockets_async (self->adapter, self->options,
                                         g_task_get_cancellable (task), fetch_did_end, task);
}
