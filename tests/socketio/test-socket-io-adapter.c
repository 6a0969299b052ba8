/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The adapter's own signals, and what a derived one makes of several servers: here
 * two, in one process.
 */
#include "socket-io-adapter.h"

#include "audience.h"
#include "linked-adapter.h"
#include "socket-io-broadcast.h"
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "test-await.h"

static SocketIoAdapter *
get_adapter (Audience *audience)
{
  return socket_io_namespace_get_adapter (socket_io_server_of (audience->server, "/"));
}

/* --- rooms ---------------------------------------------------------------- */

static void
room_cb (SocketIoAdapter *adapter, const char *room, GString *log)
{
  g_string_append_printf (log, "%s ", room);
}

static void
member_cb (SocketIoAdapter *adapter, const char *room, const char *id, GString *log)
{
  g_assert_nonnull (id);
  g_string_append_printf (log, "%s ", room);
}

static void
test_rooms_are_reported (void)
{
  g_autoptr (GString) created = g_string_new (NULL);
  g_autoptr (GString) deleted = g_string_new (NULL);
  g_autoptr (GString) joined = g_string_new (NULL);
  g_autoptr (GString) left = g_string_new (NULL);
  g_autoptr (Audience) audience = audience_new (NULL);
  SocketIoSocket *first = audience_add (audience, NULL)->socket;
  SocketIoSocket *second = audience_add (audience, NULL)->socket;
  const char *const several[] = { "b", "a", "c", NULL };
  SocketIoAdapter *adapter = get_adapter (audience);

  g_signal_connect (adapter, "create-room", G_CALLBACK (room_cb), created);
  g_signal_connect (adapter, "delete-room", G_CALLBACK (room_cb), deleted);
  g_signal_connect (adapter, "join-room", G_CALLBACK (member_cb), joined);
  g_signal_connect (adapter, "leave-room", G_CALLBACK (member_cb), left);

  socket_io_socket_join (first, "a");
  socket_io_socket_join (first, "a");
  socket_io_adapter_join (adapter, second, several);
  g_assert_cmpstr (created->str, ==, "a b c ");
  g_assert_cmpstr (joined->str, ==, "a b a c ");
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "a"), ==, 2);

  socket_io_socket_leave (first, "a");
  socket_io_socket_leave (first, "never");
  g_assert_cmpstr (left->str, ==, "a ");
  g_assert_cmpstr (deleted->str, ==, "");

  g_string_truncate (left, 0);
  socket_io_adapter_leave_all (adapter, second);
  g_assert_nonnull (strstr (deleted->str, "a "));
  g_assert_nonnull (strstr (deleted->str, "b "));
  g_assert_nonnull (strstr (deleted->str, "c "));
  g_assert_nonnull (strstr (left->str, socket_io_socket_get_id (second)));
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "a"), ==, 0);
}

static void
leave_all_cb (SocketIoAdapter *adapter, const char *room, SocketIoSocket *socket)
{
  socket_io_adapter_leave_all (adapter, socket);
}

static void
join_another_cb (SocketIoAdapter *adapter, const char *room, const char *id, SocketIoSocket *socket)
{
  const char *const another[] = { "another", NULL };

  socket_io_adapter_join (adapter, socket, another);
}

/* Who hears of a change may make the next one. */
static void
test_rooms_may_change_while_they_do (void)
{
  g_autoptr (Audience) audience = audience_new (NULL);
  SocketIoSocket *socket = audience_add (audience, NULL)->socket;
  const char *const several[] = { "a", "b", "c", NULL };
  SocketIoAdapter *adapter = get_adapter (audience);
  gulong handler = 0;

  handler = g_signal_connect (adapter, "create-room", G_CALLBACK (leave_all_cb), socket);
  socket_io_adapter_join (adapter, socket, several);
  g_assert_false (socket_io_socket_is_in (socket, "a"));
  g_assert_false (socket_io_socket_is_in (socket, "b"));
  g_signal_handler_disconnect (adapter, handler);

  socket_io_adapter_join (adapter, socket, several);
  handler = g_signal_connect (adapter, "leave-room", G_CALLBACK (join_another_cb), socket);
  socket_io_adapter_leave_all (adapter, socket);
  g_assert_false (socket_io_socket_is_in (socket, "a"));
  g_assert_false (socket_io_socket_is_in (socket, "another"));
  g_signal_handler_disconnect (adapter, handler);
}

