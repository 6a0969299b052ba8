/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connection state recovery: a short cut is as if it had not been.
 */
#include "scene.h"

static void
note_connected_cb (SocketIoClient *client, Scene *scene)
{
  g_string_append_printf (scene->heard, "connected %s\n",
                          socket_io_client_get_recovered (client) ? "recovered" : "new");
}

static void
connect_noting (Scene *scene)
{
  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "connected", G_CALLBACK (note_connected_cb), scene);
  socket_io_client_connect (scene->client);
  scene_await_heard (scene, "connected new\n");
  scene_await_upgraded (scene, scene->client);
}

static void
test_what_was_missed_comes_first (Scene *scene, gconstpointer way)
{
  g_autofree char *id = NULL;

  connect_noting (scene);
  id = g_strdup (socket_io_client_get_id (scene->client));
  for (guint i = 0; i < 3; i++) {
    test_peer_tell (scene->peer, "emit / [\"before\",1]");
    scene_await_heard (scene, "before [1]\n");
    test_peer_tell (scene->peer,
                    "cut\nemit / [\"missed\",2,{\"$bytes\":\"AQID\"}]\nemit / [\"missed\",\"3\"]");
    scene_await_heard (scene, "missed [2,{\"$bytes\":\"AQID\"}]\n"
                              "missed [\"3\"]\n"
                              "connected recovered\n");
    g_assert_cmpstr (socket_io_client_get_id (scene->client), ==, id);
    scene_await_upgraded (scene, scene->client);
    scene_assert_answer (scene->client, "echo", "[4]", "[4]");
  }
}

static void
keep_offset_cb (SocketIoClient *client, SocketIoEvent *event, char **offset)
{
  g_set_str (offset, socket_io_event_get_offset (event));
}

static void
test_offsets_are_no_arguments (Scene *scene, gconstpointer way)
{
  g_autofree char *offset = NULL;

  connect_noting (scene);
  g_signal_connect (scene->client, "event", G_CALLBACK (keep_offset_cb), &offset);
  test_peer_tell (scene->peer, "emit / [\"a\",1,\"word\"]");
  scene_await_heard (scene, "a [1,\"word\"]\n");
  g_assert_nonnull (offset);

  /* These have none; their last words are not taken for one. */
  test_peer_tell (scene->peer, "volatile / [\"b\",\"word\"]");
  scene_await_heard (scene, "b [\"word\"]\n");
  g_assert_null (offset);
  test_peer_tell (scene->peer, "ask / [\"c\",\"word\"]");
  scene_await_heard (scene, "c [\"word\"]\n");
  g_assert_null (offset);

  test_peer_tell (scene->peer, "cut\nemit / [\"d\"]");
  scene_await_heard (scene, "d []\nconnected recovered\n");
}

static void
test_a_disconnected_session_is_not_recovered (Scene *scene, gconstpointer way)
{
  connect_noting (scene);
  test_peer_tell (scene->peer, "emit / [\"before\"]");
  scene_await_heard (scene, "before []\n");
  test_peer_tell (scene->peer, "kick /\nemit / [\"missed\"]");
  test_await_signal (scene->client, "disconnected");
  socket_io_client_connect (scene->client);
  scene_await_heard (scene, "connected new\n");
  g_assert_false (socket_io_client_get_recovered (scene->client));
}

static void
test_a_restarted_server_does_not_know_the_session (Scene *scene, gconstpointer way)
{
  g_autofree char *port = NULL;

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--recovery", NULL));
  port = g_strdup_printf ("%u", test_peer_get_port (scene->peer));
  connect_noting (scene);
  test_peer_tell (scene->peer, "emit / [\"before\"]");
  scene_await_heard (scene, "before []\n");
  test_peer_kill (scene->peer);
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--recovery", "--port", port, NULL));
  scene_await_heard (scene, "connected new\n");
  test_peer_tell (scene->peer, "emit / [\"after\",\"x\"]");
  scene_await_heard (scene, "after [\"x\"]\n");
}

static void
ask_cb (SocketIoClient *client, SocketIoAuthRequest *request, gpointer data)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) auth = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "token", "t");
  json_object_unref (object);
  socket_io_auth_request_answer (request, auth);
}

static void
test_auth_goes_with_it (Scene *scene, gconstpointer way)
{
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  JsonObject *auth = NULL;

  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth_func (scene->client, ask_cb, NULL, NULL);
  socket_io_client_connect (scene->client);
  first = scene_await_peer_json (scene, "connected /");
  scene_await_connected (scene, scene->client);
  test_peer_tell (scene->peer, "emit / [\"before\"]");
  scene_await_heard (scene, "before []\n");
  test_peer_tell (scene->peer, "cut");
  second = scene_await_peer_json (scene, "connected /");
  g_assert_true (json_object_get_boolean_member (json_node_get_object (second), "recovered"));
  auth = json_object_get_object_member (json_node_get_object (second), "auth");
  g_assert_cmpstr (json_object_get_string_member (auth, "token"), ==, "t");
  scene_await_connected (scene, scene->client);
}

int
main (int argc, char *argv[])
{
  const char *const arguments[] = { "--recovery", NULL };

  scene_init (&argc, &argv, arguments);

  scene_add ("recovery/what-was-missed-comes-first", test_what_was_missed_comes_first);
  scene_add ("recovery/offsets-are-no-arguments", test_offsets_are_no_arguments);
  scene_add ("recovery/a-disconnected-session-is-not-recovered",
             test_a_disconnected_session_is_not_recovered);
  scene_add ("recovery/a-restarted-server-does-not-know-the-session",
             test_a_restarted_server_does_not_know_the_session);
  scene_add ("recovery/auth-goes-with-it", test_auth_goes_with_it);

  return scene_run ();
}
