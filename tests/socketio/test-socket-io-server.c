/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server from its first client to its last, with our own client.
 */
#include "socket-io-server.h"

#include <string.h>

#include "socket-io-adapter.h"
#include "socket-io-client.h"
#include "socket-io-msgpack-parser.h"
#include "test-await.h"
#include "visitor.h"

typedef struct {
  const char *name;
  const char *transports[3];
} Way;

static const Way ways[] = {
  { "polling", { "polling" } },
  { "websocket", { "websocket" } },
  { "upgrade", { "polling", "websocket" } },
};

typedef struct {
  House house;
  const Way *way;
  SocketIoOptions *client_options;
  SocketIoClient *client;
  EngineIoSocket *session; /* not owned */
} Scene;

static void
set_up (Scene *scene, gconstpointer way)
{
  house_set_up (&scene->house, way);
  scene->way = way;
  scene->client_options = socket_io_options_new ();
  g_object_set (scene->client_options, "transports", scene->way->transports, "reconnection-delay",
                1, "reconnection-delay-max", 1, NULL);
}

static void
tear_down (Scene *scene, gconstpointer way)
{
  if (scene->client != NULL)
    g_assert_finalize_object (scene->client);
  g_clear_object (&scene->client_options);
  house_tear_down (&scene->house, way);
}

static void
open_house (Scene *scene)
{
  house_open (&scene->house);
  house_watch (&scene->house, socket_io_server_of (scene->house.server, "/"));
}

static void
make_client (Scene *scene)
{
  g_autofree char *uri =
    g_strdup_printf ("http://127.0.0.1:%u", socket_io_server_get_port (scene->house.server));

  scene->client = socket_io_client_new_with_options (uri, scene->client_options);
  socket_io_client_connect (scene->client);
}

static void
connect_client (Scene *scene)
{
  make_client (scene);
  test_await_that (socket_io_client_get_connected (scene->client));
}

static JsonArray *
one (const char *text)
{
  JsonArray *array = json_array_new ();

  json_array_add_string_element (array, text);

  return array;
}

static void
answer_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer data)
{
  socket_io_event_acknowledge (event, socket_io_event_get_arguments (event),
                               socket_io_event_get_attachments (event));
}

static void
echo_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer data)
{
  socket_io_socket_emit_full (socket, "echo", socket_io_event_get_arguments (event),
                              socket_io_event_get_attachments (event), SOCKET_IO_EMIT_DEFAULT,
                              NULL);
}

static void
talk_cb (SocketIoServer *server, SocketIoSocket *socket, gpointer data)
{
  g_signal_connect (socket, "event::ask", G_CALLBACK (answer_cb), NULL);
  g_signal_connect (socket, "event::say", G_CALLBACK (echo_cb), NULL);
}

static void
keep_event_cb (SocketIoClient *client, SocketIoEvent *event, SocketIoEvent **kept)
{
  g_set_object (kept, event);
}

static void
talk (Scene *scene)
{
  g_autoptr (JsonArray) question = one ("Who is there?");
  g_autoptr (JsonArray) answer = NULL;
  g_autoptr (JsonArray) shout = json_array_new ();
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (SocketIoEvent) echo = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (scene->client, "event::echo", G_CALLBACK (keep_event_cb), &echo);
  socket_io_client_emit_async (scene->client, "ask", question, 0, NULL, test_keep_result, &result);
  test_await (&result);
  answer = socket_io_client_emit_finish (scene->client, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_array_get_string_element (answer, 0), ==, "Who is there?");

  json_array_add_element (shout, socket_io_attachments_add (attachments, bytes));
  socket_io_client_emit_full (scene->client, "say", shout, attachments, SOCKET_IO_EMIT_DEFAULT,
                              NULL);
  test_await_that (echo != NULL);
  g_assert_cmpuint (socket_io_attachments_get_length (socket_io_event_get_attachments (echo)), ==,
                    1);
}

static void
test_client_and_server_talk (Scene *scene, gconstpointer way)
{
  open_house (scene);
  g_signal_connect (scene->house.server, "connection", G_CALLBACK (talk_cb), NULL);
  connect_client (scene);
  talk (scene);
}

