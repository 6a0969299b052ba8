/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What lies between the client and the reference implementation: proxies, headers,
 * compression, and what is remembered of it.
 */
#include <string.h>

#include "session.h"

/* --- proxies --- */

static void
use_proxy (Session *session, TestPeer *proxy)
{
  g_autoptr (GProxyResolver)
    resolver = g_simple_proxy_resolver_new (test_peer_get_uri (proxy), NULL);

  g_object_set (session->options, "proxy-resolver", resolver, NULL);
}

static void
test_proxy (Session *session, gconstpointer way)
{
  g_autoptr (TestPeer) proxy = test_peer_start ("proxy-server.js", NULL);
  g_autofree char *request = NULL;

  use_proxy (session, proxy);
  session_share_server (session, NULL, NULL);
  session_make_client (session, test_peer_get_uri (session->shared));
  session_open (session);
  session_send (session, "hello");
  session_assert_next (session, "hello");
  request = test_peer_await (proxy, "request GET ");
  g_assert_true (g_str_has_prefix (request, test_peer_get_uri (session->shared)));
}

/* --- what goes along --- */

static void
test_headers (Session *session, gconstpointer data)
{
  const Way *way = data;
  g_autofree char *line = NULL;

  engine_io_options_set_header (session->options, NULL, "X-All", "1");
  engine_io_options_set_header (session->options, "polling", "X-Only", "polling");
  engine_io_options_set_header (session->options, "websocket", "x-only", "websocket");
  engine_io_options_set_header (session->options, NULL, "X-Gone", "1");
  engine_io_options_set_header (session->options, NULL, "x-gone", NULL);
  engine_io_options_set_query_parameter (session->options, "who", "a&b");

  session->peer = test_peer_start ("engine-server.js", NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
  line = test_peer_await (session->peer, "open ");
  g_assert_true (g_str_has_prefix (line, way->transports[0]));
  g_assert_nonnull (strstr (line, "\"x-all\":\"1\""));
  g_assert_nonnull (strstr (line, g_str_equal (way->transports[0], "polling")
                                    ? "\"x-only\":\"polling\""
                                    : "\"x-only\":\"websocket\""));
  g_assert_null (strstr (line, "x-gone"));
  g_assert_nonnull (strstr (line, "\"who\":\"a&b\""));
}

static void
test_protocols (Session *session, gconstpointer way)
{
  static const char *const protocols[] = { "chat.v2", "chat.v1", NULL };
  g_autofree char *line = NULL;

  g_object_set (session->options, "protocols", protocols, NULL);
  session->peer = test_peer_start ("engine-server.js", NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
  line = test_peer_await (session->peer, "open ");
  g_assert_nonnull (strstr (line, "chat.v2"));
}

static void
start_compressed (Session *session, const char *option)
{
  g_object_set (session->options, "per-message-deflate", TRUE, "deflate-threshold", 100,
                "max-incoming-size", (guint64) 1000000, NULL);
  session->peer = test_peer_start ("engine-server.js", option, NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
}

static void
test_compression (Session *session, gconstpointer option)
{
  g_autofree char *text = g_strnfill (50000, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new (text, 50000);
  g_autofree char *line = NULL;

  start_compressed (session, option);
  line = test_peer_await (session->peer, "open ");
  g_assert_nonnull (strstr (line, "permessage-deflate"));
  for (guint i = 0; i < 3; i++) {
    session_send (session, "short");
    session_send (session, text);
    engine_io_client_send (session->client, bytes, NULL, ENGINE_IO_SEND_NO_COMPRESS, NULL);
    session_assert_next (session, "short");
    session_assert_next (session, text);
    session_assert_next (session, text);
  }
}

static void
test_compressed_bomb (Session *session, gconstpointer option)
{
  start_compressed (session, option);
  session_send (session, "big 999999");
  test_await_that (!g_queue_is_empty (&session->messages));
  session_send (session, "big 20000000");
  session_await_closed (session, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_upgrade_is_remembered (Session *session, gconstpointer way)
{
  g_object_set (session->options, "remember-upgrade", TRUE, NULL);
  session->peer = test_peer_start ("engine-server.js", NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
  g_assert_cmpstr (engine_io_client_get_transport (session->client), ==, "polling");
  test_await_that (session->upgraded == 1);
  session_drop_client (session);

  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
  g_assert_cmpstr (engine_io_client_get_transport (session->client), ==, "websocket");
}

static void
test_wrong_memory_costs_nothing (Session *session, gconstpointer way)
{
  g_autofree char *port = NULL;

  /* The server that comes back does not speak WebSocket any more. */
  g_object_set (session->options, "remember-upgrade", TRUE, NULL);
  session->peer = test_peer_start ("engine-server.js", NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
  test_await_that (session->upgraded == 1);
  session_drop_client (session);
  port = g_strdup_printf ("port=%u", test_peer_get_port (session->peer));
  g_clear_pointer (&session->peer, test_peer_stop);

  session->peer = test_peer_start ("engine-server.js", port, "transports=[\"polling\"]", NULL);
  session_make_client (session, test_peer_get_uri (session->peer));
  session_open (session);
  g_assert_cmpstr (engine_io_client_get_transport (session->client), ==, "polling");
}

/* --- nothing is left over --- */

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    files++;

  return files;
}

static void
test_cycles_leave_nothing (Session *session, gconstpointer way)
{
  guint files = 0;

  session_share_server (session, NULL, NULL);
  for (guint i = 0; i < 30; i++) {
    session_make_client (session, test_peer_get_uri (session->shared));
    if (i % 3 == 0)
      session_open (session);
    else
      session_open_and_upgrade (session, way);
    session_send (session, "hello");
    session_assert_next (session, "hello");
    if (i % 2 == 0) {
      engine_io_client_close (session->client);
      test_await_that (session->closed == 1);
    }
    session_drop_client (session);
    if (i == 9)
      files = count_files ();
  }

  /* Good-byes may still be on their way. */
  test_await_that (count_files () <= files);
}

static void
add (const char *name, void (*test) (Session *, gconstpointer))
{
  for (guint i = 0; i < N_WAYS; i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/network/%s/%s", name, ways[i].name);

    g_test_add (path, Session, &ways[i], session_set_up, test, session_tear_down);
  }
}

static void
set_up_websocket (Session *session, gconstpointer data)
{
  session_set_up (session, &ways[1]);
}

static void
add_compression (void)
{
  static const char *const options[] = {
    "perMessageDeflate={\"threshold\":0}",
    "perMessageDeflate={\"threshold\":0,\"serverMaxWindowBits\":9}",
    "perMessageDeflate={\"threshold\":30000,\"serverNoContextTakeover\":false}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/network/compression/%u", i);

    g_test_add (path, Session, options[i], set_up_websocket, test_compression, session_tear_down);
  }
  g_test_add ("/engine-io/network/compressed-bomb", Session, options[0], set_up_websocket,
              test_compressed_bomb, session_tear_down);
}

int
main (int argc, char *argv[])
{
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  g_test_add ("/engine-io/network/proxy", Session, &ways[0], session_set_up, test_proxy,
              session_tear_down);
  add ("headers", test_headers);
  g_test_add ("/engine-io/network/protocols", Session, &ways[1], session_set_up, test_protocols,
              session_tear_down);
  add_compression ();
  g_test_add ("/engine-io/network/upgrade-is-remembered", Session, &ways[2], session_set_up,
              test_upgrade_is_remembered, session_tear_down);
  g_test_add ("/engine-io/network/wrong-memory-costs-nothing", Session, &ways[2], session_set_up,
              test_wrong_memory_costs_nothing, session_tear_down);
  add ("cycles-leave-nothing", test_cycles_leave_nothing);

  result = g_test_run ();
  session_stop_servers ();

  return result;
}
