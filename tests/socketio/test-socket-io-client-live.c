/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client and its manager against a server that says what it is told to, when it
 * is told to: the rules that no well-behaved server brings to light.
 */
#include "socket-io-client.h"

#include <string.h>

#include "fake-engine.h"
#include "socket-io-error.h"
#include "test-await.h"

#define HASTY_HANDSHAKE                                                                            \
  "0{\"sid\":\"fake\",\"upgrades\":[],\"pingInterval\":100,\"pingTimeout\":100,"                   \
  "\"maxPayload\":100000}"

typedef struct {
  FakeEngine *server;
  SocketIoOptions *options;
  SocketIoManager *manager;
  SocketIoClient *client;
  GString *heard; /* names of events, joined by "|" */
  guint connect_errors;
  guint disconnected;
  SocketIoDisconnectReason reason;
} Fixture;

static void
event_cb (SocketIoClient *client, SocketIoEvent *event, Fixture *fixture)
{
  if (fixture->heard->len > 0)
    g_string_append_c (fixture->heard, '|');
  g_string_append (fixture->heard, socket_io_event_get_name (event));
}

static void
connect_error_cb (SocketIoClient *client, const GError *error, Fixture *fixture)
{
  g_assert_nonnull (error);
  fixture->connect_errors++;
}

static void
disconnected_cb (SocketIoClient *client,
                 SocketIoDisconnectReason reason,
                 const GError *details,
                 Fixture *fixture)
{
  fixture->disconnected++;
  fixture->reason = reason;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *const transports[] = { "polling", NULL };

  fixture->server = fake_engine_new ();
  fixture->heard = g_string_new (NULL);
  fixture->options = socket_io_options_new ();
  g_object_set (fixture->options, "path", "/engine.io/", "transports", transports,
                "reconnection-delay", 1, "reconnection-delay-max", 1, NULL);
  fixture->manager = socket_io_manager_new (fixture->server->uri, fixture->options);
  fixture->client = socket_io_client_new_for_manager (fixture->manager, "/");
  g_signal_connect (fixture->client, "event", G_CALLBACK (event_cb), fixture);
  g_signal_connect (fixture->client, "connect-error", G_CALLBACK (connect_error_cb), fixture);
  g_signal_connect (fixture->client, "disconnected", G_CALLBACK (disconnected_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->client != NULL)
    g_assert_finalize_object (fixture->client);
  g_assert_finalize_object (fixture->manager);
  g_clear_object (&fixture->options);
  g_string_free (fixture->heard, TRUE);
  g_clear_pointer (&fixture->server, fake_engine_free);
  test_settle ();
}

static void
say (Fixture *fixture, const char *payload)
{
  test_await_that (fixture->server->held != NULL);
  fake_engine_answer (fixture->server, payload);
}

static void
await_posted (Fixture *fixture, const char *expected)
{
  test_await_that (fixture->server->posted->len >= strlen (expected));
  g_assert_cmpstr (fixture->server->posted->str, ==, expected);
  g_string_truncate (fixture->server->posted, 0);
}

static void
connect_client (Fixture *fixture)
{
  socket_io_client_connect (fixture->client);
  await_posted (fixture, "40");
  say (fixture, "40{\"sid\":\"first\"}");
  test_await_that (socket_io_client_get_connected (fixture->client));
}

/* Until the server's ping is overdue, and the main loop has had no chance to see it. */
static void
sleep_through_the_ping (void)
{
  g_usleep (300 * 1000);
}

/* --- connecting --- */

static void
connect_cb (Fixture *fixture)
{
  socket_io_client_connect (fixture->client);
}

static void
test_a_handler_that_connects_greets_once (Fixture *fixture, gconstpointer signal)
{
  g_signal_connect_swapped (fixture->manager, signal, G_CALLBACK (connect_cb), fixture);
  socket_io_manager_open (fixture->manager);
  await_posted (fixture, "40");
  say (fixture, "40{\"sid\":\"first\"}");
  test_await_that (socket_io_client_get_connected (fixture->client));
  socket_io_client_emit (fixture->client, "x", NULL);
  await_posted (fixture, "42[\"x\"]");
}

static void
begin_anew_cb (SocketIoManager *manager, SocketIoPacket *packet, Fixture *fixture)
{
  g_signal_handlers_disconnect_by_data (manager, fixture);
  socket_io_manager_close (manager);
  socket_io_client_connect (fixture->client);
}

static void
test_a_packet_of_an_earlier_connection_is_not_heard (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->manager, "packet", G_CALLBACK (begin_anew_cb), fixture);
  socket_io_client_connect (fixture->client);
  await_posted (fixture, "40");
  say (fixture, "40{\"sid\":\"first\"}");
  test_await_that (socket_io_manager_get_state (fixture->manager) == SOCKET_IO_MANAGER_OPENING);
  g_assert_false (socket_io_client_get_connected (fixture->client));
}

