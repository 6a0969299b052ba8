/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faults-server [OPTION=VALUE...]
 *
 * The server that the tests of this folder maltreat; options are the properties of
 * SocketIoServerOptions that are numbers or yes and no.  It says "ready PORT", and
 * answers to these lines on its standard input:
 *
 *   report    what it has, as numbers: sessions, descriptors, what its main context
 *             polls, what waits for its time, KiB of heap in use, and KiB resident once
 *             the heap has given back what is free of it
 *   quit      closes, and ends
 *
 * Its events are those of the benchmark.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench-events.h"
#include "engine-io-deadlines.h"
#include "test-program.h"

#define DRAIN_MS 1000

typedef struct {
  TestProgram *program;
  SocketIoServer *io;
} FaultsServer;

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder) != NULL)
    count++;

  return count;
}

static gsize
get_resident (void)
{
  g_autofree char *line = NULL;

  g_file_get_contents ("/proc/self/statm", &line, NULL, NULL);

  return strtoul (strchr (line, ' '), NULL, 10) * (gsize) sysconf (_SC_PAGESIZE) / 1024;
}

static void
report (FaultsServer *self)
{
  EngineIoServer *engine = socket_io_server_get_engine (self->io);
  EngineIoDeadlines *deadlines = engine_io_server_get_deadlines (engine);
  struct mallinfo2 heap = mallinfo2 ();
  int timeout = 0;

  malloc_trim (0);
  printf ("%u %u %d %u %zu %zu\n", engine_io_server_get_n_sockets (engine), count_descriptors (),
          g_main_context_query (g_main_context_get_thread_default (), G_MAXINT, &timeout, NULL, 0),
          engine_io_deadlines_get_length (deadlines), (heap.uordblks + heap.hblkhd) / 1024,
          get_resident ());
  fflush (stdout);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FaultsServer *self = user_data;

  socket_io_server_close_finish (self->io, result, NULL);
  test_program_quit (self->program);
}

static gboolean
command_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  FaultsServer *self = user_data;
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) == G_IO_STATUS_NORMAL &&
      g_str_equal (line, "report\n")) {
    report (self);
    return G_SOURCE_CONTINUE;
  }
  socket_io_server_close_async (self->io, DRAIN_MS, NULL, closed_cb, self);

  return G_SOURCE_REMOVE;
}

static void
set_option (SocketIoServerOptions *options, const char *argument)
{
  g_auto (GStrv) words = g_strsplit (argument, "=", 2);
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (options), words[0]);
  g_auto (GValue) number = G_VALUE_INIT;
  g_auto (GValue) value = G_VALUE_INIT;

  if (pspec == NULL || words[1] == NULL)
    g_error ("There is no option \"%s\"", argument);

  g_value_init (&number, G_TYPE_INT);
  g_value_set_int (&number, atoi (words[1]));
  g_value_init (&value, pspec->value_type);
  g_value_transform (&number, &value);
  g_object_set_property (G_OBJECT (options), words[0], &value);
}

int
main (int argc, char *argv[])
{
  g_autoptr (SocketIoServerOptions) options = socket_io_server_options_new ();
  g_autoptr (GIOChannel) commands = g_io_channel_unix_new (STDIN_FILENO);
  g_autoptr (TestProgram) program = test_program_new ();
  g_autoptr (SocketIoServer) io = NULL;
  g_autoptr (GError) error = NULL;
  FaultsServer self = { .program = program };

  /* GLib's threads have a descriptor, from the first task on. */
  g_type_ensure (G_TYPE_TASK);

  for (int i = 1; i < argc; i++)
    set_option (options, argv[i]);

  io = self.io = socket_io_server_new (options);
  bench_events_serve (io);
  if (!socket_io_server_listen (io, "127.0.0.1", 0, NULL, &error))
    g_error ("Cannot listen: %s", error->message);
  g_io_add_watch (commands, G_IO_IN | G_IO_HUP, command_cb, &self);

  test_program_say_ready (program, socket_io_server_get_port (io));
  test_program_run (program);

  return 0;
}
