/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client against the reference implementation.  What can happen over either
 * transport is tried over polling, over WebSocket, and with an upgrade between.
 */
#include <string.h>

#include "session.h"

static void
set_up (Session *session, gconstpointer way)
{
  session_set_up (session, way);
  session_share_server (session, "pingInterval=300", "maxHttpBufferSize=4000000");
  session_make_client (session, test_peer_get_uri (session->shared));
}

/* With a server whose words count, or that is going to be killed. */
static void
set_up_alone (Session *session, gconstpointer way)
{
  session_set_up (session, way);
  session->peer = test_peer_start ("engine-server.js", NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
}

static void
set_up_impatient (Session *session, gconstpointer way)
{
  session_set_up (session, way);
  session_share_server (session, "pingInterval=200", "pingTimeout=200");
  session_make_client (session, test_peer_get_uri (session->shared));
}

static void
test_messages_keep_their_order (Session *session, gconstpointer way)
{
  /* The upgrade happens somewhere in the middle. */
  session_open (session);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *text = g_strdup_printf ("%u ä€😀", i);

    session_send (session, text);
    if (i % 10 == 0)
      g_main_context_iteration (NULL, FALSE);
  }
  for (guint i = 0; i < 200; i++) {
    g_autofree char *text = g_strdup_printf ("%u ä€😀", i);

    session_assert_next (session, text);
  }
  g_assert_cmpuint (session->closed, ==, 0);
}

static void
test_nothing_is_lost_while_upgrading (Session *session, gconstpointer way)
{
  /* Both sides speak all the time. */
  guint heard = 0;
  guint sent = 0;

  session_open (session);
  session_send (session, "burst 500");
  while (heard < 1000) {
    g_autoptr (GBytes) data = NULL;

    if (sent < 500) {
      session_send (session, "echo");
      sent++;
    }
    data = session_await (session);
    heard++;
  }
  g_assert_true (g_queue_is_empty (&session->messages));
  g_assert_cmpuint (session->closed, ==, 0);
}

static void
test_bytes_arrive_as_they_left (Session *session, gconstpointer way)
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

  session_open_and_upgrade (session, way);
  engine_io_client_send (session->client, text, attachments, 0, &error);
  g_assert_no_error (error);
  session_assert_next (session, "head");
  for (guint i = 0; i < attachments->len; i++) {
    g_autoptr (GBytes) got = session_await (session);

    g_assert_true (g_bytes_equal (got, g_ptr_array_index (attachments, i)));
  }
  g_assert_cmpuint (session->binaries, ==, 3);
}

static void
test_bytes_as_base64 (Session *session, gconstpointer way)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("\x00\x01\xff\xfe", 4);
  g_autoptr (GBytes) got = NULL;

  g_object_set (session->options, "force-base64", TRUE, NULL);
  session_open_and_upgrade (session, way);
  g_assert_cmpuint (engine_io_client_send_binary (session->client, data, 0, NULL), !=, 0);
  got = session_await (session);
  g_assert_true (g_bytes_equal (got, data));
  g_assert_cmpuint (session->binaries, ==, 1);
}

static void
test_large_messages (Session *session, gconstpointer way)
{
  g_autofree char *text = g_strnfill (2999999, 'x');
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GBytes) more = NULL;

  session_open_and_upgrade (session, way);
  session_send (session, text);
  got = session_await (session);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), text, 2999999);
  session_send (session, "big 5000000");
  more = session_await (session);
  g_assert_cmpuint (g_bytes_get_size (more), ==, 5000000);
}

static void
test_batches_arrive_whole (Session *session, gconstpointer way)
{
  g_autofree char *text = g_strnfill (900000, 'x');

  /* Each of them fits, three together do not fit into one payload. */
  session_open (session);
  session_send (session, "count");
  for (guint i = 0; i < 20; i++)
    session_send (session, text);
  session_send (session, "sum");
  session_assert_next (session, "20 18000000");
  g_assert_cmpuint (session->closed, ==, 0);
}

