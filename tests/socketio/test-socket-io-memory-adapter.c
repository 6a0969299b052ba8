/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connection state recovery with a client whose connection is cut.
 */
#include "socket-io-memory-adapter.h"

#include <string.h>

#include "audience.h"
#include "socket-io-broadcast.h"
#include "test-await.h"

typedef struct {
  Audience *audience;
  Listener *listener;
  char *id;
} Fixture;

static void
set_up_with (Fixture *fixture, const char *transport, guint duration_ms)
{
  SocketIoServerOptions *options = socket_io_server_options_new ();

  g_object_set (options, "connection-state-recovery", TRUE, "max-disconnection-duration",
                duration_ms, NULL);
  fixture->audience = audience_new (options);
  fixture->listener = audience_add (fixture->audience, transport);
  fixture->id = g_strdup (socket_io_client_get_id (fixture->listener->client));
  audience_add (fixture->audience, transport);
}

static void
set_up (Fixture *fixture, gconstpointer transport)
{
  set_up_with (fixture, transport, 60000);
}

static void
set_up_briefly (Fixture *fixture, gconstpointer transport)
{
  set_up_with (fixture, transport, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer transport)
{
  g_free (fixture->id);
  audience_free (fixture->audience);
}

static void
emit (Fixture *fixture, const char *room, const char *event)
{
  g_autoptr (SocketIoBroadcast) chain = socket_io_server_broadcast (fixture->audience->server);

  if (room != NULL)
    socket_io_broadcast_to (chain, room);
  g_assert_true (socket_io_broadcast_emit (chain, event, NULL));
}

/* The first event gives the client a place to go on from. */
static void
begin (Fixture *fixture)
{
  socket_io_socket_join (fixture->listener->socket, "a");
  json_object_set_int_member (socket_io_socket_get_data (fixture->listener->socket), "count", 42);
  emit (fixture, NULL, "first");
  listener_await (fixture->listener, "first[]");
}

static void
cut (Fixture *fixture)
{
  engine_io_socket_abort (socket_io_socket_get_engine (fixture->listener->socket),
                          ENGINE_IO_CLOSE_TRANSPORT_ERROR, NULL);
}

static void
await_reconnection (Fixture *fixture, guint n_connected)
{
  test_await_that (fixture->listener->n_connected == n_connected);
}

static void
test_what_was_missed_is_sent (Fixture *fixture, gconstpointer transport)
{
  SocketIoSocket *socket = NULL;

  begin (fixture);
  cut (fixture);
  emit (fixture, NULL, "all");
  emit (fixture, "a", "mine");
  emit (fixture, "b", "others");
  emit (fixture, fixture->id, "own");
  await_reconnection (fixture, 2);

  socket = fixture->listener->socket;
  g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
  g_assert_cmpstr (socket_io_client_get_id (fixture->listener->client), ==, fixture->id);
  g_assert_true (socket_io_socket_get_recovered (socket));
  g_assert_true (socket_io_socket_is_in (socket, "a"));
  g_assert_cmpint (json_object_get_int_member (socket_io_socket_get_data (socket), "count"), ==,
                   42);
  emit (fixture, "a", "again");
  audience_expect (fixture->audience, "all[]|mine[]|own[]|again[]", "first[]|all[]", NULL);
}

/* It goes on from the last event each time, also from one that it had missed. */
static void
test_it_may_happen_again_and_again (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  begin (fixture);
  for (guint i = 0; i < 10; i++) {
    g_autofree char *event = g_strdup_printf ("event%u", i);

    cut (fixture);
    emit (fixture, "a", event);
    await_reconnection (fixture, i + 2);
    g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
    g_string_append_printf (expected, "%s%s[]", i > 0 ? "|" : "", event);
  }
  audience_expect (fixture->audience, expected->str, "first[]", NULL);
}

/* There is no event yet that it could go on from. */
static void
test_a_silent_room_is_no_obstacle (Fixture *fixture, gconstpointer transport)
{
  socket_io_socket_join (fixture->listener->socket, "a");
  for (guint i = 0; i < 2; i++) {
    cut (fixture);
    await_reconnection (fixture, i + 2);
    g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
  }
  cut (fixture);
  emit (fixture, "a", "first");
  await_reconnection (fixture, 4);
  g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
  g_assert_true (socket_io_socket_is_in (fixture->listener->socket, "a"));
  audience_expect (fixture->audience, "first[]", "", NULL);
}

/* The client's own end notices first. */
static void
test_the_client_may_notice_first (Fixture *fixture, gconstpointer transport)
{
  begin (fixture);
  for (guint i = 0; i < 3; i++) {
    engine_io_socket_abort (socket_io_socket_get_engine (fixture->listener->socket),
                            ENGINE_IO_CLOSE_TRANSPORT_CLOSE, NULL);
    await_reconnection (fixture, i + 2);
  }
  g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
  audience_expect (fixture->audience, "", "first[]", NULL);
}

static void
test_binary_events_are_missed_whole (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (SocketIoBroadcast) chain = socket_io_server_to (fixture->audience->server, "a");
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("abc", 3);
  g_autoptr (JsonArray) arguments = json_array_new ();

  begin (fixture);
  cut (fixture);
  json_array_add_element (arguments, socket_io_attachments_add (attachments, bytes));
  g_assert_true (socket_io_broadcast_emit_full (chain, "file", arguments, attachments, NULL));
  await_reconnection (fixture, 2);
  audience_expect (fixture->audience, "file[{\"_placeholder\":true,\"num\":0}]+1", "first[]", NULL);
}

static void
test_what_cannot_be_sent_is_not_remembered (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (SocketIoBroadcast) chain = socket_io_server_to (fixture->audience->server, "a");
  g_autoptr (JsonArray) broken = json_array_new ();
  g_autoptr (JsonArray) deep = json_array_new ();

  json_array_add_string_element (broken, "\xff");
  for (guint i = 0; i < 5000; i++) {
    JsonArray *outer = json_array_new ();

    json_array_add_array_element (outer, g_steal_pointer (&deep));
    deep = outer;
  }

  begin (fixture);
  cut (fixture);
  g_assert_false (socket_io_broadcast_emit (chain, "broken", broken));
  g_assert_false (socket_io_broadcast_emit (chain, "deep", deep));
  g_assert_false (socket_io_broadcast_emit (chain, "connect", NULL));
  emit (fixture, "a", "good");
  await_reconnection (fixture, 2);
  g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
  audience_expect (fixture->audience, "good[]", "first[]", NULL);
}

/* A volatile event is lost, and one that is to be acknowledged is not remembered. */
static void
test_not_everything_is_remembered (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (SocketIoBroadcast) chain = socket_io_server_to (fixture->audience->server, "a");
  g_autoptr (GAsyncResult) result = NULL;

  begin (fixture);
  cut (fixture);
  socket_io_broadcast_emit_async (chain, "ask", NULL, NULL, NULL, test_keep_result, &result);
  socket_io_broadcast_volatile (chain);
  socket_io_broadcast_emit (chain, "volatile", NULL);
  emit (fixture, "a", "kept");
  test_await (&result);
  await_reconnection (fixture, 2);
  audience_expect (fixture->audience, "kept[]", "first[]", NULL);
}

static void
test_who_leaves_on_purpose_begins_anew (Fixture *fixture, gconstpointer transport)
{
  begin (fixture);
  socket_io_client_disconnect (fixture->listener->client);
  emit (fixture, NULL, "missed");
  test_await_that (
    socket_io_namespace_get_n_sockets (socket_io_server_of (fixture->audience->server, "/")) == 1);
  socket_io_client_connect (fixture->listener->client);
  await_reconnection (fixture, 2);
  g_assert_false (socket_io_client_get_recovered (fixture->listener->client));
  g_assert_false (socket_io_socket_is_in (fixture->listener->socket, "a"));
  audience_expect (fixture->audience, "", "first[]|missed[]", NULL);
}

static void
test_it_may_be_too_late (Fixture *fixture, gconstpointer transport)
{
  begin (fixture);
  cut (fixture);
  emit (fixture, NULL, "missed");
  g_usleep (5000);
  await_reconnection (fixture, 2);
  g_assert_false (socket_io_client_get_recovered (fixture->listener->client));
  g_assert_cmpstr (socket_io_client_get_id (fixture->listener->client), !=, fixture->id);
  audience_expect (fixture->audience, "", "first[]|missed[]", NULL);
}

static void
keep_offset_cb (SocketIoClient *client, SocketIoEvent *event, char **offset)
{
  if (socket_io_event_get_offset (event) != NULL)
    g_set_str (offset, socket_io_event_get_offset (event));
}

/* The old connection is dead, but nobody at the server's end knows: the client is back already. */
static void
test_a_client_may_be_back_before_it_was_missed (Fixture *fixture, gconstpointer transport)
{
  g_autofree char *offset = NULL;
  g_autoptr (JsonNode) auth = json_node_new (JSON_NODE_OBJECT);
  SocketIoManager *manager = socket_io_client_get_manager (fixture->listener->client);
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  g_autoptr (SocketIoOptions) old_options = NULL;
  g_autofree char *uri =
    g_strdup_printf ("http://127.0.0.1:%u", socket_io_server_get_port (fixture->audience->server));
  SocketIoClient *again = NULL;

  g_signal_connect (fixture->listener->client, "any", G_CALLBACK (keep_offset_cb), &offset);
  begin (fixture);
  g_object_get (manager, "options", &old_options, NULL);
  g_object_set (old_options, "reconnection", FALSE, NULL);

  json_node_take_object (auth, json_object_new ());
  json_object_set_string_member (json_node_get_object (auth), "pid",
                                 socket_io_socket_get_pid (fixture->listener->socket));
  json_object_set_string_member (json_node_get_object (auth), "offset", offset);
  emit (fixture, "a", "second");
  g_object_set (options, "force-new", TRUE, NULL);
  again = socket_io_client_new_with_options (uri, options);
  socket_io_client_set_auth (again, auth);
  socket_io_client_connect (again);
  test_await_that (socket_io_client_get_connected (again));

  g_assert_cmpstr (socket_io_client_get_id (again), ==, fixture->id);
  test_await_that (fixture->listener->socket == NULL);
  g_signal_handlers_disconnect_by_data (fixture->listener->client, &offset);
  socket_io_client_disconnect (again);
  g_assert_finalize_object (again);
}

static void
keep_next_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer user_data)
{
  EngineIoNext **kept = user_data;

  g_set_object (kept, next);
}

