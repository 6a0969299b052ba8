/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How connections end, and how they come back.
 */
#include "engine-io-error.h"
#include "scene.h"
#include "socket-io-error.h"
#include "test-network.h"

typedef struct {
  guint count;
  SocketIoDisconnectReason reason;
  GError *details;
} Loss;

static void
note_loss_cb (SocketIoClient *client,
              SocketIoDisconnectReason reason,
              const GError *details,
              Loss *loss)
{
  loss->count++;
  loss->reason = reason;
  g_clear_error (&loss->details);
  if (details != NULL)
    loss->details = g_error_copy (details);
}

/* Connects, and notes how the connection is lost. */
static void
connect_noting_losses (Scene *scene, Loss *loss)
{
  scene_connect (scene);
  g_signal_connect (scene->client, "disconnected", G_CALLBACK (note_loss_cb), loss);
}

static void
assert_lost (Scene *scene, Loss *loss, SocketIoDisconnectReason reason, gboolean active)
{
  test_await_that (loss->count > 0);
  g_assert_cmpstr (socket_io_disconnect_reason_to_string (loss->reason), ==,
                   socket_io_disconnect_reason_to_string (reason));
  g_assert_cmpuint (loss->count, ==, 1);
  g_assert_cmpint (socket_io_client_get_active (scene->client), ==, active);
  g_assert_null (socket_io_client_get_id (scene->client));
  g_clear_error (&loss->details);
}

static SocketIoManager *
get_manager (Scene *scene)
{
  return socket_io_client_get_manager (scene->client);
}

static void
restart_peer (Scene *scene)
{
  g_autofree char *port = g_strdup_printf ("%u", test_peer_get_port (scene->peer));

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--port", port, NULL));
}

/* --- reasons -------------------------------------------------------------- */

static void
test_the_server_disconnects_the_namespace (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  connect_noting_losses (scene, &loss);
  test_peer_tell (scene->peer, "kick /");
  assert_lost (scene, &loss, SOCKET_IO_DISCONNECT_SERVER, FALSE);
  g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==, SOCKET_IO_MANAGER_CLOSED);
}

static void
test_the_server_disconnects_everything (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  connect_noting_losses (scene, &loss);
  test_peer_tell (scene->peer, "kick-all /");
  assert_lost (scene, &loss, SOCKET_IO_DISCONNECT_SERVER, FALSE);
}

static void
test_the_client_disconnects (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  connect_noting_losses (scene, &loss);
  socket_io_client_disconnect (scene->client);
  assert_lost (scene, &loss, SOCKET_IO_DISCONNECT_CLIENT, FALSE);
  scene_await_peer (scene, "disconnected /", "\"client namespace disconnect\"");

  /* By hand it comes back. */
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  g_assert_cmpuint (loss.count, ==, 1);
}

static void
test_the_manager_is_closed (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  connect_noting_losses (scene, &loss);
  socket_io_manager_close (get_manager (scene));
  assert_lost (scene, &loss, SOCKET_IO_DISCONNECT_FORCED, FALSE);
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
}

static void
test_the_server_closes_the_connection (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  connect_noting_losses (scene, &loss);
  test_peer_tell (scene->peer, "cut");
  assert_lost (scene, &loss, SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE, TRUE);
  scene_await_connected (scene, scene->client);
}

static void
test_the_server_is_killed (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  scene_take_peer (scene, test_peer_start ("socket-server.js", NULL));
  connect_noting_losses (scene, &loss);
  test_peer_kill (scene->peer);
  test_await_that (loss.count > 0);
  g_test_message ("%s: %s", socket_io_disconnect_reason_to_string (loss.reason),
                  loss.details != NULL ? loss.details->message : "no details");
  g_assert_nonnull (loss.details);
  g_assert_true (loss.reason == SOCKET_IO_DISCONNECT_TRANSPORT_ERROR ||
                 loss.reason == SOCKET_IO_DISCONNECT_TRANSPORT_CLOSE);
  g_assert_true (socket_io_client_get_active (scene->client));
  g_clear_error (&loss.details);
  restart_peer (scene);
  scene_await_connected (scene, scene->client);
  scene_assert_answer (scene->client, "echo", "[1]", "[1]");
}

static void
test_silence_is_noticed (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--ping-interval", "60",
                                           "--ping-timeout", "60", NULL));
  connect_noting_losses (scene, &loss);
  test_await_signal (get_manager (scene), "ping");
  test_peer_tell (scene->peer, "freeze");
  assert_lost (scene, &loss, SOCKET_IO_DISCONNECT_PING_TIMEOUT, TRUE);
  test_peer_kill (scene->peer);
  restart_peer (scene);
  scene_await_connected (scene, scene->client);
}

