/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How clients of our server go, what both sides call it, and what breaks the rules.
 */
#include "socket-io-error.h"
#include "venue.h"

static void
test_the_client_leaves (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  socket_io_socket_join (venue_get_socket (venue, 0), "b");
  socket_io_socket_join (venue_get_socket (venue, 0), "a");
  guest_tell (guest, "close");
  guest_expect (guest, "lost io client disconnect");
  venue_expect (venue, "disconnecting client namespace disconnect [a, b]");
  venue_expect (venue, "disconnect client namespace disconnect");
}

static void
test_the_server_sends_away (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  venue_emit (venue_get_socket (venue, 0), "[\"last\",\"words\"]");
  socket_io_socket_disconnect (venue_get_socket (venue, 0), FALSE);
  guest_expect (guest, "last [\"words\"]");
  guest_expect (guest, "lost io server disconnect");
  venue_expect_gone (venue, "server namespace disconnect");
  socket_io_socket_disconnect (venue_get_socket (venue, 0), FALSE);
  socket_io_socket_disconnect (venue_get_socket (venue, 0), TRUE);
  g_assert_true (venue_is_silent (venue));
}

static void
test_the_server_closes_the_session (Venue *venue, gconstpointer data)
{
  EngineIoSocket *engine = NULL;
  Guest *main = NULL;
  Guest *admin = NULL;

  venue_make (venue);
  venue_watch (venue, socket_io_server_of (venue->server, "/admin"));
  venue_open (venue);
  main = venue_admit (venue);
  admin = venue_invite_with (venue, main, "/admin", "{}");
  guest_tell (admin, "open");
  venue_expect_in (venue, admin, "/admin");

  engine = socket_io_socket_get_engine (venue_get_socket (venue, 0));
  socket_io_socket_disconnect (venue_get_socket (venue, 0), TRUE);
  guest_expect (main, "lost io server disconnect");
  guest_expect (admin, "lost io server disconnect");
  venue_expect_gone (venue, "server namespace disconnect");
  venue_expect_gone (venue, "server namespace disconnect");
  test_await_that (engine_io_socket_get_state (engine) == ENGINE_IO_SOCKET_CLOSED);
}

/* A client of ours would take that for its program's wish. */
static void
test_the_client_hangs_up (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "hang-up");
  guest_expect (guest, "lost forced close");
  venue_expect_gone (venue, "transport close");
  venue_expect_in (venue, guest, "/");
}

static void
test_the_connection_breaks (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  engine_io_socket_abort (socket_io_socket_get_engine (venue_get_socket (venue, 0)),
                          ENGINE_IO_CLOSE_TRANSPORT_ERROR, NULL);
  venue_expect_gone (venue, "transport error");
  g_free (guest_hear (guest)); /* what it looks like from there depends on the way */
  venue_expect_in (venue, guest, "/");
}

static void
test_the_client_says_what_makes_no_sense (Venue *venue, gconstpointer data)
{
  static const char *const words[] = {
    "9",          "2",         "2{}",
    "2[]",        "2[null]",   "2[\"connect\"]",
    "2[\"a\"",    "51-[\"a\"", "3[]",
    "31{}",       "1{}",       "4{\"message\":\"x\"}",
    "2/x[\"a\"]", "5-[\"a\"]", "599999-[\"a\"]",
    "",           "0[]",       "2[\"newListener\",1]",
  };
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autofree char *noted = NULL;
    g_autofree char *heard = NULL;

    g_test_message ("%s", words[i]);
    guest_tell (guest, "write %s", words[i]);
    test_await_that (!venue_is_silent (venue));
    noted = g_queue_pop_head (&venue->noted);
    g_assert_true (g_str_has_prefix (noted, "disconnecting forced"));
    test_await_that (!venue_is_silent (venue));
    g_free (g_queue_pop_head (&venue->noted));
    heard = guest_hear (guest);
    g_assert_cmpstr (heard, ==, "lost transport close");
    venue_expect_in (venue, guest, "/");
    venue_await_upgraded (venue, guest);
  }
}

