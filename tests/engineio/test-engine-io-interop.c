/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client against the reference implementation.  What can happen over either
 * transport is tried over polling, over WebSocket, and with an upgrade between.
 */
#include <string.h>

#include "engine-io-client.h"
#include "engine-io-error.h"
#include "test-await.h"
#include "test-peer.h"

typedef struct {
  const char *name;
  const char *transports[3];
} Way;

static const Way ways[] = {
  { "polling", { "polling", NULL } },
  { "websocket", { "websocket", NULL } },
  { "upgrade", { "polling", "websocket", NULL } },
};

typedef struct {
  TestPeer *peer;
  EngineIoOptions *options;
  EngineIoClient *client;
  GQueue messages; /* of GBytes */
  guint opened;
  guint upgraded;
  guint upgrade_failed;
  guint drained;
  guint heartbeats;
  guint binaries;
  guint closed;
  EngineIoCloseReason reason;
  GError *details;
} Fixture;

static void
opened_cb (EngineIoClient *client, EngineIoHandshake *handshake, Fixture *fixture)
{
  fixture->opened++;
  g_assert_cmpstr (handshake->sid, ==, engine_io_client_get_sid (client));
}

static void
message_cb (EngineIoClient *client, GBytes *data, gboolean binary, Fixture *fixture)
{
  g_queue_push_tail (&fixture->messages, g_bytes_ref (data));
  fixture->binaries += binary ? 1 : 0;
}

static void
heartbeat_cb (EngineIoClient *client, Fixture *fixture)
{
  fixture->heartbeats++;
}

static void
upgraded_cb (EngineIoClient *client, const char *transport, Fixture *fixture)
{
  g_assert_cmpstr (transport, ==, "websocket");
  fixture->upgraded++;
}

static void
upgrade_failed_cb (EngineIoClient *client, GError *error, Fixture *fixture)
{
  fixture->upgrade_failed++;
}

static void
drained_cb (EngineIoClient *client, Fixture *fixture)
{
  fixture->drained++;
}

static void
closed_cb (EngineIoClient *client, EngineIoCloseReason reason, GError *details, Fixture *fixture)
{
  fixture->closed++;
  fixture->reason = reason;
  fixture->details = details != NULL ? g_error_copy (details) : NULL;
  g_assert_cmpint (engine_io_client_get_state (client), ==, ENGINE_IO_CLIENT_CLOSED);
}

