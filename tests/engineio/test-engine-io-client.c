/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client against servers that behave badly, and its own rules: the queue,
 * taking back, closing, and being let go at the worst moment.
 */
#include "engine-io-client.h"

#include <string.h>

#include "engine-io-error.h"
#include "fake-engine.h"
#include "test-await.h"

typedef struct {
  FakeEngine *server;
  EngineIoOptions *options;
  EngineIoClient *client;
  guint opened;
  guint upgrading;
  guint upgraded;
  guint upgrade_failed;
  guint drained;
  guint closed;
  guint disposed;
  GString *heard; /* text messages, joined by "|" */
  EngineIoCloseReason reason;
  GError *details;
} Fixture;

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
message_cb (EngineIoClient *client, GBytes *data, gboolean binary, Fixture *fixture)
{
  if (fixture->heard->len > 0)
    g_string_append_c (fixture->heard, '|');
  g_string_append_len (fixture->heard, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
}

static void
closed_cb (EngineIoClient *client, EngineIoCloseReason reason, GError *details, Fixture *fixture)
{
  fixture->closed++;
  fixture->reason = reason;
  g_clear_error (&fixture->details);
  fixture->details = details != NULL ? g_error_copy (details) : NULL;
}

static void
count (Fixture *fixture, const char *signal, guint *counter)
{
  g_signal_connect_swapped (fixture->client, signal, G_CALLBACK (count_cb), counter);
}

static void
make_client (Fixture *fixture, const char *uri)
{
  fixture->client = engine_io_client_new (uri, fixture->options);
  count (fixture, "opened", &fixture->opened);
  count (fixture, "upgrading", &fixture->upgrading);
  count (fixture, "upgraded", &fixture->upgraded);
  count (fixture, "upgrade-failed", &fixture->upgrade_failed);
  count (fixture, "drained", &fixture->drained);
  g_signal_connect (fixture->client, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->client, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
use_transports (Fixture *fixture, const char *first, const char *second)
{
  const char *transports[] = { first, second, NULL };

  g_object_set (fixture->options, "transports", transports, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = fake_engine_new ();
  fixture->options = engine_io_options_new ();
  fixture->heard = g_string_new (NULL);
  use_transports (fixture, "polling", NULL);
  make_client (fixture, fixture->server->uri);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->client != NULL)
    g_assert_finalize_object (fixture->client);
  g_clear_object (&fixture->options);
  g_clear_error (&fixture->details);
  g_string_free (fixture->heard, TRUE);
  g_clear_pointer (&fixture->server, fake_engine_free);
  test_settle ();
}

static void
open_client (Fixture *fixture)
{
  engine_io_client_open (fixture->client);
  test_await_that (fixture->opened == 1);
}

static guint64
send_text (Fixture *fixture, const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  guint64 id = engine_io_client_send (fixture->client, data, NULL, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (id, !=, 0);

  return id;
}

static void
await_closed (Fixture *fixture, EngineIoCloseReason reason, EngineIoError code)
{
  test_await_that (fixture->closed > 0);
  test_settle ();
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_error (fixture->details, ENGINE_IO_ERROR, (int) code);
  g_assert_cmpstr (engine_io_close_reason_to_string (fixture->reason), ==,
                   engine_io_close_reason_to_string (reason));
}

/* --- answers that are no handshake --- */

typedef struct {
  const char *name;
  guint status;
  const char *body;
  EngineIoError code;
  guint http_status;
  int server_code;
} Greeting;

static const Greeting greetings[] = {
  { "not-found", 404, "nothing here", ENGINE_IO_ERROR_HTTP, 404, -1 },
  { "bad-gateway", 502, "<html>", ENGINE_IO_ERROR_HTTP, 502, -1 },
  { "moved", 302, "over there", ENGINE_IO_ERROR_HTTP, 302, -1 },
  { "no-content", 204, "", ENGINE_IO_ERROR_HTTP, 204, -1 },
  { "transport-unknown", 400, "{\"code\":0,\"message\":\"Transport unknown\"}",
    ENGINE_IO_ERROR_REFUSED, 400, 0 },
  { "forbidden", 403, "{\"code\":4,\"message\":\"no entry\"}", ENGINE_IO_ERROR_REFUSED, 403, 4 },
  { "code-without-message", 400, "{\"code\":3}", ENGINE_IO_ERROR_REFUSED, 400, 3 },
  { "message-without-code", 400, "{\"message\":\"no\"}", ENGINE_IO_ERROR_HTTP, 400, -1 },
  { "code-of-text", 400, "{\"code\":\"3\",\"message\":\"no\"}", ENGINE_IO_ERROR_HTTP, 400, -1 },
  { "an-array", 400, "[1]", ENGINE_IO_ERROR_HTTP, 400, -1 },
  { "version", 400, "{\"code\":5,\"message\":\"Unsupported protocol version\"}",
    ENGINE_IO_ERROR_VERSION, 400, 5 },
  { "version-3", 200, "96:0{\"sid\":\"x\",\"upgrades\":[]}2:40", ENGINE_IO_ERROR_VERSION, 0, -1 },
  { "a-web-page", 200, "<html>", ENGINE_IO_ERROR_PROTOCOL, 0, -1 },
  { "nothing", 200, "", ENGINE_IO_ERROR_PROTOCOL, 0, -1 },
  { "a-message", 200, "4hello", ENGINE_IO_ERROR_PROTOCOL, 0, -1 },
  { "broken-json", 200, "0{\"sid\"", ENGINE_IO_ERROR_PROTOCOL, 0, -1 },
  { "no-sid", 200, "0{\"pingInterval\":1,\"pingTimeout\":1}", ENGINE_IO_ERROR_PROTOCOL, 0, -1 },
  { "bad-utf8", 200, "0{\"sid\":\"\xff\"}", ENGINE_IO_ERROR_PROTOCOL, 0, -1 },
};

static void
test_greeting (Fixture *fixture, gconstpointer data)
{
  const Greeting *greeting = data;

  fixture->server->status = greeting->status;
  fixture->server->greeting = greeting->body;
  engine_io_client_open (fixture->client);
  test_await_that (fixture->closed == 1);

  g_assert_cmpuint (fixture->opened, ==, 0);
  g_assert_error (fixture->details, ENGINE_IO_ERROR, (int) greeting->code);
  g_assert_cmpuint (engine_io_error_get_http_status (fixture->details), ==, greeting->http_status);
  g_assert_cmpint (engine_io_error_get_server_code (fixture->details), ==, greeting->server_code);
  g_test_message ("%s", fixture->details->message);
}

/* json-glib takes a repeated name the harder the more names there are. */
static void
test_endless_greeting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) greeting = g_string_new ("0{\"sid\":\"x\"");

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (greeting, ",\"%u\":0", i);
  for (guint i = 0; i < 100000; i++)
    g_string_append (greeting, ",\"99999\":0");
  g_string_append (greeting, ",\"pingInterval\":1,\"pingTimeout\":1}");
  fixture->server->greeting = greeting->str;
  engine_io_client_open (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_PARSE_ERROR, ENGINE_IO_ERROR_PROTOCOL);
}

static void
test_refused_websocket (Fixture *fixture, gconstpointer data)
{
  use_transports (fixture, "websocket", NULL);
  engine_io_client_open (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_HTTP);
  g_assert_cmpuint (engine_io_error_get_http_status (fixture->details), ==, 502);
}

/* --- addresses --- */

static const char *const bad_addresses[] = {
  "",       "nonsense", "http://",  "ftp://localhost", "http://[::1", "http://a b/",
  "http:/", "://x",     "http://%", "mailto:a@b.c",
};

static void
test_bad_address (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->client));
  make_client (fixture, data);
  engine_io_client_open (fixture->client);
  g_assert_cmpuint (fixture->closed, ==, 0);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_UNREACHABLE);
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  soup_server_disconnect (fixture->server->server);
  engine_io_client_open (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_UNREACHABLE);
  g_assert_error ((GError *) engine_io_error_get_cause (fixture->details), G_IO_ERROR,
                  G_IO_ERROR_CONNECTION_REFUSED);
}

