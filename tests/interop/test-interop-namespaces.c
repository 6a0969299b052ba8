/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Namespaces: several on one connection, those that refuse, and what they want to know.
 */
#include "scene.h"
#include "socket-io-error.h"
#include "socket-io-json.h"

typedef struct {
  GError *error;
  guint count;
} Errors;

static void
keep_error_cb (SocketIoClient *client, const GError *error, Errors *errors)
{
  g_clear_error (&errors->error);
  errors->error = g_error_copy (error);
  errors->count++;
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = socket_io_json_parse (json, strlen (json), &error);

  g_assert_no_error (error);

  return node;
}

static char *
get_auth (JsonNode *connected)
{
  JsonObject *object = json_node_get_object (connected);

  return socket_io_json_to_string (json_object_get_member (object, "auth"), NULL);
}

static gint64
get_connections (JsonNode *connected)
{
  return json_object_get_int_member (json_node_get_object (connected), "connections");
}

/* A client of one more namespace on the scene's connection. */
static SocketIoClient *
share (Scene *scene, const char *nsp)
{
  SocketIoClient *client =
    socket_io_client_new_for_manager (socket_io_client_get_manager (scene->client), nsp);

  scene_listen (scene, client);
  socket_io_client_connect (client);

  return client;
}

static void
test_several_share_a_connection (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;
  SocketIoClient *room = NULL;

  scene_connect (scene);
  other = share (scene, "/other");
  room = share (scene, "/room-17");
  scene_await_connected (scene, other);
  scene_await_connected (scene, room);
  g_assert_cmpstr (socket_io_client_get_id (other), !=, socket_io_client_get_id (scene->client));
  g_assert_cmpstr (socket_io_client_get_namespace (room), ==, "/room-17");

  scene_assert_answer (scene->client, "echo", "[0]", "[0]");
  scene_assert_answer (other, "echo", "[1,{\"$bytes\":\"AQID\"}]", "[1,{\"$bytes\":\"AQID\"}]");
  test_peer_tell (scene->peer, "emit /room-17 [\"here\",{\"$bytes\":\"AQID\"}]");
  scene_await_heard (scene, "here [{\"$bytes\":\"AQID\"}]\n");
  test_peer_tell (scene->peer, "kick /other");
  test_await_signal (other, "disconnected");
  g_assert_false (socket_io_client_get_active (other));
  g_assert_true (socket_io_client_get_connected (scene->client));
  scene_assert_answer (room, "echo", "[2]", "[2]");

  g_assert_finalize_object (room);
  g_assert_finalize_object (other);
  scene_assert_answer (scene->client, "echo", "[3]", "[3]");
}

static void
test_a_dropped_client_leaves_its_namespace (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;

  scene_connect (scene);
  for (guint i = 0; i < 3; i++) {
    other = share (scene, "/other");
    scene_await_connected (scene, other);
    g_assert_finalize_object (other);
    scene_await_peer (scene, "disconnected /other", "\"client namespace disconnect\"");
  }
  scene_assert_answer (scene->client, "echo", "[0]", "[0]");
}

static void
test_leaving_and_coming_back (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;

  scene_connect (scene);
  other = share (scene, "/other");
  for (guint i = 0; i < 3; i++) {
    scene_await_connected (scene, other);
    socket_io_client_disconnect (other);
    g_assert_false (socket_io_client_get_active (other));
    g_assert_null (socket_io_client_get_id (other));
    scene_await_peer (scene, "disconnected /other", "\"client namespace disconnect\"");
    socket_io_client_connect (other);
  }
  scene_await_connected (scene, other);
  g_assert_finalize_object (other);
}

/*
 * The server may not have heard of the leaving yet when it is asked again, and then
 * ends the connection: it comes back by itself, and all is well in the end.
 */