/* The middleware takes its time: what is sent meanwhile is not lost between both. */
static void
test_nothing_is_missed_while_middleware_looks (Fixture *fixture, gconstpointer transport)
{
  SocketIoServerOptions *options = socket_io_server_get_options (fixture->audience->server);
  g_autoptr (EngineIoNext) next = NULL;

  begin (fixture);
  g_object_set (options, "skip-middlewares", FALSE, NULL);
  socket_io_server_use (fixture->audience->server, keep_next_cb, &next, NULL);
  cut (fixture);
  emit (fixture, "a", "before");
  test_await_that (next != NULL);
  emit (fixture, "a", "while");
  emit (fixture, fixture->id, "own");
  emit (fixture, "b", "others");
  g_assert_cmpuint (fixture->listener->n_connected, ==, 1);
  engine_io_next_pass (next);
  emit (fixture, "a", "after");
  await_reconnection (fixture, 2);
  g_assert_true (socket_io_client_get_recovered (fixture->listener->client));
  audience_expect (fixture->audience, "before[]|while[]|own[]|after[]", "first[]", NULL);

  /* And it goes on from there. */
  g_clear_object (&next);
  cut (fixture);
  emit (fixture, "a", "again");
  test_await_that (next != NULL);
  engine_io_next_pass (next);
  await_reconnection (fixture, 3);
  audience_expect (fixture->audience, "again[]", "", NULL);
}