static void
test_a_quiet_connection_stays (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  scene_take_peer (scene, test_peer_start ("socket-server.js", "--ping-interval", "30",
                                           "--ping-timeout", "1000", NULL));
  connect_noting_losses (scene, &loss);
  for (guint i = 0; i < 5; i++)
    test_await_signal (get_manager (scene), "ping");
  g_assert_cmpuint (loss.count, ==, 0);
}

/* --- coming back ---------------------------------------------------------- */

static void
note_attempt_cb (SocketIoManager *manager, guint attempt, GString *story)
{
  g_string_append_printf (story, "attempt %u;", attempt);
}

static void
note_reconnected_cb (SocketIoManager *manager, guint attempt, GString *story)
{
  g_string_append_printf (story, "reconnected %u;", attempt);
}

static void
note_opened_cb (SocketIoManager *manager, GString *story)
{
  g_string_append (story, "opened;");
}

static void
note_closed_cb (SocketIoManager *manager,
                SocketIoDisconnectReason reason,
                const GError *details,
                GString *story)
{
  g_string_append (story, "closed;");
}

static void
note_failed_cb (SocketIoManager *manager, const GError *error, GString *story)
{
  g_assert_nonnull (error);
  g_string_append (story, "failed;");
}

static void
note_error_cb (SocketIoManager *manager, const GError *error, GString *story)
{
  g_assert_nonnull (error);
  g_string_append (story, "error;");
}

static void
note_gave_up_cb (SocketIoManager *manager, GString *story)
{
  g_string_append (story, "gave up;");
}

static void
tell_story (Scene *scene)
{
  SocketIoManager *manager = get_manager (scene);
  GString *story = scene->story;

  g_signal_connect (manager, "reconnect-attempt", G_CALLBACK (note_attempt_cb), story);
  g_signal_connect (manager, "reconnected", G_CALLBACK (note_reconnected_cb), story);
  g_signal_connect (manager, "opened", G_CALLBACK (note_opened_cb), story);
  g_signal_connect (manager, "closed", G_CALLBACK (note_closed_cb), story);
  g_signal_connect (manager, "failed", G_CALLBACK (note_failed_cb), story);
  g_signal_connect (manager, "reconnect-error", G_CALLBACK (note_error_cb), story);
  g_signal_connect (manager, "reconnect-failed", G_CALLBACK (note_gave_up_cb), story);
}

/* The delay until the planned attempt, which is long enough not to come by itself. */
static void
await_delay (Scene *scene, guint expected_ms)
{
  SocketIoManager *manager = get_manager (scene);
  gint64 left = 0;

  test_await_that (socket_io_manager_get_next_attempt_time (manager) != 0);
  left = socket_io_manager_get_next_attempt_time (manager) - g_get_monotonic_time ();
  g_assert_cmpint (left, <=, (gint64) expected_ms * 1000);
  g_assert_cmpint (left, >, (gint64) expected_ms * 1000 - 5 * G_USEC_PER_SEC);
}

static void
test_it_comes_back_with_the_server (Scene *scene, gconstpointer way)
{
  static const guint delays_ms[] = { 10000, 20000, 40000, 60000, 60000 };

  scene_take_peer (scene, test_peer_start ("socket-server.js", NULL));
  g_object_set (scene->options, "reconnection-delay", 10000, "reconnection-delay-max", 60000,
                "randomization-factor", 0.0, NULL);
  scene->client = scene_new_client (scene, "/");
  tell_story (scene);
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_await_upgraded (scene, scene->client);
  g_assert_cmpint (socket_io_manager_get_next_attempt_time (get_manager (scene)), ==, 0);

  test_peer_kill (scene->peer);
  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++) {
    await_delay (scene, delays_ms[i]);
    g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==,
                     SOCKET_IO_MANAGER_WAITING);
    if (i == G_N_ELEMENTS (delays_ms) - 1)
      restart_peer (scene);
    socket_io_manager_retry_now (get_manager (scene));
    g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==,
                     SOCKET_IO_MANAGER_OPENING);
  }
  scene_await_connected (scene, scene->client);
  g_assert_cmpstr (scene->story->str, ==,
                   "opened;closed;"
                   "attempt 1;failed;error;attempt 2;failed;error;attempt 3;failed;error;"
                   "attempt 4;failed;error;attempt 5;opened;reconnected 5;");

  /* The next loss counts from the beginning. */
  test_peer_tell (scene->peer, "cut");
  await_delay (scene, delays_ms[0]);
}

