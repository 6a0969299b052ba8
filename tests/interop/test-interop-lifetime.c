/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The last reference may go in any state, and from any handler.
 */
#include "scene.h"
#include "socket-io-error.h"

static SocketIoManager *
get_manager (Scene *scene)
{
  return socket_io_client_get_manager (scene->client);
}

/* Lets something happen, wherever the two ends are just now. */
static void
turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (200);
}

/* --- in any state --------------------------------------------------------- */

/* After this many turns of the main loop: before, in and after every step of connecting. */
static void
test_after_some_turns (Scene *scene, gconstpointer way)
{
  for (guint turns = 0; turns < 60; turns++) {
    scene->client = scene_new_client (scene, "/");
    scene_emit (scene->client, "buffered", "[{\"$bytes\":\"AQID\"}]");
    socket_io_client_connect (scene->client);
    for (guint i = 0; i < turns; i++)
      turn ();
    g_assert_finalize_object (g_steal_pointer (&scene->client));
  }
}

static void
test_disconnecting_after_some_turns (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  for (guint turns = 0; turns < 60; turns += 3) {
    socket_io_client_connect (scene->client);
    for (guint i = 0; i < turns; i++)
      turn ();
    socket_io_client_disconnect (scene->client);
    g_assert_false (socket_io_client_get_active (scene->client));
    g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==,
                     SOCKET_IO_MANAGER_CLOSED);
  }
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
}

static void
test_while_upgrading (Scene *scene, gconstpointer way)
{
  for (guint turns = 0; turns < 40; turns++) {
    scene->client = scene_new_client (scene, "/");
    socket_io_client_connect (scene->client);
    scene_await_connected (scene, scene->client);
    scene_emit (scene->client, "last", "[]");
    for (guint i = 0; i < turns; i++)
      turn ();
    g_assert_finalize_object (g_steal_pointer (&scene->client));

    /* What was emitted before still arrives. */
    scene_await_peer (scene, "event /", "[\"last\"]");
  }
}

static void
test_while_waiting_to_reconnect (Scene *scene, gconstpointer way)
{
  g_object_set (scene->options, "reconnection-delay", 100000, NULL);
  scene_connect (scene);
  test_peer_tell (scene->peer, "cut");
  test_await_that (socket_io_manager_get_state (get_manager (scene)) == SOCKET_IO_MANAGER_WAITING);
  test_settle ();
  g_assert_finalize_object (g_steal_pointer (&scene->client));
}

static void
test_with_questions_in_both_directions (Scene *scene, gconstpointer way)
{
  GAsyncResult *results[10] = { NULL };
  SocketIoClient *client = NULL;

  scene_connect (scene);
  client = scene->client;
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    scene_ask (client, "silent", "[]", 0, NULL, &results[i]);
  test_peer_tell (scene->peer, "ask / [\"question\"]");
  scene_await_heard (scene, "question []\n");
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (scene_finish (client, &results[i], &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  }
}

static void
keep_event_cb (SocketIoClient *client, SocketIoEvent *event, SocketIoEvent **kept)
{
  g_set_object (kept, event);
}

/* An event outlives the client, and knows that there is nobody to answer any more. */
static void
test_events_may_stay (Scene *scene, gconstpointer way)
{
  g_autoptr (SocketIoEvent) event = NULL;

  scene_connect (scene);
  g_signal_connect (scene->client, "event::question", G_CALLBACK (keep_event_cb), &event);
  test_peer_tell (scene->peer, "ask / [\"question\",[1]]");
  scene_await_heard (scene, "question [[1]]\n");
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_assert_cmpuint (json_array_get_length (socket_io_event_get_arguments (event)), ==, 1);
  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
}

static void
test_the_manager_alone (Scene *scene, gconstpointer way)
{
  g_autoptr (SocketIoManager)
    manager = socket_io_manager_new (test_peer_get_uri (scene->peer), scene->options);

  socket_io_manager_open (manager);
  test_await_that (socket_io_manager_get_state (manager) == SOCKET_IO_MANAGER_OPEN);
  g_assert_finalize_object (g_steal_pointer (&manager));
}

static void
test_the_manager_may_stay (Scene *scene, gconstpointer way)
{
  SocketIoManager *manager = NULL;

  scene_connect (scene);
  manager = g_object_ref (get_manager (scene));
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_CLOSED);
  scene->client = socket_io_client_new_for_manager (manager, "/");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  g_clear_object (&scene->client);
  g_assert_finalize_object (manager);
}