static void
test_no_transport (Fixture *fixture, gconstpointer data)
{
  use_transports (fixture, "carrier-pigeon", NULL);
  engine_io_client_open (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_UNREACHABLE);
}

static void
test_try_all_transports (Fixture *fixture, gconstpointer data)
{
  use_transports (fixture, "websocket", "polling");
  g_object_set (fixture->options, "try-all-transports", TRUE, NULL);
  open_client (fixture);
  g_assert_cmpstr (engine_io_client_get_transport (fixture->client), ==, "polling");
}

static void
test_query_and_path (Fixture *fixture, gconstpointer data)
{
  g_autofree char *uri = g_strconcat (fixture->server->uri, "ignored?a=%20b&EIO=3&sid=1", NULL);
  g_autofree char *expected = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->client));
  make_client (fixture, uri);
  engine_io_options_set_query_parameter (fixture->options, "token", "x&y=ü");
  engine_io_options_set_query_parameter (fixture->options, "transport", "mine");
  g_object_set (fixture->options, "timestamp-requests", FALSE, "path", "engine.io", NULL);
  open_client (fixture);
  expected = g_strdup ("GET?a=%20b&token=x%26y%3D%C3%BC&EIO=4&transport=polling|");
  g_assert_cmpstr (g_ptr_array_index (fixture->server->requests, 0), ==, expected);
}

