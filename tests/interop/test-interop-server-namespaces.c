/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may come in, and where to: namespaces of our server and their middleware, and
 * the middleware of single sockets.
 */
#include "socket-io-adapter.h"
#include "socket-io-error.h"
#include "venue.h"

static void
test_namespaces_share_a_connection (Venue *venue, gconstpointer data)
{
  Guest *main = NULL;
  Guest *admin = NULL;

  venue_make (venue);
  venue_watch (venue, socket_io_server_of (venue->server, "/admin"));
  venue_open (venue);

  main = venue_admit (venue);
  admin = venue_invite_with (venue, main, "/admin", "{}");
  guest_tell (admin, "open");
  venue_expect_in (venue, admin, "/admin");
  g_assert_true (socket_io_socket_get_engine (venue_get_socket (venue, 0)) ==
                 socket_io_socket_get_engine (venue_get_socket (venue, 1)));

  guest_tell (admin, "ask [\"echo\",{\"$bytes\":\"AQID\"}]");
  venue_expect (venue, "echo [{\"$bytes\":\"AQID\"}]");
  guest_expect (admin, "answered [{\"$bytes\":\"AQID\"}]");
  venue_emit (venue_get_socket (venue, 0), "[\"to\",\"main\"]");
  venue_emit (venue_get_socket (venue, 1), "[\"to\",\"admin\"]");
  guest_expect (main, "to [\"main\"]");
  guest_expect (admin, "to [\"admin\"]");

  /* One leaves, the other stays. */
  guest_tell (admin, "close");
  guest_expect (admin, "lost io client disconnect");
  venue_expect_gone (venue, "client namespace disconnect");
  guest_tell (main, "emit [\"echo\",1]");
  guest_expect (main, "echo [1]");
  venue_expect (venue, "echo [1]");

  guest_tell (admin, "open");
  venue_expect_in (venue, admin, "/admin");

  /* One is sent away, the other stays. */
  socket_io_socket_disconnect (venue_get_socket (venue, 0), FALSE);
  guest_expect (main, "lost io server disconnect");
  venue_expect_gone (venue, "server namespace disconnect");
  guest_tell (admin, "emit [\"echo\",2]");
  guest_expect (admin, "echo [2]");
  venue_expect (venue, "echo [2]");
}

static void
test_unknown_namespaces_are_refused (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_invite (venue, "/nowhere", NULL);
  guest_tell (guest, "open");
  guest_expect (guest, "refused Invalid namespace");
  g_assert_true (venue_is_silent (venue));
}

/* Passes whoever has the word, and tells all others what they lack. */
static void
want_token_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer user_data)
{
  SocketIoHandshake *handshake = socket_io_socket_get_handshake (socket);
  JsonObject *auth = socket_io_handshake_get_auth (handshake);
  const char *token = json_object_get_string_member_with_default (auth, "token", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) hint = json_from_string ("{\"code\":7,\"hint\":[\"a token\"]}", &error);

  g_assert_no_error (error);
  g_assert_false (socket_io_socket_get_connected (socket));
  socket_io_socket_join (socket, "those who ask");
  if (g_strcmp0 (token, "abc") == 0)
    engine_io_next_pass (next);
  else if (token != NULL)
    engine_io_next_refuse (next, "wrong token", NULL);
  else
    engine_io_next_refuse (next, "no token", hint);
}

static void
test_middleware_refuses (Venue *venue, gconstpointer data)
{
  SocketIoNamespace *nsp = NULL;
  Guest *guest = NULL;

  venue_make (venue);
  nsp = socket_io_server_of (venue->server, "/");
  socket_io_namespace_use (nsp, want_token_cb, NULL, NULL);
  venue_open (venue);

  guest = venue_invite (venue, "/", NULL);
  guest_tell (guest, "open");
  guest_expect (guest, "refused no token {\"code\":7,\"hint\":[\"a token\"]}");
  guest = venue_invite (venue, "/", "{\"auth\":{\"token\":\"x\"}}");
  guest_tell (guest, "open");
  guest_expect (guest, "refused wrong token");
  g_assert_true (venue_is_silent (venue));
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 0);
  g_assert_cmpuint (socket_io_adapter_get_room_size (socket_io_namespace_get_adapter (nsp),
                                                     "those who ask"),
                    ==, 0);

  guest = venue_invite (venue, "/", "{\"auth\":{\"token\":\"abc\"}}");
  guest_tell (guest, "open");
  venue_expect_in (venue, guest, "/");
  g_assert_true (socket_io_socket_is_in (venue_get_socket (venue, 0), "those who ask"));
}

