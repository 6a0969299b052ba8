/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Managers without a server; with one they are tested in tests/interop.
 */
#include "socket-io-manager.h"

#include "engine-io-error.h"
#include "socket-io-client.h"
#include "socket-io-error.h"
#include "test-await.h"
#include "test-network.h"

static void
test_begins_closed (void)
{
  SocketIoManager *manager = socket_io_manager_new ("http://127.0.0.1:9", NULL);

  g_assert_cmpstr (socket_io_manager_get_uri (manager), ==, "http://127.0.0.1:9");
  g_assert_nonnull (socket_io_manager_get_options (manager));
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_CLOSED);
  g_assert_null (socket_io_manager_get_transport (manager));
  g_assert_cmpint (socket_io_manager_get_next_attempt_time (manager), ==, 0);
  socket_io_manager_close (manager);
  socket_io_manager_retry_now (manager);
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_CLOSED);
  g_assert_finalize_object (manager);
}

static void
test_sends_nothing_while_closed (void)
{
  SocketIoManager *manager = socket_io_manager_new ("http://127.0.0.1:9", NULL);
  const SocketIoPacket packet = { .type = SOCKET_IO_PACKET_DISCONNECT,
                                  .nsp = (char *) "/",
                                  .id = SOCKET_IO_PACKET_NO_ID };
  g_autoptr (GError) error = NULL;

  g_assert_false (socket_io_manager_is_writable (manager));
  g_assert_false (socket_io_manager_send_packet (manager, &packet, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  g_assert_false (socket_io_manager_take_back (manager, 1));
  g_assert_finalize_object (manager);
}

static void
test_may_go_while_opening (void)
{
  SocketIoManager *manager = socket_io_manager_new ("http://127.0.0.1:9", NULL);

  socket_io_manager_open (manager);
  socket_io_manager_open (manager);
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_OPENING);
  g_assert_finalize_object (manager);
  test_settle ();
}

static void
keep_error_cb (SocketIoManager *manager, const GError *error, GError **kept)
{
  g_clear_error (kept);
  *kept = g_error_copy (error);
}

static void
test_can_be_closed_while_opening (void)
{
  SocketIoManager *manager = socket_io_manager_new ("http://127.0.0.1:9", NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (manager, "failed", G_CALLBACK (keep_error_cb), &error);
  socket_io_manager_open (manager);
  socket_io_manager_close (manager);
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_CLOSED);
  test_settle ();
  g_assert_no_error (error);
  g_assert_finalize_object (manager);
}

/* Words of people at the keyboard reach the address; none may be more than an error. */
static void
test_impossible_addresses_fail (void)
{
  static const char *const addresses[] = {
    "",
    "nonsense",
    "http://",
    "ftp://127.0.0.1/",
    "://",
    "http://127.0.0.1:99999",
    "http://[",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://127.0.0.1:x/",
    "%",
  };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autoptr (SocketIoOptions) options = socket_io_options_new ();
    SocketIoManager *manager = NULL;
    g_autoptr (GError) error = NULL;

    g_object_set (options, "reconnection", FALSE, NULL);
    manager = socket_io_manager_new (addresses[i], options);
    g_signal_connect (manager, "failed", G_CALLBACK (keep_error_cb), &error);
    socket_io_manager_open (manager);
    test_await_that (error != NULL);
    g_test_message ("“%s”: %s", addresses[i], error->message);
    g_assert_cmpuint (error->domain, ==, ENGINE_IO_ERROR);
    test_await_that (socket_io_manager_get_state (manager) == SOCKET_IO_MANAGER_CLOSED);
    g_assert_finalize_object (manager);
  }
}

static void
test_without_a_network_it_waits (void)
{
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  g_autoptr (TestNetwork) network = test_network_new (FALSE);
  SocketIoManager *manager = NULL;

  g_object_set (options, "network-monitor", network, "reconnection-delay", 1, NULL);
  manager = socket_io_manager_new ("http://127.0.0.1:9", options);
  socket_io_manager_open (manager);
  test_await_that (test_network_get_asked (network) == 1);
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_WAITING);

  /* Who shows when the next attempt comes is told that it will not come by itself. */
  test_await_signal (manager, "notify::state");
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_WAITING);
  g_assert_cmpint (socket_io_manager_get_next_attempt_time (manager), ==, 0);

  /* The system's monitor says often that something has changed. */
  test_network_set_available (network, FALSE);
  test_await_that (test_network_get_asked (network) == 2);
  test_network_set_available (network, FALSE);
  test_network_set_available (network, TRUE);
  test_network_set_available (network, FALSE);
  g_assert_finalize_object (manager);
  test_settle ();
}

static void
test_clients_of_one_origin_share (void)
{
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  g_autoptr (SocketIoClient) plain = socket_io_client_new ("http://127.0.0.1:9/a");
  g_autoptr (SocketIoClient) same = socket_io_client_new ("http://127.0.0.1:9/b");
  g_autoptr (SocketIoClient) twin = socket_io_client_new ("http://127.0.0.1:9/a");
  g_autoptr (SocketIoClient) port = socket_io_client_new ("http://127.0.0.1:10/b");
  g_autoptr (SocketIoClient) query = socket_io_client_new ("http://127.0.0.1:9/b?x=1");
  g_autoptr (SocketIoClient)
    other = socket_io_client_new_with_options ("http://127.0.0.1:9/c", options);
  g_autoptr (SocketIoClient)
    with = socket_io_client_new_with_options ("http://127.0.0.1:9/d", options);
  SocketIoManager *manager = socket_io_client_get_manager (plain);

  g_assert_true (socket_io_client_get_manager (same) == manager);
  g_assert_true (socket_io_client_get_manager (twin) != manager);
  g_assert_true (socket_io_client_get_manager (port) != manager);
  g_assert_true (socket_io_client_get_manager (query) != manager);
  g_assert_true (socket_io_client_get_manager (other) != manager);
  g_assert_true (socket_io_client_get_manager (with) == socket_io_client_get_manager (other));
  g_assert_finalize_object (g_steal_pointer (&plain));
  g_assert_finalize_object (g_steal_pointer (&same));
  same = socket_io_client_new ("http://127.0.0.1:9/b");
  g_assert_cmpint (socket_io_manager_get_state (socket_io_client_get_manager (same)), ==,
                   SOCKET_IO_MANAGER_CLOSED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/manager/begins-closed", test_begins_closed);
  g_test_add_func ("/socket-io/manager/sends-nothing-while-closed",
                   test_sends_nothing_while_closed);
  g_test_add_func ("/socket-io/manager/may-go-while-opening", test_may_go_while_opening);
  g_test_add_func ("/socket-io/manager/can-be-closed-while-opening",
                   test_can_be_closed_while_opening);
  g_test_add_func ("/socket-io/manager/impossible-addresses-fail", test_impossible_addresses_fail);
  g_test_add_func ("/socket-io/manager/without-a-network-it-waits",
                   test_without_a_network_it_waits);
  g_test_add_func ("/socket-io/manager/clients-of-one-origin-share",
                   test_clients_of_one_origin_share);

  return g_test_run ();
}