static void
test_they_may_talk_in_messagepack (Scene *scene, gconstpointer way)
{
  g_object_set (scene->house.options, "parser-type", SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
  g_object_set (scene->client_options, "parser-type", SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
  open_house (scene);
  g_signal_connect (scene->house.server, "connection", G_CALLBACK (talk_cb), NULL);
  connect_client (scene);
  talk (scene);
}

static void
other_handler (SoupServer *http,
               SoupServerMessage *message,
               const char *path,
               GHashTable *query,
               gpointer data)
{
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "hello", 5);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static void
test_an_http_server_is_shared (Scene *scene, gconstpointer way)
{
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *hello = NULL;
  GSList *uris = NULL;

  soup_server_add_handler (http, "/hello", other_handler, NULL, NULL);
  soup_server_listen_local (http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (http);
  uri = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  scene->house.server = socket_io_server_new (scene->house.options);
  socket_io_server_attach (scene->house.server, http);
  scene->client = socket_io_client_new_with_options (uri, scene->client_options);
  socket_io_client_connect (scene->client);
  test_await_that (socket_io_client_get_connected (scene->client));

  hello = g_strconcat (uri, "hello", NULL);
  message = soup_message_new ("GET", hello);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, test_keep_result,
                                    &result);
  test_await (&result);
  body = soup_session_send_and_read_finish (session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (body), ==, 5);

  g_clear_object (&scene->client);
  g_assert_finalize_object (g_steal_pointer (&scene->house.server));
}

static void
test_closing_lets_last_words_out (Scene *scene, gconstpointer way)
{
  g_autoptr (SocketIoEvent) goodbye = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  connect_client (scene);
  g_signal_connect (scene->client, "event::goodbye", G_CALLBACK (keep_event_cb), &goodbye);
  socket_io_socket_emit (scene->house.socket, "goodbye", NULL);
  socket_io_server_close_async (scene->house.server, 2000, NULL, test_keep_result, &result);
  house_await (&scene->house,
               "connection /|disconnecting server shutting down|disconnected server shutting down");
  test_await (&result);
  g_assert_true (socket_io_server_close_finish (scene->house.server, result, &error));
  g_assert_no_error (error);
  test_await_that (goodbye != NULL);
  test_await_that (!socket_io_client_get_connected (scene->client));
  g_assert_cmpuint (engine_io_server_get_n_sockets (
                      socket_io_server_get_engine (scene->house.server)),
                    ==, 0);
}

static void
test_it_may_be_closed_twice (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GAsyncResult) third = NULL;

  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  connect_client (scene);
  socket_io_server_close_async (scene->house.server, 2000, NULL, test_keep_result, &first);
  socket_io_server_close_async (scene->house.server, 2000, NULL, test_keep_result, &second);
  test_await (&first);
  test_await (&second);
  g_assert_true (socket_io_server_close_finish (scene->house.server, first, NULL));
  socket_io_server_close_finish (scene->house.server, second, NULL);
  socket_io_server_close_async (scene->house.server, 2000, NULL, test_keep_result, &third);
  test_await (&third);
  socket_io_server_close_finish (scene->house.server, third, NULL);
  test_await_that (!socket_io_client_get_connected (scene->client));
  house_await (&scene->house,
               "connection /|disconnecting server shutting down|disconnected server shutting down");
}

static void
hold_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer held)
{
  g_set_object ((EngineIoNext **) held, next);
}

