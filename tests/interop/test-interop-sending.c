/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How events leave: at once or never, after a wait, again and again, or not at all.
 */
#include "scene.h"
#include "socket-io-error.h"

static gboolean
emit_flagged (Scene *scene, const char *name, const char *json, SocketIoEmitFlags flags, int code)
{
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) arguments = scene_parse (json, &attachments);
  g_autoptr (GError) error = NULL;
  gboolean emitted = FALSE;

  emitted = socket_io_client_emit_full (scene->client, name, arguments, attachments, flags, &error);
  if (emitted)
    g_assert_no_error (error);
  else
    g_assert_error (error, SOCKET_IO_ERROR, code);

  return emitted;
}

/* --- volatile ------------------------------------------------------------- */

static gboolean
emit_volatile (Scene *scene, const char *json)
{
  return emit_flagged (scene, "v", json, SOCKET_IO_EMIT_VOLATILE, SOCKET_IO_ERROR_DROPPED);
}

static void
test_only_the_first_of_two_volatile_ones_leaves (Scene *scene, gconstpointer way)
{
  scene_connect (scene);
  scene_assert_answer (scene->client, "echo", "[0]", "[0]");
  test_await_that (socket_io_manager_is_writable (socket_io_client_get_manager (scene->client)));
  g_assert_true (emit_volatile (scene, "[1]"));
  g_assert_false (emit_volatile (scene, "[2]"));
  scene_await_peer (scene, "event /", "[\"echo\",0]");
  scene_await_peer (scene, "event /", "[\"v\",1]");
  test_await_that (socket_io_manager_is_writable (socket_io_client_get_manager (scene->client)));
  g_assert_true (emit_volatile (scene, "[3,{\"$bytes\":\"AQID\"}]"));
  scene_await_peer (scene, "event /", "[\"v\",3,{\"$bytes\":\"AQID\"}]");
}

static void
test_a_volatile_one_does_not_wait (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene->client = scene_new_client (scene, "/");
  g_assert_false (emit_volatile (scene, "[1]"));
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 0);
  socket_io_client_emit_full_async (scene->client, "v", NULL, NULL, SOCKET_IO_EMIT_VOLATILE, 0,
                                    NULL, test_keep_result, &result);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED);
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_emit (scene->client, "end", "[]");
  scene_await_peer (scene, "event /", "[\"end\"]");
}

/* --- waiting for a connection --------------------------------------------- */

static void
test_what_waited_leaves_in_order (Scene *scene, gconstpointer way)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;

  scene->client = scene_new_client (scene, "/");
  scene_emit (scene->client, "a", "[1]");
  scene_emit (scene->client, "b", "[{\"$bytes\":\"AQID\"},{\"$bytes\":\"BA==\"}]");
  scene_emit (scene->client, "c", "[]");
  names = socket_io_client_dup_send_buffer (scene->client);
  joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, "a b c");
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 3);

  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_emit (scene->client, "d", "[]");
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 0);
  scene_await_peer (scene, "event /", "[\"a\",1]");
  scene_await_peer (scene, "event /", "[\"b\",{\"$bytes\":\"AQID\"},{\"$bytes\":\"BA==\"}]");
  scene_await_peer (scene, "event /", "[\"c\"]");
  scene_await_peer (scene, "event /", "[\"d\"]");
}

static void
test_a_question_may_wait_for_a_connection (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  scene->client = scene_new_client (scene, "/");
  scene_ask (scene->client, "echo", "[\"early\"]", 0, NULL, &result);
  socket_io_client_connect (scene->client);
  answer = scene_finish (scene->client, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "[\"early\"]");
}

