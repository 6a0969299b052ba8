/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Has no sockets itself, and hands everything on to the adapters of the children.
 * Each of them encodes a packet anew, for it has another namespace in it.
 *
 * Where answers are counted, the parent counts as one more server that has asked
 * nobody: so there is at least one even without children.
 */
#include "socket-io-parent-adapter.h"

#include "socket-io-error.h"

struct _SocketIoParentAdapter {
  SocketIoAdapter parent_instance;
};

G_DEFINE_FINAL_TYPE (SocketIoParentAdapter, socket_io_parent_adapter, SOCKET_IO_TYPE_ADAPTER)

/* What all children are asked, and their answers put together. */
typedef struct {
  guint n_pending;
  guint n_servers;
  GPtrArray *sockets;
  GError *error;
} Gathering;

static void
gathering_free (Gathering *gathering)
{
  g_ptr_array_unref (gathering->sockets);
  g_clear_error (&gathering->error);
  g_free (gathering);
}

/* The children as they are now: whoever is told may change them. */
static GPtrArray *
dup_children (SocketIoAdapter *self)
{
  SocketIoNamespace *nsp = socket_io_adapter_get_namespace (self);
  GPtrArray *adapters = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *children = NULL;

  if (nsp == NULL)
    return adapters;

  children = socket_io_namespace_get_children (nsp);
  for (guint i = 0; i < children->len; i++)
    g_ptr_array_add (adapters, g_object_ref (socket_io_namespace_get_adapter (
                                 g_ptr_array_index (children, i))));

  return adapters;
}