static void
test_closing_does_not_wait_for_middleware (Scene *scene, gconstpointer way)
{
  g_autoptr (EngineIoNext) held = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  socket_io_server_use (scene->house.server, hold_cb, &held, NULL);
  make_client (scene);
  test_await_that (held != NULL);
  socket_io_server_close_async (scene->house.server, 2000, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (socket_io_server_close_finish (scene->house.server, result, NULL));
  engine_io_next_pass (held);
  test_await_that (!socket_io_client_get_active (scene->client));
  house_await (&scene->house, "");
}

static void
test_a_closed_server_can_be_opened_again (Scene *scene, gconstpointer way)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint port = 0;

  open_house (scene);
  connect_client (scene);
  port = socket_io_server_get_port (scene->house.server);
  socket_io_server_close_async (scene->house.server, 2000, NULL, test_keep_result, &result);
  test_await (&result);
  socket_io_server_close_finish (scene->house.server, result, NULL);
  test_await_that (!socket_io_client_get_connected (scene->client));
  socket_io_server_listen (scene->house.server, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  test_await_that (socket_io_client_get_connected (scene->client));
  house_await (&scene->house, "connection /|disconnecting server shutting down|"
                              "disconnected server shutting down|connection /");
}

static void
test_dropping_the_server_tells_everybody (Scene *scene, gconstpointer way)
{
  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  connect_client (scene);
  g_assert_finalize_object (g_steal_pointer (&scene->house.server));
  house_await (&scene->house,
               "connection /|disconnecting server shutting down|disconnected server shutting down");
  test_await_that (!socket_io_client_get_connected (scene->client));
}

static void
drop_server_cb (SocketIoServer *server, SocketIoSocket *socket, Scene *scene)
{
  g_clear_object (&scene->house.server);
}

static void
test_the_server_may_go_in_its_own_signal (Scene *scene, gconstpointer way)
{
  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  g_signal_connect (scene->house.server, "connection", G_CALLBACK (drop_server_cb), scene);
  make_client (scene);
  test_await_that (scene->house.server == NULL);
  test_await_that (!socket_io_client_get_active (scene->client));
}

static void
drop_server_too_cb (SocketIoSocket *socket,
                    SocketIoDisconnectReason reason,
                    const GError *details,
                    Scene *scene)
{
  g_clear_object (&scene->house.server);
}

static void
test_the_server_may_go_with_its_last_client (Scene *scene, gconstpointer way)
{
  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  connect_client (scene);
  g_signal_connect (scene->house.socket, "disconnected", G_CALLBACK (drop_server_too_cb), scene);
  socket_io_client_disconnect (scene->client);
  test_await_that (scene->house.server == NULL);

  g_clear_object (&scene->client);
  g_string_truncate (scene->house.log, 0);
  open_house (scene);
  connect_client (scene);
  g_signal_connect (scene->house.socket, "disconnected", G_CALLBACK (drop_server_too_cb), scene);
  engine_io_socket_abort (socket_io_socket_get_engine (scene->house.socket),
                          ENGINE_IO_CLOSE_PING_TIMEOUT, NULL);
  g_assert_null (scene->house.server);
  house_await (&scene->house, "connection /|disconnecting ping timeout|disconnected ping timeout");
}

static void
test_objects_may_outlive_the_server (Scene *scene, gconstpointer way)
{
  g_autoptr (SocketIoNamespace) nsp = NULL;
  g_autoptr (SocketIoSocket) socket = NULL;

  g_object_set (scene->client_options, "reconnection", FALSE, NULL);
  open_house (scene);
  nsp = g_object_ref (socket_io_server_of (scene->house.server, "/"));
  connect_client (scene);
  socket = g_object_ref (scene->house.socket);
  g_assert_finalize_object (g_steal_pointer (&scene->house.server));

  g_assert_null (socket_io_namespace_get_server (nsp));
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 0);
  g_assert_false (socket_io_namespace_emit (nsp, "x", NULL));
  g_assert_false (socket_io_socket_get_connected (socket));
  g_assert_false (socket_io_socket_emit (socket, "x", NULL));
  socket_io_socket_disconnect (socket, TRUE);
  socket_io_socket_join (socket, "room");
}

static void
connection_error_cb (SocketIoServer *server,
                     SoupServerMessage *message,
                     EngineIoServerError code,
                     const char *text,
                     House *house)
{
  house_note (house, "%d %s", code, text);
}

static void
test_refused_requests_are_reported (Scene *scene, gconstpointer way)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *uri = NULL;

  open_house (scene);
  g_signal_connect (scene->house.server, "connection-error", G_CALLBACK (connection_error_cb),
                    &scene->house);
  uri = g_strdup_printf ("http://127.0.0.1:%u/socket.io/?EIO=4&transport=carrier-pigeon",
                         socket_io_server_get_port (scene->house.server));
  message = soup_message_new ("GET", uri);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, test_keep_result,
                                    &result);
  test_await (&result);
  body = soup_session_send_and_read_finish (session, result, NULL);
  house_await (&scene->house, "0 Transport unknown");
}

static void
count_cb (SocketIoClient *client, SocketIoEvent *event, guint *n_events)
{
  ++*n_events;
}