static gboolean
pass_cb (gpointer next)
{
  engine_io_next_pass (next);

  return G_SOURCE_REMOVE;
}

static void
pass_later_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer user_data)
{
  venue_note (user_data, "asked");
  g_timeout_add_full (G_PRIORITY_DEFAULT, 10, pass_cb, g_object_ref (next), g_object_unref);
}

static void
drop_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer user_data)
{
  venue_note (user_data, "dropped");
}

static void
test_middleware_takes_its_time (Venue *venue, gconstpointer data)
{
  SocketIoNamespace *closed = NULL;
  Guest *guest = NULL;

  venue_make (venue);
  socket_io_server_use (venue->server, pass_later_cb, venue, NULL);
  socket_io_server_use (venue->server, pass_later_cb, venue, NULL);
  closed = socket_io_server_of (venue->server, "/closed");
  socket_io_namespace_use (closed, drop_cb, venue, NULL);
  venue_open (venue);

  guest = venue_invite (venue, "/", NULL);
  guest_tell (guest, "open");
  guest_expect (guest, "connected");
  venue_expect (venue, "asked");
  venue_expect (venue, "asked");
  venue_expect (venue, "connection /");

  guest = venue_invite_with (venue, guest, "/closed", "{}");
  guest_tell (guest, "open");
  g_free (guest_hear (guest)); /* whatever it is called */
  venue_expect (venue, "dropped");
  g_assert_true (venue_is_silent (venue));
}

static void
keep_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (next));
}

static void
test_who_leaves_meanwhile_is_forgotten (Venue *venue, gconstpointer data)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  EngineIoServer *engine = NULL;
  Guest *guest = NULL;

  venue_make (venue);
  engine = socket_io_server_get_engine (venue->server);
  socket_io_server_use (venue->server, keep_cb, waiting, NULL);
  venue_open (venue);

  guest = venue_invite (venue, "/", NULL);
  guest_tell (guest, "open");
  test_await_that (waiting->len == 1);
  guest_tell (guest, "close");
  test_await_that (engine_io_server_get_n_sockets (engine) == 0);
  guest = venue_invite (venue, "/", NULL);
  guest_tell (guest, "open");
  test_await_that (waiting->len == 2);
  engine_io_next_pass (g_ptr_array_index (waiting, 1));
  venue_expect (venue, "connection /");
  guest_expect (guest, "connected");
  engine_io_next_pass (g_ptr_array_index (waiting, 0));
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (socket_io_server_of (venue->server, "/")),
                    ==, 1);
}