static void
test_binary_comes_when_it_is_not_due (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "write-bytes AQID");
  venue_expect_gone (venue, "forced close");
  guest_expect (guest, "lost transport close");
  venue_expect_in (venue, guest, "/");
  venue_await_upgraded (venue, guest);

  guest_tell (guest, "write 51-[\"a\",{\"_placeholder\":true,\"num\":0}]");
  guest_tell (guest, "write 2[\"b\"]");
  venue_expect_gone (venue, "forced close");
  guest_expect (guest, "lost transport close");
  venue_expect_in (venue, guest, "/");
}

/* A client may not join what it is in, nor speak where it is not. */
static void
test_the_client_breaks_the_rules (Venue *venue, gconstpointer data)
{
  static const char *const words[] = { "0", "2/nowhere,[\"a\"]", "3/nowhere,1[]", "1/nowhere," };
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_test_message ("%s", words[i]);
    guest_tell (guest, "write %s", words[i]);
    venue_expect_gone (venue, "forced server close");
    guest_expect (guest, "lost transport close");
    venue_expect_in (venue, guest, "/");
    venue_await_upgraded (venue, guest);
  }
}

/* What nobody waits for is nothing. */
static void
test_unknown_answers_are_ignored (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "write 30[]");
  guest_tell (guest, "write 3999[\"a\"]");
  guest_tell (guest, "write 39007199254740991[1]");
  guest_tell (guest, "emit [\"echo\",1]");
  guest_expect (guest, "echo [1]");
  venue_expect (venue, "echo [1]");
}

static void
test_the_client_falls_asleep (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  g_object_set (venue->options, "ping-interval", 100, "ping-timeout", 500, NULL);
  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "sleep");
  venue_expect_gone (venue, "ping timeout");
}

static void
test_heartbeats_keep_it_alive (Venue *venue, gconstpointer data)
{
  gint64 end = 0;
  Guest *guest = NULL;

  g_object_set (venue->options, "ping-interval", 20, "ping-timeout", 2000, NULL);
  venue_open (venue);
  guest = venue_admit (venue);
  end = g_get_monotonic_time () + 300 * G_TIME_SPAN_MILLISECOND;
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (venue_is_silent (venue));
  guest_tell (guest, "emit [\"echo\",1]");
  guest_expect (guest, "echo [1]");
  venue_expect (venue, "echo [1]");
}

static void
test_the_client_is_killed (Venue *venue, gconstpointer data)
{
  TestPeer *peer = test_peer_start ("socket-client.js", NULL);
  g_autofree char *command = NULL;
  g_autofree char *noted = NULL;

  venue_open (venue);
  command =
    g_strdup_printf ("1 new {\"uri\":\"%s\",\"nsp\":\"/\",\"transports\":[\"%s\"]}", venue->uri,
                     g_str_equal (venue->way, "polling") ? "polling" : "websocket");
  test_peer_tell (peer, command);
  test_peer_tell (peer, "1 open");
  venue_expect (venue, "connection /");
  /* A poll waits, or there is none to see it by. */
  test_await_that (
    engine_io_socket_is_writable (socket_io_socket_get_engine (venue_get_socket (venue, 0))));
  test_settle ();
  test_peer_stop (peer);

  test_await_that (!venue_is_silent (venue));
  noted = g_queue_pop_head (&venue->noted);
  g_assert_true (g_str_equal (noted, "disconnecting transport close []") ||
                 g_str_equal (noted, "disconnecting transport error []"));
}

