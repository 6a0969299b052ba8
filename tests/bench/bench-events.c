/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Three events as a chat has them, and nothing around them: what a server of them costs is
 * what the library costs.
 */
#include "bench-events.h"

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

void
bench_events_serve (SocketIoServer *io)
{
  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
}
