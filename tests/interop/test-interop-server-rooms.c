/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rooms and every way to mean many: who hears what, and that nobody else does.
 */
#include "scene.h"
#include "socket-io-adapter.h"
#include "socket-io-error.h"
#include "venue.h"

#define N_GUESTS 4

/* a is in red, b in red and blue, c in blue, d nowhere. */
typedef struct {
  Guest *guests[N_GUESTS];
  SocketIoSocket *sockets[N_GUESTS];
  guint round;
} Party;

static void
join_party (Party *party, Venue *venue)
{
  memset (party, 0, sizeof *party);
  venue_open (venue);
  for (guint i = 0; i < N_GUESTS; i++) {
    party->guests[i] = venue_admit (venue);
    party->sockets[i] = venue_get_socket (venue, i);
  }
  socket_io_socket_join (party->sockets[0], "red");
  socket_io_socket_join (party->sockets[1], "red");
  socket_io_socket_join (party->sockets[1], "blue");
  socket_io_socket_join (party->sockets[2], "blue");
}

/* Everybody in @who ("ac") has heard exactly @line since the last time, all others nothing. */
static void
assert_heard (Party *party, Venue *venue, const char *who, const char *line)
{
  g_autofree char *mark = g_strdup_printf ("[\"mark\",%u]", ++party->round);
  g_autofree char *marked = g_strdup_printf ("mark [%u]", party->round);

  for (guint i = 0; i < N_GUESTS; i++)
    venue_emit (party->sockets[i], mark);
  for (guint i = 0; i < N_GUESTS; i++) {
    if (strchr (who, 'a' + (int) i) != NULL)
      guest_expect (party->guests[i], line);
    guest_expect (party->guests[i], marked);
  }
}

/* Emits to whom @chain means, and checks that it was @who. */
static void
assert_reaches (Party *party, Venue *venue, SocketIoBroadcast *chain, const char *who)
{
  g_autoptr (SocketIoBroadcast) owned = chain;

  venue_broadcast (owned, "[\"news\",1,{\"$bytes\":\"AQID\"}]");
  assert_heard (party, venue, who, "news [1,{\"$bytes\":\"AQID\"}]");
}

static void
test_servers_reach_rooms (Venue *venue, gconstpointer data)
{
  Party party;
  SocketIoServer *io = NULL;
  SocketIoNamespace *nsp = NULL;
  SocketIoBroadcast *chain = NULL;

  join_party (&party, venue);
  io = venue->server;
  nsp = socket_io_server_of (io, "/");

  assert_reaches (&party, venue, socket_io_server_broadcast (io), "abcd");
  assert_reaches (&party, venue, socket_io_server_to (io, "red"), "ab");
  assert_reaches (&party, venue, socket_io_namespace_in (nsp, "blue"), "bc");
  assert_reaches (&party, venue, socket_io_namespace_except (nsp, "blue"), "ad");
  assert_reaches (&party, venue, socket_io_server_to (io, "nowhere"), "");

  chain = socket_io_server_to (io, "red");
  assert_reaches (&party, venue, socket_io_broadcast_to (chain, "blue"), "abc");
  chain = socket_io_server_to (io, "red");
  assert_reaches (&party, venue, socket_io_broadcast_except (chain, "blue"), "a");
  chain = socket_io_server_except (io, "red");
  assert_reaches (&party, venue, socket_io_broadcast_except (chain, "blue"), "d");

  /* A socket's id is a room. */
  assert_reaches (&party, venue,
                  socket_io_server_to (io, socket_io_socket_get_id (party.sockets[3])), "d");
  chain = socket_io_server_to (io, "red");
  assert_reaches (&party, venue,
                  socket_io_broadcast_except (chain, socket_io_socket_get_id (party.sockets[0])),
                  "b");

  /* Flags change the way, not who is meant. */
  chain = socket_io_server_to (io, "red");
  assert_reaches (&party, venue,
                  socket_io_broadcast_compress (socket_io_broadcast_local (chain), FALSE), "ab");
}

static void
test_servers_reach_everybody (Venue *venue, gconstpointer data)
{
  Party party;
  g_autoptr (JsonArray) arguments = json_array_new ();

  join_party (&party, venue);
  json_array_add_string_element (arguments, "hi");
  g_assert_true (socket_io_server_emit (venue->server, "hello", arguments));
  assert_heard (&party, venue, "abcd", "hello [\"hi\"]");
  g_assert_true (socket_io_server_send (venue->server, arguments));
  assert_heard (&party, venue, "abcd", "message [\"hi\"]");
}

