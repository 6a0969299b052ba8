/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is meant by a broadcast, as adapters hand it from one process to another.
 */
#include "socket-io-broadcast-options.h"

G_DEFINE_BOXED_TYPE (SocketIoBroadcastOptions,
                     socket_io_broadcast_options,
                     socket_io_broadcast_options_copy,
                     socket_io_broadcast_options_free)

static GPtrArray *
copy_names (GPtrArray *names)
{
  GPtrArray *copy = g_ptr_array_new_full (names->len, g_free);

  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (copy, g_strdup (g_ptr_array_index (names, i)));

  return copy;
}

/**
 * socket_io_broadcast_options_new:
 *
 * Makes options that mean everybody in the namespace.
 *
 * Returns: (transfer full): the options
 */
SocketIoBroadcastOptions *
socket_io_broadcast_options_new (void)
{
  SocketIoBroadcastOptions *self = g_new0 (SocketIoBroadcastOptions, 1);

  self->rooms = g_ptr_array_new_with_free_func (g_free);
  self->except = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * socket_io_broadcast_options_copy:
 * @self: options
 *
 * Copies options; the copy has lists of its own.
 *
 * Returns: (transfer full): the copy
 */
SocketIoBroadcastOptions *
socket_io_broadcast_options_copy (const SocketIoBroadcastOptions *self)
{
  SocketIoBroadcastOptions *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (SocketIoBroadcastOptions, 1);
  *copy = *self;
  copy->rooms = copy_names (self->rooms);
  copy->except = copy_names (self->except);

  return copy;
}

/**
 * socket_io_broadcast_options_free:
 * @self: (nullable) (transfer full): options
 *
 * Frees options.
 */
void
socket_io_broadcast_options_free (SocketIoBroadcastOptions *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->rooms);
  g_ptr_array_unref (self->except);
  g_free (self);
}

/**
 * socket_io_broadcast_options_add_room:
 * @self: options
 * @room: a room
 *
 * Means the members of @room, too.
 */
void
socket_io_broadcast_options_add_room (SocketIoBroadcastOptions *self, const char *room)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (room != NULL);

  g_ptr_array_add (self->rooms, g_strdup (room));
}

/**
 * socket_io_broadcast_options_add_except:
 * @self: options
 * @room: a room
 *
 * Means none of the members of @room.
 */
void
socket_io_broadcast_options_add_except (SocketIoBroadcastOptions *self, const char *room)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (room != NULL);

  g_ptr_array_add (self->except, g_strdup (room));
}
