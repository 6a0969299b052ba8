/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session whose clients are the test itself.  What does not depend on the transport is tried
 * over polling, over a WebSocket, and over one that the session was upgraded to.
 */
#include "engine-io-socket.h"

#include <string.h>

#include "engine-io-deadlines.h"
#include "engine-io-error.h"
#include "fake-exchange.h"
#include "fake-websocket-server.h"
#include "test-await.h"

#define ID "aaaaaaaaaabbbbbbbbbb"

typedef enum { POLLING, WEBSOCKET, UPGRADE } Way;

typedef struct {
  EngineIoServerOptions *options;
  EngineIoSocketContext context;
  EngineIoSocket *socket;
  FakeClient client;
  FakeRequest get;
  FakeRequest second_get;
  FakeRequest post;
  SoupServerMessage *message;

  GString *messages; /* each with a line of its own */
  guint heartbeats;
  guint upgraded;
  guint drained;
  guint forgotten; /* by the server */
  guint closed;
  EngineIoCloseReason reason;
  GError *details;
  const char *drops; /* the signal in which the session is let go */
} Fixture;

static void
drop_if_asked (Fixture *fixture, const char *signal)
{
  if (g_strcmp0 (fixture->drops, signal) == 0)
    g_clear_object (&fixture->socket);
}

static void
message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, Fixture *fixture)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (data, &size);

  g_string_append (fixture->messages, binary ? "binary " : "text ");
  g_string_append_len (fixture->messages, bytes, (gssize) size);
  g_string_append_c (fixture->messages, '\n');
  drop_if_asked (fixture, "message");
}

static void
heartbeat_cb (EngineIoSocket *socket, Fixture *fixture)
{
  fixture->heartbeats++;
  drop_if_asked (fixture, "heartbeat");
}

static void
upgraded_cb (EngineIoSocket *socket, const char *transport, Fixture *fixture)
{
  g_assert_cmpstr (transport, ==, "websocket");
  g_assert_cmpstr (engine_io_socket_get_transport (socket), ==, "websocket");
  fixture->upgraded++;
  drop_if_asked (fixture, "upgraded");
}

static void
drained_cb (EngineIoSocket *socket, Fixture *fixture)
{
  fixture->drained++;
  drop_if_asked (fixture, "drained");
}

static void
closed_cb (EngineIoSocket *socket, EngineIoCloseReason reason, GError *details, Fixture *fixture)
{
  g_assert_cmpint (engine_io_socket_get_state (socket), ==, ENGINE_IO_SOCKET_CLOSED);
  g_assert_cmpuint (fixture->forgotten, ==, 1);
  fixture->closed++;
  fixture->reason = reason;
  fixture->details = details != NULL ? g_error_copy (details) : NULL;
  drop_if_asked (fixture, "closed");
}

static void
forget (gpointer server, EngineIoSocket *socket)
{
  Fixture *fixture = server;

  g_assert_cmpuint (fixture->closed, ==, 0);
  fixture->forgotten++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->options = engine_io_server_options_new ();
  fixture->context.options = fixture->options;
  fixture->context.deadlines = engine_io_deadlines_new (NULL);
  fixture->context.epoll = engine_io_epoll_new (NULL, &error);
  g_assert_no_error (error);
  fixture->context.closed = forget;
  fixture->context.server = fixture;
  fixture->message = g_object_new (SOUP_TYPE_SERVER_MESSAGE, NULL);
  fixture->messages = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->socket != NULL)
    g_assert_finalize_object (fixture->socket);
  test_settle ();
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->context.deadlines), ==, 0);
  engine_io_deadlines_unref (fixture->context.deadlines);
  engine_io_epoll_unref (fixture->context.epoll);
  g_assert_finalize_object (fixture->options);
  g_assert_finalize_object (fixture->message);
  g_string_free (fixture->messages, TRUE);
  g_clear_error (&fixture->details);
  fake_request_clear (&fixture->get);
  fake_request_clear (&fixture->second_get);
  fake_request_clear (&fixture->post);
  fake_client_clear (&fixture->client);
}

static void
poll_once (Fixture *fixture)
{
  engine_io_socket_take_poll (fixture->socket, fake_request_begin (&fixture->get));
}