static void
test_coming_back_at_once (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;

  scene_connect (scene);
  other = share (scene, "/other");
  scene_await_connected (scene, other);
  for (guint i = 0; i < 5; i++) {
    socket_io_client_disconnect (other);
    socket_io_client_connect (other);
    socket_io_client_disconnect (other);
    socket_io_client_connect (other);
    scene_await_connected (scene, other);
  }
  g_object_set (other, "retries", 5, "ack-timeout", 1000, NULL);
  g_object_set (scene->client, "retries", 5, "ack-timeout", 1000, NULL);
  scene_assert_answer (other, "echo", "[1]", "[1]");
  scene_assert_answer (scene->client, "echo", "[2]", "[2]");
  g_assert_finalize_object (other);
}

static void
test_coming_back_before_the_answer (Scene *scene, gconstpointer way)
{
  g_autofree char *held = NULL;
  SocketIoClient *other = NULL;

  scene_connect (scene);
  test_peer_tell (scene->peer, "hold /other");
  held = test_peer_await (scene->peer, "held");
  other = share (scene, "/other");
  scene_assert_answer (scene->client, "echo", "[0]", "[0]");
  socket_io_client_disconnect (other);
  socket_io_client_connect (other);
  scene_assert_answer (scene->client, "echo", "[0]", "[0]");
  test_peer_tell (scene->peer, "release /other");
  scene_await_connected (scene, other);

  /* There is one of it at the server, not two. */
  g_object_set (other, "retries", 5, "ack-timeout", 1000, NULL);
  scene_assert_answer (other, "echo", "[1]", "[1]");
  scene_await_connected (scene, scene->client);
  test_peer_tell (scene->peer, "emit /other [\"once\"]");
  scene_await_heard (scene, "once []\n");
  scene_assert_answer (other, "echo", "[2]", "[2]");
  g_assert_cmpstr (scene->heard->str, ==, "");
  g_assert_finalize_object (other);
}

/* The answer to a CONNECT that nobody waits for any more is answered with DISCONNECT. */
static void
test_leaving_before_the_answer (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;
  g_autofree char *held = NULL;

  scene_connect (scene);
  test_peer_tell (scene->peer, "hold /other");
  held = test_peer_await (scene->peer, "held");
  other = share (scene, "/other");
  scene_assert_answer (scene->client, "echo", "[0]", "[0]");
  g_assert_false (socket_io_client_get_connected (other));
  g_assert_finalize_object (other);
  test_peer_tell (scene->peer, "release /other");
  scene_await_peer (scene, "disconnected /other", "\"client namespace disconnect\"");
  g_assert_true (socket_io_client_get_connected (scene->client));
}

static void
test_the_same_one_twice_has_two_connections (Scene *scene, gconstpointer way)
{
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;
  SocketIoClient *twin = NULL;

  g_object_set (scene->options, "force-new", FALSE, NULL);
  scene_connect (scene);
  first = scene_await_peer_json (scene, "connected /");
  twin = scene_new_client (scene, "/");
  g_assert_true (twin != scene->client);
  g_assert_true (socket_io_client_get_manager (twin) !=
                 socket_io_client_get_manager (scene->client));
  socket_io_client_connect (twin);
  scene_await_connected (scene, twin);
  second = scene_await_peer_json (scene, "connected /");
  g_assert_cmpint (get_connections (second), >, get_connections (first));
  g_assert_finalize_object (twin);
}

static void
test_one_origin_is_one_connection (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;

  g_object_set (scene->options, "force-new", FALSE, NULL);
  scene_connect (scene);
  other = scene_new_client (scene, "/other");
  g_assert_true (socket_io_client_get_manager (other) ==
                 socket_io_client_get_manager (scene->client));
  socket_io_client_connect (other);
  scene_await_connected (scene, other);
  g_assert_finalize_object (other);

  g_object_set (scene->options, "force-new", TRUE, NULL);
  other = scene_new_client (scene, "/other");
  g_assert_true (socket_io_client_get_manager (other) !=
                 socket_io_client_get_manager (scene->client));
  g_assert_finalize_object (other);
}

