/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-probe.h"

#include "fake-websocket-server.h"
#include "test-await.h"

typedef struct {
  EngineIoDeadlines *deadlines;
  EngineIoProbe *probe;
  EngineIoWebsocketServer *websocket; /* that it gave */
  FakeClient client;
  guint nudged;
  guint done;
  guint failed;
  gboolean frees; /* when it is nudged */
} Fixture;

static void
nudge_cb (gpointer owner)
{
  Fixture *fixture = owner;

  fixture->nudged++;
  if (fixture->frees)
    g_clear_pointer (&fixture->probe, engine_io_probe_free);
}

static void
done_cb (gpointer owner, EngineIoWebsocketServer *websocket)
{
  Fixture *fixture = owner;

  fixture->done++;
  fixture->websocket = websocket;
  g_clear_pointer (&fixture->probe, engine_io_probe_free);
}

static void
failed_cb (gpointer owner)
{
  Fixture *fixture = owner;

  fixture->failed++;
  g_clear_pointer (&fixture->probe, engine_io_probe_free);
}

static const EngineIoProbeListener listener = { nudge_cb, done_cb, failed_cb };

static void
begin (Fixture *fixture, guint timeout_ms)
{
  fixture->probe = engine_io_probe_new (fake_client_connect (&fixture->client), fixture->deadlines,
                                        timeout_ms, &listener, fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->deadlines = engine_io_deadlines_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->probe, engine_io_probe_free);
  g_clear_pointer (&fixture->websocket, engine_io_websocket_server_free);
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 0);
  engine_io_deadlines_unref (fixture->deadlines);
  fake_client_clear (&fixture->client);
}

static void
test_probed_and_done (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 60000);
  fake_client_assert_silence (&fixture->client);
  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  g_assert_cmpuint (fixture->nudged, ==, 1);

  fake_client_send (&fixture->client, "5");
  g_assert_cmpuint (fixture->done, ==, 1);
  g_assert_nonnull (fixture->websocket);
  g_assert_true (fixture->client.websocket == fixture->websocket);
  g_assert_cmpuint (fixture->failed, ==, 0);
}

static void
test_nudges_until_it_is_over (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 60000);
  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  test_await_that (fixture->nudged == 6);
  fake_client_assert_silence (&fixture->client);
  fake_client_send (&fixture->client, "5");
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 0);
}

static void
test_asked_twice (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 60000);
  for (guint i = 0; i < 2; i++) {
    fake_client_send (&fixture->client, "2probe");
    fake_client_assert_next (&fixture->client, "3probe");
  }
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 2);
  fake_client_send (&fixture->client, "5");
  g_assert_cmpuint (fixture->done, ==, 1);
}

static const char *const others[] = { "", "2", "2prob", "2probes", "3probe", "4", "1", "x" };

static void
test_any_other_packet (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    begin (fixture, 60000);
    if (i % 2 == 1)
      fake_client_send (&fixture->client, "2probe");
    fake_client_send (&fixture->client, others[i]);
    g_assert_cmpuint (fixture->failed, ==, i + 1);
    fake_client_assert_closed (&fixture->client);
  }
  begin (fixture, 60000);
  fake_client_send_binary (&fixture->client, "5", 1);
  fake_client_assert_closed (&fixture->client);
  g_assert_cmpuint (fixture->done, ==, 0);
}

static void
test_end_of_the_connection (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 60000);
  fake_client_leave (&fixture->client, 1006, NULL);
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_null (fixture->client.websocket);
  g_assert_false (fixture->client.closed);
}

static void
test_no_patience (Fixture *fixture, gconstpointer data)
{
  begin (fixture, 5);
  test_await_that (fixture->failed == 1);
  fake_client_assert_closed (&fixture->client);

  begin (fixture, 5);
  fake_client_send (&fixture->client, "2probe");
  test_await_that (fixture->failed == 2);
  fake_client_assert_closed (&fixture->client);
}

static void
test_freed_inside_nudge (Fixture *fixture, gconstpointer data)
{
  fixture->frees = TRUE;
  begin (fixture, 60000);
  fake_client_send (&fixture->client, "2probe");
  g_assert_null (fixture->probe);
  fake_client_assert_closed (&fixture->client);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test)                                                                            \
  g_test_add ("/engine-io/probe/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("probed-and-done", test_probed_and_done);
  ADD ("nudges-until-it-is-over", test_nudges_until_it_is_over);
  ADD ("asked-twice", test_asked_twice);
  ADD ("any-other-packet", test_any_other_packet);
  ADD ("end-of-the-connection", test_end_of_the_connection);
  ADD ("no-patience", test_no_patience);
  ADD ("freed-inside-nudge", test_freed_inside_nudge);

#undef ADD

  return g_test_run ();
}
