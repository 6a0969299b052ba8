/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line of a server for test kits.  What is not said there is what the kits of
 * the protocols wait for.
 */
#include "echo-program.h"

#include <stdlib.h>

guint
echo_program_configure (EngineIoServerOptions *options, int argc, char *argv[])
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
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    exit (2);
  }

  g_object_set (options, "ping-interval", (guint) ping_interval, "ping-timeout",
                (guint) ping_timeout, "max-http-buffer-size", (guint64) 1000000, NULL);

  return (guint) port;
}