static void
test_refused_with_a_reason (Scene *scene, gconstpointer way)
{
  Errors errors = { NULL, 0 };
  g_autofree char *data = NULL;
  g_autoptr (JsonNode) auth = parse ("{\"token\":\"wrong\"}");

  scene->client = scene_new_client (scene, "/admin");
  g_signal_connect (scene->client, "connect-error", G_CALLBACK (keep_error_cb), &errors);
  socket_io_client_set_auth (scene->client, auth);
  socket_io_client_connect (scene->client);
  test_await_that (errors.count > 0);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED);
  g_assert_cmpstr (errors.error->message, ==, "not authorized");
  data = socket_io_json_to_string (socket_io_error_get_data (errors.error), NULL);
  g_assert_cmpstr (data, ==, "{\"token\":\"wrong\",\"code\":401}");

  /* Asking again would not help, so the client does not. */
  g_assert_false (socket_io_client_get_active (scene->client));
  g_assert_cmpint (socket_io_manager_get_state (socket_io_client_get_manager (scene->client)), ==,
                   SOCKET_IO_MANAGER_CLOSED);
  test_settle ();
  g_assert_cmpuint (errors.count, ==, 1);
  g_clear_error (&errors.error);
}

static void
test_refused_without_data (Scene *scene, gconstpointer way)
{
  Errors errors = { NULL, 0 };

  scene->client = scene_new_client (scene, "/plain");
  g_signal_connect (scene->client, "connect-error", G_CALLBACK (keep_error_cb), &errors);
  socket_io_client_connect (scene->client);
  test_await_that (errors.count > 0);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED);
  g_assert_cmpstr (errors.error->message, ==, "go away");
  g_assert_null (socket_io_error_get_data (errors.error));
  g_clear_error (&errors.error);
}

static void
test_an_unknown_one_is_refused (Scene *scene, gconstpointer way)
{
  Errors errors = { NULL, 0 };
  SocketIoClient *nowhere = NULL;

  scene_connect (scene);
  nowhere = socket_io_client_new_for_manager (socket_io_client_get_manager (scene->client),
                                              "/nowhere?at=all");
  g_signal_connect (nowhere, "connect-error", G_CALLBACK (keep_error_cb), &errors);
  socket_io_client_connect (nowhere);
  test_await_that (errors.count > 0);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED);
  g_assert_cmpstr (errors.error->message, ==, "Invalid namespace");
  g_assert_true (socket_io_client_get_connected (scene->client));
  g_clear_error (&errors.error);
  g_assert_finalize_object (nowhere);
}

static void
test_one_that_cannot_be_named_fails (Scene *scene, gconstpointer way)
{
  Errors errors = { NULL, 0 };
  SocketIoClient *comma = NULL;

  scene_connect (scene);
  comma = socket_io_client_new_for_manager (socket_io_client_get_manager (scene->client), "/a,b");
  g_signal_connect (comma, "connect-error", G_CALLBACK (keep_error_cb), &errors);
  socket_io_client_connect (comma);
  g_assert_cmpuint (errors.count, ==, 1);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_assert_false (socket_io_client_get_active (comma));
  g_assert_true (socket_io_client_get_connected (scene->client));
  g_clear_error (&errors.error);
  g_assert_finalize_object (comma);
}

static void
connect_again_cb (SocketIoClient *client, const GError *error, gpointer data)
{
  g_autoptr (JsonNode) auth = parse ("{\"token\":\"open sesame\"}");

  socket_io_client_set_auth (client, auth);
  socket_io_client_connect (client);
}

static void
test_a_handler_may_connect_again (Scene *scene, gconstpointer way)
{
  scene->client = scene_new_client (scene, "/admin");
  g_signal_connect (scene->client, "connect-error", G_CALLBACK (connect_again_cb), NULL);
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
}

/* --- auth ----------------------------------------------------------------- */

static void
test_the_server_gets_the_auth_value (Scene *scene, gconstpointer way)
{
  g_autoptr (JsonNode) auth = parse ("{\"token\":\"t\xc3\xb6ken\",\"deep\":{\"a\":[1,null]}}");
  g_autoptr (JsonNode) connected = NULL;
  g_autofree char *seen = NULL;

  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth (scene->client, auth);
  socket_io_client_connect (scene->client);
  connected = scene_await_peer_json (scene, "connected /");
  seen = get_auth (connected);
  g_assert_cmpstr (seen, ==, "{\"token\":\"t\xc3\xb6ken\",\"deep\":{\"a\":[1,null]}}");
  scene_await_connected (scene, scene->client);
}

