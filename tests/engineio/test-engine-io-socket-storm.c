/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Anything in any order: sessions to which whatever can happen happens, also from inside of what
 * they tell.  Each ends once, and nothing of it stays behind: no request without an answer, no open
 * WebSocket, no deadline.
 */
#include "engine-io-socket.h"

#include <string.h>

#include "engine-io-deadlines.h"
#include "fake-exchange.h"
#include "fake-websocket-server.h"
#include "test-await.h"

#define N_STEPS 100
#define N_GETS 3
#define N_POSTS 2
#define N_CLIENTS 3

typedef struct {
  EngineIoServerOptions *options;
  EngineIoSocketContext context;
  EngineIoSocket *held; /* by the server, until it is closed */
  EngineIoSocket *socket;
  SoupServerMessage *message;

  FakeRequest gets[N_GETS];
  FakeRequest posts[N_POSTS];
  FakeClient clients[N_CLIENTS];
  gboolean post_runs;

  guint depth; /* of steps inside of what a step has caused */
  guint closed;
  guint forgotten;
  guint told;
} Fixture;

static const char *const packets[] = {
  "4hello", "4", "bAQID", "3", "6", "5", "0{}", "2probe", "1", "1", "2", "", "abc",
};

static void take_step (Fixture *fixture);

static gboolean
chance (int one_in)
{
  return g_test_rand_int_range (0, one_in) == 0;
}

static const char *
pick_packet (void)
{
  /* What is harmless comes more often, or no session would live long. */
  guint n = chance (15) ? G_N_ELEMENTS (packets) : 7;

  return packets[g_test_rand_int_range (0, (int) n)];
}

static void
told (Fixture *fixture)
{
  fixture->told++;
  if (fixture->depth < 3 && chance (3))
    take_step (fixture);
}

static void
message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, Fixture *fixture)
{
  g_assert_cmpuint (fixture->closed, ==, 0);
  told (fixture);
}

static void
upgraded_cb (EngineIoSocket *socket, const char *transport, Fixture *fixture)
{
  g_assert_cmpuint (fixture->closed, ==, 0);
  told (fixture);
}

static void
closed_cb (EngineIoSocket *socket, EngineIoCloseReason reason, GError *details, Fixture *fixture)
{
  fixture->closed++;
  told (fixture);
}

static void
forget (gpointer server, EngineIoSocket *socket)
{
  Fixture *fixture = server;

  fixture->forgotten++;
  g_assert_true (fixture->held == socket);
  g_clear_object (&fixture->held);
}

static gboolean
poll_waits (Fixture *fixture)
{
  for (guint i = 0; i < N_GETS; i++) {
    if (fixture->gets[i].exchange != NULL)
      return TRUE;
  }

  return FALSE;
}

static void
take_poll (Fixture *fixture)
{
  if (poll_waits (fixture) && !chance (20))
    return;

  for (guint i = 0; i < N_GETS; i++) {
    if (fixture->gets[i].exchange == NULL) {
      engine_io_socket_take_poll (fixture->socket, fake_request_begin (&fixture->gets[i]));
      return;
    }
  }
}

static void
leave_poll (Fixture *fixture)
{
  for (guint i = 0; i < N_GETS; i++) {
    if (fixture->gets[i].exchange != NULL) {
      fake_request_leave (&fixture->gets[i]);
      return;
    }
  }
}

static void
end_post (Fixture *fixture)
{
  g_autoptr (GString) body = g_string_new (pick_packet ());
  g_autoptr (GBytes) bytes = NULL;
  guint free_post = 0;

  while (chance (2))
    g_string_append_printf (body, "\x1e%s", pick_packet ());
  bytes = g_bytes_new (body->str, body->len);
  while (free_post < N_POSTS && fixture->posts[free_post].exchange != NULL)
    free_post++;

  fixture->post_runs = FALSE;
  if (free_post == N_POSTS || chance (10))
    engine_io_socket_post_refused (fixture->socket);
  else if (chance (20))
    engine_io_socket_post_failed (fixture->socket);
  else
    engine_io_socket_take_post (fixture->socket, fake_request_begin (&fixture->posts[free_post]),
                                bytes);
}

static void
begin_post (Fixture *fixture)
{
  gboolean runs = engine_io_socket_begin_post (fixture->socket, fixture->message);

  /* A second one ends the session, and the first with it. */
  g_assert_false (runs && fixture->post_runs);
  fixture->post_runs = runs;
}

static void
send_packet (Fixture *fixture)
{
  FakeClient *client = &fixture->clients[g_test_rand_int_range (0, N_CLIENTS)];

  if (client->websocket == NULL)
    return;

  if (chance (30))
    fake_client_leave (client, 1005, NULL);
  else if (chance (5))
    fake_client_drain (client);
  else if (chance (5))
    fake_client_send_binary (client, "bytes", 5);
  else
    fake_client_send (client, pick_packet ());
}