/* --- sizes --- */

static void
test_exact_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (1000, 'x');

  body[0] = '4';
  g_object_set (fixture->options, "max-incoming-size", (guint64) 1000, NULL);
  open_client (fixture);
  fake_engine_answer (fixture->server, body);
  test_await_that (fixture->heard->len == 999);
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_one_byte_above_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (1001, 'x');

  body[0] = '4';
  g_object_set (fixture->options, "max-incoming-size", (guint64) 1000, NULL);
  open_client (fixture);
  fake_engine_answer (fixture->server, body);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_huge_answer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strnfill (20 * 1024 * 1024, 'x');

  fixture->server->chunked = GPOINTER_TO_INT (data);
  fixture->server->greeting = body;
  g_object_set (fixture->options, "max-incoming-size", (guint64) 1024 * 1024, NULL);
  engine_io_client_open (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_answer_that_inflates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GConverter)
    gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autofree char *plain = g_malloc0 (8 * 1024 * 1024);
  g_autoptr (GBytes) bytes = g_bytes_new_static (plain, 8 * 1024 * 1024);
  g_autoptr (GBytes) packed = g_converter_convert_bytes (gzip, bytes, NULL);

  fixture->server->greeting = g_bytes_get_data (packed, &fixture->server->greeting_length);
  fixture->server->header = "Content-Encoding";
  fixture->server->header_value = "gzip";
  g_assert_cmpuint (fixture->server->greeting_length, <, 100000);
  g_object_set (fixture->options, "max-incoming-size", (guint64) 1024 * 1024, NULL);
  engine_io_client_open (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_message_above_max_payload (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autoptr (GBytes) fits = g_bytes_new (text, 999);
  g_autoptr (GBytes) too_large = g_bytes_new (text, 1000);
  g_autoptr (GBytes) bytes_fit = g_bytes_new (text, 747);
  g_autoptr (GBytes) bytes_too_large = g_bytes_new (text, 750);
  g_autoptr (GError) error = NULL;

  open_client (fixture);
  g_assert_cmpuint (engine_io_client_send (fixture->client, too_large, NULL, 0, &error), ==, 0);
  g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_cmpuint (engine_io_client_send_binary (fixture->client, bytes_too_large, 0, &error), ==,
                    0);
  g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
  g_clear_error (&error);

  fixture->server->hold_posts = TRUE;
  g_assert_cmpuint (engine_io_client_send (fixture->client, fits, NULL, 0, &error), !=, 0);
  g_assert_cmpuint (engine_io_client_send_binary (fixture->client, bytes_fit, 0, &error), !=, 0);
  test_await_that (fixture->server->held_post != NULL);
  g_assert_cmpuint (fixture->server->posted->len, ==, 1000);
  fake_engine_answer_post (fixture->server);
  test_await_that (fixture->drained == 1);
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_server_says_too_large (Fixture *fixture, gconstpointer data)
{
  fixture->server->post_status = SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  open_client (fixture);
  send_text (fixture, "x");
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
  g_assert_cmpuint (engine_io_error_get_http_status (fixture->details), ==, 413);
}

/* --- a session, and how it ends --- */

static void
test_first_answer_has_more_packets (Fixture *fixture, gconstpointer data)
{
  fixture->server->greeting = FAKE_HANDSHAKE "\x1e"
                                             "4one\x1e"
                                             "bdHdv\x1e"
                                             "6\x1e"
                                             "4three";
  open_client (fixture);
  test_await_that (g_str_equal (fixture->heard->str, "one|two|three"));
}

static const char *const garbage[] = {
  "9",
  "hello",
  "4ok\x1e",
  "\x1e",
  "4\xff",
  "b====",
  "b!",
  "4a\x1e\x1e"
  "4b",
  "7x",
};

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  open_client (fixture);
  fake_engine_answer (fixture->server, data);
  await_closed (fixture, ENGINE_IO_CLOSE_PARSE_ERROR, ENGINE_IO_ERROR_PROTOCOL);
}

static void
test_session_is_unknown (Fixture *fixture, gconstpointer data)
{
  open_client (fixture);
  fixture->server->poll_status = SOUP_STATUS_BAD_REQUEST;
  fake_engine_answer (fixture->server, "{\"code\":1,\"message\":\"Session ID unknown\"}");
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_REFUSED);
  g_assert_cmpint (engine_io_error_get_server_code (fixture->details), ==, 1);
}

