/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-pair.h"

#include <sys/socket.h>

GIOStream *
socket_pair_make (GSocket **other, gboolean anything)
{
  g_autoptr (GSocket) ours = NULL;
  g_autoptr (GIOStream) connection = NULL;
  g_autoptr (GError) error = NULL;
  GIOStream *around = NULL;
  int fds[2] = { -1, -1 };

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  ours = g_socket_new_from_fd (fds[0], &error);
  g_assert_no_error (error);
  *other = g_socket_new_from_fd (fds[1], &error);
  g_assert_no_error (error);
  g_socket_set_blocking (*other, FALSE);

  connection = G_IO_STREAM (g_socket_connection_factory_create_connection (ours));
  if (!anything)
    return g_steal_pointer (&connection);

  around = g_simple_io_stream_new (g_io_stream_get_input_stream (connection),
                                   g_io_stream_get_output_stream (connection));
  g_object_set_data_full (G_OBJECT (around), "connection", g_steal_pointer (&connection),
                          g_object_unref);

  return around;
}