static void
test_sockets_reach_others (Venue *venue, gconstpointer data)
{
  Party party;
  SocketIoBroadcast *chain = NULL;
  SocketIoSocket **sockets = party.sockets;

  join_party (&party, venue);
  assert_reaches (&party, venue, socket_io_socket_broadcast (sockets[0]), "bcd");
  assert_reaches (&party, venue, socket_io_socket_to (sockets[0], "red"), "b");
  assert_reaches (&party, venue, socket_io_socket_to (sockets[3], "red"), "ab");
  assert_reaches (&party, venue, socket_io_socket_in (sockets[1], "blue"), "c");
  assert_reaches (&party, venue, socket_io_socket_except (sockets[0], "blue"), "d");
  chain = socket_io_socket_to (sockets[1], "red");
  assert_reaches (&party, venue, socket_io_broadcast_to (chain, "blue"), "ac");
  assert_reaches (&party, venue,
                  socket_io_socket_to (sockets[0], socket_io_socket_get_id (sockets[2])), "c");
  /* Not even in its own room. */
  assert_reaches (&party, venue,
                  socket_io_socket_to (sockets[0], socket_io_socket_get_id (sockets[0])), "");
}

/* Volatile is dropped where it cannot leave at once: over polling, where no poll waits. */
static void
test_volatile_may_be_dropped (Venue *venue, gconstpointer data)
{
  Party party;
  g_autoptr (SocketIoBroadcast) everybody = NULL;
  g_autoptr (GError) error = NULL;

  join_party (&party, venue);
  everybody = socket_io_server_broadcast (venue->server);
  test_await_that (engine_io_socket_is_writable (socket_io_socket_get_engine (party.sockets[0])) &&
                   engine_io_socket_is_writable (socket_io_socket_get_engine (party.sockets[1])) &&
                   engine_io_socket_is_writable (socket_io_socket_get_engine (party.sockets[2])) &&
                   engine_io_socket_is_writable (socket_io_socket_get_engine (party.sockets[3])));

  venue_broadcast (socket_io_broadcast_volatile (everybody), "[\"maybe\"]");
  assert_heard (&party, venue, "abcd", "maybe []");

  /* Behind something that waits. */
  test_await_that (engine_io_socket_is_writable (socket_io_socket_get_engine (party.sockets[0])));
  venue_emit (party.sockets[0], "[\"first\"]");
  venue_broadcast (everybody, "[\"maybe\"]");
  g_assert_false (socket_io_socket_emit_full (party.sockets[0], "maybe", NULL, NULL,
                                              SOCKET_IO_EMIT_VOLATILE, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED);
  guest_expect (party.guests[0], "first []");
}

static void
test_rooms_are_left (Venue *venue, gconstpointer data)
{
  Party party;
  SocketIoAdapter *adapter = NULL;
  g_auto (GStrv) rooms = NULL;

  join_party (&party, venue);
  adapter = socket_io_namespace_get_adapter (socket_io_server_of (venue->server, "/"));
  g_assert_true (socket_io_socket_is_in (party.sockets[1], "red"));
  rooms = socket_io_socket_dup_rooms (party.sockets[1]);
  g_assert_cmpuint (g_strv_length (rooms), ==, 3);
  g_assert_true (g_strv_contains ((const char *const *) rooms, "blue"));
  g_assert_true (
    g_strv_contains ((const char *const *) rooms, socket_io_socket_get_id (party.sockets[1])));

  socket_io_socket_leave (party.sockets[1], "red");
  assert_reaches (&party, venue, socket_io_server_to (venue->server, "red"), "a");
  guest_tell (party.guests[0], "ask [\"leave\",\"red\"]");
  guest_expect (party.guests[0], "answered []");
  guest_tell (party.guests[3], "ask [\"join\",\"blue\",\"green\"]");
  guest_expect (party.guests[3], "answered []");
  assert_reaches (&party, venue, socket_io_server_to (venue->server, "red"), "");
  assert_reaches (&party, venue, socket_io_server_to (venue->server, "blue"), "bcd");
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "red"), ==, 0);

  guest_tell (party.guests[3], "close");
  venue_expect (venue, "disconnecting client namespace disconnect [blue, green]");
  venue_expect (venue, "disconnect client namespace disconnect");
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "green"), ==, 0);
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "blue"), ==, 2);
}

