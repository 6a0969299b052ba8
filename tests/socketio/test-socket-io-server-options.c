/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-server-options.h"

#include "socket-io-memory-adapter.h"
#include "socket-io-msgpack-parser.h"

static void
test_defaults_are_those_of_javascript (void)
{
  SocketIoServerOptions *options = socket_io_server_options_new ();

  g_assert_cmpstr (engine_io_server_options_get_path (ENGINE_IO_SERVER_OPTIONS (options)), ==,
                   "/socket.io");
  g_assert_cmpuint (socket_io_server_options_get_connect_timeout (options), ==, 45000);
  g_assert_false (socket_io_server_options_get_cleanup_empty_child_namespaces (options));
  g_assert_false (socket_io_server_options_get_connection_state_recovery (options));
  g_assert_cmpuint (socket_io_server_options_get_max_disconnection_duration (options), ==, 120000);
  g_assert_true (socket_io_server_options_get_skip_middlewares (options));
  g_assert_cmpuint (socket_io_server_options_get_max_attachments (options), ==, 10);
  g_assert_true (socket_io_server_options_get_parser_type (options) == SOCKET_IO_TYPE_PARSER);
  g_assert_true (socket_io_server_options_get_adapter_type (options) ==
                 SOCKET_IO_TYPE_MEMORY_ADAPTER);
  g_assert_finalize_object (options);
}

static void
count_cb (guint *count)
{
  ++*count;
}

static void
set_all (SocketIoServerOptions *options)
{
  g_object_set (options, "connect-timeout", 1, "cleanup-empty-child-namespaces", TRUE,
                "connection-state-recovery", TRUE, "max-disconnection-duration", 2,
                "skip-middlewares", FALSE, "max-attachments", 3, "parser-type",
                SOCKET_IO_TYPE_MSGPACK_PARSER, "adapter-type", SOCKET_IO_TYPE_ADAPTER, "path",
                "/elsewhere", NULL);
}

static void
test_what_is_set_is_got (void)
{
  SocketIoServerOptions *options = socket_io_server_options_new ();
  guint connect_timeout = 0;
  guint duration = 0;
  guint max_attachments = 0;
  gboolean cleanup = FALSE;
  gboolean recovery = FALSE;
  gboolean skip = TRUE;
  GType parser = G_TYPE_INVALID;
  GType adapter = G_TYPE_INVALID;

  set_all (options);
  g_object_get (options, "connect-timeout", &connect_timeout, "cleanup-empty-child-namespaces",
                &cleanup, "connection-state-recovery", &recovery, "max-disconnection-duration",
                &duration, "skip-middlewares", &skip, "max-attachments", &max_attachments,
                "parser-type", &parser, "adapter-type", &adapter, NULL);
  g_assert_cmpuint (connect_timeout, ==, 1);
  g_assert_cmpuint (duration, ==, 2);
  g_assert_cmpuint (max_attachments, ==, 3);
  g_assert_true (cleanup && recovery && !skip);
  g_assert_true (parser == SOCKET_IO_TYPE_MSGPACK_PARSER);
  g_assert_true (adapter == SOCKET_IO_TYPE_ADAPTER);
  g_assert_cmpstr (engine_io_server_options_get_path (ENGINE_IO_SERVER_OPTIONS (options)), ==,
                   "/elsewhere");
  g_assert_finalize_object (options);
}

static void
test_only_a_change_is_told (void)
{
  SocketIoServerOptions *options = socket_io_server_options_new ();
  guint n_notified = 0;

  g_signal_connect_swapped (options, "notify", G_CALLBACK (count_cb), &n_notified);
  set_all (options);
  g_assert_cmpuint (n_notified, ==, 9);
  set_all (options);
  g_assert_cmpuint (n_notified, ==, 9);
  g_assert_finalize_object (options);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/server-options/defaults-are-those-of-javascript",
                   test_defaults_are_those_of_javascript);
  g_test_add_func ("/socket-io/server-options/what-is-set-is-got", test_what_is_set_is_got);
  g_test_add_func ("/socket-io/server-options/only-a-change-is-told", test_only_a_change_is_told);

  return g_test_run ();
}
