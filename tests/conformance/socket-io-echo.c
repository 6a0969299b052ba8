/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Socket.IO server for test kits: on /socket.io/, with a heartbeat that a kit can wait for, it
 * has the namespaces / and /custom.  In both it says "auth" with what the client brought, answers
 * "message" with "message-back", and acknowledges "message-with-ack" with the same arguments.  It
 * prints "ready PORT" once it listens.
 */
#include <glib-unix.h>

#include "socket-io-server.h"

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

static gboolean
stop_cb (gpointer loop)
{
  g_main_loop_quit (loop);

  return G_SOURCE_CONTINUE;
}

int
main (int argc, char *argv[])
{
  int port = 0;
  int ping_interval = 300;
  int ping_timeout = 200;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, "Where to listen; 0 is any port", "PORT" },
    { "ping-interval", 0, 0, G_OPTION_ARG_INT, &ping_interval, "How often to ping", "MS" },
    { "ping-timeout", 0, 0, G_OPTION_ARG_INT, &ping_timeout, "How soon to expect a pong", "MS" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (SocketIoServerOptions) options = socket_io_server_options_new ();
  g_autoptr (SocketIoServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }

  g_object_set (options, "ping-interval", (guint) ping_interval, "ping-timeout",
                (guint) ping_timeout, "max-http-buffer-size", (guint64) 1000000, "connect-timeout",
                1000, NULL);
  server = socket_io_server_new (options);
  g_signal_connect (socket_io_server_of (server, "/"), "connection", G_CALLBACK (connection_cb),
                    NULL);
  g_signal_connect (socket_io_server_of (server, "/custom"), "connection",
                    G_CALLBACK (connection_cb), NULL);
  if (!socket_io_server_listen (server, "localhost", (guint) port, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  g_unix_signal_add (SIGTERM, stop_cb, loop);
  g_unix_signal_add (SIGINT, stop_cb, loop);
  g_print ("ready %u\n", socket_io_server_get_port (server));
  g_main_loop_run (loop);

  return 0;
}
