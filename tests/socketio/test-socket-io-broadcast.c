/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-broadcast.h"

#include "audience.h"
#include "socket-io-adapter.h"
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "test-await.h"

typedef struct {
  Audience *audience;
  SocketIoBroadcast *chain;
  GAsyncResult *result;
  JsonArray *partial;
  SocketIoAttachments *attachments;
  GError *error;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer transport)
{
  fixture->audience = audience_new (NULL);
  for (guint i = 0; i < 4; i++)
    audience_add (fixture->audience, transport);

  /* 0 and 1 are in "a", 1 and 2 in "b", 3 in none. */
  socket_io_socket_join (audience_get (fixture->audience, 0)->socket, "a");
  socket_io_socket_join (audience_get (fixture->audience, 1)->socket, "a");
  socket_io_socket_join (audience_get (fixture->audience, 1)->socket, "b");
  socket_io_socket_join (audience_get (fixture->audience, 2)->socket, "b");
}

static void
tear_down (Fixture *fixture, gconstpointer transport)
{
  g_clear_object (&fixture->chain);
  g_clear_object (&fixture->result);
  g_clear_object (&fixture->attachments);
  g_clear_pointer (&fixture->partial, json_array_unref);
  g_clear_error (&fixture->error);
  audience_free (fixture->audience);
}

static SocketIoSocket *
get_socket (Fixture *fixture, guint number)
{
  return audience_get (fixture->audience, number)->socket;
}

/* The chain begins anew. */
static SocketIoBroadcast *
begin (Fixture *fixture)
{
  g_clear_object (&fixture->chain);
  fixture->chain = socket_io_server_broadcast (fixture->audience->server);

  return fixture->chain;
}

static void
ask (Fixture *fixture, SocketIoBroadcast *chain, const char *json)
{
  g_autoptr (JsonArray) arguments = audience_arguments (json);

  socket_io_broadcast_emit_async (chain, "ask", arguments, NULL, NULL, test_keep_result,
                                  &fixture->result);
}

/* What all have answered, sorted; NULL with an error. */
static char *
hear_answers (Fixture *fixture)
{
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (GString) sorted = g_string_new (NULL);

  g_clear_error (&fixture->error);
  g_clear_object (&fixture->attachments);
  g_clear_pointer (&fixture->partial, json_array_unref);
  test_await (&fixture->result);
  answers = socket_io_broadcast_emit_finish (fixture->chain, fixture->result, &fixture->attachments,
                                             &fixture->partial, &fixture->error);
  g_clear_object (&fixture->result);
  if (answers == NULL)
    return NULL;

  g_assert_null (fixture->partial);
  for (gint64 number = 0; number < 10; number++)
    for (guint i = 0; i < json_array_get_length (answers); i++)
      if (json_array_get_int_element (answers, i) == number)
        g_string_append_printf (sorted, "%d", (int) number);

  return g_string_free_and_steal (g_steal_pointer (&sorted));
}

static void
assert_answers (Fixture *fixture, const char *expected)
{
  g_autofree char *answers = hear_answers (fixture);

  g_assert_no_error (fixture->error);
  g_assert_cmpstr (answers, ==, expected);
}

static void
assert_partial (Fixture *fixture, SocketIoError code, guint n_answers)
{
  g_autofree char *answers = hear_answers (fixture);

  g_assert_null (answers);
  g_assert_error (fixture->error, SOCKET_IO_ERROR, (int) code);
  g_assert_cmpuint (json_array_get_length (fixture->partial), ==, n_answers);
}

static void
test_rooms_say_who_is_meant (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (JsonArray) one = audience_arguments ("[1]");

  g_assert_true (socket_io_broadcast_emit (begin (fixture), "all", NULL));
  g_assert_true (
    socket_io_broadcast_emit (socket_io_broadcast_to (begin (fixture), "a"), "a", one));
  socket_io_broadcast_in (socket_io_broadcast_to (begin (fixture), "a"), "b");
  g_assert_true (socket_io_broadcast_emit (fixture->chain, "ab", NULL));
  socket_io_broadcast_except (fixture->chain, "b");
  g_assert_true (socket_io_broadcast_emit (fixture->chain, "a-b", NULL));
  socket_io_broadcast_except (begin (fixture), "a");
  g_assert_true (socket_io_broadcast_send (fixture->chain, one));
  socket_io_broadcast_to (begin (fixture), socket_io_socket_get_id (get_socket (fixture, 3)));
  g_assert_true (socket_io_broadcast_emit (fixture->chain, "own", NULL));
  g_assert_true (
    socket_io_broadcast_emit (socket_io_broadcast_to (begin (fixture), "none"), "none", NULL));

  audience_expect (fixture->audience, "all[]|a[1]|ab[]|a-b[]", "all[]|a[1]|ab[]",
                   "all[]|ab[]|message[1]", "all[]|message[1]|own[]", NULL);
}

