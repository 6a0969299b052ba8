/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An Engine.IO server for test kits: on /engine.io/, with a heartbeat that a kit can wait for, it
 * sends every message back.  It prints "ready PORT" once it listens.
 */
#include "echo-program.h"
#include "engine-io-server.h"
#include "test-program.h"

static void
message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, gpointer user_data)
{
  if (binary)
    engine_io_socket_send_binary (socket, data, ENGINE_IO_SEND_DEFAULT);
  else
    engine_io_socket_send (socket, data, ENGINE_IO_SEND_DEFAULT);
}

static void
connection_cb (EngineIoServer *server, EngineIoSocket *socket, gpointer user_data)
{
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (EngineIoServerOptions) options = engine_io_server_options_new ();
  g_autoptr (EngineIoServer) server = NULL;
  g_autoptr (TestProgram) program = test_program_new ();
  g_autoptr (GError) error = NULL;
  guint port = echo_program_configure (options, argc, argv);

  server = engine_io_server_new (options);
  g_signal_connect (server, "connection", G_CALLBACK (connection_cb), NULL);
  if (!engine_io_server_listen (server, "localhost", port, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  test_program_say_ready (program, engine_io_server_get_port (server));
  test_program_run (program);

  return 0;
}