typedef struct {
  guint asked;
  guint fail;      /* how often to fail first */
  gboolean forget; /* instead of failing */
  guint delay_ms;  /* before each answer */
  SocketIoAuthRequest *pending;
  guint freed;
} Tokens;

static void
answer_cb (gpointer data)
{
  Tokens *tokens = data;
  g_autofree char *json = g_strdup_printf ("{\"token\":%u}", tokens->asked);
  g_autoptr (JsonNode) auth = parse (json);
  g_autoptr (SocketIoAuthRequest) request = g_steal_pointer (&tokens->pending);

  if (request != NULL)
    socket_io_auth_request_answer (request, auth);
}

static void
ask_cb (SocketIoClient *client, SocketIoAuthRequest *request, gpointer data)
{
  Tokens *tokens = data;

  tokens->asked++;
  if (tokens->fail > 0) {
    tokens->fail--;
    if (!tokens->forget)
      socket_io_auth_request_fail (request, "The token server is down");
    return;
  }

  g_set_object (&tokens->pending, request);
  if (tokens->delay_ms > 0)
    g_timeout_add_once (tokens->delay_ms, answer_cb, tokens);
  else
    answer_cb (tokens);
}

static void
free_tokens_cb (gpointer data)
{
  ((Tokens *) data)->freed++;
}

static void
test_auth_is_asked_for_on_every_connect (Scene *scene, gconstpointer way)
{
  Tokens tokens = { 0 };

  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth_func (scene->client, ask_cb, &tokens, free_tokens_cb);
  socket_io_client_connect (scene->client);
  for (guint i = 1; i <= 3; i++) {
    g_autofree char *expected = g_strdup_printf ("{\"token\":%u}", i);
    g_autoptr (JsonNode) connected = scene_await_peer_json (scene, "connected /");
    g_autofree char *seen = get_auth (connected);

    g_assert_cmpstr (seen, ==, expected);
    scene_await_connected (scene, scene->client);
    scene_await_upgraded (scene, scene->client);
    if (i < 3) {
      test_peer_tell (scene->peer, "cut");
      test_await_signal (scene->client, "disconnected");
    }
  }
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_assert_cmpuint (tokens.freed, ==, 1);
}

static void
test_auth_may_take_a_while (Scene *scene, gconstpointer way)
{
  Tokens tokens = { .delay_ms = 30 };
  g_autoptr (JsonNode) connected = NULL;
  g_autofree char *seen = NULL;

  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth_func (scene->client, ask_cb, &tokens, NULL);
  socket_io_client_connect (scene->client);
  connected = scene_await_peer_json (scene, "connected /");
  seen = get_auth (connected);
  g_assert_cmpstr (seen, ==, "{\"token\":1}");
  g_assert_cmpuint (tokens.asked, ==, 1);
  scene_await_connected (scene, scene->client);
}

static void
test_auth_that_fails_is_asked_for_again (Scene *scene, gconstpointer forget)
{
  Tokens tokens = { .fail = 3 };
  Errors errors = { NULL, 0 };

  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "connect-error", G_CALLBACK (keep_error_cb), &errors);
  socket_io_client_set_auth_func (scene->client, ask_cb, &tokens, NULL);
  socket_io_client_connect (scene->client);
  test_await_that (errors.count == 1);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_AUTH);
  g_assert_cmpstr (errors.error->message, ==, "The token server is down");
  g_assert_true (socket_io_client_get_active (scene->client));
  tokens.forget = TRUE;
  test_await_that (errors.count == 2);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_AUTH);
  scene_await_connected (scene, scene->client);
  g_assert_cmpuint (errors.count, ==, 3);
  g_assert_cmpuint (tokens.asked, ==, 4);
  g_clear_error (&errors.error);
}

static void
test_the_client_may_go_while_auth_is_asked_for (Scene *scene, gconstpointer way)
{
  Tokens tokens = { .delay_ms = 1000000 };

  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth_func (scene->client, ask_cb, &tokens, free_tokens_cb);
  socket_io_client_connect (scene->client);
  test_await_that (tokens.pending != NULL);
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_assert_cmpuint (tokens.freed, ==, 1);
  answer_cb (&tokens);
  g_assert_null (tokens.pending);
}

