/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What options mean to the server: it says what it has seen.
 */
#include "scene.h"
#include "socket-io-error.h"
#include "socket-io-msgpack-parser.h"

/* A member of what the server saw at the next connect, as text; "headers" or "query". */
static char *
await_seen (Scene *scene, const char *where, const char *name)
{
  g_autoptr (JsonNode) connected = scene_await_peer_json (scene, "connected /");
  JsonObject *object = json_node_get_object (connected);

  object = json_object_get_object_member (object, where);

  return g_strdup (json_object_get_string_member_with_default (object, name, NULL));
}

static void
test_the_query_is_seen (Scene *scene, gconstpointer way)
{
  g_autoptr (JsonNode) connected = NULL;
  JsonObject *query = NULL;

  engine_io_options_set_query_parameter (ENGINE_IO_OPTIONS (scene->options), "token",
                                         "a b&c=d\xc3\xa9+/?#");
  scene_connect (scene);
  connected = scene_await_peer_json (scene, "connected /");
  query = json_object_get_object_member (json_node_get_object (connected), "query");
  g_assert_cmpstr (json_object_get_string_member (query, "token"), ==, "a b&c=d\xc3\xa9+/?#");
  g_assert_cmpstr (json_object_get_string_member (query, "EIO"), ==, "4");
}

/* The first request of each way has the parameter only if its transport is to have it. */
static void
test_requests_are_stamped (Scene *scene, gconstpointer way)
{
  g_autoptr (JsonNode) connected = NULL;
  JsonObject *query = NULL;

  g_object_set (scene->options, "timestamp-requests", FALSE, "timestamp-websocket", TRUE,
                "timestamp-parameter", "stamp", NULL);
  scene_connect (scene);
  connected = scene_await_peer_json (scene, "connected /");
  query = json_object_get_object_member (json_node_get_object (connected), "query");
  g_assert_cmpint (json_object_has_member (query, "stamp"), ==,
                   g_str_equal (json_object_get_string_member (query, "transport"), "websocket"));
}

static void
test_the_query_of_the_address_is_seen (Scene *scene, gconstpointer way)
{
  g_autofree char *uri = g_strconcat (test_peer_get_uri (scene->peer), "/?room=17&x=%26", NULL);
  g_autoptr (JsonNode) connected = NULL;
  JsonObject *query = NULL;

  scene->client = socket_io_client_new_with_options (uri, scene->options);
  socket_io_client_connect (scene->client);
  connected = scene_await_peer_json (scene, "connected /");
  query = json_object_get_object_member (json_node_get_object (connected), "query");
  g_assert_cmpstr (json_object_get_string_member (query, "room"), ==, "17");
  g_assert_cmpstr (json_object_get_string_member (query, "x"), ==, "&");
  scene_await_connected (scene, scene->client);
}

static void
test_headers_are_seen (Scene *scene, gconstpointer way)
{
  g_autofree char *seen = NULL;

  engine_io_options_set_header (ENGINE_IO_OPTIONS (scene->options), NULL, "X-Token", "sesame");
  scene_connect (scene);
  seen = await_seen (scene, "headers", "x-token");
  g_assert_cmpstr (seen, ==, "sesame");
}

static void
change_options_cb (SocketIoManager *manager, guint attempt, Scene *scene)
{
  EngineIoOptions *options = ENGINE_IO_OPTIONS (scene->options);
  g_autofree char *value = g_strdup_printf ("attempt %u", attempt);

  engine_io_options_set_query_parameter (options, "token", value);
  engine_io_options_set_header (options, NULL, "X-Token", value);
}

static void
test_options_may_change_before_an_attempt (Scene *scene, gconstpointer way)
{
  g_autofree char *query = NULL;
  g_autofree char *header = NULL;

  scene_connect (scene);
  query = await_seen (scene, "query", "token");
  g_assert_null (query);
  g_signal_connect (socket_io_client_get_manager (scene->client), "reconnect-attempt",
                    G_CALLBACK (change_options_cb), scene);
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  query = await_seen (scene, "query", "token");
  g_assert_cmpstr (query, ==, "attempt 1");
  scene_await_connected (scene, scene->client);
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  header = await_seen (scene, "headers", "x-token");
  g_assert_cmpstr (header, ==, "attempt 1");
  scene_await_connected (scene, scene->client);
}

static void
test_cookies_are_kept (Scene *scene, gconstpointer way)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--cookie", NULL));
  scene_connect (scene);
  first = await_seen (scene, "headers", "cookie");
  g_assert_null (first);
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  second = await_seen (scene, "headers", "cookie");
  g_assert_nonnull (second);
  g_assert_true (g_str_has_prefix (second, "io="));
  scene_await_connected (scene, scene->client);
}

static void
test_the_path_is_free (Scene *scene, gconstpointer way)
{
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--path", "/chat/live", NULL));
  g_object_set (scene->options, "path", "/chat/live", NULL);
  scene_connect (scene);
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
}