static void
test_delays_are_spread (Scene *scene, gconstpointer way)
{
  guint different = 0;
  gint64 before = 0;

  g_object_set (scene->options, "reconnection-delay", 100000, "reconnection-delay-max", 1000000,
                "randomization-factor", 0.5, NULL);
  scene_connect (scene);
  for (guint i = 0; i < 5; i++) {
    gint64 left = 0;

    test_peer_tell (scene->peer, "cut");
    test_await_that (socket_io_manager_get_next_attempt_time (get_manager (scene)) != 0);
    left = socket_io_manager_get_next_attempt_time (get_manager (scene)) - g_get_monotonic_time ();
    g_assert_cmpint (left, <=, 150 * G_USEC_PER_SEC);
    g_assert_cmpint (left, >, 45 * G_USEC_PER_SEC);
    if (ABS (left - before) > G_USEC_PER_SEC)
      different++;
    before = left;
    socket_io_manager_retry_now (get_manager (scene));
    scene_await_connected (scene, scene->client);
    scene_await_upgraded (scene, scene->client);
  }
  g_assert_cmpuint (different, >=, 3);
}

static void
test_attempts_are_used_up (Scene *scene, gconstpointer way)
{

  scene_take_peer (scene, test_peer_start ("socket-server.js", NULL));
  g_object_set (scene->options, "reconnection-attempts", 3, NULL);
  scene->client = scene_new_client (scene, "/");
  tell_story (scene);
  test_peer_kill (scene->peer);
  socket_io_client_connect (scene->client);
  test_await_that (!socket_io_client_get_active (scene->client));
  g_assert_cmpstr (scene->story->str, ==,
                   "failed;attempt 1;failed;error;attempt 2;failed;error;attempt 3;failed;error;"
                   "gave up;");
  g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==, SOCKET_IO_MANAGER_CLOSED);

  /* By hand it is tried again, from the beginning. */
  restart_peer (scene);
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
}

static void
connect_again_cb (SocketIoManager *manager, SocketIoClient *client)
{
  socket_io_client_disconnect (client);
  socket_io_client_connect (client);
}

/* Who connects anew when all attempts are used up is not switched off right afterwards. */
static void
test_a_handler_may_begin_again (Scene *scene, gconstpointer way)
{
  scene_take_peer (scene, test_peer_start ("socket-server.js", NULL));
  g_object_set (scene->options, "reconnection-attempts", 1, NULL);
  scene->client = scene_new_client (scene, "/");
  g_signal_connect (get_manager (scene), "reconnect-failed", G_CALLBACK (connect_again_cb),
                    scene->client);
  test_peer_kill (scene->peer);
  socket_io_client_connect (scene->client);
  test_await_signal (get_manager (scene), "reconnect-failed");
  g_assert_true (socket_io_client_get_active (scene->client));
  restart_peer (scene);
  scene_await_connected (scene, scene->client);
}

static void
test_without_reconnection_it_stays_away (Scene *scene, gconstpointer way)
{
  Loss loss = { 0 };

  g_object_set (scene->options, "reconnection", FALSE, NULL);
  connect_noting_losses (scene, &loss);
  tell_story (scene);
  test_peer_tell (scene->peer, "cut");
  test_await_that (!socket_io_client_get_active (scene->client));
  g_assert_cmpstr (scene->story->str, ==, "closed;");
  g_assert_cmpuint (loss.count, ==, 1);
  g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==, SOCKET_IO_MANAGER_CLOSED);
  g_clear_error (&loss.details);
}

static void
test_what_was_emitted_meanwhile_arrives (Scene *scene, gconstpointer way)
{
  scene_take_peer (scene, test_peer_start ("socket-server.js", NULL));
  scene_connect (scene);
  test_peer_kill (scene->peer);
  test_await_signal (scene->client, "disconnected");
  scene_emit (scene->client, "meanwhile", "[1]");
  scene_emit (scene->client, "meanwhile", "[2]");
  restart_peer (scene);
  scene_await_peer (scene, "event /", "[\"meanwhile\",1]");
  scene_await_peer (scene, "event /", "[\"meanwhile\",2]");
  scene_await_connected (scene, scene->client);
}

static void
test_many_cuts_in_a_row (Scene *scene, gconstpointer way)
{
  SocketIoClient *other = NULL;
  guint n = g_test_slow () ? 100 : 10;

  g_object_set (scene->options, "reconnection-delay", 0, NULL);
  scene_connect (scene);
  other = socket_io_client_new_for_manager (get_manager (scene), "/other");
  socket_io_client_connect (other);
  for (guint i = 0; i < n; i++) {
    scene_await_connected (scene, scene->client);
    scene_await_connected (scene, other);
    scene_assert_answer (scene->client, "echo", "[0]", "[0]");
    scene_assert_answer (other, "echo", "[1]", "[1]");
    test_peer_tell (scene->peer, "cut");
    test_await_signal (scene->client, "disconnected");
  }
  g_assert_finalize_object (other);
}

