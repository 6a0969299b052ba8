/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server, and clients of the reference implementation: one scenario, three
 * ways to be connected.
 */
#include "engine-io-server.h"

#include <stdlib.h>
#include <string.h>

#include "test-await.h"
#include "test-certificate.h"
#include "test-peer.h"

typedef struct {
  const char *name;
  const char *options; /* of the client */
  gboolean upgrades;
  gboolean tls;
  gboolean deflate;
} Way;

static const Way ways[] = {
  { "polling", "{\"transports\":[\"polling\"]}", FALSE, FALSE, FALSE },
  { "websocket", "{\"transports\":[\"websocket\"]}", FALSE, FALSE, FALSE },
  { "upgrade", "{}", TRUE, FALSE, FALSE },
  { "base64", "{\"transports\":[\"polling\"],\"forceBase64\":true}", FALSE, FALSE, FALSE },
  { "deflate", "{\"transports\":[\"websocket\"],\"perMessageDeflate\":{\"threshold\":100}}", FALSE,
    FALSE, TRUE },
  { "tls-polling", "{\"transports\":[\"polling\"],\"rejectUnauthorized\":false}", FALSE, TRUE,
    FALSE },
  { "tls-websocket", "{\"transports\":[\"websocket\"],\"rejectUnauthorized\":false}", FALSE, TRUE,
    FALSE },
  { "tls-upgrade", "{\"rejectUnauthorized\":false}", TRUE, TRUE, FALSE },
};

/* One for all, for it takes its time to start. */
static TestPeer *peer = NULL;

typedef struct {
  const Way *way;
  EngineIoServerOptions *options;
  EngineIoServer *server;
  TestPeer *peer;
  GPtrArray *sockets; /* that are open */
  guint heartbeats;
  guint next; /* of a sequence */
  guint n_closed;
  EngineIoCloseReason reason;
} Fixture;

static void
send_text (EngineIoSocket *socket, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  engine_io_socket_send (socket, bytes, ENGINE_IO_SEND_DEFAULT);
}

static void
send_sequence (EngineIoSocket *socket, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("#%u", i);

    send_text (socket, text);
  }
  send_text (socket, "#end");
}

/* What comes goes back; numbers are counted. */
static void
message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, Fixture *fixture)
{
  gsize length = 0;
  const char *bytes = g_bytes_get_data (data, &length);
  g_autofree char *text = binary ? NULL : g_strndup (bytes, length);

  if (binary) {
    engine_io_socket_send_binary (socket, data, ENGINE_IO_SEND_DEFAULT);
  } else if (g_str_equal (text, "#end")) {
    send_sequence (socket, fixture->next);
    fixture->next = 0;
  } else if (*text == '#') {
    g_assert_cmpuint (g_ascii_strtoull (text + 1, NULL, 10), ==, fixture->next);
    fixture->next++;
  } else if (g_str_equal (text, "close")) {
    engine_io_socket_close (socket);
  } else {
    engine_io_socket_send (socket, data, ENGINE_IO_SEND_DEFAULT);
  }
}

static void
heartbeat_cb (EngineIoSocket *socket, Fixture *fixture)
{
  fixture->heartbeats++;
}

static void
closed_cb (EngineIoSocket *socket,
           EngineIoCloseReason reason,
           const GError *details,
           Fixture *fixture)
{
  fixture->n_closed++;
  fixture->reason = reason;
  if (details != NULL)
    g_test_message ("closed: %s", details->message);
  g_assert_true (g_ptr_array_remove (fixture->sockets, socket));
}