/* --- answers of many ------------------------------------------------------ */

static void
ask_all (SocketIoBroadcast *chain, const char *json, GAsyncResult **result)
{
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) arguments = scene_parse (json, &attachments);
  g_autofree char *name = g_strdup (json_array_get_string_element (arguments, 0));

  json_array_remove_element (arguments, 0);
  socket_io_broadcast_emit_async (chain, name, arguments, attachments, NULL, test_keep_result,
                                  result);
}

static char *
finish_all (SocketIoBroadcast *chain, GAsyncResult **result, char **partial, GError **error)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (JsonArray) some = NULL;
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;

  test_await (result);
  kept = g_steal_pointer (result);
  answers = socket_io_broadcast_emit_finish (chain, kept, &attachments, &some, error);
  if (some != NULL)
    *partial = scene_show (some, NULL);

  return answers != NULL ? scene_show (answers, attachments) : NULL;
}

static void
test_everybody_answers (Venue *venue, gconstpointer data)
{
  Party party;
  g_autoptr (SocketIoBroadcast) chain = NULL;
  g_autoptr (SocketIoBroadcast) nobody = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answers = NULL;
  g_autofree char *none = NULL;

  join_party (&party, venue);
  chain = socket_io_server_to (venue->server, "red");
  ask_all (socket_io_broadcast_timeout (chain, 10000), "[\"later\",{\"$bytes\":\"AQID\"}]",
           &result);
  answers = finish_all (chain, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answers, ==, "[{\"$bytes\":\"AQID\"},{\"$bytes\":\"AQID\"}]");
  assert_heard (&party, venue, "ab", "later [{\"$bytes\":\"AQID\"}]");

  nobody = socket_io_server_to (venue->server, "nowhere");
  ask_all (socket_io_broadcast_timeout (nobody, 10000), "[\"echo\",1]", &result);
  none = finish_all (nobody, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (none, ==, "[]");
}

static void
test_some_answer (Venue *venue, gconstpointer data)
{
  Party party;
  g_autoptr (SocketIoBroadcast) chain = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *partial = NULL;

  join_party (&party, venue);
  chain = socket_io_server_to (venue->server, "red");
  ask_all (socket_io_broadcast_timeout (chain, 50), "[\"silent\",1]", &result);
  g_assert_null (finish_all (chain, &result, &partial, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (partial, ==, "[]");
  assert_heard (&party, venue, "ab", "silent [1]");
}

static void
test_who_goes_does_not_answer (Venue *venue, gconstpointer data)
{
  Party party;
  g_autoptr (SocketIoBroadcast) chain = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *partial = NULL;

  join_party (&party, venue);
  chain = socket_io_server_to (venue->server, "red");
  ask_all (socket_io_broadcast_timeout (chain, 60000), "[\"later\",1]", &result);
  socket_io_socket_disconnect (party.sockets[0], FALSE);
  g_assert_null (finish_all (chain, &result, &partial, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  g_assert_cmpstr (partial, ==, "[1]");
}

/* --- what a server does to many ------------------------------------------- */

static GPtrArray *
fetch (SocketIoBroadcast *chain)
{
  g_autoptr (SocketIoBroadcast) owned = chain;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *sockets = NULL;

  socket_io_broadcast_fetch_sockets_async (owned, NULL, test_keep_result, &result);
  test_await (&result);
  sockets = socket_io_broadcast_fetch_sockets_finish (owned, result, &error);
  g_assert_no_error (error);

  return sockets;
}

static void
test_sockets_are_fetched_and_moved (Venue *venue, gconstpointer data)
{
  Party party;
  g_autoptr (GPtrArray) red = NULL;
  g_autoptr (SocketIoBroadcast) chain = NULL;
  SocketIoRemoteSocket *remote = NULL;
  const char *const *rooms = NULL;

  join_party (&party, venue);
  json_object_set_string_member (socket_io_socket_get_data (party.sockets[0]), "name", "a");
  json_object_set_string_member (socket_io_socket_get_data (party.sockets[1]), "name", "b");

  red = fetch (socket_io_server_to (venue->server, "red"));
  g_assert_cmpuint (red->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    remote = g_ptr_array_index (red, i);
    rooms = socket_io_remote_socket_get_rooms (remote);
    g_assert_true (g_strv_contains (rooms, "red"));
    g_assert_nonnull (
      json_object_get_string_member (socket_io_remote_socket_get_data (remote), "name"));
    g_assert_cmpstr (socket_io_handshake_get_address (
                       socket_io_remote_socket_get_handshake (remote)),
                     ==, "127.0.0.1");
    socket_io_remote_socket_emit (remote, "private", NULL);
  }
  assert_heard (&party, venue, "ab", "private []");

  chain = socket_io_server_to (venue->server, "red");
  socket_io_broadcast_sockets_join (chain, "green");
  assert_reaches (&party, venue, socket_io_server_to (venue->server, "green"), "ab");
  socket_io_namespace_sockets_join (socket_io_server_of (venue->server, "/"), "all");
  assert_reaches (&party, venue, socket_io_server_to (venue->server, "all"), "abcd");
  socket_io_broadcast_sockets_leave (chain, "all");
  assert_reaches (&party, venue, socket_io_server_to (venue->server, "all"), "cd");

  socket_io_broadcast_disconnect_sockets (chain, FALSE);
  guest_expect (party.guests[0], "lost io server disconnect");
  guest_expect (party.guests[1], "lost io server disconnect");
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (socket_io_server_of (venue->server, "/")),
                    ==, 2);
}

static void
note_room_cb (SocketIoAdapter *adapter, const char *room, Venue *venue)
{
  venue_note (venue, "room %s", room);
}

static void
note_member_cb (SocketIoAdapter *adapter, const char *room, const char *id, Venue *venue)
{
  venue_note (venue, "member %s", room);
}

static void
test_adapters_tell_of_rooms (Venue *venue, gconstpointer data)
{
  SocketIoAdapter *adapter = NULL;
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  adapter = socket_io_namespace_get_adapter (socket_io_socket_get_namespace (socket));
  g_signal_connect (adapter, "create-room", G_CALLBACK (note_room_cb), venue);
  g_signal_connect (adapter, "delete-room", G_CALLBACK (note_room_cb), venue);
  g_signal_connect (adapter, "join-room", G_CALLBACK (note_member_cb), venue);
  g_signal_connect (adapter, "leave-room", G_CALLBACK (note_member_cb), venue);

  guest_tell (guest, "ask [\"join\",\"red\",\"red\"]");
  guest_expect (guest, "answered []");
  venue_expect (venue, "room red");
  venue_expect (venue, "member red");
  guest_tell (guest, "ask [\"leave\",\"red\",\"red\"]");
  guest_expect (guest, "answered []");
  venue_expect (venue, "member red");
  venue_expect (venue, "room red");
  g_assert_true (venue_is_silent (venue));
  g_signal_handlers_disconnect_by_data (adapter, venue);
}

static void
test_a_server_alone_asks_nobody (Venue *venue, gconstpointer data)
{
  SocketIoNamespace *nsp = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  venue_open (venue);
  nsp = socket_io_server_of (venue->server, "/");
  g_assert_true (socket_io_namespace_server_side_emit (nsp, "hello", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (socket_io_namespace_server_side_emit (nsp, "connection", NULL, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_clear_error (&error);

  socket_io_namespace_server_side_emit_async (nsp, "hello", NULL, 1000, NULL, test_keep_result,
                                              &result);
  test_await (&result);
  answers = socket_io_namespace_server_side_emit_finish (nsp, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 0);
}

int
main (int argc, char *argv[])
{
  venue_init (&argc, &argv);

  venue_add ("servers-reach-rooms", test_servers_reach_rooms);
  venue_add ("servers-reach-everybody", test_servers_reach_everybody);
  venue_add ("sockets-reach-others", test_sockets_reach_others);
  venue_add ("volatile-may-be-dropped", test_volatile_may_be_dropped);
  venue_add ("rooms-are-left", test_rooms_are_left);
  venue_add ("everybody-answers", test_everybody_answers);
  venue_add ("some-answer", test_some_answer);
  venue_add ("who-goes-does-not-answer", test_who_goes_does_not_answer);
  venue_add ("sockets-are-fetched-and-moved", test_sockets_are_fetched_and_moved);
  venue_add ("adapters-tell-of-rooms", test_adapters_tell_of_rooms);
  venue_add ("a-server-alone-asks-nobody", test_a_server_alone_asks_nobody);

  return venue_run ();
}