static void
leave_rooms_cb (SocketIoSocket *socket,
                const char *name,
                JsonArray *arguments,
                SocketIoSocket *other)
{
  socket_io_socket_leave (socket, "a");
  socket_io_socket_disconnect (other, TRUE);
}

/* A listener of the first one takes it out of the room, and disconnects another. */
static void
test_a_listener_may_change_who_is_meant (void)
{
  g_autoptr (Audience) audience = audience_new (NULL);
  g_autoptr (SocketIoBroadcast) chain = socket_io_server_to (audience->server, "a");

  for (guint i = 0; i < 3; i++)
    socket_io_socket_join (audience_add (audience, NULL)->socket, "a");
  for (guint i = 0; i < 2; i++) {
    socket_io_socket_set_watches_broadcasts (audience_get (audience, i)->socket, TRUE);
    g_signal_connect_object (audience_get (audience, i)->socket, "any-outgoing",
                             G_CALLBACK (leave_rooms_cb), audience_get (audience, 2)->socket, 0);
  }
  g_assert_true (socket_io_broadcast_emit (chain, "x", NULL));
  test_await_that (audience_get (audience, 2)->socket == NULL);
}

/* --- two servers ---------------------------------------------------------- */

typedef struct {
  Audience *one;
  Audience *two;
  SocketIoBroadcast *chain;
  GAsyncResult *result;
  GError *error;
} Cluster;

static void
set_up (Cluster *cluster, gconstpointer data)
{
  SocketIoServerOptions *options[] = { socket_io_server_options_new (),
                                       socket_io_server_options_new () };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    g_object_set (options[i], "adapter-type", LINKED_TYPE_ADAPTER, NULL);
  cluster->one = audience_new (options[0]);
  cluster->two = audience_new (options[1]);
  for (guint i = 0; i < 2; i++) {
    audience_add (cluster->one, NULL);
    audience_add (cluster->two, NULL);
  }

  /* The first of each. */
  socket_io_socket_join (audience_get (cluster->one, 0)->socket, "a");
  socket_io_socket_join (audience_get (cluster->two, 0)->socket, "a");
  cluster->chain = socket_io_server_broadcast (cluster->one->server);
}

static void
tear_down (Cluster *cluster, gconstpointer data)
{
  test_settle ();
  g_clear_object (&cluster->chain);
  g_clear_object (&cluster->result);
  g_clear_error (&cluster->error);
  audience_free (cluster->one);
  audience_free (cluster->two);
}

/* Ends with an event that only one server's audience hears, so that both can be looked at. */
static void
expect (Cluster *cluster, const char *one, const char *another, const char *two, const char *other)
{
  const char *const expected[] = { one, another, two, other };

  socket_io_broadcast_emit (cluster->chain, "end", NULL);
  for (guint i = 0; i < 4; i++) {
    Listener *listener = audience_get (i < 2 ? cluster->one : cluster->two, i % 2);

    test_await_that (g_str_has_suffix (listener->heard->str, "end[]"));
    g_assert_cmpstr (listener->heard->str, ==, expected[i]);
    g_string_truncate (listener->heard, 0);
  }
}

