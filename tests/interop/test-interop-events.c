/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events and acknowledgements in both directions, over every way.
 */
#include "scene.h"
#include "socket-io-error.h"

/* What JSON can say, and bytes anywhere in it. */
static const char *const payloads[] = {
  "[]",
  "[null]",
  "[1,-1,0,1.5,1e+21,9007199254740991,-9007199254740991]",
  "[true,false,\"\",\"plain\",\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\"]",
  "[\"\xc3\xa9\",\"\xe2\x82\xac\",\"\xf0\x9f\x98\x80\",\"\xe2\x80\xa8\"]",
  "[[],{},[[[]]],{\"a\":{\"b\":{\"c\":[1,{\"d\":null}]}}}]",
  "[{\"_placeholder\":false,\"num\":0},{\"num\":7}]",
  "[\"a\",{\"$bytes\":\"AQID\"},\"b\"]",
  "[{\"$bytes\":\"\"}]",
  "[{\"x\":[{\"$bytes\":\"MA==\"},{\"y\":{\"$bytes\":\"NA==\"}}]},{\"$bytes\":\"eyJhIjoxfQ==\"}]",
  "[{\"$bytes\":\"/w==\"},{\"$bytes\":\"AA==\"},{\"$bytes\":\"gIGCg4SFhoeIiYo=\"}]",
};

static void
test_arguments_come_back_as_they_went (Scene *scene, gconstpointer way)
{
  scene_connect (scene);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *heard = g_strdup_printf ("echo %s\n", payloads[i]);

    scene_emit (scene->client, "echo", payloads[i]);
    scene_await_heard (scene, heard);
  }
}

static void
test_acknowledgements_have_arguments (Scene *scene, gconstpointer way)
{
  scene_connect (scene);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    scene_assert_answer (scene->client, "echo", payloads[i], payloads[i]);
  scene_assert_answer (
    scene->client, "bytes", "[3]",
    "[{\"$bytes\":\"BwcH\"},{\"deep\":[{\"$bytes\":\"AQID\"}]},{\"$bytes\":\"\"}]");
}

static void
test_order_is_kept (Scene *scene, gconstpointer way)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  scene_connect (scene);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *json = g_strdup_printf (i % 7 == 0 ? "[%u,{\"$bytes\":\"AQID\"}]" : "[%u]", i);

    g_string_append_printf (expected, "echo %s\n", json);
    scene_emit (scene->client, "echo", json);
  }
  scene_await_heard (scene, expected->str);
}

/* Messages cross while the transport is changed; none is lost, doubled or overtaken. */
static void
test_order_is_kept_while_upgrading (Scene *scene, gconstpointer way)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  scene->client = scene_new_client (scene, "/");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  for (guint i = 0; i < 500; i++) {
    g_autofree char *json = g_strdup_printf (i % 7 == 0 ? "[%u,{\"$bytes\":\"AQID\"}]" : "[%u]", i);

    g_string_append_printf (expected, "echo %s\n", json);
    scene_emit (scene->client, "echo", json);
    g_main_context_iteration (NULL, FALSE);
  }
  scene_await_upgraded (scene, scene->client);
  scene_await_heard (scene, expected->str);
}

static void
test_many_questions_find_their_answers (Scene *scene, gconstpointer way)
{
  GAsyncResult *results[100] = { NULL };

  scene_connect (scene);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autofree char *json = g_strdup_printf ("[%u,%u]", (100 - i) / 10, i);

    scene_ask (scene->client, "late", json, 0, NULL, &results[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *expected = g_strdup_printf ("[%u]", i);
    g_autofree char *answer = scene_finish (scene->client, &results[i], &error);

    g_assert_no_error (error);
    g_assert_cmpstr (answer, ==, expected);
  }
}

static void
test_a_second_acknowledgement_is_ignored (Scene *scene, gconstpointer way)
{
  scene_connect (scene);
  scene_assert_answer (scene->client, "twice", "[]", "[\"first\"]");
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
}

static void
test_a_question_ends_with_its_time (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene_connect (scene);
  scene_ask (scene->client, "late", "[50,1]", 5, NULL, &result);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);

  /* The late answer finds nobody, and harms nobody. */
  scene_assert_answer (scene->client, "late", "[60,2]", "[2]");
  g_assert_null (result);
}

static void
test_a_question_ends_with_its_cancellation (Scene *scene, gconstpointer way)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene_connect (scene);
  scene_ask (scene->client, "silent", "[]", 0, cancellable, &result);
  scene_await_peer (scene, "event /", "[\"silent\"]");
  g_cancellable_cancel (cancellable);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_a_cancelled_question_is_not_asked (Scene *scene, gconstpointer way)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene_connect (scene);
  g_cancellable_cancel (cancellable);
  scene_ask (scene->client, "silent", "[]", 0, cancellable, &result);
  g_assert_null (result);
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  scene_emit (scene->client, "next", "[]");
  scene_await_peer (scene, "event /", "[\"next\"]");
}