static void
test_server_closes (Session *session, gconstpointer way)
{
  session_open_and_upgrade (session, way);
  session_send (session, "close");
  test_await_that (session->closed == 1);
  g_assert_cmpint (session->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  g_assert_no_error (session->details);
}

static void
test_close_waits_for_what_was_sent (Session *session, gconstpointer way)
{
  g_autofree char *reason = NULL;

  session_open_and_upgrade (session, way);
  session_send (session, "count");
  for (guint i = 0; i < 50; i++)
    session_send (session, "x");
  engine_io_client_close (session->client);
  test_await_that (session->closed == 1);
  g_assert_cmpint (session->reason, ==, ENGINE_IO_CLOSE_FORCED);
  g_assert_no_error (session->details);
  reason = test_peer_await (session->peer, "closed ");
  g_assert_cmpstr (reason, ==, "50 transport close");
}

static void
test_heartbeat_goes_on (Session *session, gconstpointer way)
{
  session_open_and_upgrade (session, way);
  test_await_that (session->heartbeats == 3);
  g_assert_cmpuint (session->closed, ==, 0);
}

static void
test_silence_is_a_ping_timeout (Session *session, gconstpointer way)
{
  session_open_and_upgrade (session, way);
  test_peer_tell (session->shared, "silence");
  session_await_closed (session, ENGINE_IO_CLOSE_PING_TIMEOUT, ENGINE_IO_ERROR_TIMED_OUT);
}

static void
test_killed_server_is_noticed (Session *session, gconstpointer way)
{
  session_open_and_upgrade (session, way);
  test_peer_kill (session->peer);
  test_await_that (session->closed == 1);
  g_assert_error (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE);
}

static void
test_refused_in_words (Session *session, gconstpointer way)
{
  test_peer_tell (session->peer, "reject on");
  engine_io_client_open (session->client);
  test_await_that (session->closed == 1);
  if (g_str_equal (((const Way *) way)->name, "websocket")) {
    g_assert_error (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_HTTP);
  } else {
    g_assert_error (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_REFUSED);
    g_assert_nonnull (strstr (session->details->message, "not you"));
    g_assert_cmpint (engine_io_error_get_server_code (session->details), ==, 4);
  }
  g_assert_cmpuint (engine_io_error_get_http_status (session->details), !=, 0);
}

static void
add_with (const char *name,
          void (*with) (Session *, gconstpointer),
          void (*test) (Session *, gconstpointer))
{
  for (guint i = 0; i < N_WAYS; i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/interop/%s/%s", name, ways[i].name);

    g_test_add (path, Session, &ways[i], with, test, session_tear_down);
  }
}

static void
add (const char *name, void (*test) (Session *, gconstpointer))
{
  add_with (name, set_up, test);
}

int
main (int argc, char *argv[])
{
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  add ("messages-keep-their-order", test_messages_keep_their_order);
  add ("nothing-is-lost-while-upgrading", test_nothing_is_lost_while_upgrading);
  add ("bytes-arrive-as-they-left", test_bytes_arrive_as_they_left);
  add ("bytes-as-base64", test_bytes_as_base64);
  add ("large-messages", test_large_messages);
  add ("batches-arrive-whole", test_batches_arrive_whole);
  add ("server-closes", test_server_closes);
  add_with ("close-waits-for-what-was-sent", set_up_alone, test_close_waits_for_what_was_sent);
  add_with ("heartbeat-goes-on", set_up_impatient, test_heartbeat_goes_on);
  add_with ("silence-is-a-ping-timeout", set_up_impatient, test_silence_is_a_ping_timeout);
  add_with ("killed-server-is-noticed", set_up_alone, test_killed_server_is_noticed);
  add_with ("refused-in-words", set_up_alone, test_refused_in_words);

  result = g_test_run ();
  session_stop_servers ();

  return result;
}