static void
test_the_server_shuts_down (Venue *venue, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint port = 0;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  port = socket_io_server_get_port (venue->server);
  venue_emit (venue_get_socket (venue, 0), "[\"last\",\"words\"]");
  venue_close (venue);
  venue_expect_gone (venue, "server shutting down");
  guest_expect (guest, "last [\"words\"]");
  guest_expect (guest, "lost transport close");

  /* Another takes its place. */
  g_ptr_array_set_size (venue->sockets, 0);
  test_settle ();
  g_assert_finalize_object (g_steal_pointer (&venue->server));
  venue_make (venue);
  socket_io_server_listen (venue->server, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  venue_expect_in (venue, guest, "/");
}

/* Nobody says good-bye; another takes its place. */
static void
test_the_server_is_killed (Venue *venue, gconstpointer data)
{
  g_autofree char *program =
    g_test_build_filename (G_TEST_BUILT, "conformance", "socket-io-echo", NULL);
  g_autofree char *lost = NULL;
  g_autofree char *greeting = NULL;
  g_autofree char *again = NULL;
  g_autofree char *port = NULL;
  TestPeer *server = test_peer_start_program (program, "--port", "0", NULL);
  Guest *guest = NULL;

  venue->uri = g_strdup (test_peer_get_uri (server));
  port = g_strdup_printf ("%u", test_peer_get_port (server));
  guest = venue_invite (venue, "/", NULL);
  guest_tell (guest, "open");
  guest_expect (guest, "connected");
  greeting = guest_hear (guest);
  g_assert_true (g_str_has_prefix (greeting, "auth "));
  venue_await_upgraded (venue, guest);

  test_peer_stop (server);
  lost = guest_hear (guest);
  g_assert_true (g_str_has_prefix (lost, "lost transport "));
  server = test_peer_start_program (program, "--port", port, NULL);
  guest_expect (guest, "connected");
  again = guest_hear (guest);
  g_assert_cmpstr (again, ==, greeting);
  guest_tell (guest, "ask [\"message-with-ack\",1]");
  guest_expect (guest, "answered [1]");
  test_peer_stop (server);
}

/* A session that says nothing is not kept for ever. */
static void
test_who_joins_nothing_is_closed (Venue *venue, gconstpointer data)
{
  g_autoptr (EngineIoOptions) options = engine_io_options_new ();
  g_autoptr (EngineIoClient) client = NULL;
  const char *const transports[] = { g_str_equal (venue->way, "polling") ? "polling" : "websocket",
                                     NULL };

  g_object_set (venue->options, "connect-timeout", 50, NULL);
  venue_open (venue);
  g_object_set (options, "path", "/socket.io", "transports", transports, "upgrade", FALSE, NULL);
  client = engine_io_client_new (venue->uri, options);
  engine_io_client_open (client);
  test_await_signal (client, "opened");
  test_await_signal (client, "closed");
}

static void
test_words_before_the_door (Venue *venue, gconstpointer data)
{
  g_autoptr (EngineIoOptions) options = engine_io_options_new ();
  g_autoptr (EngineIoClient) client = NULL;
  g_autoptr (GBytes) event = g_bytes_new_static ("2[\"echo\"]", 9);
  const char *const transports[] = { g_str_equal (venue->way, "polling") ? "polling" : "websocket",
                                     NULL };

  venue_open (venue);
  g_object_set (options, "path", "/socket.io", "transports", transports, "upgrade", FALSE, NULL);
  client = engine_io_client_new (venue->uri, options);
  engine_io_client_open (client);
  test_await_signal (client, "opened");
  engine_io_client_send (client, event, NULL, ENGINE_IO_SEND_DEFAULT, NULL);
  test_await_signal (client, "closed");
  g_assert_true (venue_is_silent (venue));
}

/* --- from inside of handlers ---------------------------------------------- */

static void
leave_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer user_data)
{
  socket_io_socket_disconnect (socket, GPOINTER_TO_INT (user_data));
  /* And once more, as it is. */
  socket_io_socket_disconnect (socket, TRUE);
  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
  g_assert_false (socket_io_socket_emit (socket, "late", NULL));
}