static void
connection_cb (EngineIoServer *server, EngineIoSocket *socket, Fixture *fixture)
{
  g_ptr_array_add (fixture->sockets, g_object_ref (socket));
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (socket, "heartbeat", G_CALLBACK (heartbeat_cb), fixture);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
tell (Fixture *fixture, const char *format, ...)
{
  g_autofree char *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  line = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  test_peer_tell (fixture->peer, line);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  fixture->way = data;
  fixture->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->options = engine_io_server_options_new ();
  g_object_set (fixture->options, "per-message-deflate", fixture->way->deflate, "deflate-threshold",
                100u, NULL);
  fixture->server = engine_io_server_new (fixture->options);
  g_signal_connect (fixture->server, "connection", G_CALLBACK (connection_cb), fixture);
  if (fixture->way->tls)
    certificate = test_certificate_new ();
  engine_io_server_listen (fixture->server, "127.0.0.1", 0, certificate, &error);
  g_assert_no_error (error);
  uri = g_strdup_printf ("%s://127.0.0.1:%u", fixture->way->tls ? "https" : "http",
                         engine_io_server_get_port (fixture->server));
  fixture->peer = peer;
  tell (fixture, "server %s", uri);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tell (fixture, "reset");
  g_free (test_peer_await (fixture->peer, "reset"));
  g_assert_finalize_object (fixture->server);
  g_assert_cmpuint (fixture->sockets->len, ==, 0);
  g_ptr_array_unref (fixture->sockets);
  test_settle ();
  g_assert_finalize_object (fixture->options);
}

static void
expect (Fixture *fixture, const char *line)
{
  g_autofree char *heard = test_peer_hear (fixture->peer);

  g_assert_cmpstr (heard, ==, line);
}

/* Opens "a", and waits until it has the transport that it will keep. */
static EngineIoSocket *
open_session (Fixture *fixture)
{
  g_autofree char *heard = NULL;

  tell (fixture, "open a %s", fixture->way->options);
  heard = test_peer_await (fixture->peer, "a open ");
  if (fixture->way->upgrades)
    expect (fixture, "a upgrade websocket");

  g_assert_cmpuint (fixture->sockets->len, ==, 1);

  return g_ptr_array_index (fixture->sockets, 0);
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  open_session (fixture);
  tell (fixture, "send a hello");
  expect (fixture, "a message hello");
  tell (fixture, "send a €uro – 🐘");
  expect (fixture, "a message €uro – 🐘");
  tell (fixture, "bytes a 00ff0180");
  expect (fixture, "a bytes 00ff0180");
  tell (fixture, "big a 900000");
  expect (fixture, "a big 900000");
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  open_session (fixture);
  tell (fixture, "burst a 2000");
  expect (fixture, "a sequence 2000");
  tell (fixture, "burst a 10");
  expect (fixture, "a sequence 10");
}

/* All that is said while the transport changes, in both directions. */
static void
test_busy_upgrade (Fixture *fixture, gconstpointer data)
{
  g_autofree char *heard = NULL;

  tell (fixture, "open a %s", fixture->way->options);
  expect (fixture, "a open polling");
  for (guint i = 0; i < 20; i++) {
    tell (fixture, "burst a 50");
    g_free (test_peer_await (fixture->peer, "a sequence 50"));
  }
  tell (fixture, "send a done");
  heard = test_peer_await (fixture->peer, "a message done");
  g_assert_cmpstr (engine_io_socket_get_transport (g_ptr_array_index (fixture->sockets, 0)), ==,
                   "websocket");
}

static void
test_heartbeat (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "ping-interval", 20u, "ping-timeout", 10000u, NULL);
  open_session (fixture);
  test_await_that (fixture->heartbeats >= 5);
  tell (fixture, "send a alive");
  expect (fixture, "a message alive");
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_client_closes (Fixture *fixture, gconstpointer data)
{
  open_session (fixture);
  tell (fixture, "close a");
  expect (fixture, "a close forced close");
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
}

static void
test_server_closes (Fixture *fixture, gconstpointer data)
{
  open_session (fixture);
  tell (fixture, "send a close");
  expect (fixture, "a close transport close");
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_FORCED);
}

static void
test_client_vanishes (Fixture *fixture, gconstpointer data)
{
  EngineIoSocket *socket = open_session (fixture);

  /* Without a poll that waits there is nothing to notice. */
  test_await_that (engine_io_socket_is_writable (socket));
  tell (fixture, "cut a");
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
}