/* Connections are cut all the time, and everything arrives, once and in order. */
static void
test_a_storm_loses_nothing (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (GString) expected = g_string_new ("first[]");
  guint n_cuts = 0;

  for (guint i = 0; i < 4; i++)
    audience_add (fixture->audience, transport);
  emit (fixture, NULL, "first");
  for (guint i = 0; i < fixture->audience->listeners->len; i++)
    test_await_that (audience_get (fixture->audience, i)->heard->len > 0);

  for (guint step = 0; step < 400; step++) {
    guint n = (guint) g_test_rand_int_range (0, (gint32) fixture->audience->listeners->len);
    SocketIoSocket *socket = audience_get (fixture->audience, n)->socket;

    if (g_test_rand_int_range (0, 4) > 0) {
      g_autofree char *event = g_strdup_printf ("e%u", step);

      emit (fixture, NULL, event);
      g_string_append_printf (expected, "|%s[]", event);
    } else if (socket != NULL && socket_io_socket_get_connected (socket)) {
      engine_io_socket_abort (socket_io_socket_get_engine (socket),
                              g_test_rand_bit () ? ENGINE_IO_CLOSE_TRANSPORT_ERROR
                                                 : ENGINE_IO_CLOSE_PING_TIMEOUT,
                              NULL);
      n_cuts++;
    }
    for (gint32 i = g_test_rand_int_range (0, 30); i > 0; i--)
      g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (n_cuts, >, 0);

  emit (fixture, NULL, "last");
  g_string_append (expected, "|last[]");
  for (guint i = 0; i < fixture->audience->listeners->len; i++) {
    Listener *listener = audience_get (fixture->audience, i);

    test_await_that (g_str_has_suffix (listener->heard->str, "last[]"));
    g_assert_cmpstr (listener->heard->str, ==, expected->str);
    g_assert_true (listener->n_connected == 1 || socket_io_client_get_recovered (listener->client));
  }
}

#define add(name, set_up, func)                                                                    \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_add ("/socket-io/memory-adapter/" name "/websocket", Fixture, "websocket", set_up,      \
                func, tear_down);                                                                  \
    g_test_add ("/socket-io/memory-adapter/" name "/polling", Fixture, "polling", set_up, func,    \
                tear_down);                                                                        \
    g_test_add ("/socket-io/memory-adapter/" name "/upgrade", Fixture, "upgrade", set_up, func,    \
                tear_down);                                                                        \
  }                                                                                                \
  G_STMT_END

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("what-was-missed-is-sent", set_up, test_what_was_missed_is_sent);
  add ("it-may-happen-again-and-again", set_up, test_it_may_happen_again_and_again);
  add ("a-silent-room-is-no-obstacle", set_up, test_a_silent_room_is_no_obstacle);
  add ("the-client-may-notice-first", set_up, test_the_client_may_notice_first);
  add ("binary-events-are-missed-whole", set_up, test_binary_events_are_missed_whole);
  add ("what-cannot-be-sent-is-not-remembered", set_up, test_what_cannot_be_sent_is_not_remembered);
  add ("not-everything-is-remembered", set_up, test_not_everything_is_remembered);
  add ("who-leaves-on-purpose-begins-anew", set_up, test_who_leaves_on_purpose_begins_anew);
  add ("it-may-be-too-late", set_up_briefly, test_it_may_be_too_late);

  add ("nothing-is-missed-while-middleware-looks", set_up,
       test_nothing_is_missed_while_middleware_looks);
  add ("a-storm-loses-nothing", set_up, test_a_storm_loses_nothing);
  add ("a-client-may-be-back-before-it-was-missed", set_up,
       test_a_client_may_be_back_before_it_was_missed);

  return g_test_run ();
}
