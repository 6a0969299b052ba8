/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One long day of a client, from the first connect to the last reference.  It is
 * also run under valgrind.
 */
#include "scene.h"
#include "socket-io-error.h"

static void
answer_cb (SocketIoClient *client, SocketIoEvent *event, gpointer data)
{
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) answer = scene_parse ("[\"here\",{\"$bytes\":\"Aw==\"}]", &attachments);

  g_assert_true (socket_io_event_acknowledge (event, answer, attachments));
}

static void
ask_cb (SocketIoClient *client, SocketIoAuthRequest *request, gpointer data)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) auth = json_node_init_object (json_node_alloc (), object);

  json_object_set_string_member (object, "token", "open sesame");
  json_object_unref (object);
  socket_io_auth_request_answer (request, auth);
}

static void
keep_error_cb (SocketIoClient *client, const GError *error, GError **kept)
{
  g_clear_error (kept);
  *kept = g_error_copy (error);
}

static void
converse (Scene *scene)
{
  scene_assert_answer (scene->client, "echo",
                       "[1,{\"a\":[{\"$bytes\":\"AQID\"},null]},\"\xc3\xa9\"]",
                       "[1,{\"a\":[{\"$bytes\":\"AQID\"},null]},\"\xc3\xa9\"]");
  test_peer_tell (scene->peer, "emit / [\"news\",{\"$bytes\":\"AQID\"},{\"x\":1.5}]");
  scene_await_heard (scene, "news [{\"$bytes\":\"AQID\"},{\"x\":1.5}]\n");
  test_peer_tell (scene->peer, "ask / [\"question\",1]");
  scene_await_peer (scene, "answer /", "[\"here\",{\"$bytes\":\"Aw==\"}]");
  scene_await_heard (scene, "question [1]\n");
  for (guint i = 0; i < 20; i++)
    scene_emit (scene->client, "chat", "[\"hello\",{\"$bytes\":\"AQID\"}]");
  scene_assert_answer (scene->client, "echo", "[2]", "[2]");
}

static void
be_refused (Scene *scene)
{
  SocketIoClient *plain =
    socket_io_client_new_for_manager (socket_io_client_get_manager (scene->client), "/plain");
  g_autoptr (GError) error = NULL;

  g_signal_connect (plain, "connect-error", G_CALLBACK (keep_error_cb), &error);
  socket_io_client_connect (plain);
  test_await_that (error != NULL);
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED);
  g_assert_finalize_object (plain);
}

static SocketIoClient *
join_admin (Scene *scene)
{
  SocketIoClient *admin =
    socket_io_client_new_for_manager (socket_io_client_get_manager (scene->client), "/admin");

  socket_io_client_set_auth_func (admin, ask_cb, NULL, NULL);
  socket_io_client_connect (admin);
  scene_await_connected (scene, admin);
  scene_assert_answer (admin, "echo", "[3]", "[3]");

  return admin;
}

static void
wait_in_vain (Scene *scene)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) timed = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) lost = NULL;
  g_autoptr (GError) error = NULL;

  scene_ask (scene->client, "silent", "[]", 5, NULL, &timed);
  scene_ask (scene->client, "silent", "[]", 0, cancellable, &cancelled);
  scene_ask (scene->client, "silent", "[]", 0, NULL, &lost);
  g_assert_null (scene_finish (scene->client, &timed, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (scene_finish (scene->client, &cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  test_peer_tell (scene->peer, "cut");
  g_assert_null (scene_finish (scene->client, &lost, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
}

static void
be_restarted (Scene *scene)
{
  g_autofree char *port = g_strdup_printf ("%u", test_peer_get_port (scene->peer));

  test_peer_kill (scene->peer);
  test_await_signal (scene->client, "disconnected");
  scene_emit (scene->client, "meanwhile", "[1,{\"$bytes\":\"AQID\"}]");
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--recovery", "--port", port, NULL));
  scene_await_peer (scene, "event /", "[\"meanwhile\",1,{\"$bytes\":\"AQID\"}]");
  scene_await_connected (scene, scene->client);
}

static void
test_a_long_day (Scene *scene, gconstpointer way)
{
  SocketIoClient *admin = NULL;

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--recovery", NULL));
  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "event::question", G_CALLBACK (answer_cb), NULL);
  scene_emit (scene->client, "early", "[\"bird\"]");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_await_peer (scene, "event /", "[\"early\",\"bird\"]");
  scene_await_upgraded (scene, scene->client);

  converse (scene);
  be_refused (scene);
  admin = join_admin (scene);

  wait_in_vain (scene);
  scene_await_connected (scene, scene->client);
  g_assert_true (socket_io_client_get_recovered (scene->client));
  scene_await_connected (scene, admin);
  scene_await_upgraded (scene, scene->client);
  converse (scene);

  be_restarted (scene);
  scene_await_connected (scene, admin);
  g_assert_finalize_object (admin);
  g_object_set (scene->client, "retries", 3, "ack-timeout", 50, NULL);
  scene_assert_answer (scene->client, "stubborn", "[\"a\",2]", "[2]");

  socket_io_client_disconnect (scene->client);
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  test_peer_tell (scene->peer, "kick-all /");
  test_await_signal (scene->client, "disconnected");
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("scenario/a-long-day", test_a_long_day);

  return scene_run ();
}