static void
test_sockets_go_from_inside_their_handlers (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  for (int close = FALSE; close <= TRUE; close++) {
    guest = venue_admit (venue);
    g_signal_connect (venue_get_socket (venue, close), "event::leave-now", G_CALLBACK (leave_cb),
                      GINT_TO_POINTER (close));
    guest_tell (guest, "ask [\"leave-now\"]");
    guest_expect (guest, "lost io server disconnect");
    venue_expect (venue, "leave-now []");
    venue_expect_gone (venue, "server namespace disconnect");
  }
}

static void
leave_again_cb (SocketIoSocket *socket, SocketIoDisconnectReason reason, gpointer user_data)
{
  socket_io_socket_disconnect (socket, TRUE);
}

static void
test_leaving_twice_is_leaving_once (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  g_signal_connect (venue_get_socket (venue, 0), "disconnecting", G_CALLBACK (leave_again_cb),
                    NULL);
  guest_tell (guest, "close");
  venue_expect_gone (venue, "client namespace disconnect");
  test_settle ();
  g_assert_true (venue_is_silent (venue));
}

static void
drop_server_cb (SocketIoSocket *socket, SocketIoEvent *event, Venue *venue)
{
  g_ptr_array_set_size (venue->sockets, 0);
  g_clear_object (&venue->server);
}

static void
test_the_server_goes_from_inside_a_handler (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  g_signal_connect (venue_get_socket (venue, 0), "event::drop-all", G_CALLBACK (drop_server_cb),
                    venue);
  guest_tell (guest, "emit [\"drop-all\"]");
  g_free (guest_hear (guest));
  g_assert_null (venue->server);
}

static void
pass_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
  engine_io_next_pass (next);
}

/* Before its middleware is asked. */
static void
test_the_server_goes_before_the_middleware (Venue *venue, gconstpointer data)
{
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  socket_io_socket_use (socket, pass_cb, NULL, NULL);
  g_signal_connect (socket, "any", G_CALLBACK (drop_server_cb), venue);
  guest_tell (guest, "emit [\"drop-all\"]");
  g_free (guest_hear (guest));
  g_assert_null (venue->server);
}

int
main (int argc, char *argv[])
{
  venue_init (&argc, &argv);

  venue_add ("the-client-leaves", test_the_client_leaves);
  venue_add ("the-server-sends-away", test_the_server_sends_away);
  venue_add ("the-server-closes-the-session", test_the_server_closes_the_session);
  venue_add_theirs ("the-client-hangs-up", test_the_client_hangs_up);
  venue_add ("the-connection-breaks", test_the_connection_breaks);
  venue_add ("the-client-says-what-makes-no-sense", test_the_client_says_what_makes_no_sense);
  venue_add ("binary-comes-when-it-is-not-due", test_binary_comes_when_it_is_not_due);
  venue_add ("the-client-breaks-the-rules", test_the_client_breaks_the_rules);
  venue_add ("unknown-answers-are-ignored", test_unknown_answers_are_ignored);
  venue_add_theirs ("the-client-falls-asleep", test_the_client_falls_asleep);
  venue_add ("heartbeats-keep-it-alive", test_heartbeats_keep_it_alive);
  venue_add_theirs ("the-client-is-killed", test_the_client_is_killed);
  venue_add ("the-server-shuts-down", test_the_server_shuts_down);
  venue_add ("the-server-is-killed", test_the_server_is_killed);
  venue_add_theirs ("who-joins-nothing-is-closed", test_who_joins_nothing_is_closed);
  venue_add_theirs ("words-before-the-door", test_words_before_the_door);
  venue_add ("sockets-go-from-inside-their-handlers", test_sockets_go_from_inside_their_handlers);
  venue_add ("leaving-twice-is-leaving-once", test_leaving_twice_is_leaving_once);
  venue_add ("the-server-goes-from-inside-a-handler", test_the_server_goes_from_inside_a_handler);
  venue_add ("the-server-goes-before-the-middleware", test_the_server_goes_before_the_middleware);

  return venue_run ();
}