static void
test_handshakes_tell_how_it_came (Venue *venue, gconstpointer data)
{
  SocketIoHandshake *handshake = NULL;
  g_autofree char *time = NULL;
  g_autofree char *colour = NULL;
  g_autofree char *version = NULL;
  gint64 now = g_get_real_time () / 1000;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_invite (venue, "/", "{\"auth\":{\"a\":1},\"query\":{\"colour\":\"r&d\"}}");
  guest_tell (guest, "open");
  guest_expect (guest, "connected");
  handshake = socket_io_socket_get_handshake (venue_get_socket (venue, 0));

  colour = socket_io_handshake_dup_query_parameter (handshake, "colour");
  g_assert_cmpstr (colour, ==, "r&d");
  version = socket_io_handshake_dup_query_parameter (handshake, "EIO");
  g_assert_cmpstr (version, ==, "4");
  g_assert_cmpstr (socket_io_handshake_get_address (handshake), ==, "127.0.0.1");
  g_assert_false (socket_io_handshake_is_secure (handshake));
  g_assert_false (socket_io_handshake_is_cross_domain (handshake));
  g_assert_nonnull (socket_io_handshake_get_header (handshake, "host"));
  g_assert_true (g_str_has_prefix (socket_io_handshake_get_url (handshake), "/socket.io/?"));
  g_assert_cmpint (json_object_get_int_member (socket_io_handshake_get_auth (handshake), "a"), ==,
                   1);
  g_assert_cmpint (ABS (socket_io_handshake_get_issued (handshake) - now), <, 60000);
  time = socket_io_handshake_dup_time (handshake);
  g_assert_true (g_regex_match_simple ("^[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d{4} "
                                       "\\d\\d:\\d\\d:\\d\\d GMT[+-]\\d{4}$",
                                       time, 0, 0));
}

static void
test_patterns_make_namespaces (Venue *venue, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/chat-\\d+$", 0, 0, NULL);
  SocketIoNamespace *parent = NULL;
  Guest *one = NULL;
  Guest *two = NULL;

  g_object_set (venue->options, "cleanup-empty-child-namespaces", TRUE, NULL);
  venue_make (venue);
  parent = socket_io_server_of_pattern (venue->server, pattern);
  venue_watch (venue, parent);
  venue_open (venue);

  one = venue_invite (venue, "/chat-1", NULL);
  guest_tell (one, "open");
  venue_expect_in (venue, one, "/chat-1");
  two = venue_invite (venue, "/chat-22", NULL);
  guest_tell (two, "open");
  venue_expect_in (venue, two, "/chat-22");

  socket_io_namespace_emit (parent, "all", NULL);
  guest_expect (one, "all []");
  guest_expect (two, "all []");
  socket_io_namespace_emit (socket_io_server_of (venue->server, "/chat-1"), "first", NULL);
  venue_emit (venue_get_socket (venue, 1), "[\"second\"]");
  guest_expect (one, "first []");
  guest_expect (two, "second []");

  guest_tell (one, "close");
  venue_expect_gone (venue, "client namespace disconnect");
  test_await_that (socket_io_server_get_namespace (venue->server, "/chat-1") == NULL);
  g_assert_nonnull (socket_io_server_get_namespace (venue->server, "/chat-22"));

  one = venue_invite (venue, "/chat-x", NULL);
  guest_tell (one, "open");
  guest_expect (one, "refused Invalid namespace");
}

