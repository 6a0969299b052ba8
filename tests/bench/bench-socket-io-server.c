/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server of the benchmark, with the options that it has by itself; it runs until SIGTERM.
 *
 *   join (ROOM, answer)     joins a room
 *   message (MESSAGE)       everybody in MESSAGE.room gets it
 *   echo (VALUE, answer)    answers VALUE
 */
#include <glib-unix.h>
#include <stdio.h>

#include "socket-io-server.h"

static void
join_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);

  socket_io_socket_join (socket, json_array_get_string_element (arguments, 0));
  socket_io_event_acknowledge (event, NULL, NULL);
}

static void
message_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);
  JsonObject *message = json_array_get_object_element (arguments, 0);
  g_autoptr (SocketIoBroadcast)
    room = socket_io_server_to (io, json_object_get_string_member (message, "room"));

  socket_io_broadcast_emit (room, "message", arguments);
}

static void
echo_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  socket_io_event_acknowledge (event, socket_io_event_get_arguments (event), NULL);
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket, gpointer user_data)
{
  g_signal_connect (socket, "event::join", G_CALLBACK (join_cb), io);
  g_signal_connect (socket, "event::message", G_CALLBACK (message_cb), io);
  g_signal_connect (socket, "event::echo", G_CALLBACK (echo_cb), io);
}

static gboolean
terminated_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SocketIoServer) io = socket_io_server_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
  if (!socket_io_server_listen (io, "127.0.0.1", 0, NULL, &error))
    g_error ("Cannot listen: %s", error->message);
  g_unix_signal_add (SIGTERM, terminated_cb, loop);

  printf ("ready %u\n", socket_io_server_get_port (io));
  fflush (stdout);
  g_main_loop_run (loop);

  return 0;
}
