/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the command line to the end of a server.  It ends as a server should: everybody who is
 * connected is told, and what was on its way gets the time to arrive.
 */
#include "example-program.h"

#include "test-program.h"

#include <stdlib.h>

#define DRAIN_MS 1000

ExampleProgram *
example_program_new (int argc, char *argv[])
{
  g_autoptr (ExampleProgram) self = g_new0 (ExampleProgram, 1);
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int port = 3000;
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, "Where to listen (0: anywhere)", "PORT" },
    { "database", 'd', 0, G_OPTION_ARG_FILENAME, &self->database, "What to remember in", "FILE" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    exit (2);
  }
  self->port = CLAMP (port, 0, G_MAXUINT16);
  if (self->database == NULL)
    self->database = g_strdup (":memory:");

  return g_steal_pointer (&self);
}

void
example_program_free (ExampleProgram *self)
{
  g_free (self->database);
  g_free (self);
}

static gboolean
listen (ExampleProgram *self, SocketIoServer *io, SoupServer *http, GError **error)
{
  if (http != NULL)
    return soup_server_listen_local (http, self->port, 0, error);

  return socket_io_server_listen (io, "127.0.0.1", self->port, NULL, error);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer program)
{
  g_autoptr (GError) error = NULL;

  if (!socket_io_server_close_finish (SOCKET_IO_SERVER (source), result, &error))
    g_printerr ("%s\n", error->message);
  test_program_quit (program);
}

int
example_program_run (ExampleProgram *self, SocketIoServer *io, SoupServer *http)
{
  g_autoptr (TestProgram) program = test_program_new ();
  g_autoptr (GError) error = NULL;

  if (!listen (self, io, http, &error)) {
    g_printerr ("%s\n", error->message);
    return 1;
  }

  test_program_say_ready (program, socket_io_server_get_port (io));
  test_program_run (program);

  socket_io_server_close_async (io, DRAIN_MS, NULL, closed_cb, program);
  test_program_run (program);

  return 0;
}