static void
test_close_packet (Fixture *fixture, gconstpointer data)
{
  open_client (fixture);
  fake_engine_answer (fixture->server, "4bye\x1e"
                                       "1");
  test_await_that (fixture->closed == 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  g_assert_cmpstr (fixture->heard->str, ==, "bye");
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  fixture->server->greeting =
    "0{\"sid\":\"fake\",\"upgrades\":[],\"pingInterval\":60,\"pingTimeout\":40}";
  open_client (fixture);
  await_closed (fixture, ENGINE_IO_CLOSE_PING_TIMEOUT, ENGINE_IO_ERROR_TIMED_OUT);
}

static void
test_expired_after_sleep (Fixture *fixture, gconstpointer data)
{
  fixture->server->greeting =
    "0{\"sid\":\"fake\",\"upgrades\":[],\"pingInterval\":60,\"pingTimeout\":40}";
  open_client (fixture);
  g_assert_false (engine_io_client_check_expired (fixture->client));
  g_usleep (110 * 1000);
  g_assert_true (engine_io_client_check_expired (fixture->client));
  g_assert_cmpuint (fixture->closed, ==, 0);
  await_closed (fixture, ENGINE_IO_CLOSE_PING_TIMEOUT, ENGINE_IO_ERROR_TIMED_OUT);
  g_assert_false (engine_io_client_check_expired (fixture->client));
}

static void
test_request_timeout (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->options, "request-timeout", 50, NULL);
  open_client (fixture);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TIMED_OUT);
}

static void
test_cookies_stick (Fixture *fixture, gconstpointer data)
{
  fixture->server->header = "Set-Cookie";
  fixture->server->header_value = "node=7; Path=/; HttpOnly; SameSite=Lax";
  fixture->server->websocket = FAKE_WEBSOCKET_SWALLOWS;
  use_transports (fixture, "polling", "websocket");
  open_client (fixture);
  send_text (fixture, "x");
  test_await_that (fixture->server->requests->len == 4);
  for (guint i = 0; i < fixture->server->requests->len; i++) {
    const char *request = g_ptr_array_index (fixture->server->requests, i);

    g_assert_true (g_str_has_suffix (request, i == 0 ? "|" : "|node=7"));
  }
}

static void
test_ping_is_answered_before_what_waits (Fixture *fixture, gconstpointer data)
{
  fixture->server->hold_posts = TRUE;
  open_client (fixture);
  send_text (fixture, "one");
  send_text (fixture, "two");
  test_await_that (fixture->server->held_post != NULL && fixture->server->held != NULL);
  fake_engine_answer (fixture->server, "2");
  test_await_that (fixture->server->held != NULL);
  fake_engine_answer_post (fixture->server);
  test_await_that (g_str_equal (fixture->server->posted->str, "4one|3\x1e"
                                                              "4two"));
}

/* A server that does not read what it makes us say must not make us remember it all. */
static void
test_many_pings_are_answered_once (Fixture *fixture, gconstpointer data)
{
  fixture->server->hold_posts = TRUE;
  open_client (fixture);
  send_text (fixture, "one");
  test_await_that (fixture->server->held_post != NULL && fixture->server->held != NULL);
  fake_engine_answer (fixture->server, "2\x1e"
                                       "2\x1e"
                                       "2\x1e"
                                       "2");
  test_await_that (fixture->server->held != NULL);
  send_text (fixture, "two");
  fake_engine_answer_post (fixture->server);
  test_await_that (fixture->drained == 1);
  g_assert_cmpstr (fixture->server->posted->str, ==,
                   "4one|3\x1e"
                   "4two");
}

static void
test_payload_stays_below_max_payload (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (300, 'x');
  g_auto (GStrv) payloads = NULL;
  guint seen = 0;

  fixture->server->hold_posts = TRUE;
  open_client (fixture);
  for (guint i = 0; i < 7; i++)
    send_text (fixture, text);
  test_await_that (fixture->server->held_post != NULL);
  g_assert_cmpuint (fixture->server->posted->len, ==, 301);
  fake_engine_answer_post (fixture->server);
  test_await_that (fixture->drained == 1);

  payloads = g_strsplit (fixture->server->posted->str, "|", -1);
  for (char **payload = payloads; *payload != NULL; payload++)
    g_assert_cmpuint (strlen (*payload), ==, seen++ == 0 ? 301 : 3 * 301 + 2);
  g_assert_cmpuint (seen, ==, 3);
}