static void
assert_polled (Fixture *fixture, const char *payload)
{
  fake_request_assert_answered (&fixture->get, 200, payload);
}

static void
post (Fixture *fixture, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  g_assert_true (engine_io_socket_begin_post (fixture->socket, fixture->message));
  engine_io_socket_take_post (fixture->socket, fake_request_begin (&fixture->post), bytes);
  fake_request_assert_answered (&fixture->post, 200, "ok");
}

static void
begin (Fixture *fixture, EngineIoWebsocketServer *websocket)
{
  fixture->socket = engine_io_socket_new (&fixture->context, ID, NULL, websocket);
  g_signal_connect (fixture->socket, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->socket, "heartbeat", G_CALLBACK (heartbeat_cb), fixture);
  g_signal_connect (fixture->socket, "upgraded", G_CALLBACK (upgraded_cb), fixture);
  g_signal_connect (fixture->socket, "drained", G_CALLBACK (drained_cb), fixture);
  g_signal_connect (fixture->socket, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
begin_polling (Fixture *fixture)
{
  begin (fixture, NULL);
  poll_once (fixture);
  test_await_that (fixture->get.exchange == NULL);
  g_assert_true (g_str_has_prefix (fixture->get.body, "0{"));
  fake_request_clear (&fixture->get);
  fixture->drained = 0;
}

static void
probe (Fixture *fixture)
{
  engine_io_socket_take_probe (fixture->socket, fake_client_connect (&fixture->client));
}

static void
upgrade (Fixture *fixture)
{
  probe (fixture);
  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  fake_client_send (&fixture->client, "5");
}

static void
begin_in (Fixture *fixture, Way way)
{
  if (way == WEBSOCKET) {
    begin (fixture, fake_client_connect (&fixture->client));
    test_await_that (fixture->client.sent->len > 0);
    g_ptr_array_set_size (fixture->client.sent, 0);
    return;
  }

  begin_polling (fixture);
  if (way == UPGRADE)
    upgrade (fixture);
}

/* What the client sends, and what it gets, by whatever transport the session has. */
static void
client_sends (Fixture *fixture, const char *text)
{
  if (fixture->client.websocket != NULL)
    fake_client_send (&fixture->client, text);
  else
    post (fixture, text);
}

static void
client_gets (Fixture *fixture, const char *text)
{
  if (fixture->client.websocket != NULL) {
    fake_client_assert_next (&fixture->client, text);
  } else {
    poll_once (fixture);
    assert_polled (fixture, text);
  }
}

static void
assert_closed (Fixture *fixture, EngineIoCloseReason reason)
{
  test_await_that (fixture->closed > 0);
  test_settle ();
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_cmpuint (fixture->forgotten, ==, 1);
  g_assert_cmpint (fixture->reason, ==, reason);
}

static gboolean
send_text (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return engine_io_socket_send (fixture->socket, bytes, ENGINE_IO_SEND_DEFAULT);
}

static void
test_handshake (Fixture *fixture, gconstpointer data)
{
  Way way = (Way) GPOINTER_TO_INT (data);
  const char *upgrades = way == POLLING ? "\"websocket\"" : "";
  g_autofree char *expected = NULL;

  g_object_set (fixture->options, "ping-interval", 300, "ping-timeout", 200, "max-http-buffer-size",
                (guint64) 12345, NULL);
  if (way == UPGRADE)
    g_object_set (fixture->options, "allow-upgrades", FALSE, NULL);
  begin (fixture, way == WEBSOCKET ? fake_client_connect (&fixture->client) : NULL);

  expected = g_strdup_printf ("0{\"sid\":\"" ID "\",\"upgrades\":[%s],\"pingInterval\":300,"
                              "\"pingTimeout\":200,\"maxPayload\":12345}",
                              upgrades);
  client_gets (fixture, expected);
  g_assert_cmpstr (engine_io_socket_get_id (fixture->socket), ==, ID);
  g_assert_cmpint (engine_io_socket_get_state (fixture->socket), ==, ENGINE_IO_SOCKET_OPEN);
  g_assert_cmpstr (engine_io_socket_get_transport (fixture->socket), ==,
                   way == WEBSOCKET ? "websocket" : "polling");
}

static void
test_messages_both_ways (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("\x01\x02", 2);

  begin_in (fixture, (Way) GPOINTER_TO_INT (data));
  client_sends (fixture, "4hello");
  client_sends (fixture, "4");
  client_sends (fixture, "bAQI=");
  g_assert_cmpstr (fixture->messages->str, ==, "text hello\ntext \nbinary \x01\x02\n");

  g_assert_true (send_text (fixture, "€"));
  client_gets (fixture, "4€");
  g_assert_true (engine_io_socket_send_binary (fixture->socket, bytes, ENGINE_IO_SEND_DEFAULT));
  client_gets (fixture, fixture->client.websocket != NULL ? "\x01\x02" : "bAQI=");
}

static void
test_bytes_are_messages (Fixture *fixture, gconstpointer data)
{
  begin_in (fixture, (Way) GPOINTER_TO_INT (data));
  fake_client_send_binary (&fixture->client, "1", 1);
  fake_client_send_binary (&fixture->client, "", 0);
  g_assert_cmpstr (fixture->messages->str, ==, "binary 1\nbinary \n");
  g_assert_cmpuint (fixture->closed, ==, 0);
}

/* Packets of a client on an open session, and what comes of them; -1 is nothing. */
typedef struct {
  const char *name;
  const char *packet;
  int reason;
} Row;

static const Row rows[] = {
  { "open", "0", -1 },
  { "open-with-data", "0{}", -1 },
  { "close", "1", ENGINE_IO_CLOSE_TRANSPORT_CLOSE },
  { "ping", "2", ENGINE_IO_CLOSE_TRANSPORT_ERROR },
  { "ping-with-data", "2abc", ENGINE_IO_CLOSE_TRANSPORT_ERROR },
  { "probe-elsewhere", "2probe", ENGINE_IO_CLOSE_TRANSPORT_ERROR },
  { "pong", "3", -1 },
  { "pong-with-data", "3abc", -1 },
  { "upgrade", "5", -1 },
  { "noop", "6", -1 },
  { "seven", "7", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "nothing", "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "letters", "abc", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "not-base64", "b*", ENGINE_IO_CLOSE_PARSE_ERROR },
};

static void
try_row (Fixture *fixture, const Row *row, Way way)
{
  begin_in (fixture, way);
  client_sends (fixture, row->packet);
  if (row->reason < 0) {
    g_assert_cmpuint (fixture->closed, ==, 0);
    g_assert_cmpuint (fixture->heartbeats, ==, 0);
    client_sends (fixture, "4x");
    g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
    return;
  }

  assert_closed (fixture, (EngineIoCloseReason) row->reason);
  g_assert_cmpint (fixture->details != NULL, ==, row->reason != ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  if (way != POLLING)
    fake_client_assert_closed (&fixture->client);
}

static void
test_row_by_polling (Fixture *fixture, gconstpointer data)
{
  try_row (fixture, data, POLLING);
}

static void
test_row_by_websocket (Fixture *fixture, gconstpointer data)
{
  try_row (fixture, data, WEBSOCKET);
}

static void
test_row_after_upgrade (Fixture *fixture, gconstpointer data)
{
  try_row (fixture, data, UPGRADE);
}

static void
test_heartbeat_goes_on (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "ping-interval", 5, "ping-timeout", 10000, NULL);
  begin_in (fixture, (Way) GPOINTER_TO_INT (data));
  for (guint i = 1; i <= 3; i++) {
    client_gets (fixture, "2");
    client_sends (fixture, "3");
    g_assert_cmpuint (fixture->heartbeats, ==, i);
  }
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_silence_ends_it (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "ping-interval", 5, "ping-timeout", 20, NULL);
  begin_in (fixture, (Way) GPOINTER_TO_INT (data));
  client_gets (fixture, "2");
  /* Not even what it says counts as an answer. */
  client_sends (fixture, "4x");
  if (fixture->client.websocket == NULL)
    poll_once (fixture);
  assert_closed (fixture, ENGINE_IO_CLOSE_PING_TIMEOUT);
  g_assert_error (fixture->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT);
  if (fixture->client.sent != NULL)
    fake_client_assert_closed (&fixture->client);
  else
    assert_polled (fixture, "1");
}

static void
test_closed_by_server (Fixture *fixture, gconstpointer data)
{
  begin_in (fixture, (Way) GPOINTER_TO_INT (data));
  engine_io_socket_close (fixture->socket);
  engine_io_socket_close (fixture->socket);
  g_assert_false (send_text (fixture, "too late"));
  if (fixture->client.websocket == NULL && fixture->client.sent == NULL) {
    g_assert_cmpint (engine_io_socket_get_state (fixture->socket), ==, ENGINE_IO_SOCKET_CLOSING);
    client_sends (fixture, "4too late\x1e"
                           "3");
    client_gets (fixture, "1");
  } else {
    fake_client_assert_closed (&fixture->client);
  }
  assert_closed (fixture, ENGINE_IO_CLOSE_FORCED);
  g_assert_no_error (fixture->details);
  g_assert_cmpstr (fixture->messages->str, ==, "");
}

static void
test_waiting_poll_hears_of_the_end (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  poll_once (fixture);
  engine_io_socket_close (fixture->socket);
  assert_polled (fixture, "1");
  assert_closed (fixture, ENGINE_IO_CLOSE_FORCED);
}

static void
test_rest_leaves_before_the_end (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  send_text (fixture, "a");
  send_text (fixture, "b");
  engine_io_socket_close (fixture->socket);
  g_assert_cmpuint (fixture->closed, ==, 0);
  poll_once (fixture);
  assert_polled (fixture, "4a\x1e"
                          "4b");
  g_assert_cmpuint (fixture->closed, ==, 0);
  poll_once (fixture);
  assert_polled (fixture, "1");
  assert_closed (fixture, ENGINE_IO_CLOSE_FORCED);
}

static void
test_rest_leaves_by_websocket_before_the_end (Fixture *fixture, gconstpointer data)
{
  begin_in (fixture, WEBSOCKET);
  fixture->client.blocked = TRUE;
  send_text (fixture, "a");
  engine_io_socket_close (fixture->socket);
  test_settle ();
  g_assert_cmpint (engine_io_socket_get_state (fixture->socket), ==, ENGINE_IO_SOCKET_CLOSING);
  g_assert_nonnull (fixture->client.websocket);
  g_assert_true (fixture->client.drain_awaited);
  g_assert_false (send_text (fixture, "too late"));
  fake_client_send (&fixture->client, "4too late");
  fake_client_drain (&fixture->client);
  fake_client_assert_next (&fixture->client, "4a");
  fake_client_assert_silence (&fixture->client);
  fake_client_assert_closed (&fixture->client);
  assert_closed (fixture, ENGINE_IO_CLOSE_FORCED);
  g_assert_cmpuint (fixture->drained, ==, 0);
  g_assert_cmpstr (fixture->messages->str, ==, "");
}

static void
test_rest_leaves_by_the_new_transport (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  probe (fixture);
  send_text (fixture, "a");
  engine_io_socket_close (fixture->socket);
  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  fake_client_send (&fixture->client, "5");
  fake_client_assert_next (&fixture->client, "4a");
  fake_client_assert_silence (&fixture->client);
  fake_client_assert_closed (&fixture->client);
  assert_closed (fixture, ENGINE_IO_CLOSE_FORCED);
}

static void
test_aborted (Fixture *fixture, gconstpointer data)
{
  Way way = (Way) GPOINTER_TO_INT (data);

  begin_in (fixture, way);
  if (way == POLLING)
    poll_once (fixture);
  engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_FORCED, NULL);
  g_assert_cmpuint (fixture->closed, ==, 1);
  if (way == POLLING)
    assert_polled (fixture, "1");
  else
    fake_client_assert_closed (&fixture->client);
  engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_PING_TIMEOUT, NULL);
  assert_closed (fixture, ENGINE_IO_CLOSE_FORCED);
}

static void
test_client_says_close (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  poll_once (fixture);
  send_text (fixture, "never read");
  post (fixture, "4x\x1e"
                 "1\x1e"
                 "4y");
  assert_polled (fixture, "6");
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
}

static void
test_second_poll (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  poll_once (fixture);
  engine_io_socket_take_poll (fixture->socket, fake_request_begin (&fixture->second_get));
  fake_request_assert_answered (&fixture->second_get, 400, NULL);
  assert_polled (fixture, "1");
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR);

  /* A request that comes too late has no session. */
  engine_io_socket_take_poll (fixture->socket, fake_request_begin (&fixture->get));
  fake_request_assert_answered (&fixture->get, 400, NULL);
  g_assert_false (engine_io_socket_begin_post (fixture->socket, fixture->message));
}