static void
test_a_server_may_not_talk_before_it_accepts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filling = g_strnfill (400, 'x');
  g_autofree char *event = g_strdup_printf ("42[\"%s\"]", filling);
  g_autofree char *payload = g_strjoin ("\x1e", event, event, NULL);

  g_object_set (fixture->options, "max-incoming-size", (guint64) 1000, NULL);
  socket_io_client_connect (fixture->client);
  await_posted (fixture, "40");
  say (fixture, payload);
  test_await_that (fixture->server->held != NULL);
  g_assert_cmpuint (fixture->connect_errors, ==, 0);
  say (fixture, payload);
  test_await_that (fixture->connect_errors == 1);
  g_assert_true (socket_io_client_get_active (fixture->client));
}

static void
note_active_cb (SocketIoClient *client, const GError *error, gboolean *was_active)
{
  *was_active = socket_io_client_get_active (client);
}

static void
test_without_reconnection_a_failure_is_the_end (Fixture *fixture, gconstpointer data)
{
  gboolean was_active = TRUE;

  g_object_set (fixture->options, "reconnection", FALSE, NULL);
  g_signal_connect (fixture->client, "connect-error", G_CALLBACK (note_active_cb), &was_active);
  fixture->server->status = SOUP_STATUS_BAD_GATEWAY;
  socket_io_client_connect (fixture->client);
  test_await_that (fixture->connect_errors == 1);
  g_assert_false (was_active);
  g_signal_handlers_disconnect_by_data (fixture->client, &was_active);
}

/* --- losing --- */

static void
close_cb (SocketIoManager *manager)
{
  socket_io_manager_close (manager);
}

static void
test_closing_in_the_middle_of_a_loss_is_heard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  connect_client (fixture);
  g_signal_connect (fixture->manager, "closed", G_CALLBACK (close_cb), NULL);
  socket_io_client_emit_async (fixture->client, "x", NULL, 0, NULL, test_keep_result, &result);
  await_posted (fixture, "420[\"x\"]");
  say (fixture, "1");
  test_await (&result);
  g_assert_null (socket_io_client_emit_finish (fixture->client, result, NULL, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  g_assert_cmpuint (fixture->disconnected, ==, 1);
  g_assert_cmpint (fixture->reason, ==, SOCKET_IO_DISCONNECT_FORCED);
  g_assert_false (socket_io_client_get_active (fixture->client));
  g_assert_null (socket_io_client_get_id (fixture->client));
}

static void
test_without_reconnection_a_handler_may_connect (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "reconnection", FALSE, NULL);
  connect_client (fixture);
  g_signal_connect_swapped (fixture->client, "disconnected", G_CALLBACK (connect_cb), fixture);
  say (fixture, "1");
  test_await_that (fixture->disconnected == 1);
  await_posted (fixture, "40");
  say (fixture, "40{\"sid\":\"second\"}");
  test_await_that (g_strcmp0 (socket_io_client_get_id (fixture->client), "second") == 0);
}

static void
test_a_handler_may_connect_when_attempts_are_used_up (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "reconnection-attempts", 1, NULL);
  fixture->server->status = SOUP_STATUS_BAD_GATEWAY;
  g_signal_connect_swapped (fixture->manager, "reconnect-failed", G_CALLBACK (connect_cb), fixture);
  socket_io_client_connect (fixture->client);
  test_await_signal (fixture->manager, "reconnect-failed");
  g_assert_true (socket_io_client_get_active (fixture->client));
  fixture->server->status = SOUP_STATUS_OK;
  await_posted (fixture, "40");
}

static void
retry_cb (SocketIoManager *manager)
{
  g_signal_handlers_disconnect_by_func (manager, retry_cb, NULL);
  socket_io_manager_retry_now (manager);
}

static void
test_a_handler_that_retries_comes_back (Fixture *fixture, gconstpointer data)
{
  connect_client (fixture);
  g_signal_connect (fixture->manager, "closed", G_CALLBACK (retry_cb), NULL);
  say (fixture, "1");
  test_await_signal (fixture->manager, "reconnected");
}

/* --- emitting after a sleep --- */

static void
test_a_volatile_event_does_not_outlive_a_sleep (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->server->greeting = HASTY_HANDSHAKE;
  connect_client (fixture);
  test_await_that (socket_io_manager_is_writable (fixture->manager));
  sleep_through_the_ping ();
  g_assert_false (socket_io_client_emit_full (fixture->client, "typing", NULL, NULL,
                                              SOCKET_IO_EMIT_VOLATILE, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED);
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (fixture->client), ==, 0);
}