static void
decide_cb (SocketIoServer *server,
           const char *name,
           JsonNode *auth,
           EngineIoNext *next,
           gpointer user_data)
{
  if (g_str_has_prefix (name, "/open-"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 10, pass_cb, g_object_ref (next), g_object_unref);
  else
    engine_io_next_refuse (next, "no", NULL);
}

static void
test_functions_make_namespaces (Venue *venue, gconstpointer data)
{
  Guest *one = NULL;
  Guest *two = NULL;

  venue_make (venue);
  venue_watch (venue, socket_io_server_of_func (venue->server, decide_cb, NULL, NULL));
  venue_open (venue);

  one = venue_invite (venue, "/open-1", NULL);
  two = venue_invite (venue, "/open-1", NULL);
  guest_tell (one, "open");
  guest_tell (two, "open");
  venue_expect_in (venue, one, "/open-1");
  venue_expect_in (venue, two, "/open-1");
  g_assert_true (socket_io_socket_get_namespace (venue_get_socket (venue, 0)) ==
                 socket_io_socket_get_namespace (venue_get_socket (venue, 1)));

  one = venue_invite (venue, "/shut", NULL);
  guest_tell (one, "open");
  guest_expect (one, "refused Invalid namespace");
}

/* --- the middleware of one socket ----------------------------------------- */

static void
filter_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
  const char *name = socket_io_event_get_name (event);
  g_autoptr (JsonNode) data = json_node_init_int (json_node_alloc (), 42);

  if (g_str_equal (name, "slow"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 10, pass_cb, g_object_ref (next), g_object_unref);
  else if (g_str_equal (name, "bad"))
    engine_io_next_refuse (next, "not this", data);
  else if (!g_str_equal (name, "forgotten"))
    engine_io_next_pass (next);
}

static void
note_error_cb (SocketIoSocket *socket, GError *error, Venue *venue)
{
  JsonNode *data = socket_io_error_get_data (error);

  venue_note (venue, "error %s %d", error->message,
              data != NULL ? (int) json_node_get_int (data) : 0);
}

static void
test_sockets_have_middleware (Venue *venue, gconstpointer data)
{
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  socket_io_socket_use (socket, filter_cb, NULL, NULL);
  socket_io_socket_use (socket, filter_cb, NULL, NULL);
  g_signal_connect (socket, "error", G_CALLBACK (note_error_cb), venue);

  guest_tell (guest, "emit [\"slow\",1]");
  guest_tell (guest, "emit [\"bad\",2]");
  guest_tell (guest, "emit [\"quick\",3]");
  guest_tell (guest, "ask [\"echo\",4]");
  venue_expect (venue, "slow [1]");
  venue_expect (venue, "error not this 42");
  venue_expect (venue, "quick [3]");
  venue_expect (venue, "echo [4]");
  guest_expect (guest, "answered [4]");

  /* What was not answered is refused; what waits when the client goes is not told. */
  guest_tell (guest, "emit [\"forgotten\"]");
  test_await_that (!venue_is_silent (venue));
  g_free (g_queue_pop_head (&venue->noted));
  guest_tell (guest, "emit [\"slow\"]");
  guest_tell (guest, "emit [\"quick\"]");
  guest_tell (guest, "close");
  venue_expect_gone (venue, "client namespace disconnect");
  test_settle ();
  g_assert_true (venue_is_silent (venue));
}

static void
keep_question_cb (SocketIoSocket *socket,
                  SocketIoEvent *event,
                  EngineIoNext *next,
                  gpointer user_data)
{
  g_ptr_array_add (user_data, g_object_ref (next));
}

/* What waits for a middleware that never answers has an end. */
static void
test_middleware_may_be_flooded (Venue *venue, gconstpointer data)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *much = g_strnfill (1000, 'x');
  Guest *guest = NULL;

  g_object_set (venue->options, "max-queued", (guint64) 50000, NULL);
  venue_open (venue);
  guest = venue_admit (venue);
  socket_io_socket_use (venue_get_socket (venue, 0), keep_question_cb, waiting, NULL);
  for (guint i = 0; i < 60; i++)
    guest_tell (guest, "emit [\"much\",\"%s\"]", much);
  venue_expect_gone (venue, "forced close");
  g_assert_cmpuint (waiting->len, ==, 1);
  engine_io_next_pass (g_ptr_array_index (waiting, 0));
  guest_expect (guest, "lost transport close");
  venue_expect_in (venue, guest, "/");
}

int
main (int argc, char *argv[])
{
  venue_init (&argc, &argv);

  venue_add ("namespaces-share-a-connection", test_namespaces_share_a_connection);
  venue_add ("unknown-namespaces-are-refused", test_unknown_namespaces_are_refused);
  venue_add ("middleware-refuses", test_middleware_refuses);
  venue_add ("middleware-takes-its-time", test_middleware_takes_its_time);
  venue_add ("who-leaves-meanwhile-is-forgotten", test_who_leaves_meanwhile_is_forgotten);
  venue_add ("handshakes-tell-how-it-came", test_handshakes_tell_how_it_came);
  venue_add ("patterns-make-namespaces", test_patterns_make_namespaces);
  venue_add ("functions-make-namespaces", test_functions_make_namespaces);
  venue_add ("sockets-have-middleware", test_sockets_have_middleware);
  venue_add ("middleware-may-be-flooded", test_middleware_may_be_flooded);

  return venue_run ();
}