static void
test_a_socket_means_the_others (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (SocketIoBroadcast) others = socket_io_socket_broadcast (get_socket (fixture, 0));
  g_autoptr (SocketIoBroadcast) room = socket_io_socket_to (get_socket (fixture, 1), "b");
  g_autoptr (SocketIoBroadcast) rest = socket_io_socket_except (get_socket (fixture, 3), "a");

  socket_io_broadcast_emit (others, "others", NULL);
  socket_io_broadcast_emit (room, "room", NULL);
  socket_io_broadcast_emit (rest, "rest", NULL);
  audience_expect (fixture->audience, "", "others[]", "others[]|room[]|rest[]", "others[]", NULL);
}

static void
test_what_cannot_be_sent_reaches_nobody (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (JsonArray) bad = json_array_new ();

  json_array_add_string_element (bad, "\xff");
  g_assert_false (socket_io_broadcast_emit (begin (fixture), "connect", NULL));
  g_assert_false (socket_io_broadcast_emit (fixture->chain, "disconnecting", NULL));
  g_assert_false (
    socket_io_broadcast_emit_full (fixture->chain, "bad", bad, NULL, &fixture->error));
  g_assert_error (fixture->error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_clear_error (&fixture->error);

  socket_io_broadcast_emit_async (fixture->chain, "bad", bad, NULL, NULL, test_keep_result,
                                  &fixture->result);
  assert_partial (fixture, SOCKET_IO_ERROR_ENCODE, 0);
  audience_expect (fixture->audience, "", "", "", "", NULL);
}

static void
test_attachments_go_with_it (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (JsonArray) arguments = json_array_new ();

  json_array_add_element (arguments, socket_io_attachments_add (attachments, bytes));
  socket_io_broadcast_compress (socket_io_broadcast_to (begin (fixture), "a"), FALSE);
  g_assert_true (
    socket_io_broadcast_emit_full (fixture->chain, "file", arguments, attachments, NULL));
  audience_expect (fixture->audience, "file[{\"_placeholder\":true,\"num\":0}]+1",
                   "file[{\"_placeholder\":true,\"num\":0}]+1", "", "", NULL);
}

/* Who waits for nothing gets it; a second one may not be able to leave at once. */
static void
test_volatile_may_be_lost (Fixture *fixture, gconstpointer transport)
{
  test_settle ();
  for (guint i = 0; i < 4; i++)
    test_await_that (
      engine_io_socket_is_writable (socket_io_socket_get_engine (get_socket (fixture, i))));
  socket_io_broadcast_volatile (begin (fixture));
  for (guint i = 0; i < 100; i++)
    g_assert_true (socket_io_broadcast_emit (fixture->chain, "v", NULL));
  audience_expect (fixture->audience, "v[]", "v[]", "v[]", "v[]", NULL);
}

static void
test_everybody_answers (Fixture *fixture, gconstpointer transport)
{
  ask (fixture, begin (fixture), "[1]");
  assert_answers (fixture, "0123");
  ask (fixture, socket_io_broadcast_to (begin (fixture), "b"), "[2]");
  assert_answers (fixture, "12");
  ask (fixture, socket_io_broadcast_timeout (socket_io_broadcast_local (begin (fixture)), 60000),
       "[3]");
  assert_answers (fixture, "0123");
  ask (fixture, socket_io_broadcast_to (begin (fixture), "nowhere"), "[4]");
  assert_answers (fixture, "");
}

static void
test_partial_answers_in_time (Fixture *fixture, gconstpointer transport)
{
  audience_get (fixture->audience, 1)->mute = TRUE;
  ask (fixture, socket_io_broadcast_timeout (begin (fixture), 1000), "[1]");
  assert_partial (fixture, SOCKET_IO_ERROR_TIMED_OUT, 3);

  /* Nothing is left behind that would mix up the next answers. */
  ask (fixture, socket_io_broadcast_except (begin (fixture), "a"), "[2]");
  assert_answers (fixture, "23");
}

static void
test_who_goes_is_not_waited_for (Fixture *fixture, gconstpointer transport)
{
  audience_get (fixture->audience, 2)->mute = TRUE;
  ask (fixture, socket_io_broadcast_timeout (begin (fixture), 3600 * 1000), "[1]");
  listener_await (audience_get (fixture->audience, 2), "ask");
  listener_leave (audience_get (fixture->audience, 2));
  assert_partial (fixture, SOCKET_IO_ERROR_DISCONNECTED, 3);
}

/* The connection breaks without a word. */
static void
test_who_is_cut_off_is_not_waited_for (Fixture *fixture, gconstpointer transport)
{
  audience_get (fixture->audience, 2)->mute = TRUE;
  ask (fixture, begin (fixture), "[1]");
  listener_await (audience_get (fixture->audience, 2), "ask");
  engine_io_socket_abort (socket_io_socket_get_engine (get_socket (fixture, 2)),
                          ENGINE_IO_CLOSE_TRANSPORT_ERROR, NULL);
  assert_partial (fixture, SOCKET_IO_ERROR_DISCONNECTED, 3);
}

static void
test_waiting_may_be_cancelled (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  audience_get (fixture->audience, 0)->mute = TRUE;
  socket_io_broadcast_emit_async (begin (fixture), "ask", NULL, NULL, cancellable, test_keep_result,
                                  &fixture->result);
  listener_await (audience_get (fixture->audience, 0), "ask");
  g_cancellable_cancel (cancellable);
  g_assert_null (hear_answers (fixture));
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
forget_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  guint *n_ends = user_data;

  (*n_ends)++;
}

/* Nobody keeps the chain, and nobody the server. */
static void
test_everything_may_be_dropped_while_it_waits (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (SocketIoBroadcast) chain = NULL;
  guint n_ends = 0;

  for (guint i = 0; i < 4; i++)
    audience_get (fixture->audience, i)->mute = TRUE;
  chain = socket_io_server_broadcast (fixture->audience->server);
  socket_io_broadcast_emit_async (chain, "ask", NULL, NULL, NULL, forget_cb, &n_ends);
  g_clear_object (&chain);
  for (guint i = 0; i < 4; i++)
    listener_await (audience_get (fixture->audience, i), "ask");
  g_assert_cmpuint (n_ends, ==, 0);
  for (guint i = 0; i < 4; i++)
    listener_leave (audience_get (fixture->audience, i));
  test_await_that (n_ends == 1);
}

static void
answer_with_bytes_cb (SocketIoClient *client, SocketIoEvent *event, Listener *listener)
{
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GBytes) bytes = g_bytes_new (&listener->number, 1);
  g_autoptr (JsonArray) answer = json_array_new ();

  json_array_add_element (answer, socket_io_attachments_add (attachments, bytes));
  socket_io_event_acknowledge (event, answer, attachments);
}