static void
make_client (Fixture *fixture, const char *uri)
{
  fixture->client = engine_io_client_new (uri, fixture->options);
  g_signal_connect (fixture->client, "opened", G_CALLBACK (opened_cb), fixture);
  g_signal_connect (fixture->client, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->client, "heartbeat", G_CALLBACK (heartbeat_cb), fixture);
  g_signal_connect (fixture->client, "upgraded", G_CALLBACK (upgraded_cb), fixture);
  g_signal_connect (fixture->client, "upgrade-failed", G_CALLBACK (upgrade_failed_cb), fixture);
  g_signal_connect (fixture->client, "drained", G_CALLBACK (drained_cb), fixture);
  g_signal_connect (fixture->client, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
set_up_options (Fixture *fixture, gconstpointer data)
{
  const Way *way = data;

  fixture->options = engine_io_options_new ();
  g_object_set (fixture->options, "transports", way->transports, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_options (fixture, data);
  fixture->peer = test_peer_start ("engine-server.js", "pingInterval=300", "pingTimeout=200", NULL);
  make_client (fixture, test_peer_get_uri (fixture->peer));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_clear_object (&fixture->options);
  g_clear_pointer (&fixture->peer, test_peer_stop);
  g_queue_clear_full (&fixture->messages, (GDestroyNotify) g_bytes_unref);
  g_clear_error (&fixture->details);
  test_settle ();
}

static void
open_client (Fixture *fixture)
{
  engine_io_client_open (fixture->client);
  test_await_that (fixture->opened == 1);
}

static void
open_and_upgrade (Fixture *fixture, const Way *way)
{
  open_client (fixture);
  if (way->transports[1] != NULL)
    test_await_that (fixture->upgraded == 1);
}

static void
send_text (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (engine_io_client_send (fixture->client, data, NULL, 0, &error), !=, 0);
  g_assert_no_error (error);
}

static char *
await_text (Fixture *fixture)
{
  g_autoptr (GBytes) data = NULL;

  test_await_that (!g_queue_is_empty (&fixture->messages));
  data = g_queue_pop_head (&fixture->messages);

  return g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

static void
assert_next_text (Fixture *fixture, const char *expected)
{
  g_autofree char *text = await_text (fixture);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_messages_keep_their_order (Fixture *fixture, gconstpointer data)
{
  /* The upgrade happens somewhere in the middle. */
  open_client (fixture);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *text = g_strdup_printf ("%u ä€😀", i);

    send_text (fixture, text);
    if (i % 10 == 0)
      g_main_context_iteration (NULL, FALSE);
  }
  for (guint i = 0; i < 200; i++) {
    g_autofree char *text = g_strdup_printf ("%u ä€😀", i);

    assert_next_text (fixture, text);
  }
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_bytes_arrive_as_they_left (Fixture *fixture, gconstpointer data)
{
  guint8 raw[1000];
  g_autoptr (GBytes) text = g_bytes_new_static ("head", 4);
  g_autoptr (GPtrArray)
    attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < sizeof raw; i++)
    raw[i] = (guint8) (i * 7);
  g_ptr_array_add (attachments, g_bytes_new (raw, sizeof raw));
  g_ptr_array_add (attachments, g_bytes_new (raw, 0));
  g_ptr_array_add (attachments, g_bytes_new (raw, 1));

  open_and_upgrade (fixture, data);
  engine_io_client_send (fixture->client, text, attachments, 0, &error);
  g_assert_no_error (error);
  assert_next_text (fixture, "head");
  for (guint i = 0; i < attachments->len; i++) {
    g_autoptr (GBytes) got = NULL;

    test_await_that (!g_queue_is_empty (&fixture->messages));
    got = g_queue_pop_head (&fixture->messages);
    g_assert_true (g_bytes_equal (got, g_ptr_array_index (attachments, i)));
  }
  g_assert_cmpuint (fixture->binaries, ==, 3);
}

static void
test_server_closes (Fixture *fixture, gconstpointer data)
{
  open_and_upgrade (fixture, data);
  send_text (fixture, "close");
  test_await_that (fixture->closed == 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
}

static void
test_close_waits_for_what_was_sent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *reason = NULL;

  open_and_upgrade (fixture, data);
  send_text (fixture, "count");
  for (guint i = 0; i < 50; i++)
    send_text (fixture, "x");
  engine_io_client_close (fixture->client);
  test_await_that (fixture->closed == 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_FORCED);
  g_assert_no_error (fixture->details);
  reason = test_peer_await (fixture->peer, "closed ");
  g_assert_cmpstr (reason, ==, "50 transport close");
}

static void
test_heartbeat_goes_on (Fixture *fixture, gconstpointer data)
{
  open_and_upgrade (fixture, data);
  test_await_that (fixture->heartbeats == 3);
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_silence_is_a_ping_timeout (Fixture *fixture, gconstpointer data)
{
  open_and_upgrade (fixture, data);
  test_peer_tell (fixture->peer, "silence");
  test_await_that (fixture->closed == 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_PING_TIMEOUT);
}

static void
test_killed_server_is_noticed (Fixture *fixture, gconstpointer data)
{
  open_and_upgrade (fixture, data);
  test_peer_kill (fixture->peer);
  test_await_that (fixture->closed == 1);
  g_assert_nonnull (fixture->details);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/interop/%s/%s", name, ways[i].name);

    g_test_add (path, Fixture, &ways[i], set_up, test, tear_down);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  add ("messages-keep-their-order", test_messages_keep_their_order);
  add ("bytes-arrive-as-they-left", test_bytes_arrive_as_they_left);
  add ("server-closes", test_server_closes);
  add ("close-waits-for-what-was-sent", test_close_waits_for_what_was_sent);
  add ("heartbeat-goes-on", test_heartbeat_goes_on);
  add ("silence-is-a-ping-timeout", test_silence_is_a_ping_timeout);
  add ("killed-server-is-noticed", test_killed_server_is_noticed);

  return g_test_run ();
}
