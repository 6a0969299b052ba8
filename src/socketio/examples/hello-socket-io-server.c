/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A Socket.IO server: greets, and adds the numbers that it is given.
 *
 *   cc hello-socket-io-server.c -o hello-socket-io-server $(pkg-config --cflags --libs
 * socketio-1.0)
 *   ./hello-socket-io-server 3000
 */
#include <socket-io-server.h>
#include <stdlib.h>

static void
greet_cb (SocketIoSocket *socket, SocketIoEvent *event)
{
  g_autoptr (JsonArray) greeting = json_array_new ();

  json_array_add_string_element (greeting, "Hello from GLib!");
  socket_io_socket_emit (socket, "greeting", greeting);
}

static void
add_cb (SocketIoSocket *socket, SocketIoEvent *event)
{
  JsonArray *numbers = socket_io_event_get_arguments (event);
  g_autoptr (JsonArray) answer = json_array_new ();
  double sum = 0;

  for (guint i = 0; i < json_array_get_length (numbers); i++) {
    JsonNode *node = json_array_get_element (numbers, i);

    if (JSON_NODE_HOLDS_VALUE (node)) /* whatever the client may have sent */
      sum += json_node_get_double (node);
  }
  json_array_add_double_element (answer, sum);
  socket_io_event_acknowledge (event, answer, NULL);
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket)
{
  g_signal_connect (socket, "event::greet", G_CALLBACK (greet_cb), NULL);
  g_signal_connect (socket, "event::add", G_CALLBACK (add_cb), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SocketIoServer) io = socket_io_server_new (NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
  if (!socket_io_server_listen (io, NULL, argc > 1 ? atoi (argv[1]) : 3000, NULL, &error)) {
    g_printerr ("Not listening: %s\n", error->message);
    return 1;
  }
  g_print ("ready %u\n", socket_io_server_get_port (io));
  g_main_loop_run (loop);
}