static void
test_answers_may_be_binary (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (JsonArray) answers = NULL;
  guint seen = 0;

  for (guint i = 0; i < 4; i++) {
    Listener *listener = audience_get (fixture->audience, i);

    listener->mute = TRUE;
    g_signal_connect (listener->client, "event::bytes", G_CALLBACK (answer_with_bytes_cb),
                      listener);
  }
  socket_io_broadcast_emit_async (begin (fixture), "bytes", NULL, NULL, NULL, test_keep_result,
                                  &fixture->result);
  test_await (&fixture->result);
  answers = socket_io_broadcast_emit_finish (fixture->chain, fixture->result, &fixture->attachments,
                                             NULL, &fixture->error);
  g_assert_no_error (fixture->error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 4);
  for (guint i = 0; i < 4; i++) {
    GBytes *bytes =
      socket_io_attachments_get (fixture->attachments, json_array_get_element (answers, i));

    seen |= 1u << *(const guint8 *) g_bytes_get_data (bytes, NULL);
  }
  g_assert_cmpuint (seen, ==, 15);
}

static void
test_sockets_are_put_into_rooms (Fixture *fixture, gconstpointer transport)
{
  socket_io_broadcast_sockets_join (socket_io_broadcast_to (begin (fixture), "a"), "c");
  socket_io_broadcast_sockets_leave (socket_io_broadcast_to (begin (fixture), "b"), "b");
  g_assert_true (socket_io_socket_is_in (get_socket (fixture, 0), "c"));
  g_assert_true (socket_io_socket_is_in (get_socket (fixture, 1), "c"));
  g_assert_false (socket_io_socket_is_in (get_socket (fixture, 2), "c"));
  g_assert_false (socket_io_socket_is_in (get_socket (fixture, 1), "b"));

  socket_io_broadcast_emit (socket_io_broadcast_to (begin (fixture), "c"), "c", NULL);
  socket_io_broadcast_emit (socket_io_broadcast_to (begin (fixture), "b"), "b", NULL);
  audience_expect (fixture->audience, "c[]", "c[]", "", "", NULL);
}