static void
test_broadcasts_reach_both (Cluster *cluster, gconstpointer data)
{
  g_autoptr (SocketIoBroadcast) room = socket_io_server_to (cluster->one->server, "a");
  g_autoptr (SocketIoBroadcast) others = socket_io_server_except (cluster->two->server, "a");
  g_autoptr (SocketIoBroadcast)
    local = socket_io_broadcast_local (socket_io_server_broadcast (cluster->two->server));
  g_autoptr (SocketIoBroadcast)
    one = socket_io_server_to (cluster->one->server,
                               socket_io_socket_get_id (audience_get (cluster->two, 1)->socket));

  socket_io_broadcast_emit (room, "room", NULL);
  test_settle ();
  socket_io_broadcast_emit (others, "others", NULL);
  test_settle ();
  socket_io_broadcast_emit (local, "local", NULL);
  socket_io_broadcast_emit (one, "one", NULL);
  expect (cluster, "room[]|end[]", "others[]|end[]", "room[]|local[]|end[]",
          "others[]|local[]|one[]|end[]");
}

static JsonArray *
ask (Cluster *cluster, JsonArray **partial)
{
  socket_io_broadcast_emit_async (cluster->chain, "ask", NULL, NULL, NULL, test_keep_result,
                                  &cluster->result);
  test_await (&cluster->result);

  return socket_io_broadcast_emit_finish (cluster->chain, cluster->result, NULL, partial,
                                          &cluster->error);
}

static void
test_answers_come_from_both (Cluster *cluster, gconstpointer data)
{
  g_autoptr (JsonArray) answers = ask (cluster, NULL);

  g_assert_no_error (cluster->error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 4);
}

static void
test_answers_are_local (Cluster *cluster, gconstpointer data)
{
  g_autoptr (JsonArray) answers = NULL;

  socket_io_broadcast_local (cluster->chain);
  answers = ask (cluster, NULL);
  g_assert_no_error (cluster->error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 2);
}