static void
test_take_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray)
    attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) text = g_bytes_new_static ("head", 4);
  guint64 first = 0;
  guint64 second = 0;
  guint64 third = 0;

  g_ptr_array_add (attachments, g_bytes_new_static ("a", 1));
  g_ptr_array_add (attachments, g_bytes_new_static ("b", 1));
  fixture->server->hold_posts = TRUE;
  open_client (fixture);
  first = send_text (fixture, "one");
  second = engine_io_client_send (fixture->client, text, attachments, 0, NULL);
  third = send_text (fixture, "three");
  g_assert_false (engine_io_client_is_writable (fixture->client));

  g_assert_false (engine_io_client_take_back (fixture->client, first));
  g_assert_true (engine_io_client_take_back (fixture->client, second));
  g_assert_false (engine_io_client_take_back (fixture->client, second));
  test_await_that (fixture->server->held_post != NULL);
  fake_engine_answer_post (fixture->server);
  test_await_that (fixture->drained == 1);
  g_assert_cmpstr (fixture->server->posted->str, ==, "4one|4three");
  g_assert_false (engine_io_client_take_back (fixture->client, third));
  g_assert_true (engine_io_client_is_writable (fixture->client));
}

static void
test_sending_needs_a_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (engine_io_client_send (fixture->client, text, NULL, 0, &error), ==, 0);
  g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_CLOSED);
  g_clear_error (&error);
  engine_io_client_open (fixture->client);
  g_assert_cmpuint (engine_io_client_send_binary (fixture->client, text, 0, &error), ==, 0);
  g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_CLOSED);
  g_assert_false (engine_io_client_is_writable (fixture->client));
  g_assert_null (engine_io_client_get_sid (fixture->client));
}

static void
test_close_says_goodbye (Fixture *fixture, gconstpointer data)
{
  open_client (fixture);
  send_text (fixture, "last");
  engine_io_client_close (fixture->client);
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_FORCED);
  g_assert_no_error (fixture->details);
  engine_io_client_close (fixture->client);
  g_assert_finalize_object (g_steal_pointer (&fixture->client));
  test_await_that (g_str_equal (fixture->server->posted->str, "4last|1"));
  g_assert_cmpuint (fixture->closed, ==, 1);
}

static void
test_close_while_opening (Fixture *fixture, gconstpointer data)
{
  engine_io_client_open (fixture->client);
  engine_io_client_close (fixture->client);
  await_closed (fixture, ENGINE_IO_CLOSE_FORCED, ENGINE_IO_ERROR_CLOSED);
}

static void
test_abort (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL, "no");

  open_client (fixture);
  send_text (fixture, "x");
  engine_io_client_abort (fixture->client, ENGINE_IO_CLOSE_PARSE_ERROR, error);
  g_assert_cmpuint (fixture->closed, ==, 1);
  engine_io_client_abort (fixture->client, ENGINE_IO_CLOSE_PARSE_ERROR, error);
  await_closed (fixture, ENGINE_IO_CLOSE_PARSE_ERROR, ENGINE_IO_ERROR_PROTOCOL);
}

/* --- an upgrade that comes to nothing --- */

static void
start_upgrade (Fixture *fixture, FakeWebsocket websocket)
{
  fixture->server->websocket = websocket;
  use_transports (fixture, "polling", "websocket");
  g_object_set (fixture->options, "probe-timeout", 100, NULL);
  open_client (fixture);
}