static void
probe (Fixture *fixture)
{
  for (guint i = 0; i < N_CLIENTS; i++) {
    FakeClient *client = &fixture->clients[i];

    if (client->websocket == NULL) {
      engine_io_socket_take_probe (fixture->socket, fake_client_connect (client));
      if (client->websocket != NULL)
        fake_client_send (client, "2probe");
      if (client->websocket != NULL && chance (2))
        fake_client_send (client, "5");
      return;
    }
  }
}

static void
say (Fixture *fixture)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("text", 4);

  engine_io_socket_send (fixture->socket, text, ENGINE_IO_SEND_DEFAULT);
  engine_io_socket_is_writable (fixture->socket);
}

static void
let_time_pass (Fixture *fixture)
{
  if (fixture->depth > 1)
    return;

  g_usleep ((gulong) g_test_rand_int_range (0, 1000));
  test_settle ();
}

static void
end_it (Fixture *fixture)
{
  switch (g_test_rand_int_range (0, 30)) {
  case 0:
    engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_FORCED, NULL);
    break;
  case 1:
  case 2:
    engine_io_socket_close (fixture->socket);
    break;
  default:
    break;
  }
}

static void
take_step (Fixture *fixture)
{
  static void (*const steps[]) (Fixture *) = {
    take_poll, take_poll,   end_post,      begin_post, leave_poll,    send_packet,
    probe,     send_packet, let_time_pass, say,        let_time_pass, end_it,
  };
  guint step = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (steps));
  g_autoptr (EngineIoSocket) keep = g_object_ref (fixture->socket);

  if (steps[step] == leave_poll && !chance (8))
    return;
  if (steps[step] == end_post && !fixture->post_runs)
    return;
  if (steps[step] == begin_post && fixture->post_runs && !chance (20))
    return;

  fixture->depth++;
  steps[step](fixture);
  fixture->depth--;
}

static void
clear (Fixture *fixture)
{
  for (guint i = 0; i < N_GETS; i++)
    fake_request_clear (&fixture->gets[i]);
  for (guint i = 0; i < N_POSTS; i++)
    fake_request_clear (&fixture->posts[i]);
  for (guint i = 0; i < N_CLIENTS; i++)
    fake_client_clear (&fixture->clients[i]);
}

static void
live_and_die (Fixture *fixture)
{
  EngineIoWebsocketServer *websocket = chance (3) ? fake_client_connect (&fixture->clients[0])
                                                  : NULL;

  fixture->closed = fixture->forgotten = 0;
  fixture->post_runs = FALSE;
  fixture->held = engine_io_socket_new (&fixture->context, "id", NULL, websocket);
  fixture->socket = g_object_ref (fixture->held);
  g_signal_connect (fixture->socket, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->socket, "upgraded", G_CALLBACK (upgraded_cb), fixture);
  g_signal_connect (fixture->socket, "closed", G_CALLBACK (closed_cb), fixture);

  for (guint i = 0; i < N_STEPS; i++)
    take_step (fixture);

  engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_FORCED, NULL);
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_cmpuint (fixture->forgotten, ==, 1);
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->context.deadlines), ==, 0);
  clear (fixture);
  g_assert_finalize_object (fixture->socket);
  test_settle ();
}

static void
test_anything_in_any_order (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GError) error = NULL;
  guint n_lives = g_test_slow () ? 20000 : 200;

  fixture.options = engine_io_server_options_new ();
  g_object_set (fixture.options, "ping-interval", 3, "ping-timeout", 30, "upgrade-timeout", 3,
                "max-queued", (guint64) 400, NULL);
  fixture.context.options = fixture.options;
  fixture.context.deadlines = engine_io_deadlines_new (NULL);
  fixture.context.epoll = engine_io_epoll_new (NULL, &error);
  fixture.context.closed = forget;
  fixture.context.server = &fixture;
  fixture.message = g_object_new (SOUP_TYPE_SERVER_MESSAGE, NULL);
  g_assert_no_error (error);

  for (guint i = 0; i < n_lives; i++)
    live_and_die (&fixture);
  g_test_message ("%u sessions have told %u things", n_lives, fixture.told);

  engine_io_deadlines_unref (fixture.context.deadlines);
  engine_io_epoll_unref (fixture.context.epoll);
  g_assert_finalize_object (fixture.options);
  g_assert_finalize_object (fixture.message);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/socket-storm/anything-in-any-order", test_anything_in_any_order);

  return g_test_run ();
}
