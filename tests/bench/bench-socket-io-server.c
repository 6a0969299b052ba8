/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server of the benchmark, with the options that it has by itself; it runs until SIGTERM.
 */
#include "bench-events.h"
#include "test-program.h"

int
main (int argc, char *argv[])
{
  g_autoptr (TestProgram) program = test_program_new ();
  g_autoptr (SocketIoServer) io = socket_io_server_new (NULL);
  g_autoptr (GError) error = NULL;

  bench_events_serve (io);
  if (!socket_io_server_listen (io, "127.0.0.1", 0, NULL, &error))
    g_error ("Cannot listen: %s", error->message);

  test_program_say_ready (program, socket_io_server_get_port (io));
  test_program_run (program);

  return 0;
}
