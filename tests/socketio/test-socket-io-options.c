/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-options.h"

#include "socket-io-msgpack-parser.h"
#include "test-network.h"

static void
test_defaults_are_those_of_javascript (void)
{
  SocketIoOptions *options = socket_io_options_new ();

  g_assert_true (socket_io_options_get_reconnection (options));
  g_assert_cmpuint (socket_io_options_get_reconnection_attempts (options), ==, 0);
  g_assert_cmpuint (socket_io_options_get_reconnection_delay (options), ==, 1000);
  g_assert_cmpuint (socket_io_options_get_reconnection_delay_max (options), ==, 5000);
  g_assert_cmpfloat (socket_io_options_get_randomization_factor (options), ==, 0.5);
  g_assert_cmpuint (socket_io_options_get_timeout (options), ==, 20000);
  g_assert_false (socket_io_options_get_auto_connect (options));
  g_assert_false (socket_io_options_get_force_new (options));
  g_assert_true (socket_io_options_get_network_monitor (options) ==
                 g_network_monitor_get_default ());
  g_assert_true (socket_io_options_get_parser_type (options) == SOCKET_IO_TYPE_PARSER);
  g_assert_cmpstr (engine_io_options_get_path (ENGINE_IO_OPTIONS (options)), ==, "/socket.io/");
  g_assert_finalize_object (options);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_what_is_set_is_got (void)
{
  SocketIoOptions *options = socket_io_options_new ();
  g_autoptr (TestNetwork) network = test_network_new (TRUE);
  g_autoptr (GNetworkMonitor) monitor = NULL;
  gboolean reconnection = TRUE;
  gboolean auto_connect = FALSE;
  gboolean force_new = FALSE;
  guint attempts = 0;
  guint delay = 0;
  guint delay_max = 0;
  guint timeout = 0;
  double factor = 0.0;
  GType parser = G_TYPE_INVALID;

  g_object_set (options, "reconnection", FALSE, "reconnection-attempts", 7, "reconnection-delay",
                20, "reconnection-delay-max", 30, "randomization-factor", 0.25, "timeout", 40,
                "auto-connect", TRUE, "force-new", TRUE, "network-monitor", network, "parser-type",
                SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
  g_object_get (options, "reconnection", &reconnection, "reconnection-attempts", &attempts,
                "reconnection-delay", &delay, "reconnection-delay-max", &delay_max,
                "randomization-factor", &factor, "timeout", &timeout, "auto-connect", &auto_connect,
                "force-new", &force_new, "network-monitor", &monitor, "parser-type", &parser, NULL);
  g_assert_false (reconnection);
  g_assert_true (auto_connect && force_new);
  g_assert_cmpuint (attempts, ==, 7);
  g_assert_cmpuint (delay, ==, 20);
  g_assert_cmpuint (delay_max, ==, 30);
  g_assert_cmpuint (timeout, ==, 40);
  g_assert_cmpfloat (factor, ==, 0.25);
  g_assert_true (monitor == G_NETWORK_MONITOR (network));
  g_assert_true (socket_io_options_get_network_monitor (options) == monitor);
  g_assert_true (parser == SOCKET_IO_TYPE_MSGPACK_PARSER);
  g_assert_finalize_object (options);
}

static void
test_only_changes_are_notified (void)
{
  SocketIoOptions *options = socket_io_options_new ();
  guint count = 0;

  g_signal_connect_swapped (options, "notify", G_CALLBACK (count_cb), &count);
  g_object_set (options, "timeout", 20000, "reconnection", TRUE, "force-new", FALSE, NULL);
  g_assert_cmpuint (count, ==, 0);
  g_object_set (options, "timeout", 1, "reconnection", FALSE, "force-new", TRUE, NULL);
  g_assert_cmpuint (count, ==, 3);
  g_object_set (options, "timeout", 1, "randomization-factor", 0.5, "parser-type",
                SOCKET_IO_TYPE_PARSER, NULL);
  g_assert_cmpuint (count, ==, 3);
  g_assert_finalize_object (options);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/options/defaults-are-those-of-javascript",
                   test_defaults_are_those_of_javascript);
  g_test_add_func ("/socket-io/options/what-is-set-is-got", test_what_is_set_is_got);
  g_test_add_func ("/socket-io/options/only-changes-are-notified", test_only_changes_are_notified);

  return g_test_run ();
}
