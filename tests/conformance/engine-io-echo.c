/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An Engine.IO server for test kits: on /engine.io/, with a heartbeat that a kit can wait for, it
 * sends every message back.  It prints "ready PORT" once it listens.
 */
#include <glib-unix.h>

#include "engine-io-server.h"

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
  g_autoptr (EngineIoServerOptions) options = engine_io_server_options_new ();
  g_autoptr (EngineIoServer) server = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }

  g_object_set (options, "ping-interval", (guint) ping_interval, "ping-timeout",
                (guint) ping_timeout, "max-http-buffer-size", (guint64) 1000000, NULL);
  server = engine_io_server_new (options);
  g_signal_connect (server, "connection", G_CALLBACK (connection_cb), NULL);
  if (!engine_io_server_listen (server, "localhost", (guint) port, NULL, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  g_unix_signal_add (SIGTERM, stop_cb, loop);
  g_unix_signal_add (SIGINT, stop_cb, loop);
  g_print ("ready %u\n", engine_io_server_get_port (server));
  g_main_loop_run (loop);

  return 0;
}