static void
test_sockets_are_disconnected (Fixture *fixture, gconstpointer transport)
{
  SocketIoNamespace *nsp = socket_io_server_of (fixture->audience->server, "/");

  socket_io_broadcast_disconnect_sockets (socket_io_broadcast_to (begin (fixture), "a"), FALSE);
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 2);
  test_await_that (get_socket (fixture, 0) == NULL && get_socket (fixture, 1) == NULL);
  socket_io_broadcast_disconnect_sockets (begin (fixture), TRUE);
  test_await_that (get_socket (fixture, 2) == NULL && get_socket (fixture, 3) == NULL);
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 0);
}

static void
test_sockets_are_fetched (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (GPtrArray) sockets = NULL;
  SocketIoRemoteSocket *socket = NULL;

  json_object_set_string_member (socket_io_socket_get_data (get_socket (fixture, 0)), "name", "me");
  socket_io_broadcast_except (socket_io_broadcast_to (begin (fixture), "a"), "b");
  socket_io_broadcast_fetch_sockets_async (fixture->chain, NULL, test_keep_result,
                                           &fixture->result);
  test_await (&fixture->result);
  sockets = socket_io_broadcast_fetch_sockets_finish (fixture->chain, fixture->result, NULL);
  g_assert_cmpuint (sockets->len, ==, 1);

  socket = g_ptr_array_index (sockets, 0);
  g_assert_cmpstr (socket_io_remote_socket_get_id (socket), ==,
                   socket_io_socket_get_id (get_socket (fixture, 0)));
  g_assert_cmpstr (json_object_get_string_member (socket_io_remote_socket_get_data (socket),
                                                  "name"),
                   ==, "me");
  g_assert_nonnull (socket_io_remote_socket_get_handshake (socket));
  g_assert_true (g_strv_contains (socket_io_remote_socket_get_rooms (socket), "a"));

  socket_io_remote_socket_join (socket, "new");
  socket_io_remote_socket_leave (socket, "a");
  g_assert_true (socket_io_socket_is_in (get_socket (fixture, 0), "new"));
  g_assert_false (socket_io_socket_is_in (get_socket (fixture, 0), "a"));
  g_assert_true (socket_io_remote_socket_emit (socket, "hello", NULL));
  audience_expect (fixture->audience, "hello[]", "", "", "", NULL);
  socket_io_remote_socket_disconnect (socket, TRUE);
  test_await_that (get_socket (fixture, 0) == NULL);
}

#define add(name, func)                                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_add ("/socket-io/broadcast/" name "/websocket", Fixture, "websocket", set_up, func,     \
                tear_down);                                                                        \
    g_test_add ("/socket-io/broadcast/" name "/polling", Fixture, "polling", set_up, func,         \
                tear_down);                                                                        \
    g_test_add ("/socket-io/broadcast/" name "/upgrade", Fixture, "upgrade", set_up, func,         \
                tear_down);                                                                        \
  }                                                                                                \
  G_STMT_END

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("rooms-say-who-is-meant", test_rooms_say_who_is_meant);
  add ("a-socket-means-the-others", test_a_socket_means_the_others);
  add ("what-cannot-be-sent-reaches-nobody", test_what_cannot_be_sent_reaches_nobody);
  add ("attachments-go-with-it", test_attachments_go_with_it);
  add ("volatile-may-be-lost", test_volatile_may_be_lost);
  add ("everybody-answers", test_everybody_answers);
  add ("partial-answers-in-time", test_partial_answers_in_time);
  add ("who-goes-is-not-waited-for", test_who_goes_is_not_waited_for);
  add ("who-is-cut-off-is-not-waited-for", test_who_is_cut_off_is_not_waited_for);
  add ("waiting-may-be-cancelled", test_waiting_may_be_cancelled);
  add ("everything-may-be-dropped-while-it-waits", test_everything_may_be_dropped_while_it_waits);
  add ("answers-may-be-binary", test_answers_may_be_binary);
  add ("sockets-are-put-into-rooms", test_sockets_are_put_into_rooms);
  add ("sockets-are-disconnected", test_sockets_are_disconnected);
  add ("sockets-are-fetched", test_sockets_are_fetched);

  return g_test_run ();
}