/* --- from any handler ----------------------------------------------------- */

static void
drop_cb (Scene *scene)
{
  g_string_append (scene->story, "dropped;");
  g_clear_object (&scene->client);
}

static void
drop_in_client_signal (Scene *scene, const char *signal)
{
  scene->client = scene_new_client (scene, "/");
  g_signal_connect_swapped (scene->client, signal, G_CALLBACK (drop_cb), scene);
  socket_io_client_connect (scene->client);
  test_await_that (scene->client == NULL);
}

static const char *const connecting_signals[] = {
  "connected", "notify::connected", "notify::id", "notify::state", "notify::active",
};

static void
test_from_what_connecting_says (Scene *scene, gconstpointer way)
{
  for (guint i = 0; i < G_N_ELEMENTS (connecting_signals); i++)
    drop_in_client_signal (scene, connecting_signals[i]);
}

static const char *const losing_signals[] = {
  "disconnected", "notify::connected", "notify::id", "notify::state", "notify::active",
};

static void
test_from_what_losing_says (Scene *scene, gconstpointer way)
{
  static const char *const commands[] = { "cut", "kick /", "kick-all /" };

  for (guint c = 0; c < G_N_ELEMENTS (commands); c++) {
    for (guint i = 0; i < G_N_ELEMENTS (losing_signals); i++) {
      /* A cut leaves it active. */
      if (c == 0 && g_str_equal (losing_signals[i], "notify::active"))
        continue;
      scene_connect (scene);
      g_signal_connect_swapped (scene->client, losing_signals[i], G_CALLBACK (drop_cb), scene);
      test_peer_tell (scene->peer, commands[c]);
      test_await_that (scene->client == NULL);
    }
  }
}

static void
test_from_what_is_heard (Scene *scene, gconstpointer way)
{
  static const char *const signals[] = { "event", "event::x", "any" };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    scene_connect (scene);
    g_signal_connect_swapped (scene->client, signals[i], G_CALLBACK (drop_cb), scene);
    test_peer_tell (scene->peer, "ask / [\"x\",{\"$bytes\":\"AQID\"}]\nemit / [\"x\"]");
    test_await_that (scene->client == NULL);
  }
}

static void
once_cb (SocketIoClient *client, SocketIoEvent *event, gpointer data)
{
  drop_cb (data);
}

static void
test_from_what_is_heard_once (Scene *scene, gconstpointer way)
{
  scene_connect (scene);
  socket_io_client_once (scene->client, "x", once_cb, scene, NULL);
  test_peer_tell (scene->peer, "emit / [\"x\"]");
  test_await_that (scene->client == NULL);
}

static void
test_from_what_is_sent (Scene *scene, gconstpointer way)
{
  g_autoptr (GError) error = NULL;

  scene_connect (scene);
  g_signal_connect_swapped (scene->client, "any-outgoing", G_CALLBACK (drop_cb), scene);
  socket_io_client_emit_full (scene->client, "x", NULL, NULL, SOCKET_IO_EMIT_DEFAULT, &error);
  g_assert_null (scene->client);
}

static void
test_from_what_waited_and_is_sent (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  for (guint i = 0; i < 5; i++)
    scene_emit (scene->client, "x", "[]");
  g_signal_connect_swapped (scene->client, "any-outgoing", G_CALLBACK (drop_cb), scene);
  socket_io_client_connect (scene->client);
  test_await_that (scene->client == NULL);
}