static void
test_partial_answers_come_from_both (Cluster *cluster, gconstpointer data)
{
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (JsonArray) partial = NULL;

  audience_get (cluster->two, 1)->mute = TRUE;
  socket_io_broadcast_timeout (cluster->chain, 1000);
  answers = ask (cluster, &partial);
  g_assert_null (answers);
  g_assert_error (cluster->error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (json_array_get_length (partial), ==, 3);
}

static void
test_who_goes_elsewhere_is_not_waited_for (Cluster *cluster, gconstpointer data)
{
  g_autoptr (JsonArray) partial = NULL;

  audience_get (cluster->two, 1)->mute = TRUE;
  socket_io_broadcast_emit_async (cluster->chain, "ask", NULL, NULL, NULL, test_keep_result,
                                  &cluster->result);
  listener_await (audience_get (cluster->two, 1), "ask");
  listener_leave (audience_get (cluster->two, 1));
  test_await (&cluster->result);
  g_assert_null (socket_io_broadcast_emit_finish (cluster->chain, cluster->result, NULL, &partial,
                                                  &cluster->error));
  g_assert_error (cluster->error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  g_assert_cmpuint (json_array_get_length (partial), ==, 3);
}

static void
test_sockets_of_both_are_fetched (Cluster *cluster, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets = NULL;

  socket_io_broadcast_fetch_sockets_async (cluster->chain, NULL, test_keep_result,
                                           &cluster->result);
  test_await (&cluster->result);
  sockets = socket_io_broadcast_fetch_sockets_finish (cluster->chain, cluster->result, NULL);
  g_assert_cmpuint (sockets->len, ==, 4);

  for (guint i = 0; i < sockets->len; i++) {
    SocketIoRemoteSocket *socket = g_ptr_array_index (sockets, i);

    if (g_str_equal (socket_io_remote_socket_get_id (socket),
                     socket_io_socket_get_id (audience_get (cluster->two, 0)->socket))) {
      g_assert_true (g_strv_contains (socket_io_remote_socket_get_rooms (socket), "a"));
      g_assert_cmpstr (socket_io_handshake_get_address (
                         socket_io_remote_socket_get_handshake (socket)),
                       ==, "127.0.0.1");
      socket_io_remote_socket_emit (socket, "hello", NULL);
    }
  }
  expect (cluster, "end[]", "end[]", "hello[]|end[]", "end[]");
}

static void
test_rooms_change_on_both (Cluster *cluster, gconstpointer data)
{
  g_autoptr (SocketIoBroadcast) room = socket_io_server_to (cluster->one->server, "a");
  SocketIoSocket *elsewhere = audience_get (cluster->two, 0)->socket;

  socket_io_broadcast_sockets_join (room, "b");
  test_await_that (socket_io_socket_is_in (elsewhere, "b"));
  g_assert_true (socket_io_socket_is_in (audience_get (cluster->one, 0)->socket, "b"));
  socket_io_broadcast_sockets_leave (room, "a");
  test_await_that (!socket_io_socket_is_in (elsewhere, "a"));
  g_assert_false (socket_io_socket_is_in (audience_get (cluster->one, 0)->socket, "a"));
}

static void
test_sockets_of_both_are_disconnected (Cluster *cluster, gconstpointer data)
{
  g_autoptr (SocketIoBroadcast) room = socket_io_server_to (cluster->one->server, "a");

  socket_io_broadcast_disconnect_sockets (room, TRUE);
  test_await_that (audience_get (cluster->one, 0)->socket == NULL &&
                   audience_get (cluster->two, 0)->socket == NULL);
  g_assert_nonnull (audience_get (cluster->one, 1)->socket);
  g_assert_nonnull (audience_get (cluster->two, 1)->socket);
}

static void
server_side_event_cb (SocketIoNamespace *nsp, SocketIoEvent *event, GString *log)
{
  g_autoptr (JsonArray) answer = audience_arguments ("[\"answer\"]");

  g_string_append (log, socket_io_event_get_name (event));
  socket_io_event_acknowledge (event, answer, NULL);
}

static void
test_servers_talk (Cluster *cluster, gconstpointer data)
{
  SocketIoNamespace *one = socket_io_server_of (cluster->one->server, "/");
  SocketIoNamespace *two = socket_io_server_of (cluster->two->server, "/");
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (JsonArray) answers = NULL;

  g_signal_connect (one, "server-side-event", G_CALLBACK (server_side_event_cb), heard);
  g_signal_connect (two, "server-side-event::hello", G_CALLBACK (server_side_event_cb), heard);
  g_assert_true (socket_io_namespace_server_side_emit (one, "hello", NULL, &cluster->error));
  test_await_that (g_str_equal (heard->str, "hello"));

  socket_io_namespace_server_side_emit_async (one, "hello", NULL, 5000, NULL, test_keep_result,
                                              &cluster->result);
  test_await (&cluster->result);
  answers =
    socket_io_namespace_server_side_emit_finish (one, cluster->result, NULL, &cluster->error);
  g_assert_no_error (cluster->error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 1);
  g_assert_cmpstr (json_array_get_string_element (answers, 0), ==, "answer");
  g_assert_cmpstr (heard->str, ==, "hellohello");
  g_signal_handlers_disconnect_by_data (one, heard);
  g_signal_handlers_disconnect_by_data (two, heard);
}

#define add(name, func)                                                                            \
  g_test_add ("/socket-io/adapter/linked/" name, Cluster, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/adapter/rooms-are-reported", test_rooms_are_reported);
  g_test_add_func ("/socket-io/adapter/rooms-may-change-while-they-do",
                   test_rooms_may_change_while_they_do);
  g_test_add_func ("/socket-io/adapter/a-listener-may-change-who-is-meant",
                   test_a_listener_may_change_who_is_meant);
  add ("broadcasts-reach-both", test_broadcasts_reach_both);
  add ("answers-come-from-both", test_answers_come_from_both);
  add ("answers-are-local", test_answers_are_local);
  add ("partial-answers-come-from-both", test_partial_answers_come_from_both);
  add ("who-goes-elsewhere-is-not-waited-for", test_who_goes_elsewhere_is_not_waited_for);
  add ("sockets-of-both-are-fetched", test_sockets_of_both_are_fetched);
  add ("rooms-change-on-both", test_rooms_change_on_both);
  add ("sockets-of-both-are-disconnected", test_sockets_of_both_are_disconnected);
  add ("servers-talk", test_servers_talk);

  return g_test_run ();
}