static void
test_an_address_may_be_a_websocket (Scene *scene, gconstpointer way)
{
  g_autofree char *uri =
    g_strdup_printf ("ws://127.0.0.1:%u/other", test_peer_get_port (scene->peer));

  scene->client = socket_io_client_new_with_options (uri, scene->options);
  g_assert_cmpstr (socket_io_client_get_namespace (scene->client), ==, "/other");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
}

static void
test_connecting_by_itself (Scene *scene, gconstpointer way)
{
  g_object_set (scene->options, "auto-connect", TRUE, NULL);
  scene->client = scene_new_client (scene, "/");
  g_assert_true (socket_io_client_get_active (scene->client));
  scene_await_connected (scene, scene->client);
}

static void
test_bytes_as_text (Scene *scene, gconstpointer way)
{
  g_object_set (scene->options, "force-base64", TRUE, NULL);
  scene_connect (scene);
  scene_assert_answer (scene->client, "echo", "[{\"$bytes\":\"gIGC/w==\"},[{\"$bytes\":\"\"}]]",
                       "[{\"$bytes\":\"gIGC/w==\"},[{\"$bytes\":\"\"}]]");
}

static void
test_the_server_may_know_websocket_only (Scene *scene, gconstpointer way)
{
  const char *const transports[] = { "polling", "websocket", NULL };

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--transports", "websocket", NULL));
  g_object_set (scene->options, "transports", transports, "try-all-transports", TRUE, NULL);
  scene->client = scene_new_client (scene, "/");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  g_assert_cmpstr (socket_io_manager_get_transport (socket_io_client_get_manager (scene->client)),
                   ==, "websocket");
}

static void
test_the_server_may_know_polling_only (Scene *scene, gconstpointer way)
{
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--transports", "polling", NULL));
  scene->client = scene_new_client (scene, "/");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
  g_assert_cmpstr (socket_io_manager_get_transport (socket_io_client_get_manager (scene->client)),
                   ==, "polling");
}

/* --- MessagePack ---------------------------------------------------------- */

static void
test_messagepack_both_ways (Scene *scene, gconstpointer way)
{
  static const char *const payloads[] = {
    "[]",
    "[null,true,false,0,1,-1,127,128,-32,-33,65536,-65536,4294967296,1.5,\"\xc3\xa9\"]",
    "[{\"a\":{\"b\":[1,{\"c\":\"d\"}]}},[[[]]]]",
    "[{\"$bytes\":\"AQID\"},{\"x\":[{\"$bytes\":\"\"}]}]",
  };

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--parser", "msgpack", NULL));
  g_object_set (scene->options, "parser-type", SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
  scene_connect (scene);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *heard = g_strdup_printf ("echo %s\n", payloads[i]);

    scene_assert_answer (scene->client, "echo", payloads[i], payloads[i]);
    scene_emit (scene->client, "echo", payloads[i]);
    scene_await_heard (scene, heard);
  }
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  scene_await_connected (scene, scene->client);
  scene_assert_answer (scene->client, "bytes", "[2]",
                       "[{\"$bytes\":\"Bwc=\"},{\"deep\":[{\"$bytes\":\"AQID\"}]},"
                       "{\"$bytes\":\"\"}]");
}

static void
test_messagepack_refusals (Scene *scene, gconstpointer way)
{
  scene_take_peer (scene, test_peer_start ("socket-server.js", "--parser", "msgpack", NULL));
  g_object_set (scene->options, "parser-type", SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
  scene->client = scene_new_client (scene, "/admin");
  socket_io_client_connect (scene->client);
  test_await_signal (scene->client, "connect-error");
  g_assert_false (socket_io_client_get_active (scene->client));
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("options/the-query-is-seen", test_the_query_is_seen);
  scene_add ("options/requests-are-stamped", test_requests_are_stamped);
  scene_add ("options/the-query-of-the-address-is-seen", test_the_query_of_the_address_is_seen);
  scene_add ("options/headers-are-seen", test_headers_are_seen);
  scene_add ("options/may-change-before-an-attempt", test_options_may_change_before_an_attempt);
  scene_add_way ("options/cookies-are-kept", "polling", test_cookies_are_kept);
  scene_add_way ("options/cookies-are-kept", "upgrade", test_cookies_are_kept);
  scene_add ("options/the-path-is-free", test_the_path_is_free);
  scene_add ("options/an-address-may-be-a-websocket", test_an_address_may_be_a_websocket);
  scene_add ("options/connecting-by-itself", test_connecting_by_itself);
  scene_add ("options/bytes-as-text", test_bytes_as_text);
  scene_add_way ("options/the-server-may-know-websocket-only", "upgrade",
                 test_the_server_may_know_websocket_only);
  scene_add_way ("options/the-server-may-know-polling-only", "upgrade",
                 test_the_server_may_know_polling_only);

  scene_add ("messagepack/both-ways", test_messagepack_both_ways);
  scene_add ("messagepack/refusals", test_messagepack_refusals);

  return scene_run ();
}