static void
assert_goes_on (Fixture *fixture)
{
  g_assert_cmpuint (fixture->upgrade_failed, ==, 1);
  g_assert_cmpuint (fixture->upgraded, ==, 0);
  g_assert_cmpstr (engine_io_client_get_transport (fixture->client), ==, "polling");
  g_string_truncate (fixture->server->posted, 0);
  send_text (fixture, "still here");
  fake_engine_answer (fixture->server, "4so am I");
  test_await_that (g_str_equal (fixture->server->posted->str, "4still here"));
  test_await_that (g_str_has_suffix (fixture->heard->str, "so am I"));
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_upgrade_fails (Fixture *fixture, gconstpointer data)
{
  start_upgrade (fixture, GPOINTER_TO_UINT (data));
  test_await_that (fixture->upgrade_failed == 1);
  g_assert_cmpuint (fixture->upgrading, ==, 0);
  assert_goes_on (fixture);
}

static void
test_upgrade_fails_while_pausing (Fixture *fixture, gconstpointer data)
{
  /* The poll is held, so polling cannot be paused; then the new connection is gone. */
  start_upgrade (fixture, FAKE_WEBSOCKET_CLOSES_AFTER_PONG);
  test_await_that (fixture->upgrading == 1);
  send_text (fixture, "waits");
  g_assert_false (engine_io_client_is_writable (fixture->client));
  test_await_that (fixture->upgrade_failed == 1);
  test_await_that (g_str_equal (fixture->server->posted->str, "4waits"));
  assert_goes_on (fixture);
}

static void
close_amid_the_upgrade_cb (EngineIoClient *client, const char *transport, Fixture *fixture)
{
  engine_io_client_close (client);
  g_assert_cmpuint (fixture->closed, ==, 0);
  g_assert_cmpint (engine_io_client_get_state (client), ==, ENGINE_IO_CLIENT_CLOSING);
}

static void
test_close_waits_for_the_upgrade (Fixture *fixture, gconstpointer data)
{
  start_upgrade (fixture, FAKE_WEBSOCKET_CLOSES_AFTER_PONG);
  g_signal_connect (fixture->client, "upgrading", G_CALLBACK (close_amid_the_upgrade_cb), fixture);
  test_await_that (fixture->closed == 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_FORCED);
  g_assert_cmpuint (fixture->upgrade_failed, ==, 1);
}

static void
test_close_while_probing (Fixture *fixture, gconstpointer data)
{
  start_upgrade (fixture, FAKE_WEBSOCKET_SWALLOWS);
  test_await_that (fixture->server->connection != NULL);
  engine_io_client_close (fixture->client);
  g_assert_cmpuint (fixture->closed, ==, 1);
  test_settle ();
  g_assert_cmpuint (fixture->upgrade_failed, ==, 0);
}

/* --- WebSocket --- */

static void
open_websocket (Fixture *fixture)
{
  fixture->server->websocket = FAKE_WEBSOCKET_GREETS;
  use_transports (fixture, "websocket", NULL);
  open_client (fixture);
}

static void
test_close_code (Fixture *fixture, gconstpointer data)
{
  open_websocket (fixture);
  soup_websocket_connection_close (fixture->server->connection, 1009, NULL);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_websocket_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (70001, 'x');

  text[0] = '4';
  g_object_set (fixture->options, "max-incoming-size", (guint64) 70000, NULL);
  open_websocket (fixture);
  text[70000] = '\0';
  soup_websocket_connection_send_text (fixture->server->connection, text);
  test_await_that (fixture->heard->len == 69999);
  text[70000] = 'x';
  soup_websocket_connection_send_text (fixture->server->connection, text);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_websocket_garbage (Fixture *fixture, gconstpointer data)
{
  open_websocket (fixture);
  soup_websocket_connection_send_text (fixture->server->connection, data);
  await_closed (fixture, ENGINE_IO_CLOSE_PARSE_ERROR, ENGINE_IO_ERROR_PROTOCOL);
}

static void
test_websocket_breaks (Fixture *fixture, gconstpointer data)
{
  GIOStream *stream = NULL;

  open_websocket (fixture);
  stream = soup_websocket_connection_get_io_stream (fixture->server->connection);
  g_io_stream_close (stream, NULL, NULL);
  test_await_that (fixture->closed == 1);
  g_assert_error (fixture->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE);
}

/* Sending itself finds that there is nobody any more, before the main loop has a chance to. */
static void
test_websocket_breaks_while_sending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("x", 1);

  open_websocket (fixture);
  g_io_stream_close (soup_websocket_connection_get_io_stream (fixture->server->connection), NULL,
                     NULL);
  for (guint i = 0; i < 10 && fixture->closed == 0; i++)
    engine_io_client_send (fixture->client, text, NULL, 0, NULL);
  g_assert_cmpuint (fixture->closed, ==, 1);
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_UNREACHABLE);
}

static void
test_one_volatile_message_a_turn (Fixture *fixture, gconstpointer data)
{
  open_websocket (fixture);
  test_settle ();
  g_assert_true (engine_io_client_is_writable (fixture->client));
  send_text (fixture, "x");
  g_assert_false (engine_io_client_is_writable (fixture->client));
  test_await_that (fixture->drained == 1);
  g_assert_true (engine_io_client_is_writable (fixture->client));
}

static void
test_full_stream_keeps_the_rest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (900, 'x');
  guint64 last = 0;

  /* The server does not read while this loop does not turn. */
  open_websocket (fixture);
  for (guint i = 0; i < 20000; i++)
    last = send_text (fixture, text);
  g_assert_false (engine_io_client_is_writable (fixture->client));
  g_assert_true (engine_io_client_take_back (fixture->client, last));
  test_await_that (fixture->drained == 1);
  g_assert_true (engine_io_client_is_writable (fixture->client));
}

