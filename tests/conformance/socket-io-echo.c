/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Socket.IO server for test kits: on /socket.io/, with a heartbeat that a kit can wait for, it
 * has the namespaces / and /custom.  In both it says "auth" with what the client brought, answers
 * "message" with "message-back", and acknowledges "message-with-ack" with the same arguments.  It
 * prints "ready PORT" once it listens.
 */
#include "echo-program.h"
#include "socket-io-server.h"
#include "test-program.h"

static void
message_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer user_data)
{
  socket_io_socket_emit_full (socket, "message-back", socket_io_event_get_arguments (event),
                              socket_io_event_get_attachments (event), SOCKET_IO_EMIT_DEFAULT,
                              NULL);
}

static void
message_with_ack_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer user_data)
{
  socket_io_event_acknowledge (event, socket_io_event_get_arguments (event),
                               socket_io_event_get_attachments (event));
}

static void
connection_cb (SocketIoNamespace *nsp, SocketIoSocket *socket, gpointer user_data)
{
  SocketIoHandshake *handshake = socket_io_socket_get_handshake (socket);
  g_autoptr (JsonArray) arguments = json_array_new ();

  json_array_add_object_element (arguments,
                                 json_object_ref (socket_io_handshake_get_auth (handshake)));
  socket_io_socket_emit (socket, "auth", arguments);
  g_signal_connect (socket, "event::message", G_CALLBACK (message_cb), NULL);
  g_signal_connect (socket, "event::message-with-ack", G_CALLBACK (message_with_ack_cb), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (SocketIoServerOptions) options = socket_io_server_options_new ();
  g_autoptr (SocketIoServer) server = NULL;
  g_autoptr (TestProgram) program = test_program_new ();
  g_autoptr (GError) error = NULL;
  guint port = echo_program_configure (ENGINE_IO_SERVER_OPTIONS (options), argc, argv);

  g_object_set (options, "connect-timeout", 1000, NULL);
  server = socket_io_server_new (options);
  g_signal_connect (socket_io_server_of (server, "/"), "connection", G_CALLBACK (connection_cb),
                    NULL);
  g_signal_connect (socket_io_server_of (server, "/custom"), "connection",
                    G_CALLBACK (connection_cb), NULL);
  if (!socket_io_server_listen (server, "localhost", port, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  test_program_say_ready (program, socket_io_server_get_port (server));
  test_program_run (program);

  return 0;
}