static void
test_what_nobody_waits_for_is_not_sent_later (Scene *scene, gconstpointer way)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) timed = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GError) error = NULL;

  scene->client = scene_new_client (scene, "/");
  scene_ask (scene->client, "timed", "[]", 1, NULL, &timed);
  scene_ask (scene->client, "cancelled", "[]", 0, cancellable, &cancelled);
  scene_emit (scene->client, "end", "[]");
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 3);
  g_assert_null (scene_finish (scene->client, &timed, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (scene_finish (scene->client, &cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 1);
  socket_io_client_connect (scene->client);
  scene_await_peer (scene, "event /", "[\"end\"]");
}

/* On polling a message waits for the request before it, and can still be taken back. */
static void
test_what_is_not_on_the_wire_is_taken_back (Scene *scene, gconstpointer way)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene_connect (scene);
  test_await_that (socket_io_manager_is_writable (socket_io_client_get_manager (scene->client)));
  scene_emit (scene->client, "first", "[]");
  scene_ask (scene->client, "second", "[{\"$bytes\":\"AQID\"}]", 0, cancellable, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  scene_emit (scene->client, "third", "[]");
  scene_await_peer (scene, "event /", "[\"first\"]");
  scene_await_peer (scene, "event /", "[\"third\"]");
}

static void
note_connected_cb (SocketIoClient *client, Scene *scene)
{
  scene_emit (client, "from handler", "[]");
}

static void
test_what_waited_leaves_before_connected (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "connected", G_CALLBACK (note_connected_cb), scene);
  scene_emit (scene->client, "waited", "[]");
  socket_io_client_connect (scene->client);
  scene_await_peer (scene, "event /", "[\"waited\"]");
  scene_await_peer (scene, "event /", "[\"from handler\"]");
}

static void
test_what_waited_can_leave_after_connected (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  g_object_set (scene->client, "flush-after-connected", TRUE, NULL);
  g_signal_connect (scene->client, "connected", G_CALLBACK (note_connected_cb), scene);
  scene_emit (scene->client, "waited", "[]");
  socket_io_client_connect (scene->client);
  scene_await_peer (scene, "event /", "[\"from handler\"]");
  scene_await_peer (scene, "event /", "[\"waited\"]");
}

static void
clear_cb (SocketIoClient *client, gpointer data)
{
  socket_io_client_clear_send_buffer (client);
}

static void
test_what_waited_can_be_cleared_on_connect (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  g_object_set (scene->client, "flush-after-connected", TRUE, NULL);
  g_signal_connect (scene->client, "connected", G_CALLBACK (clear_cb), NULL);
  scene_emit (scene->client, "stale", "[]");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_emit (scene->client, "fresh", "[]");
  scene_await_peer (scene, "event /", "[\"fresh\"]");
}

static void
leave_cb (SocketIoClient *client, const char *name, JsonArray *arguments, gpointer data)
{
  socket_io_client_disconnect (client);
}

/* An event for a namespace that was left just now would cost the others their connection. */
static void
test_leaving_while_sending_keeps_the_event (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;
  gulong handler = 0;

  scene_connect (scene);
  other = socket_io_client_new_for_manager (socket_io_client_get_manager (scene->client), "/other");
  socket_io_client_connect (other);
  scene_await_connected (scene, other);
  handler = g_signal_connect (other, "any-outgoing", G_CALLBACK (leave_cb), NULL);
  scene_emit (other, "kept", "[1]");
  g_assert_false (socket_io_client_get_active (other));
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (other), ==, 1);
  scene_assert_answer (scene->client, "echo", "[0]", "[0]");

  g_signal_handler_disconnect (other, handler);
  socket_io_client_connect (other);
  scene_await_peer (scene, "event /other", "[\"kept\",1]");
  scene_await_connected (scene, other);
  g_assert_finalize_object (other);
}

/* --- above the server's limit --------------------------------------------- */

typedef struct {
  char *name;
  GError *error;
} Failure;

static void
keep_failure_cb (SocketIoClient *client,
                 const char *name,
                 JsonArray *arguments,
                 const GError *error,
                 Failure *failure)
{
  g_set_str (&failure->name, name);
  g_clear_error (&failure->error);
  failure->error = g_error_copy (error);
}

static void
clear_failure (Failure *failure)
{
  g_clear_pointer (&failure->name, g_free);
  g_clear_error (&failure->error);
}

static char *
make_big (gsize length)
{
  g_autofree char *filling = g_strnfill (length, 'x');

  return g_strdup_printf ("[\"%s\"]", filling);
}

static void
refuse_answer_cb (SocketIoClient *client, SocketIoEvent *event, gboolean *answered)
{
  g_autofree char *big = make_big (1000001);
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) arguments = scene_parse (big, &attachments);

  g_assert_false (socket_io_event_acknowledge (event, arguments, NULL));
  *answered = TRUE;
}

static void
test_too_much_fails_and_costs_nothing_else (Scene *scene, gconstpointer way)
{
  g_autofree char *big = make_big (1000001);
  g_autofree char *fitting = make_big (990000);
  g_autofree guchar *zeros = g_malloc0 (1200000);
  g_autofree char *encoded = g_base64_encode (zeros, 1200000);
  g_autofree char *binary = g_strdup_printf ("[{\"$bytes\":\"%s\"}]", encoded);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean answered = FALSE;

  scene_connect (scene);
  g_assert_false (emit_flagged (scene, "big", big, 0, SOCKET_IO_ERROR_TOO_LARGE));
  g_assert_false (emit_flagged (scene, "big", binary, 0, SOCKET_IO_ERROR_TOO_LARGE));
  scene_ask (scene->client, "big", big, 0, NULL, &result);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE);
  g_test_message ("%s", error->message);

  g_signal_connect (scene->client, "event::question", G_CALLBACK (refuse_answer_cb), &answered);
  test_peer_tell (scene->peer, "ask / [\"question\"]");
  test_await_that (answered);

  scene_assert_answer (scene->client, "echo", fitting, fitting);
  g_assert_true (socket_io_client_get_connected (scene->client));
  g_string_truncate (scene->heard, 0);
}