/* --- let go at the worst moment --- */

static void
let_go_cb (Fixture *fixture)
{
  g_clear_object (&fixture->client);
}

static void
test_let_go_inside_signal (Fixture *fixture, gconstpointer data)
{
  const char *signal = data;
  gpointer gone = fixture->client;

  fixture->server->greeting = FAKE_HANDSHAKE "\x1e"
                                             "4one\x1e"
                                             "2\x1e"
                                             "4two";
  fixture->server->websocket = g_str_equal (signal, "upgrade-failed")
                                 ? FAKE_WEBSOCKET_CLOSES
                                 : FAKE_WEBSOCKET_CLOSES_AFTER_PONG;
  use_transports (fixture, "polling", "websocket");
  if (g_str_equal (signal, "closed"))
    fixture->server->status = 500;
  g_object_add_weak_pointer (G_OBJECT (fixture->client), &gone);
  g_signal_connect_swapped (fixture->client, signal, G_CALLBACK (let_go_cb), fixture);
  engine_io_client_open (fixture->client);
  test_await_that (gone == NULL);
  test_settle ();
  g_assert_cmpuint (fixture->closed, ==, g_str_equal (signal, "closed") ? 1 : 0);
}

static void
run_dispose_cb (Fixture *fixture)
{
  g_object_run_dispose (G_OBJECT (fixture->client));
  fixture->disposed++;
}

static void
test_dispose_inside_signal (Fixture *fixture, gconstpointer data)
{
  const char *signal = data;

  fixture->server->greeting = FAKE_HANDSHAKE "\x1e"
                                             "4one\x1e"
                                             "2\x1e"
                                             "4two";
  fixture->server->websocket = FAKE_WEBSOCKET_CLOSES_AFTER_PONG;
  use_transports (fixture, "polling", "websocket");
  g_signal_connect_swapped (fixture->client, signal, G_CALLBACK (run_dispose_cb), fixture);
  engine_io_client_open (fixture->client);
  test_await_that (fixture->disposed == 1);
  test_settle ();
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_let_go_in_any_state (Fixture *fixture, gconstpointer data)
{
  /* Turn by turn a little later. */
  for (guint turns = 0; turns < 60; turns++) {
    Fixture other = { 0 };

    set_up (&other, NULL);
    other.server->websocket = FAKE_WEBSOCKET_CLOSES_AFTER_PONG;
    use_transports (&other, turns % 2 == 0 ? "polling" : "websocket", "websocket");
    engine_io_client_open (other.client);
    for (guint i = 0; i < turns; i++)
      g_main_context_iteration (NULL, FALSE);
    tear_down (&other, NULL);
    g_assert_cmpuint (other.closed, ==, 0);
  }
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

static void
add_openings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++) {
    g_autofree char *path =
      g_strconcat ("/engine-io/client/no-handshake/", greetings[i].name, NULL);

    ADD (path, &greetings[i], test_greeting);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad_addresses); i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/client/bad-address/%u", i);

    ADD (path, bad_addresses[i], test_bad_address);
  }
  ADD ("/engine-io/client/no-handshake/endless", NULL, test_endless_greeting);
  ADD ("/engine-io/client/refused-websocket", NULL, test_refused_websocket);
  ADD ("/engine-io/client/nobody-listens", NULL, test_nobody_listens);
  ADD ("/engine-io/client/no-transport", NULL, test_no_transport);
  ADD ("/engine-io/client/try-all-transports", NULL, test_try_all_transports);
  ADD ("/engine-io/client/query-and-path", NULL, test_query_and_path);
}

static void
add_sizes (void)
{
  ADD ("/engine-io/client/exact-limit", NULL, test_exact_limit);
  ADD ("/engine-io/client/one-byte-above-the-limit", NULL, test_one_byte_above_the_limit);
  ADD ("/engine-io/client/huge-answer/declared", GINT_TO_POINTER (FALSE), test_huge_answer);
  ADD ("/engine-io/client/huge-answer/chunked", GINT_TO_POINTER (TRUE), test_huge_answer);
  ADD ("/engine-io/client/answer-that-inflates", NULL, test_answer_that_inflates);
  ADD ("/engine-io/client/message-above-max-payload", NULL, test_message_above_max_payload);
  ADD ("/engine-io/client/server-says-too-large", NULL, test_server_says_too_large);
  ADD ("/engine-io/client/payload-stays-below-max-payload", NULL,
       test_payload_stays_below_max_payload);
}