static void
test_from_a_failure_to_send (Scene *scene, gconstpointer way)
{
  g_autofree char *filling = g_strnfill (1000001, 'x');
  g_autofree char *big = g_strdup_printf ("[\"%s\"]", filling);

  scene->client = scene_new_client (scene, "/");
  scene_emit (scene->client, "big", big);
  scene_emit (scene->client, "big", big);
  g_signal_connect_swapped (scene->client, "failed", G_CALLBACK (drop_cb), scene);
  socket_io_client_connect (scene->client);
  test_await_that (scene->client == NULL);

  scene_connect (scene);
  g_object_set (scene->client, "retries", 1, "ack-timeout", 1, NULL);
  g_signal_connect_swapped (scene->client, "failed", G_CALLBACK (drop_cb), scene);
  scene_emit (scene->client, "silent", "[1]");
  scene_emit (scene->client, "silent", "[2]");
  test_await_that (scene->client == NULL);

  scene->client = scene_new_client (scene, "/");
  g_object_set (scene->client, "send-buffer-age", 1, NULL);
  g_signal_connect_swapped (scene->client, "failed", G_CALLBACK (drop_cb), scene);
  scene_emit (scene->client, "old", "[1]");
  scene_emit (scene->client, "old", "[2]");
  test_await_that (scene->client == NULL);
}

static void
dropping_reply_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (JsonArray)
    answer = socket_io_client_emit_finish (SOCKET_IO_CLIENT (source), result, NULL, NULL);

  drop_cb (user_data);
}

static void
test_from_an_answer (Scene *scene, gconstpointer way)
{
  static const char *const events[] = { "echo", "silent" };

  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    scene_connect (scene);
    for (guint n = 0; n < 3; n++)
      socket_io_client_emit_async (scene->client, events[i], NULL, 20, NULL, dropping_reply_cb,
                                   scene);
    test_await_that (scene->client == NULL);
    test_settle ();
  }
}

static void
test_from_a_refusal (Scene *scene, gconstpointer way)
{
  static const char *const signals[] = { "connect-error", "notify::state", "notify::active" };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    scene->client = scene_new_client (scene, "/admin");
    socket_io_client_connect (scene->client);
    g_signal_connect_swapped (scene->client, signals[i], G_CALLBACK (drop_cb), scene);
    test_await_that (scene->client == NULL);
  }
}

static void
drop_asked_cb (SocketIoClient *client, SocketIoAuthRequest *request, gpointer data)
{
  drop_cb (data);
}

static void
test_from_the_question_for_auth (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth_func (scene->client, drop_asked_cb, scene, NULL);
  socket_io_client_connect (scene->client);
  test_await_that (scene->client == NULL);
}

static void
test_from_what_the_manager_says (Scene *scene, gconstpointer way)
{
  static const char *const opening[] = { "opened", "packet", "notify::state" };
  static const char *const losing[] = { "closed", "notify::state", "reconnect-attempt",
                                        "reconnected" };

  for (guint i = 0; i < G_N_ELEMENTS (opening); i++) {
    scene->client = scene_new_client (scene, "/");
    g_signal_connect_swapped (get_manager (scene), opening[i], G_CALLBACK (drop_cb), scene);
    socket_io_client_connect (scene->client);
    test_await_that (scene->client == NULL);
  }
  for (guint i = 0; i < G_N_ELEMENTS (losing); i++) {
    scene_connect (scene);
    g_signal_connect_swapped (get_manager (scene), losing[i], G_CALLBACK (drop_cb), scene);
    test_peer_tell (scene->peer, "cut");
    test_await_that (scene->client == NULL);
  }
}

static void
test_from_the_upgrade (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/");
  g_signal_connect_swapped (get_manager (scene), "upgraded", G_CALLBACK (drop_cb), scene);
  socket_io_client_connect (scene->client);
  test_await_that (scene->client == NULL);
}

static void
test_from_the_heartbeat (Scene *scene, gconstpointer way)
{
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--ping-interval", "20", NULL));
  scene_connect (scene);
  g_signal_connect_swapped (get_manager (scene), "ping", G_CALLBACK (drop_cb), scene);
  test_await_that (scene->client == NULL);
}

