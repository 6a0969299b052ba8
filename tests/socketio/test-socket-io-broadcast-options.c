/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-broadcast-options.h"

static void
test_mean_everybody_at_first (void)
{
  g_autoptr (SocketIoBroadcastOptions) options = socket_io_broadcast_options_new ();

  g_assert_cmpuint (options->rooms->len, ==, 0);
  g_assert_cmpuint (options->except->len, ==, 0);
  g_assert_cmpint (options->flags, ==, SOCKET_IO_EMIT_DEFAULT);
  g_assert_false (options->local);
  g_assert_cmpuint (options->timeout_ms, ==, 0);
}

/* What an adapter keeps of a broadcast does not change with the chain that it came from. */
static void
test_a_copy_is_on_its_own (void)
{
  SocketIoBroadcastOptions *options = socket_io_broadcast_options_new ();
  g_autoptr (SocketIoBroadcastOptions) copy = NULL;

  socket_io_broadcast_options_add_room (options, "a");
  socket_io_broadcast_options_add_except (options, "b");
  options->flags = SOCKET_IO_EMIT_VOLATILE;
  options->local = TRUE;
  options->timeout_ms = 5;
  copy = g_boxed_copy (SOCKET_IO_TYPE_BROADCAST_OPTIONS, options);
  socket_io_broadcast_options_add_room (options, "c");
  socket_io_broadcast_options_free (options);

  g_assert_cmpuint (copy->rooms->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (copy->rooms, 0), ==, "a");
  g_assert_cmpuint (copy->except->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (copy->except, 0), ==, "b");
  g_assert_cmpint (copy->flags, ==, SOCKET_IO_EMIT_VOLATILE);
  g_assert_true (copy->local);
  g_assert_cmpuint (copy->timeout_ms, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/broadcast-options/mean-everybody-at-first",
                   test_mean_everybody_at_first);
  g_test_add_func ("/socket-io/broadcast-options/a-copy-is-on-its-own", test_a_copy_is_on_its_own);

  return g_test_run ();
}