static void
add_sessions (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/client/garbage/%u", i);

    ADD (path, garbage[i], test_garbage);
  }
  ADD ("/engine-io/client/first-answer-has-more-packets", NULL, test_first_answer_has_more_packets);
  ADD ("/engine-io/client/session-is-unknown", NULL, test_session_is_unknown);
  ADD ("/engine-io/client/close-packet", NULL, test_close_packet);
  ADD ("/engine-io/client/silence", NULL, test_silence);
  ADD ("/engine-io/client/expired-after-sleep", NULL, test_expired_after_sleep);
  ADD ("/engine-io/client/request-timeout", NULL, test_request_timeout);
  ADD ("/engine-io/client/cookies-stick", NULL, test_cookies_stick);
  ADD ("/engine-io/client/ping-is-answered-before-what-waits", NULL,
       test_ping_is_answered_before_what_waits);
  ADD ("/engine-io/client/many-pings-are-answered-once", NULL, test_many_pings_are_answered_once);
  ADD ("/engine-io/client/take-back", NULL, test_take_back);
  ADD ("/engine-io/client/sending-needs-a-session", NULL, test_sending_needs_a_session);
  ADD ("/engine-io/client/close-says-goodbye", NULL, test_close_says_goodbye);
  ADD ("/engine-io/client/close-while-opening", NULL, test_close_while_opening);
  ADD ("/engine-io/client/abort", NULL, test_abort);
}

static void
add_upgrades (void)
{
  ADD ("/engine-io/client/upgrade-fails/refused", GUINT_TO_POINTER (FAKE_WEBSOCKET_REFUSED),
       test_upgrade_fails);
  ADD ("/engine-io/client/upgrade-fails/closes", GUINT_TO_POINTER (FAKE_WEBSOCKET_CLOSES),
       test_upgrade_fails);
  ADD ("/engine-io/client/upgrade-fails/swallows", GUINT_TO_POINTER (FAKE_WEBSOCKET_SWALLOWS),
       test_upgrade_fails);
  ADD ("/engine-io/client/upgrade-fails/babbles", GUINT_TO_POINTER (FAKE_WEBSOCKET_BABBLES),
       test_upgrade_fails);
  ADD ("/engine-io/client/upgrade-fails/greets", GUINT_TO_POINTER (FAKE_WEBSOCKET_GREETS),
       test_upgrade_fails);
  ADD ("/engine-io/client/upgrade-fails-while-pausing", NULL, test_upgrade_fails_while_pausing);
  ADD ("/engine-io/client/close-waits-for-the-upgrade", NULL, test_close_waits_for_the_upgrade);
  ADD ("/engine-io/client/close-while-probing", NULL, test_close_while_probing);
}

static void
add_websockets (void)
{
  ADD ("/engine-io/client/websocket/close-code", NULL, test_close_code);
  ADD ("/engine-io/client/websocket/limit", NULL, test_websocket_limit);
  ADD ("/engine-io/client/websocket/garbage/empty", "", test_websocket_garbage);
  ADD ("/engine-io/client/websocket/garbage/digit", "9", test_websocket_garbage);
  ADD ("/engine-io/client/websocket/garbage/base64", "b-_", test_websocket_garbage);
  ADD ("/engine-io/client/websocket/breaks", NULL, test_websocket_breaks);
  ADD ("/engine-io/client/websocket/breaks-while-sending", NULL,
       test_websocket_breaks_while_sending);
  ADD ("/engine-io/client/websocket/one-volatile-message-a-turn", NULL,
       test_one_volatile_message_a_turn);
  ADD ("/engine-io/client/websocket/full-stream-keeps-the-rest", NULL,
       test_full_stream_keeps_the_rest);
}

static void
add_endings (void)
{
  static const char *const signals[] = { "opened",    "message",        "heartbeat",
                                         "upgrading", "upgrade-failed", "closed" };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    g_autofree char *path = g_strconcat ("/engine-io/client/let-go-inside/", signals[i], NULL);
    g_autofree char *other = g_strconcat ("/engine-io/client/dispose-inside/", signals[i], NULL);

    ADD (path, signals[i], test_let_go_inside_signal);
    if (!g_str_equal (signals[i], "closed"))
      ADD (other, signals[i], test_dispose_inside_signal);
  }
  ADD ("/engine-io/client/let-go-in-any-state", NULL, test_let_go_in_any_state);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_openings ();
  add_sizes ();
  add_sessions ();
  add_upgrades ();
  add_websockets ();
  add_endings ();

  return g_test_run ();
}