static void
test_a_lost_client_finds_its_state_again (Scene *scene, gconstpointer way)
{
  guint n_events = 0;
  g_autofree char *id = NULL;

  g_object_set (scene->house.options, "connection-state-recovery", TRUE, NULL);
  open_house (scene);
  connect_client (scene);
  g_signal_connect (scene->client, "event::news", G_CALLBACK (count_cb), &n_events);
  id = g_strdup (socket_io_client_get_id (scene->client));
  socket_io_socket_join (scene->house.socket, "readers");
  socket_io_server_emit (scene->house.server, "news", NULL);
  test_await_that (n_events == 1);

  engine_io_socket_abort (socket_io_socket_get_engine (scene->house.socket),
                          ENGINE_IO_CLOSE_TRANSPORT_ERROR, NULL);
  socket_io_server_emit (scene->house.server, "news", NULL);
  test_await_that (n_events == 2);
  test_await_that (socket_io_client_get_connected (scene->client));
  g_assert_true (socket_io_client_get_recovered (scene->client));
  g_assert_cmpstr (socket_io_client_get_id (scene->client), ==, id);
  g_assert_true (socket_io_socket_get_recovered (scene->house.socket));
  g_assert_true (socket_io_socket_is_in (scene->house.socket, "readers"));
  house_await (&scene->house, "connection /|disconnecting transport error|"
                              "disconnected transport error|connection /");
}

static void
cut_cb (SocketIoAdapter *adapter, const char *room, const char *id, Scene *scene)
{
  if (scene->session != NULL)
    engine_io_socket_abort (g_steal_pointer (&scene->session), ENGINE_IO_CLOSE_FORCED, NULL);
}

static void
note_session_cb (EngineIoServer *engine, EngineIoSocket *session, Scene *scene)
{
  scene->session = session;
}

static void
test_who_comes_back_may_be_cut_at_once (Scene *scene, gconstpointer way)
{
  SocketIoNamespace *nsp = NULL;
  guint n_events = 0;

  g_object_set (scene->house.options, "connection-state-recovery", TRUE, NULL);
  open_house (scene);
  nsp = socket_io_server_of (scene->house.server, "/");
  connect_client (scene);
  g_signal_connect (scene->client, "event::news", G_CALLBACK (count_cb), &n_events);
  socket_io_server_emit (scene->house.server, "news", NULL);
  test_await_that (n_events == 1);

  g_signal_connect (socket_io_server_get_engine (scene->house.server), "connection",
                    G_CALLBACK (note_session_cb), scene);
  g_signal_connect (socket_io_namespace_get_adapter (nsp), "join-room", G_CALLBACK (cut_cb), scene);
  engine_io_socket_abort (socket_io_socket_get_engine (scene->house.socket),
                          ENGINE_IO_CLOSE_TRANSPORT_ERROR, NULL);
  /* The first return is cut, the next one is not. */
  test_await_that (scene->session != NULL);
  test_await_that (scene->session == NULL);
  g_signal_handlers_disconnect_by_func (socket_io_server_get_engine (scene->house.server),
                                        note_session_cb, scene);
  test_await_that (socket_io_client_get_connected (scene->client));
  g_assert_true (socket_io_client_get_recovered (scene->client));
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 1);
}

static void
add (const char *name, void (*func) (Scene *scene, gconstpointer way))
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *path = g_strdup_printf ("/socket-io/server/%s/%s", name, ways[i].name);

    g_test_add (path, Scene, &ways[i], set_up, func, tear_down);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("client-and-server-talk", test_client_and_server_talk);
  add ("they-may-talk-in-messagepack", test_they_may_talk_in_messagepack);
  add ("an-http-server-is-shared", test_an_http_server_is_shared);
  add ("closing-lets-last-words-out", test_closing_lets_last_words_out);
  add ("it-may-be-closed-twice", test_it_may_be_closed_twice);
  add ("closing-does-not-wait-for-middleware", test_closing_does_not_wait_for_middleware);
  add ("a-closed-server-can-be-opened-again", test_a_closed_server_can_be_opened_again);
  add ("dropping-the-server-tells-everybody", test_dropping_the_server_tells_everybody);
  add ("the-server-may-go-in-its-own-signal", test_the_server_may_go_in_its_own_signal);
  add ("the-server-may-go-with-its-last-client", test_the_server_may_go_with_its_last_client);
  add ("objects-may-outlive-the-server", test_objects_may_outlive_the_server);
  add ("refused-requests-are-reported", test_refused_requests_are_reported);
  add ("who-comes-back-may-be-cut-at-once", test_who_comes_back_may_be_cut_at_once);
  add ("a-lost-client-finds-its-state-again", test_a_lost_client_finds_its_state_again);

  return g_test_run ();
}