static gboolean
socket_io_parent_adapter_broadcast (SocketIoAdapter *self,
                                    SocketIoPacket *packet,
                                    const SocketIoBroadcastOptions *options,
                                    GError **error)
{
  g_autoptr (GPtrArray) children = dup_children (self);

  for (guint i = 0; i < children->len; i++) {
    SocketIoAdapter *child = g_ptr_array_index (children, i);
    SocketIoNamespace *nsp = socket_io_adapter_get_namespace (child);
    g_autoptr (SocketIoPacket) copy = socket_io_packet_copy (packet);

    g_set_str (&copy->nsp, socket_io_namespace_get_name (nsp));
    if (!socket_io_adapter_broadcast (child, copy, options, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
socket_io_parent_adapter_broadcast_for_replies (SocketIoAdapter *self,
                                                SocketIoPacket *packet,
                                                const SocketIoBroadcastOptions *options,
                                                SocketIoReplies *replies,
                                                GError **error)
{
  g_autoptr (GPtrArray) children = dup_children (self);

  for (guint i = 0; i < children->len; i++) {
    SocketIoAdapter *child = g_ptr_array_index (children, i);
    SocketIoNamespace *nsp = socket_io_adapter_get_namespace (child);
    g_autoptr (SocketIoPacket) copy = socket_io_packet_copy (packet);

    g_set_str (&copy->nsp, socket_io_namespace_get_name (nsp));
    if (!socket_io_adapter_broadcast_for_replies (child, copy, options, replies, error))
      return FALSE;
  }
  socket_io_replies_expect (replies, 0);

  return TRUE;
}

static void
socket_io_parent_adapter_sockets_join (SocketIoAdapter *self,
                                       const SocketIoBroadcastOptions *options,
                                       const char *const *rooms)
{
  g_autoptr (GPtrArray) children = dup_children (self);

  for (guint i = 0; i < children->len; i++)
    socket_io_adapter_sockets_join (g_ptr_array_index (children, i), options, rooms);
}

static void
socket_io_parent_adapter_sockets_leave (SocketIoAdapter *self,
                                        const SocketIoBroadcastOptions *options,
                                        const char *const *rooms)
{
  g_autoptr (GPtrArray) children = dup_children (self);

  for (guint i = 0; i < children->len; i++)
    socket_io_adapter_sockets_leave (g_ptr_array_index (children, i), options, rooms);
}

static void
socket_io_parent_adapter_disconnect_sockets (SocketIoAdapter *self,
                                             const SocketIoBroadcastOptions *options,
                                             gboolean close)
{
  g_autoptr (GPtrArray) children = dup_children (self);

  for (guint i = 0; i < children->len; i++)
    socket_io_adapter_disconnect_sockets (g_ptr_array_index (children, i), options, close);
}

static gboolean
socket_io_parent_adapter_server_side_emit (SocketIoAdapter *self,
                                           const char *event,
                                           JsonArray *arguments,
                                           SocketIoReplies *replies,
                                           GError **error)
{
  g_autoptr (GPtrArray) children = dup_children (self);

  if (replies != NULL) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE,
                         "Other servers can be asked by one namespace, not by a parent of many");
    return FALSE;
  }

  for (guint i = 0; i < children->len; i++)
    if (!socket_io_adapter_server_side_emit (g_ptr_array_index (children, i), event, arguments,
                                             NULL, error))
      return FALSE;

  return TRUE;
}

/* --- asking all children -------------------------------------------------- */

static GTask *
begin (SocketIoAdapter *self,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Gathering *gathering = g_new0 (Gathering, 1);

  gathering->n_pending = 1;
  gathering->n_servers = 1;
  gathering->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, gathering, (GDestroyNotify) gathering_free);

  return task;
}

/* One answer is here, or the last question is put. */
static void
settle (GTask *task)
{
  Gathering *gathering = g_task_get_task_data (task);

  if (--gathering->n_pending > 0)
    return;

  if (gathering->error != NULL)
    g_task_return_error (task, g_steal_pointer (&gathering->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
child_did_count (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Gathering *gathering = g_task_get_task_data (task);
  GError **error = gathering->error == NULL ? &gathering->error : NULL;

  gathering->n_servers +=
    socket_io_adapter_server_count_finish (SOCKET_IO_ADAPTER (source), result, error);
  settle (task);
}

static void
socket_io_parent_adapter_server_count_async (SocketIoAdapter *self,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data)
{
  g_autoptr (GTask) task = begin (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) children = dup_children (self);
  Gathering *gathering = g_task_get_task_data (task);

  for (guint i = 0; i < children->len; i++) {
    gathering->n_pending++;
    socket_io_adapter_server_count_async (g_ptr_array_index (children, i), cancellable,
                                          child_did_count, g_object_ref (task));
  }
  settle (task);
}

static guint
socket_io_parent_adapter_server_count_finish (SocketIoAdapter *self,
                                              GAsyncResult *result,
                                              GError **error)
{
  Gathering *gathering = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? gathering->n_servers : 0;
}

static void
child_did_fetch (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray) sockets = NULL;
  Gathering *gathering = g_task_get_task_data (task);
  GError **error = gathering->error == NULL ? &gathering->error : NULL;

  sockets = socket_io_adapter_fetch_sockets_finish (SOCKET_IO_ADAPTER (source), result, error);
  if (sockets != NULL)
    g_ptr_array_extend_and_steal (gathering->sockets, g_steal_pointer (&sockets));
  settle (task);
}

static void
socket_io_parent_adapter_fetch_sockets_async (SocketIoAdapter *self,
                                              const SocketIoBroadcastOptions *options,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data)
{
  g_autoptr (GTask) task = begin (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) children = dup_children (self);
  Gathering *gathering = g_task_get_task_data (task);

  for (guint i = 0; i < children->len; i++) {
    gathering->n_pending++;
    socket_io_adapter_fetch_sockets_async (g_ptr_array_index (children, i), options, cancellable,
                                           child_did_fetch, g_object_ref (task));
  }
  settle (task);
}

static GPtrArray *
socket_io_parent_adapter_fetch_sockets_finish (SocketIoAdapter *self,
                                               GAsyncResult *result,
                                               GError **error)
{
  Gathering *gathering = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_ptr_array_ref (gathering->sockets);
}

static void
socket_io_parent_adapter_class_init (SocketIoParentAdapterClass *klass)
{
  SocketIoAdapterClass *adapter_class = SOCKET_IO_ADAPTER_CLASS (klass);

  adapter_class->server_count_async = socket_io_parent_adapter_server_count_async;
  adapter_class->server_count_finish = socket_io_parent_adapter_server_count_finish;
  adapter_class->broadcast = socket_io_parent_adapter_broadcast;
  adapter_class->broadcast_for_replies = socket_io_parent_adapter_broadcast_for_replies;
  adapter_class->fetch_sockets_async = socket_io_parent_adapter_fetch_sockets_async;
  adapter_class->fetch_sockets_finish = socket_io_parent_adapter_fetch_sockets_finish;
  adapter_class->sockets_join = socket_io_parent_adapter_sockets_join;
  adapter_class->sockets_leave = socket_io_parent_adapter_sockets_leave;
  adapter_class->disconnect_sockets = socket_io_parent_adapter_disconnect_sockets;
  adapter_class->server_side_emit = socket_io_parent_adapter_server_side_emit;
}

static void
socket_io_parent_adapter_init (SocketIoParentAdapter *self)
{
}