static void
test_server_shuts_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  EngineIoSocket *socket = open_session (fixture);

  send_sequence (socket, 100);
  engine_io_server_close_async (fixture->server, 10000, NULL, test_keep_result, &result);
  expect (fixture, "a sequence 100");
  expect (fixture, "a close transport close");
  test_await (&result);
  g_assert_true (engine_io_server_close_finish (fixture->server, result, NULL));
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  gboolean polls = strstr (fixture->way->options, "[\"polling\"]") != NULL;
  g_autofree char *heard = NULL;

  g_object_set (fixture->options, "max-http-buffer-size", (guint64) 100000, NULL);
  open_session (fixture);
  tell (fixture, "big a 90000");
  expect (fixture, "a big 90000");
  tell (fixture, "big a 2000000");
  heard = test_peer_await (fixture->peer, "a ");
  if (polls)
    g_assert_cmpstr (heard, ==, "error xhr-post-error 413 ");
  else
    g_assert_true (g_str_has_prefix (heard, "close transport"));
  if (!polls)
    test_await_that (fixture->n_closed > 0);
}

static void
refuse_cb (EngineIoServer *server,
           SoupServerMessage *message,
           EngineIoNext *next,
           gpointer user_data)
{
  engine_io_next_refuse (next, "not you", NULL);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *heard = NULL;

  engine_io_server_set_allow_request (fixture->server, refuse_cb, NULL, NULL);
  tell (fixture, "open a %s", fixture->way->options);
  heard = test_peer_hear (fixture->peer);
  if (strstr (fixture->way->options, "[\"websocket\"]") != NULL)
    g_assert_true (g_str_has_prefix (heard, "a error websocket-error "));
  else
    g_assert_cmpstr (heard, ==, "a error xhr-poll-error 403 {\"code\":4,\"message\":\"not you\"}");
  expect (fixture, "a close transport error");
  g_assert_cmpuint (fixture->sockets->len, ==, 0);
}

static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  const guint n = 30;
  gboolean *seen = g_newa0 (gboolean, n);

  for (guint i = 0; i < n; i++)
    tell (fixture, "open %u %s", i, fixture->way->options);
  for (guint i = 0; i < n; i++)
    tell (fixture, "send %u hello %u", i, i);
  for (guint n_seen = 0; n_seen < n;) {
    g_autofree char *heard = test_peer_hear (fixture->peer);
    guint name = (guint) atoi (heard);
    g_autofree char *expected = g_strdup_printf ("%u message hello %u", name, name);

    if (strstr (heard, "message") == NULL)
      continue;
    g_assert_cmpstr (heard, ==, expected);
    g_assert_false (seen[name]);
    seen[name] = TRUE;
    n_seen++;
  }
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, n);
}

static const struct {
  const char *name;
  void (*test) (Fixture *fixture, gconstpointer data);
  gboolean upgrades; /* only where the transport changes */
} tests[] = {
  { "echo", test_echo, FALSE },
  { "order", test_order, FALSE },
  { "busy-while-it-changes", test_busy_upgrade, TRUE },
  { "heartbeat", test_heartbeat, FALSE },
  { "the-client-closes", test_client_closes, FALSE },
  { "the-server-closes", test_server_closes, FALSE },
  { "the-client-vanishes", test_client_vanishes, FALSE },
  { "the-server-shuts-down", test_server_shuts_down, FALSE },
  { "too-large", test_too_large, FALSE },
  { "refused", test_refused, FALSE },
  { "thirty-at-once", test_crowd, FALSE },
};

int
main (int argc, char *argv[])
{
  int failures = 0;

  g_test_init (&argc, &argv, NULL);
  test_peer_require ();
  peer = test_peer_start ("engine-commands.js", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++) {
      g_autofree char *path =
        g_strdup_printf ("/engine-io/server-interop/%s/%s", ways[i].name, tests[j].name);

      if (ways[i].upgrades || !tests[j].upgrades)
        g_test_add (path, Fixture, &ways[i], set_up, tests[j].test, tear_down);
    }
  }

  failures = g_test_run ();
  test_peer_stop (peer);

  return failures;
}
