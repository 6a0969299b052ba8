/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Says hello to a Socket.IO server: emits an event, hears one, and asks a question.
 *
 *   cc hello-socket-io.c -o hello-socket-io $(pkg-config --cflags --libs socketio-1.0)
 *   ./hello-socket-io http://localhost:3000
 */
#include <socket-io-client.h>

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer loop)
{
  SocketIoClient *client = SOCKET_IO_CLIENT (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) answer = socket_io_client_emit_finish (client, result, NULL, &error);

  if (answer != NULL)
    g_print ("40 + 2 is %" G_GINT64_FORMAT "\n", json_array_get_int_element (answer, 0));
  else
    g_printerr ("No answer: %s\n", error->message);
  g_main_loop_quit (loop);
}

static void
greeting_cb (SocketIoClient *client, SocketIoEvent *event, gpointer loop)
{
  g_autoptr (JsonArray) numbers = json_array_new ();

  g_print ("%s\n", json_array_get_string_element (socket_io_event_get_arguments (event), 0));
  json_array_add_int_element (numbers, 40);
  json_array_add_int_element (numbers, 2);
  socket_io_client_emit_async (client, "add", numbers, 5000, NULL, answered_cb, loop);
}

static void
connect_error_cb (SocketIoClient *client, const GError *error, gpointer loop)
{
  g_printerr ("Not connected: %s\n", error->message);
  g_main_loop_quit (loop);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (SocketIoClient)
    client = socket_io_client_new (argc > 1 ? argv[1] : "http://localhost:3000");

  g_signal_connect (client, "event::greeting", G_CALLBACK (greeting_cb), loop);
  g_signal_connect (client, "connect-error", G_CALLBACK (connect_error_cb), loop);
  json_array_add_string_element (arguments, g_get_user_name ());
  socket_io_client_emit (client, "greet", arguments); /* waits for the connection */
  socket_io_client_connect (client);
  g_main_loop_run (loop);

  return 0;
}