static void
test_too_much_that_waited_is_reported (Scene *scene, gconstpointer way)
{
  g_autofree char *big = make_big (1000001);
  Failure failure = { NULL, NULL };

  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "failed", G_CALLBACK (keep_failure_cb), &failure);
  scene_emit (scene->client, "before", "[]");
  scene_emit (scene->client, "big", big);
  scene_emit (scene->client, "after", "[]");
  socket_io_client_connect (scene->client);
  test_await_that (failure.error != NULL);
  g_assert_cmpstr (failure.name, ==, "big");
  g_assert_error (failure.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE);
  scene_await_peer (scene, "event /", "[\"before\"]");
  scene_await_peer (scene, "event /", "[\"after\"]");
  clear_failure (&failure);
}

/* --- retries -------------------------------------------------------------- */

static void
connect_with_retries (Scene *scene, guint retries, guint ack_timeout)
{
  scene_connect (scene);
  g_object_set (scene->client, "retries", retries, "ack-timeout", ack_timeout, NULL);
}

static void
test_sent_again_until_it_is_acknowledged (Scene *scene, gconstpointer way)
{
  connect_with_retries (scene, 5, 20);
  scene_emit (scene->client, "stubborn", "[\"a\"]");
  scene_emit (scene->client, "stubborn", "[\"b\",1]");
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 2);
  for (guint i = 0; i < 3; i++)
    scene_await_peer (scene, "event /", "[\"stubborn\",\"a\"]");
  scene_await_peer (scene, "event /", "[\"stubborn\",\"b\",1]");
  test_await_that (socket_io_client_get_send_buffer_length (scene->client) == 0);
}

static void
test_a_question_is_asked_again (Scene *scene, gconstpointer way)
{
  connect_with_retries (scene, 5, 20);
  scene_assert_answer (scene->client, "stubborn", "[\"c\"]", "[3]");
}