/* The connection is lost while the token is refreshed: it is asked for anew, and the old answer is
 * nobody's. */
static void
test_the_connection_may_go_while_auth_is_asked_for (Scene *scene, gconstpointer way)
{
  Tokens tokens = { .delay_ms = 1000000 };
  g_autoptr (SocketIoAuthRequest) stale = NULL;
  g_autoptr (JsonNode) connected = NULL;
  g_autofree char *seen = NULL;

  scene->client = scene_new_client (scene, "/");
  socket_io_client_set_auth_func (scene->client, ask_cb, &tokens, NULL);
  socket_io_client_connect (scene->client);
  test_await_that (tokens.pending != NULL);
  stale = g_steal_pointer (&tokens.pending);
  test_peer_tell (scene->peer, "cut");
  test_await_that (tokens.asked == 2);
  socket_io_auth_request_answer (stale, NULL);
  answer_cb (&tokens);
  connected = scene_await_peer_json (scene, "connected /");
  seen = get_auth (connected);
  g_assert_cmpstr (seen, ==, "{\"token\":2}");
  scene_await_connected (scene, scene->client);
}

static void
test_auth_that_cannot_be_sent_fails (Scene *scene, gconstpointer way)
{
  Errors errors = { NULL, 0 };
  g_autofree char *big = g_strnfill (1100000, 'x');
  g_autofree char *json = g_strdup_printf ("{\"token\":\"%s\"}", big);
  g_autoptr (JsonNode) auth = parse (json);

  scene->client = scene_new_client (scene, "/");
  g_signal_connect (scene->client, "connect-error", G_CALLBACK (keep_error_cb), &errors);
  socket_io_client_set_auth (scene->client, auth);
  socket_io_client_connect (scene->client);
  test_await_that (errors.count > 0);
  g_assert_error (errors.error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE);
  g_assert_false (socket_io_client_get_active (scene->client));
  g_clear_error (&errors.error);
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("namespaces/several-share-a-connection", test_several_share_a_connection);
  scene_add ("namespaces/a-dropped-client-leaves-its-own",
             test_a_dropped_client_leaves_its_namespace);
  scene_add ("namespaces/leaving-and-coming-back", test_leaving_and_coming_back);
  scene_add ("namespaces/coming-back-at-once", test_coming_back_at_once);
  scene_add ("namespaces/coming-back-before-the-answer", test_coming_back_before_the_answer);
  scene_add ("namespaces/leaving-before-the-answer", test_leaving_before_the_answer);
  scene_add ("namespaces/the-same-one-twice-has-two-connections",
             test_the_same_one_twice_has_two_connections);
  scene_add ("namespaces/one-origin-is-one-connection", test_one_origin_is_one_connection);
  scene_add ("namespaces/refused-with-a-reason", test_refused_with_a_reason);
  scene_add ("namespaces/refused-without-data", test_refused_without_data);
  scene_add ("namespaces/an-unknown-one-is-refused", test_an_unknown_one_is_refused);
  scene_add_way ("namespaces/one-that-cannot-be-named-fails", "websocket",
                 test_one_that_cannot_be_named_fails);
  scene_add ("namespaces/a-handler-may-connect-again", test_a_handler_may_connect_again);

  scene_add ("auth/the-server-gets-the-value", test_the_server_gets_the_auth_value);
  scene_add ("auth/is-asked-for-on-every-connect", test_auth_is_asked_for_on_every_connect);
  scene_add ("auth/may-take-a-while", test_auth_may_take_a_while);
  scene_add ("auth/that-fails-is-asked-for-again", test_auth_that_fails_is_asked_for_again);
  scene_add ("auth/the-client-may-go-while-it-is-asked-for",
             test_the_client_may_go_while_auth_is_asked_for);
  scene_add ("auth/the-connection-may-go-while-it-is-asked-for",
             test_the_connection_may_go_while_auth_is_asked_for);
  scene_add ("auth/that-cannot-be-sent-fails", test_auth_that_cannot_be_sent_fails);

  return scene_run ();
}