/* --- the network ---------------------------------------------------------- */

static void
test_it_waits_for_a_network (Scene *scene, gconstpointer way)
{
  g_autoptr (TestNetwork) network = test_network_new (TRUE);

  g_object_set (scene->options, "network-monitor", network, NULL);
  scene_connect (scene);
  tell_story (scene);
  test_network_set_available (network, FALSE);
  g_assert_true (socket_io_client_get_connected (scene->client));
  test_peer_tell (scene->peer, "cut");
  test_await_that (test_network_get_asked (network) == 1);
  test_settle ();
  g_assert_cmpstr (scene->story->str, ==, "closed;");
  g_assert_cmpint (socket_io_manager_get_state (get_manager (scene)), ==,
                   SOCKET_IO_MANAGER_WAITING);
  g_assert_cmpint (socket_io_manager_get_next_attempt_time (get_manager (scene)), ==, 0);

  test_network_set_available (network, TRUE);
  scene_await_connected (scene, scene->client);
  g_assert_cmpstr (scene->story->str, ==, "closed;attempt 1;opened;reconnected 1;");
}

static void
test_it_hurries_when_the_network_is_back (Scene *scene, gconstpointer way)
{
  g_autoptr (TestNetwork) network = test_network_new (TRUE);

  g_object_set (scene->options, "network-monitor", network, "reconnection-delay", 1000000,
                "reconnection-delay-max", 1000000, NULL);
  scene_connect (scene);
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  test_network_set_available (network, FALSE);
  test_network_set_available (network, TRUE);
  scene_await_connected (scene, scene->client);
}

/* A server on this computer needs no network. */
static void
test_a_near_server_needs_no_network (Scene *scene, gconstpointer way)
{
  g_autoptr (TestNetwork) network = test_network_new (FALSE);

  test_network_set_local (network, TRUE);
  g_object_set (scene->options, "network-monitor", network, NULL);
  scene_connect (scene);
  test_peer_tell (scene->peer, "cut");
  test_await_signal (scene->client, "disconnected");
  scene_await_connected (scene, scene->client);
  g_assert_cmpuint (test_network_get_asked (network), ==, 1);
}

static void
test_the_client_may_go_without_a_network (Scene *scene, gconstpointer way)
{
  g_autoptr (TestNetwork) network = test_network_new (FALSE);

  g_object_set (scene->options, "network-monitor", network, NULL);
  scene_connect (scene);
  test_peer_tell (scene->peer, "cut");
  test_await_that (test_network_get_asked (network) == 1);
  g_assert_finalize_object (g_steal_pointer (&scene->client));
  test_network_set_available (network, TRUE);
  test_settle ();
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("lost/the-server-disconnects-the-namespace",
             test_the_server_disconnects_the_namespace);
  scene_add ("lost/the-server-disconnects-everything", test_the_server_disconnects_everything);
  scene_add ("lost/the-client-disconnects", test_the_client_disconnects);
  scene_add ("lost/the-manager-is-closed", test_the_manager_is_closed);
  scene_add ("lost/the-server-closes-the-connection", test_the_server_closes_the_connection);
  scene_add ("lost/the-server-is-killed", test_the_server_is_killed);
  scene_add ("lost/silence-is-noticed", test_silence_is_noticed);
  scene_add ("lost/a-quiet-connection-stays", test_a_quiet_connection_stays);

  scene_add ("back/it-comes-back-with-the-server", test_it_comes_back_with_the_server);
  scene_add_way ("back/delays-are-spread", "websocket", test_delays_are_spread);
  scene_add ("back/attempts-are-used-up", test_attempts_are_used_up);
  scene_add_way ("back/a-handler-may-begin-again", "websocket", test_a_handler_may_begin_again);
  scene_add ("back/without-reconnection-it-stays-away", test_without_reconnection_it_stays_away);
  scene_add ("back/what-was-emitted-meanwhile-arrives", test_what_was_emitted_meanwhile_arrives);
  scene_add ("back/many-cuts-in-a-row", test_many_cuts_in_a_row);

  scene_add ("network/it-waits-for-one", test_it_waits_for_a_network);
  scene_add ("network/it-hurries-when-it-is-back", test_it_hurries_when_the_network_is_back);
  scene_add_way ("network/a-near-server-needs-none", "websocket",
                 test_a_near_server_needs_no_network);
  scene_add_way ("network/the-client-may-go-without-one", "websocket",
                 test_the_client_may_go_without_a_network);

  return scene_run ();
}