static void
test_second_post (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  g_assert_true (engine_io_socket_begin_post (fixture->socket, fixture->message));
  g_assert_false (engine_io_socket_begin_post (fixture->socket, fixture->message));
  g_assert_true (fake_request_was_dropped ());
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
  engine_io_socket_post_failed (fixture->socket);
  g_assert_cmpuint (fixture->closed, ==, 1);
}

static void
test_post_breaks_off (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  g_assert_true (engine_io_socket_begin_post (fixture->socket, fixture->message));
  engine_io_socket_post_failed (fixture->socket);
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

static void
test_post_is_refused (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  g_assert_true (engine_io_socket_begin_post (fixture->socket, fixture->message));
  engine_io_socket_post_refused (fixture->socket);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
}

static void
test_poll_is_cut (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  poll_once (fixture);
  fake_request_leave (&fixture->get);
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

/* How a WebSocket can end, and what that is called; -1 is no error. */
typedef struct {
  const char *name;
  guint code;
  GQuark (*domain) (void);
  int error;
  EngineIoCloseReason reason;
  int details;
} Ending;

static const Ending endings[] = {
  { "close-frame", 1000, NULL, 0, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, -1 },
  { "going-away", 1001, NULL, 0, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, -1 },
  { "empty-close-frame", 1005, NULL, 0, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, -1 },
  { "without-a-word", 0, NULL, 0, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, -1 },
  { "reset", 0, g_io_error_quark, G_IO_ERROR_CONNECTION_CLOSED, ENGINE_IO_CLOSE_TRANSPORT_CLOSE,
    ENGINE_IO_ERROR_UNREACHABLE },
  { "not-utf-8", 0, soup_websocket_error_quark, SOUP_WEBSOCKET_CLOSE_BAD_DATA,
    ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_PROTOCOL },
  { "too-big", 0, soup_websocket_error_quark, SOUP_WEBSOCKET_CLOSE_TOO_BIG,
    ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE },
  { "did-not-read", 0, engine_io_error_quark, ENGINE_IO_ERROR_TOO_LARGE,
    ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE },
};

static void
test_ending (Fixture *fixture, gconstpointer data)
{
  const Ending *ending = data;
  g_autoptr (GError) error = NULL;

  if (ending->domain != NULL)
    error = g_error_new_literal (ending->domain (), ending->error, "It ended");
  begin_in (fixture, WEBSOCKET);
  fake_client_leave (&fixture->client, ending->code, error);
  assert_closed (fixture, ending->reason);
  if (ending->details >= 0)
    g_assert_error (fixture->details, ENGINE_IO_ERROR, ending->details);
  else
    g_assert_no_error (fixture->details);
}

static void
test_queue_has_an_end (Fixture *fixture, gconstpointer data)
{
  guint sent = 0;

  g_object_set (fixture->options, "max-queued", (guint64) 1000, NULL);
  begin_polling (fixture);
  while (send_text (fixture, "12345678"))
    sent++;
  g_assert_cmpuint (sent, ==, 100);

  /* Not from inside of sending. */
  g_assert_cmpuint (fixture->closed, ==, 0);
  g_assert_false (send_text (fixture, "x"));
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
  g_assert_error (fixture->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_writable (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  g_assert_false (engine_io_socket_is_writable (fixture->socket));
  poll_once (fixture);
  g_assert_true (engine_io_socket_is_writable (fixture->socket));
  send_text (fixture, "a");
  g_assert_false (engine_io_socket_is_writable (fixture->socket));
  assert_polled (fixture, "4a");
  g_assert_cmpuint (fixture->drained, ==, 1);

  upgrade (fixture);
  g_assert_true (engine_io_socket_is_writable (fixture->socket));
  fixture->client.blocked = TRUE;
  g_assert_false (engine_io_socket_is_writable (fixture->socket));
  fake_client_drain (&fixture->client);
  g_assert_cmpuint (fixture->drained, ==, 2);
  engine_io_socket_close (fixture->socket);
  g_assert_false (engine_io_socket_is_writable (fixture->socket));
}

static void
test_upgrade_ends_polls_again_and_again (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  poll_once (fixture);
  probe (fixture);
  g_assert_nonnull (fixture->get.exchange);
  fake_client_send (&fixture->client, "2probe");
  assert_polled (fixture, "6");
  fake_client_assert_next (&fixture->client, "3probe");

  for (guint i = 0; i < 2; i++) {
    poll_once (fixture);
    assert_polled (fixture, "6");
  }
  g_assert_cmpuint (fixture->upgraded, ==, 0);

  fake_client_send (&fixture->client, "5");
  g_assert_cmpuint (fixture->upgraded, ==, 1);
  poll_once (fixture);
  fake_request_assert_answered (&fixture->get, 400, NULL);
  g_assert_false (engine_io_socket_begin_post (fixture->socket, fixture->message));
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_upgrade_takes_the_queue_along (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  send_text (fixture, "a");
  probe (fixture);
  send_text (fixture, "b");
  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  poll_once (fixture);
  assert_polled (fixture, "4a\x1e"
                          "4b");
  send_text (fixture, "c");
  send_text (fixture, "d");
  fake_client_assert_silence (&fixture->client);
  fake_client_send (&fixture->client, "5");
  send_text (fixture, "e");
  fake_client_assert_next (&fixture->client, "4c");
  fake_client_assert_next (&fixture->client, "4d");
  fake_client_assert_next (&fixture->client, "4e");
  fake_client_assert_silence (&fixture->client);
  fake_client_send (&fixture->client, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
}

static void
test_upgrade_while_a_pong_is_due (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "ping-interval", 5, "ping-timeout", 40, NULL);
  begin_polling (fixture);
  client_gets (fixture, "2");
  upgrade (fixture);
  fake_client_send (&fixture->client, "3");
  g_assert_cmpuint (fixture->heartbeats, ==, 1);
  fake_client_assert_next (&fixture->client, "2");
  fake_client_assert_closed (&fixture->client);
  assert_closed (fixture, ENGINE_IO_CLOSE_PING_TIMEOUT);
}

/* A client that says it has changed over though a request of it waits still. */
static void
test_upgrade_with_a_poll_waiting (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  probe (fixture);
  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  poll_once (fixture);
  fake_client_send (&fixture->client, "5");
  assert_polled (fixture, "6");
  g_assert_cmpuint (fixture->upgraded, ==, 1);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
}

/* What is no probe costs the WebSocket only. */
static const char *const no_probes[] = { "", "2", "2probex", "3probe", "4hello", "1", "6", "abc" };

static void
test_no_probe (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  probe (fixture);
  fake_client_send (&fixture->client, data);
  fake_client_assert_closed (&fixture->client);
  g_assert_cmpuint (fixture->closed, ==, 0);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");

  /* The next one may do better. */
  upgrade (fixture);
  g_assert_cmpuint (fixture->upgraded, ==, 1);
}

static void
test_bytes_are_no_probe (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  probe (fixture);
  fake_client_send_binary (&fixture->client, "2probe", 6);
  fake_client_assert_closed (&fixture->client);
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_probe_times_out (Fixture *fixture, gconstpointer data)
{
  gboolean answers = GPOINTER_TO_INT (data);

  g_object_set (fixture->options, "upgrade-timeout", 20, NULL);
  begin_polling (fixture);
  probe (fixture);
  if (answers)
    fake_client_send (&fixture->client, "2probe");
  fake_client_assert_closed (&fixture->client);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
  send_text (fixture, "y");
  client_gets (fixture, "4y");
}

static void
test_probe_breaks_off (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  probe (fixture);
  fake_client_send (&fixture->client, "2probe");
  fake_client_leave (&fixture->client, 0, NULL);
  g_assert_null (fixture->client.websocket);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
}

static void
test_second_probe_is_closed (Fixture *fixture, gconstpointer data)
{
  FakeClient second = { 0 };

  begin_polling (fixture);
  probe (fixture);
  engine_io_socket_take_probe (fixture->socket, fake_client_connect (&second));
  fake_client_assert_closed (&second);

  fake_client_send (&fixture->client, "2probe");
  fake_client_assert_next (&fixture->client, "3probe");
  fake_client_send (&fixture->client, "5");
  engine_io_socket_take_probe (fixture->socket, fake_client_connect (&second));
  fake_client_assert_closed (&second);
  fake_client_clear (&second);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "text x\n");
}

static void
test_probe_where_none_is_offered (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "allow-upgrades", FALSE, NULL);
  begin_polling (fixture);
  probe (fixture);
  fake_client_assert_closed (&fixture->client);
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_end_closes_the_probe (Fixture *fixture, gconstpointer data)
{
  begin_polling (fixture);
  probe (fixture);
  post (fixture, "1");
  fake_client_assert_closed (&fixture->client);
  assert_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
}

static void
listen_message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  Fixture *fixture = owner;

  g_string_append_len (fixture->messages, data, (gssize) length);
  drop_if_asked (fixture, "message");
}

static void
listen_drained (gpointer owner)
{
  ((Fixture *) owner)->drained++;
}

static void
listen_closed (gpointer owner, EngineIoCloseReason reason, const GError *details)
{
  Fixture *fixture = owner;

  g_assert_cmpuint (fixture->forgotten, ==, 1);
  g_assert_cmpuint (fixture->closed, ==, 0);
  fixture->closed += 10;
}

static const EngineIoSocketListener listener = { listen_message, listen_drained, listen_closed };

static void
test_listener_is_told (Fixture *fixture, gconstpointer data)
{
  begin_in (fixture, (Way) GPOINTER_TO_INT (data));
  engine_io_socket_set_listener (fixture->socket, &listener, fixture);
  client_sends (fixture, "4x");
  g_assert_cmpstr (fixture->messages->str, ==, "x");
  engine_io_socket_set_listener (fixture->socket, NULL, NULL);
  client_sends (fixture, "4y");
  g_assert_cmpstr (fixture->messages->str, ==, "xtext y\n");
  engine_io_socket_set_listener (fixture->socket, &listener, fixture);
  g_signal_handlers_disconnect_by_func (fixture->socket, closed_cb, fixture);
  engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_FORCED, NULL);
  g_assert_cmpuint (fixture->closed, ==, 10);
  if (fixture->client.sent != NULL)
    fake_client_assert_closed (&fixture->client);
}

/* Let go inside of what it tells: who else holds it is the server, until it is closed. */
static void
test_dropped_inside (Fixture *fixture, gconstpointer data)
{
  const char *signal = data;

  if (g_str_equal (signal, "heartbeat"))
    g_object_set (fixture->options, "ping-interval", 5, NULL);
  begin_polling (fixture);
  g_object_add_weak_pointer (G_OBJECT (fixture->socket), (gpointer *) &fixture->socket);
  fixture->drops = signal;

  if (g_str_equal (signal, "message")) {
    post (fixture, "4a\x1e"
                   "4b");
    g_assert_cmpstr (fixture->messages->str, ==, "text a\n");
  } else if (g_str_equal (signal, "heartbeat")) {
    client_gets (fixture, "2");
    post (fixture, "3");
  } else if (g_str_equal (signal, "drained")) {
    send_text (fixture, "a");
    client_gets (fixture, "4a");
  } else if (g_str_equal (signal, "upgraded")) {
    upgrade (fixture);
    fake_client_assert_closed (&fixture->client);
  } else {
    post (fixture, "1");
  }
  g_assert_null (fixture->socket);
}

static void
test_dropped_in_any_state (Fixture *fixture, gconstpointer data)
{
  begin (fixture, NULL);
  g_assert_finalize_object (g_steal_pointer (&fixture->socket));

  begin_polling (fixture);
  poll_once (fixture);
  probe (fixture);
  fake_client_send (&fixture->client, "2probe");
  g_assert_finalize_object (g_steal_pointer (&fixture->socket));
  fake_client_assert_closed (&fixture->client);
  fake_request_clear (&fixture->get);

  begin_in (fixture, WEBSOCKET);
  g_assert_finalize_object (g_steal_pointer (&fixture->socket));
  fake_client_assert_closed (&fixture->client);

  begin_polling (fixture);
  engine_io_socket_close (fixture->socket);
  g_assert_finalize_object (g_steal_pointer (&fixture->socket));
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
add (const char *path, gconstpointer data, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *full = g_strconcat ("/engine-io/socket/", path, NULL);

  g_test_add (full, Fixture, data, set_up, test, tear_down);
}

static void
add_ways (const char *name, void (*test) (Fixture *fixture, gconstpointer data))
{
  static const char *const ways[] = { "polling", "websocket", "upgrade" };

  for (int way = POLLING; way <= UPGRADE; way++) {
    g_autofree char *path = g_strconcat (name, "/", ways[way], NULL);

    add (path, GINT_TO_POINTER (way), test);
  }
}

static void
add_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *polling = g_strconcat ("packet/", rows[i].name, "/polling", NULL);
    g_autofree char *websocket = g_strconcat ("packet/", rows[i].name, "/websocket", NULL);
    g_autofree char *upgraded = g_strconcat ("packet/", rows[i].name, "/upgrade", NULL);

    add (polling, &rows[i], test_row_by_polling);
    add (websocket, &rows[i], test_row_by_websocket);
    add (upgraded, &rows[i], test_row_after_upgrade);
  }

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *path = g_strconcat ("ending/", endings[i].name, NULL);

    add (path, &endings[i], test_ending);
  }

  for (guint i = 0; i < G_N_ELEMENTS (no_probes); i++) {
    g_autofree char *path = g_strdup_printf ("no-probe/%u", i);

    add (path, no_probes[i], test_no_probe);
  }
}

int
main (int argc, char *argv[])
{
  static const char *const drops[] = { "message", "heartbeat", "drained", "upgraded", "closed" };

  g_test_init (&argc, &argv, NULL);

  add_ways ("handshake", test_handshake);
  add_ways ("messages-both-ways", test_messages_both_ways);
  add ("bytes-are-messages", GINT_TO_POINTER (WEBSOCKET), test_bytes_are_messages);
  add_rows ();
  add_ways ("heartbeat-goes-on", test_heartbeat_goes_on);
  add_ways ("silence-ends-it", test_silence_ends_it);
  add_ways ("closed-by-server", test_closed_by_server);
  add ("waiting-poll-hears-of-the-end", NULL, test_waiting_poll_hears_of_the_end);
  add ("rest-leaves-before-the-end", NULL, test_rest_leaves_before_the_end);
  add ("rest-leaves-by-websocket-before-the-end", NULL,
       test_rest_leaves_by_websocket_before_the_end);
  add ("rest-leaves-by-the-new-transport", NULL, test_rest_leaves_by_the_new_transport);
  add_ways ("aborted", test_aborted);
  add ("client-says-close", NULL, test_client_says_close);
  add ("second-poll", NULL, test_second_poll);
  add ("second-post", NULL, test_second_post);
  add ("post-breaks-off", NULL, test_post_breaks_off);
  add ("post-is-refused", NULL, test_post_is_refused);
  add ("poll-is-cut", NULL, test_poll_is_cut);
  add ("queue-has-an-end", NULL, test_queue_has_an_end);
  add ("writable", NULL, test_writable);
  add ("upgrade-ends-polls-again-and-again", NULL, test_upgrade_ends_polls_again_and_again);
  add ("upgrade-takes-the-queue-along", NULL, test_upgrade_takes_the_queue_along);
  add ("upgrade-while-a-pong-is-due", NULL, test_upgrade_while_a_pong_is_due);
  add ("upgrade-with-a-poll-waiting", NULL, test_upgrade_with_a_poll_waiting);
  add ("bytes-are-no-probe", NULL, test_bytes_are_no_probe);
  add ("probe-times-out/silent", GINT_TO_POINTER (FALSE), test_probe_times_out);
  add ("probe-times-out/answered", GINT_TO_POINTER (TRUE), test_probe_times_out);
  add ("probe-breaks-off", NULL, test_probe_breaks_off);
  add ("second-probe-is-closed", NULL, test_second_probe_is_closed);
  add ("probe-where-none-is-offered", NULL, test_probe_where_none_is_offered);
  add ("end-closes-the-probe", NULL, test_end_closes_the_probe);
  add_ways ("listener-is-told", test_listener_is_told);
  for (guint i = 0; i < G_N_ELEMENTS (drops); i++) {
    g_autofree char *path = g_strconcat ("dropped-inside/", drops[i], NULL);

    add (path, drops[i], test_dropped_inside);
  }
  add ("dropped-in-any-state", NULL, test_dropped_in_any_state);

  return g_test_run ();
}