static void
test_retries_come_to_an_end (Scene *scene, gconstpointer way)
{
  Failure failure = { NULL, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  connect_with_retries (scene, 2, 5);
  g_signal_connect (scene->client, "failed", G_CALLBACK (keep_failure_cb), &failure);
  scene_emit (scene->client, "silent", "[1]");
  scene_ask (scene->client, "silent", "[2]", 0, NULL, &result);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  g_assert_cmpstr (failure.name, ==, "silent");
  g_assert_error (failure.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  for (guint i = 0; i < 3; i++)
    scene_await_peer (scene, "event /", "[\"silent\",1]");
  for (guint i = 0; i < 3; i++)
    scene_await_peer (scene, "event /", "[\"silent\",2]");
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (scene->client), ==, 0);
  clear_failure (&failure);
}

static void
test_retries_survive_a_lost_connection (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  connect_with_retries (scene, 3, 0);
  scene_ask (scene->client, "stubborn", "[\"d\",2]", 0, NULL, &result);
  scene_await_peer (scene, "event /", "[\"stubborn\",\"d\",2]");
  test_peer_tell (scene->peer, "cut");
  answer = scene_finish (scene->client, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "[2]");
}

static void
test_retries_survive_the_server (Scene *scene, gconstpointer way)
{
  g_autofree char *port = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--deaf", NULL));
  port = g_strdup_printf ("%u", test_peer_get_port (scene->peer));
  connect_with_retries (scene, 3, 0);
  scene_ask (scene->client, "echo", "[1]", 0, NULL, &result);
  scene_emit (scene->client, "echo", "[2]");
  scene_await_peer (scene, "event /", "[\"echo\",1]");
  test_peer_kill (scene->peer);
  test_await_signal (scene->client, "disconnected");
  g_assert_null (result);
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--port", port, NULL));
  answer = scene_finish (scene->client, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, "[1]");
  test_await_that (socket_io_client_get_send_buffer_length (scene->client) == 0);
}

static void
test_a_retry_can_be_cancelled (Scene *scene, gconstpointer way)
{
  g_autoptr (GCancellable) first = g_cancellable_new ();
  g_autoptr (GCancellable) second = g_cancellable_new ();
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autoptr (GError) error = NULL;

  connect_with_retries (scene, 100, 0);
  scene_ask (scene->client, "silent", "[1]", 0, first, &first_result);
  scene_ask (scene->client, "silent", "[2]", 0, second, &second_result);
  scene_emit (scene->client, "echo", "[3]");
  g_cancellable_cancel (second);
  g_assert_null (scene_finish (scene->client, &second_result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_cancellable_cancel (first);
  g_assert_null (scene_finish (scene->client, &first_result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_await_that (socket_io_client_get_send_buffer_length (scene->client) == 0);
}

static void
test_retries_end_with_the_client (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  SocketIoClient *client = NULL;

  connect_with_retries (scene, 100, 0);
  client = scene->client;
  scene_ask (client, "silent", "[1]", 0, NULL, &first);
  scene_ask (client, "silent", "[2]", 0, NULL, &second);
  scene_emit (client, "silent", "[3]");
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_assert_null (scene_finish (client, &first, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  g_clear_error (&error);
  test_await (&second);
  g_clear_object (&second);
}

/* --- compression ---------------------------------------------------------- */

static void
test_compression_follows_the_flag (Scene *scene, gconstpointer way)
{
  g_autofree char *filling = g_strnfill (5000, 'x');
  g_autofree char *json = g_strdup_printf ("[\"%s\"]", filling);
  g_autofree char *event = g_strdup_printf ("[\"plain\",\"%s\"]", filling);
  g_autofree char *first = NULL;
  g_autofree char *deflated = NULL;
  g_autofree char *compressed = NULL;

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--deflate", NULL));
  g_object_set (scene->options, "per-message-deflate", TRUE, NULL);
  scene_connect (scene);
  first = test_peer_await (scene->peer, "connected / ");
  g_assert_nonnull (strstr (first, "permessage-deflate"));

  g_assert_true (emit_flagged (scene, "plain", json, SOCKET_IO_EMIT_NO_COMPRESS, 0));
  while (TRUE) {
    g_autofree char *line = test_peer_hear (scene->peer);

    g_assert_false (g_str_has_prefix (line, "deflated"));
    if (g_str_has_prefix (line, "event / "))
      break;
  }

  g_assert_true (emit_flagged (scene, "echo", json, SOCKET_IO_EMIT_DEFAULT, 0));
  deflated = test_peer_await (scene->peer, "deflated ");
  g_assert_cmpuint (g_ascii_strtoull (deflated, NULL, 10), <, 200);
  test_await_that (scene->heard->len > 5000);
  g_string_truncate (scene->heard, 0);

  /* Both ways many times: the compressor's window goes on. */
  for (guint i = 0; i < 20; i++)
    scene_assert_answer (scene->client, "echo", json, json);
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("volatile/only-the-first-of-two-leaves",
             test_only_the_first_of_two_volatile_ones_leaves);
  scene_add ("volatile/does-not-wait", test_a_volatile_one_does_not_wait);

  scene_add ("buffer/what-waited-leaves-in-order", test_what_waited_leaves_in_order);
  scene_add ("buffer/a-question-may-wait", test_a_question_may_wait_for_a_connection);
  scene_add ("buffer/what-nobody-waits-for-is-not-sent-later",
             test_what_nobody_waits_for_is_not_sent_later);
  scene_add_way ("buffer/what-is-not-on-the-wire-is-taken-back", "polling",
                 test_what_is_not_on_the_wire_is_taken_back);
  scene_add ("buffer/leaves-before-connected", test_what_waited_leaves_before_connected);
  scene_add ("buffer/can-leave-after-connected", test_what_waited_can_leave_after_connected);
  scene_add ("buffer/can-be-cleared-on-connect", test_what_waited_can_be_cleared_on_connect);
  scene_add ("buffer/leaving-while-sending-keeps-the-event",
             test_leaving_while_sending_keeps_the_event);

  scene_add ("too-much/fails-and-costs-nothing-else", test_too_much_fails_and_costs_nothing_else);
  scene_add ("too-much/that-waited-is-reported", test_too_much_that_waited_is_reported);

  scene_add ("retries/until-it-is-acknowledged", test_sent_again_until_it_is_acknowledged);
  scene_add ("retries/a-question-is-asked-again", test_a_question_is_asked_again);
  scene_add ("retries/come-to-an-end", test_retries_come_to_an_end);
  scene_add ("retries/survive-a-lost-connection", test_retries_survive_a_lost_connection);
  scene_add ("retries/survive-the-server", test_retries_survive_the_server);
  scene_add ("retries/can-be-cancelled", test_a_retry_can_be_cancelled);
  scene_add ("retries/end-with-the-client", test_retries_end_with_the_client);

  scene_add_way ("compression/follows-the-flag", "websocket", test_compression_follows_the_flag);

  return scene_run ();
}