static void
test_a_question_ends_with_the_connection (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  scene_connect (scene);
  scene_ask (scene->client, "silent", "[]", 0, NULL, &result);
  scene_await_peer (scene, "event /", "[\"silent\"]");
  test_peer_tell (scene->peer, "cut");
  g_assert_null (scene_finish (scene->client, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
}

static void
test_a_question_ends_with_the_client (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SocketIoClient *client = NULL;

  scene_connect (scene);
  scene_ask (scene->client, "silent", "[]", 0, NULL, &result);
  scene_await_peer (scene, "event /", "[\"silent\"]");
  client = scene->client;
  g_assert_finalize_object (g_steal_pointer (&scene->client));

  /* The answer still holds what is left of the client, until it was looked at. */
  g_assert_null (scene_finish (client, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
}

static void
answer_cb (SocketIoClient *client, SocketIoEvent *event, gpointer data)
{
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) answer = scene_parse ("[1,\"two\",{\"$bytes\":\"Aw==\"}]", &attachments);

  g_assert_true (socket_io_event_wants_acknowledgement (event));
  g_assert_true (socket_io_event_acknowledge (event, answer, attachments));
  g_assert_false (socket_io_event_wants_acknowledgement (event));
  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
}

static void
test_the_server_gets_answers (Scene *scene, gconstpointer way)
{
  scene_connect (scene);
  g_signal_connect (scene->client, "event::question", G_CALLBACK (answer_cb), NULL);
  test_peer_tell (scene->peer, "ask / [\"question\",1,{\"$bytes\":\"AQID\"}]");
  scene_await_peer (scene, "answer /", "[1,\"two\",{\"$bytes\":\"Aw==\"}]");
  scene_await_heard (scene, "question [1,{\"$bytes\":\"AQID\"}]\n");
}

static void
keep_event_cb (SocketIoClient *client, SocketIoEvent *event, SocketIoEvent **kept)
{
  g_set_object (kept, event);
}

static void
test_an_answer_may_come_later (Scene *scene, gconstpointer way)
{
  g_autoptr (SocketIoEvent) event = NULL;

  scene_connect (scene);
  g_signal_connect (scene->client, "event::question", G_CALLBACK (keep_event_cb), &event);
  test_peer_tell (scene->peer, "ask / [\"question\"]");
  test_await_that (event != NULL);
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
  g_assert_true (socket_io_event_acknowledge (event, NULL, NULL));
  scene_await_peer (scene, "answer /", "[]");
}

/* Ids mean something to one connection only. */
static void
test_an_answer_does_not_outlive_its_connection (Scene *scene, gconstpointer way)
{
  g_autoptr (SocketIoEvent) event = NULL;

  scene_connect (scene);
  g_signal_connect (scene->client, "event::question", G_CALLBACK (keep_event_cb), &event);
  test_peer_tell (scene->peer, "ask / [\"question\"]");
  test_await_that (event != NULL);
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  scene_await_connected (scene, scene->client);
  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
}

typedef struct {
  guint count;
  guint freed;
} Counter;

static void
count_event_cb (SocketIoClient *client, SocketIoEvent *event, gpointer data)
{
  ((Counter *) data)->count++;
}

static void
count_freed_cb (gpointer data)
{
  ((Counter *) data)->freed++;
}

static void
test_listeners_hear_their_event_only (Scene *scene, gconstpointer way)
{
  Counter mine = { 0 };
  Counter others = { 0 };
  Counter once = { 0 };
  gulong handler = 0;

  scene_connect (scene);
  handler = g_signal_connect (scene->client, "event::mine", G_CALLBACK (count_event_cb), &mine);
  g_signal_connect (scene->client, "event::other", G_CALLBACK (count_event_cb), &others);
  socket_io_client_once (scene->client, "mine", count_event_cb, &once, count_freed_cb);
  test_peer_tell (scene->peer, "emit / [\"mine\"]");
  test_peer_tell (scene->peer, "emit / [\"mine\"]");
  scene_await_heard (scene, "mine []\nmine []\n");
  g_assert_cmpuint (mine.count, ==, 2);
  g_assert_cmpuint (once.count, ==, 1);
  g_assert_cmpuint (once.freed, ==, 1);

  g_signal_handler_disconnect (scene->client, handler);
  test_peer_tell (scene->peer, "emit / [\"mine\"]");
  scene_await_heard (scene, "mine []\n");
  g_assert_cmpuint (mine.count, ==, 2);
  g_assert_cmpuint (others.count, ==, 0);
}

static void
note_cb (SocketIoClient *client, SocketIoEvent *event, GString *order)
{
  g_string_append (order, "named;");
}

static void
note_any_cb (SocketIoClient *client, SocketIoEvent *event, GString *order)
{
  g_string_append_printf (order, "any %s;", socket_io_event_get_name (event));
}

static void
note_outgoing_cb (SocketIoClient *client, const char *name, JsonArray *arguments, GString *order)
{
  g_autofree char *shown = scene_show (arguments, NULL);

  g_string_append_printf (order, "out %s %s;", name, shown);
}

static void
test_any_listeners_hear_everything (Scene *scene, gconstpointer way)
{
  g_autoptr (GString) order = g_string_new (NULL);

  scene_connect (scene);
  g_signal_connect (scene->client, "event::x", G_CALLBACK (note_cb), order);
  g_signal_connect (scene->client, "event", G_CALLBACK (note_any_cb), order);
  g_signal_connect (scene->client, "any", G_CALLBACK (note_any_cb), order);
  test_peer_tell (scene->peer, "emit / [\"x\"]");
  test_peer_tell (scene->peer, "emit / [\"y\"]");
  scene_await_heard (scene, "x []\ny []\n");
  g_assert_cmpstr (order->str, ==, "any x;named;any x;any y;any y;");
}

static void
test_outgoing_listeners_hear_what_is_sent (Scene *scene, gconstpointer way)
{
  g_autoptr (GString) order = g_string_new (NULL);

  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "any-outgoing", G_CALLBACK (note_outgoing_cb), order);
  scene_emit (scene->client, "early", "[0]");
  g_assert_cmpstr (order->str, ==, "");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_assert_answer (scene->client, "echo", "[1,\"a\"]", "[1,\"a\"]");
  g_assert_cmpstr (order->str, ==, "out early [0];out echo [1,\"a\"];");
}

/* Whoever is at the other end could fill the memory with names otherwise. */
static void
test_names_from_the_wire_are_never_interned (Scene *scene, gconstpointer way)
{
  g_autofree char *random = g_uuid_string_random ();
  g_autofree char *json = g_strdup_printf ("[1000,\"%s-#\"]", random);
  Counter any = { 0 };

  scene_connect (scene);
  g_signal_connect (scene->client, "any", G_CALLBACK (count_event_cb), &any);
  scene_assert_answer (scene->client, "flood", json, "[]");
  test_await_that (any.count == 1000);
  for (guint i = 0; i < 1000; i++) {
    g_autofree char *name = g_strdup_printf ("%s-%u", random, i);

    g_assert_cmpuint (g_quark_try_string (name), ==, 0);
  }
}

static void
test_odd_names_are_names (Scene *scene, gconstpointer way)
{
  static const char *const names[] = {
    "event",      "a::b",       "toString", "__proto__", "\xc3\xa9\xe2\x82\xac",
    "with space", "\"quoted\"", "notify"
  };
  Counter heard = { 0 };

  scene_connect (scene);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *signal = g_strconcat ("event::", names[i], NULL);
    g_autofree char *quoted = g_strescape (names[i], "\xc3\xa9\xe2\x82\xac");
    g_autofree char *command = g_strdup_printf ("emit / [\"%s\",%u]", quoted, i);

    g_signal_connect (scene->client, signal, G_CALLBACK (count_event_cb), &heard);
    test_peer_tell (scene->peer, command);
    test_await_that (heard.count == i + 1);
  }
}

static void
test_reserved_names_cannot_be_emitted (Scene *scene, gconstpointer way)
{
  static const char *const names[] = { "connect",       "connect_error", "disconnect",
                                       "disconnecting", "newListener",   "removeListener" };

  scene_connect (scene);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (socket_io_client_emit_full (scene->client, names[i], NULL, NULL,
                                                SOCKET_IO_EMIT_DEFAULT, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  }
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("events/arguments-come-back-as-they-went", test_arguments_come_back_as_they_went);
  scene_add ("events/order-is-kept", test_order_is_kept);
  scene_add ("events/order-is-kept-while-upgrading", test_order_is_kept_while_upgrading);
  scene_add ("events/listeners-hear-their-event-only", test_listeners_hear_their_event_only);
  scene_add ("events/any-listeners-hear-everything", test_any_listeners_hear_everything);
  scene_add ("events/outgoing-listeners-hear-what-is-sent",
             test_outgoing_listeners_hear_what_is_sent);
  scene_add_way ("events/names-from-the-wire-are-never-interned", "websocket",
                 test_names_from_the_wire_are_never_interned);
  scene_add_way ("events/odd-names-are-names", "websocket", test_odd_names_are_names);
  scene_add_way ("events/reserved-names-cannot-be-emitted", "websocket",
                 test_reserved_names_cannot_be_emitted);

  scene_add ("acks/have-arguments", test_acknowledgements_have_arguments);
  scene_add ("acks/many-questions-find-their-answers", test_many_questions_find_their_answers);
  scene_add ("acks/a-second-one-is-ignored", test_a_second_acknowledgement_is_ignored);
  scene_add ("acks/a-question-ends-with-its-time", test_a_question_ends_with_its_time);
  scene_add ("acks/a-question-ends-with-its-cancellation",
             test_a_question_ends_with_its_cancellation);
  scene_add ("acks/a-cancelled-question-is-not-asked", test_a_cancelled_question_is_not_asked);
  scene_add ("acks/a-question-ends-with-the-connection", test_a_question_ends_with_the_connection);
  scene_add ("acks/a-question-ends-with-the-client", test_a_question_ends_with_the_client);
  scene_add ("acks/the-server-gets-answers", test_the_server_gets_answers);
  scene_add ("acks/an-answer-may-come-later", test_an_answer_may_come_later);
  scene_add ("acks/an-answer-does-not-outlive-its-connection",
             test_an_answer_does_not_outlive_its_connection);

  return scene_run ();
}