static void
test_from_failures_to_connect (Scene *scene, gconstpointer way)
{
  static const char *const client_signals[] = { "connect-error" };
  static const char *const manager_signals[] = { "failed", "reconnect-error", "reconnect-failed",
                                                 "notify::state" };

  scene_take_peer (scene, test_peer_start ("socket-server.js", NULL));
  test_peer_kill (scene->peer);
  g_object_set (scene->options, "reconnection-attempts", 2, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (client_signals); i++)
    drop_in_client_signal (scene, client_signals[i]);
  for (guint i = 0; i < G_N_ELEMENTS (manager_signals); i++) {
    scene->client = scene_new_client (scene, "/");
    g_signal_connect_swapped (get_manager (scene), manager_signals[i], G_CALLBACK (drop_cb), scene);
    socket_io_client_connect (scene->client);
    test_await_that (scene->client == NULL);
  }
}

/* --- connecting and disconnecting from handlers ---------------------------- */

static void
toggle_cb (SocketIoClient *client)
{
  if (socket_io_client_get_active (client))
    socket_io_client_disconnect (client);
  else
    socket_io_client_connect (client);
}

/* Whatever a handler does, the client ends in a state that can be used. */
static void
test_toggling_from_handlers (Scene *scene, gconstpointer way)
{
  static const char *const signals[] = { "connected", "notify::connected", "notify::id",
                                         "disconnected" };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    gulong handler = 0;

    scene_connect (scene);
    handler = g_signal_connect (scene->client, signals[i], G_CALLBACK (toggle_cb), NULL);
    test_peer_tell (scene->peer, "cut");
    test_await_signal (scene->client, "disconnected");
    for (guint n = 0; n < 50; n++)
      turn ();
    g_signal_handler_disconnect (scene->client, handler);
    socket_io_client_connect (scene->client);
    scene_await_connected (scene, scene->client);
    scene_assert_answer (scene->client, "echo", "[1]", "[1]");
    g_assert_finalize_object (g_steal_pointer (&scene->client));
  }
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("dropped/after-some-turns", test_after_some_turns);
  scene_add ("dropped/disconnecting-after-some-turns", test_disconnecting_after_some_turns);
  scene_add_way ("dropped/while-upgrading", "upgrade", test_while_upgrading);
  scene_add ("dropped/while-waiting-to-reconnect", test_while_waiting_to_reconnect);
  scene_add ("dropped/with-questions-in-both-directions", test_with_questions_in_both_directions);
  scene_add ("dropped/events-may-stay", test_events_may_stay);
  scene_add ("dropped/the-manager-alone", test_the_manager_alone);
  scene_add ("dropped/the-manager-may-stay", test_the_manager_may_stay);

  scene_add ("dropped/from-what-connecting-says", test_from_what_connecting_says);
  scene_add ("dropped/from-what-losing-says", test_from_what_losing_says);
  scene_add ("dropped/from-what-is-heard", test_from_what_is_heard);
  scene_add ("dropped/from-what-is-heard-once", test_from_what_is_heard_once);
  scene_add ("dropped/from-what-is-sent", test_from_what_is_sent);
  scene_add ("dropped/from-what-waited-and-is-sent", test_from_what_waited_and_is_sent);
  scene_add ("dropped/from-a-failure-to-send", test_from_a_failure_to_send);
  scene_add ("dropped/from-an-answer", test_from_an_answer);
  scene_add ("dropped/from-a-refusal", test_from_a_refusal);
  scene_add ("dropped/from-the-question-for-auth", test_from_the_question_for_auth);
  scene_add ("dropped/from-what-the-manager-says", test_from_what_the_manager_says);
  scene_add_way ("dropped/from-the-upgrade", "upgrade", test_from_the_upgrade);
  scene_add ("dropped/from-the-heartbeat", test_from_the_heartbeat);
  scene_add ("dropped/from-failures-to-connect", test_from_failures_to_connect);
  scene_add ("handlers/toggling", test_toggling_from_handlers);

  return scene_run ();
}