/* However often it may be tried: what does not even leave waits for the next connection. */
static void
test_a_retry_outlives_a_sleep (Fixture *fixture, gconstpointer data)
{
  fixture->server->greeting = HASTY_HANDSHAKE;
  g_object_set (fixture->client, "retries", data != NULL ? 1 : G_MAXINT, "offline-policy",
                SOCKET_IO_OFFLINE_FAIL, NULL);
  connect_client (fixture);
  test_await_that (socket_io_manager_is_writable (fixture->manager));
  sleep_through_the_ping ();
  g_assert_true (socket_io_client_emit (fixture->client, "x", NULL));
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (fixture->client), ==, 1);
  g_assert_cmpuint (fixture->disconnected, ==, 0);
  test_await_that (fixture->disconnected == 1);
  fixture->server->greeting = FAKE_HANDSHAKE;
  await_posted (fixture, "40");
  say (fixture, "40{\"sid\":\"second\"}");
  test_await_that (strstr (fixture->server->posted->str, "[\"x\"]") != NULL);
}

/* --- events --- */

static void
test_numbers_are_names_as_javascript_writes_them (Fixture *fixture, gconstpointer data)
{
  connect_client (fixture);
  say (fixture, "42[7]\x1e"
                "42[1.5]\x1e"
                "42[1e+30]\x1e"
                "42[\"end\"]");
  test_await_that (g_str_has_suffix (fixture->heard->str, "end"));
  g_assert_cmpstr (fixture->heard->str, ==, "7|1.5|1e+30|end");
}

static void
dispose_cb (SocketIoClient *client, SocketIoEvent *event, gpointer user_data)
{
  guint *calls = user_data;

  (*calls)++;
  g_object_run_dispose (G_OBJECT (client));
}

static void
test_a_listener_of_once_may_dispose (Fixture *fixture, gconstpointer data)
{
  guint calls = 0;

  connect_client (fixture);
  socket_io_client_once (fixture->client, "x", dispose_cb, &calls, NULL);
  say (fixture, "42[\"x\"]\x1e"
                "42[\"x\"]");
  test_await_that (calls == 1);
  test_settle ();
  g_assert_cmpuint (calls, ==, 1);
}

static void
test_send_is_the_event_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonArray) arguments = json_array_new ();

  json_array_add_string_element (arguments, "hello");
  connect_client (fixture);
  g_assert_true (socket_io_client_send (fixture->client, arguments));
  await_posted (fixture, "42[\"message\",\"hello\"]");
}

#define ADD(name, data, func)                                                                      \
  g_test_add ("/socket-io/client-live/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-handler-that-connects-greets-once/opened", "opened",
       test_a_handler_that_connects_greets_once);
  ADD ("a-handler-that-connects-greets-once/state", "notify::state",
       test_a_handler_that_connects_greets_once);
  ADD ("a-packet-of-an-earlier-connection-is-not-heard", NULL,
       test_a_packet_of_an_earlier_connection_is_not_heard);
  ADD ("a-server-may-not-talk-before-it-accepts", NULL,
       test_a_server_may_not_talk_before_it_accepts);
  ADD ("without-reconnection-a-failure-is-the-end", NULL,
       test_without_reconnection_a_failure_is_the_end);
  ADD ("closing-in-the-middle-of-a-loss-is-heard", NULL,
       test_closing_in_the_middle_of_a_loss_is_heard);
  ADD ("without-reconnection-a-handler-may-connect", NULL,
       test_without_reconnection_a_handler_may_connect);
  ADD ("a-handler-may-connect-when-attempts-are-used-up", NULL,
       test_a_handler_may_connect_when_attempts_are_used_up);
  ADD ("a-handler-that-retries-comes-back", NULL, test_a_handler_that_retries_comes_back);
  ADD ("a-volatile-event-does-not-outlive-a-sleep", NULL,
       test_a_volatile_event_does_not_outlive_a_sleep);
  ADD ("a-retry-outlives-a-sleep/few", "few", test_a_retry_outlives_a_sleep);
  ADD ("a-retry-outlives-a-sleep/any-number", NULL, test_a_retry_outlives_a_sleep);
  ADD ("numbers-are-names-as-javascript-writes-them", NULL,
       test_numbers_are_names_as_javascript_writes_them);
  ADD ("a-listener-of-once-may-dispose", NULL, test_a_listener_of_once_may_dispose);
  ADD ("send-is-the-event-message", NULL, test_send_is_the_event_message);

  return g_test_run ();
}
