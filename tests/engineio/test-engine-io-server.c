/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server answers, byte by byte where somebody may rely on it.
 */
#include "engine-io-server.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "raw-http.h"
#include "test-await.h"
#include "test-certificate.h"

#define WEBSOCKET                                                                                  \
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"                     \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

typedef struct {
  EngineIoServerOptions *options;
  EngineIoServer *server;
  guint port;
  EngineIoSocket *socket; /* the one that came last */
  guint n_connections;
  guint n_closed;
  EngineIoCloseReason reason;
  GString *errors; /* codes that were reported */
  EngineIoNext *next;
} Fixture;

static void
closed_cb (EngineIoSocket *socket,
           EngineIoCloseReason reason,
           const GError *details,
           Fixture *fixture)
{
  fixture->n_closed++;
  fixture->reason = reason;
}

static void
connection_cb (EngineIoServer *server, EngineIoSocket *socket, Fixture *fixture)
{
  fixture->n_connections++;
  g_set_object (&fixture->socket, socket);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), fixture);
}

static void
connection_error_cb (EngineIoServer *server,
                     SoupServerMessage *message,
                     EngineIoServerError code,
                     const char *text,
                     Fixture *fixture)
{
  g_assert_true (SOUP_IS_SERVER_MESSAGE (message));
  g_string_append_printf (fixture->errors, "%d %s;", (int) code, text);
}

static void
listen_anew (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  engine_io_server_listen (fixture->server, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);
  fixture->port = engine_io_server_get_port (fixture->server);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{

  fixture->options = engine_io_server_options_new ();
  fixture->errors = g_string_new (NULL);
  fixture->server = engine_io_server_new (fixture->options);
  g_signal_connect (fixture->server, "connection", G_CALLBACK (connection_cb), fixture);
  g_signal_connect (fixture->server, "connection-error", G_CALLBACK (connection_error_cb), fixture);
  listen_anew (fixture);
}

static void
drop_server (Fixture *fixture)
{
  if (fixture->server == NULL)
    return;

  g_assert_finalize_object (g_steal_pointer (&fixture->server));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->next);
  drop_server (fixture);
  test_settle ();
  if (fixture->socket != NULL)
    g_assert_finalize_object (fixture->socket);
  g_assert_finalize_object (fixture->options);
  g_string_free (fixture->errors, TRUE);
}

/* The id of a new session. */
static char *
shake_hands (Fixture *fixture)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;

  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
  g_assert_true (g_str_has_prefix (raw_http_get_body (answer), "0{\"sid\":\""));

  return g_strdup (engine_io_socket_get_id (fixture->socket));
}

static char *
make_target (const char *sid, const char *transport)
{
  return g_strdup_printf ("/engine.io/?EIO=4&transport=%s&sid=%s", transport, sid);
}

/* --- the table ------------------------------------------------------------ */

typedef struct {
  const char *request; /* method and target; "SID" stands for a session's id */
  const char *headers;
  guint status;
  const char *body;
  const char *error; /* that is reported */
  gboolean alive;    /* the session goes on */
} Case;

#define UNKNOWN_TRANSPORT "{\"code\":0,\"message\":\"Transport unknown\"}"
#define UNKNOWN_SID "{\"code\":1,\"message\":\"Session ID unknown\"}"
#define BAD_METHOD "{\"code\":2,\"message\":\"Bad handshake method\"}"
#define BAD_REQUEST "{\"code\":3,\"message\":\"Bad request\"}"
#define BAD_VERSION "{\"code\":5,\"message\":\"Unsupported protocol version\"}"

static const Case cases[] = {
  { "GET /engine.io/?EIO=4", "", 400, UNKNOWN_TRANSPORT, "0 Transport unknown;", TRUE },
  { "GET /engine.io/", "", 400, UNKNOWN_TRANSPORT, "0 Transport unknown;", TRUE },
  { "GET /engine.io/?EIO=4&transport=tobi", "", 400, UNKNOWN_TRANSPORT, "0 Transport unknown;",
    TRUE },
  { "GET /engine.io/?EIO=4&transport=webtransport", "", 400, UNKNOWN_TRANSPORT,
    "0 Transport unknown;", TRUE },
  { "GET /engine.io/?EIO=4&transport=polling&transport=__proto__", "", 400, UNKNOWN_TRANSPORT,
    "0 Transport unknown;", TRUE },
  { "OPTIONS /engine.io/?EIO=4", "", 400, UNKNOWN_TRANSPORT, "0 Transport unknown;", TRUE },
  { "GET /engine.io/?EIO=4&transport=polling&sid=nobody", "", 400, UNKNOWN_SID,
    "1 Session ID unknown;", TRUE },
  { "POST /engine.io/?EIO=4&transport=polling&sid=nobody", "Content-Length: 1\r\n", 400,
    UNKNOWN_SID, "1 Session ID unknown;", TRUE },
  { "POST /engine.io/?EIO=4&transport=polling", "Content-Length: 1\r\n", 400, BAD_METHOD,
    "2 Bad handshake method;", TRUE },
  { "PUT /engine.io/?EIO=4&transport=polling", "Content-Length: 1\r\n", 400, BAD_METHOD,
    "2 Bad handshake method;", TRUE },
  { "OPTIONS /engine.io/?EIO=4&transport=polling", "", 400, BAD_METHOD, "2 Bad handshake method;",
    TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket", "", 400, BAD_REQUEST, "3 Bad request;", TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket&sid=SID", "", 400, BAD_REQUEST, "3 Bad request;",
    TRUE },
  { "GET /engine.io/?EIO=3&transport=polling&sid=SID", "", 400, BAD_REQUEST, "3 Bad request;",
    TRUE },
  { "GET /engine.io/?EIO=4&transport=polling",
    "Origin: a\x01"
    "b\r\n",
    400, BAD_REQUEST, "3 Bad request;", TRUE },
  { "GET /engine.io/?transport=polling", "", 400, BAD_VERSION, "5 Unsupported protocol version;",
    TRUE },
  { "GET /engine.io/?EIO=3&transport=polling", "", 400, BAD_VERSION,
    "5 Unsupported protocol version;", TRUE },
  { "GET /engine.io/?EIO=abc&transport=polling&sid=", "", 400, BAD_VERSION,
    "5 Unsupported protocol version;", TRUE },
  { "PUT /engine.io/?EIO=4&transport=polling&sid=SID", "Content-Length: 1\r\n", 500, "", "", TRUE },
  { "DELETE /engine.io/?EIO=4&transport=polling&sid=SID", "", 500, "", "", TRUE },
  { "POST /engine.io/?EIO=4&transport=polling&sid=SID",
    "Content-Type: application/octet-stream\r\nContent-Length: 1\r\n", 400, "", "", FALSE },
  { "POST /engine.io/?EIO=4&transport=polling&sid=SID", "Content-Length: 1000001\r\n", 413, "", "",
    TRUE },
  { "POST /engine.io/?EIO=4&transport=polling", "Content-Length: 1000001\r\n", 400, BAD_METHOD, "",
    TRUE },
  { "POST /engine.io/?EIO=4&transport=polling&sid=SID", "Content-Length: 1\r\n", 200, "ok", "",
    FALSE },
  { "POST /engine.io/?EIO=4&transport=polling&sid=SID", "Content-Length: 0\r\n", 200, "ok", "",
    FALSE },
  { "GET /engine.io", "", 404, "", "", TRUE },
  { "GET /engine.io?EIO=4&transport=polling", "", 404, "", "", TRUE },
  { "GET /engine.io/more/?EIO=4&transport=polling", "", 404, "", "", TRUE },
  { "GET /engine.iox/?EIO=4&transport=polling", "", 404, "", "", TRUE },
  { "GET /?EIO=4&transport=polling", "", 404, "", "", TRUE },

  { "GET /engine.io/?EIO=4", WEBSOCKET, 400, "Transport unknown", "0 Transport unknown;", TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket&sid=nobody", WEBSOCKET, 400, "Session ID unknown",
    "1 Session ID unknown;", TRUE },
  { "POST /engine.io/?EIO=4&transport=websocket", WEBSOCKET, 400, "Bad handshake method",
    "2 Bad handshake method;", TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket",
    WEBSOCKET "Origin: a\x01"
              "b\r\n",
    400, "Bad request", "3 Bad request;", TRUE },
  { "GET /engine.io/?transport=websocket", WEBSOCKET, 400, "Unsupported protocol version",
    "5 Unsupported protocol version;", TRUE },
  { "GET /engine.io/?EIO=3&transport=websocket&sid=SID", WEBSOCKET, 400, "Bad request",
    "3 Bad request;", TRUE },
  { "PUT /engine.io/?EIO=4&transport=websocket&sid=SID", WEBSOCKET, 405, "Method Not Allowed", "",
    TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket",
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n", 400,
    "Bad Request", "", TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket",
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ\r\n",
    400, "Bad Request", "", TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket",
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 8\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    426, "Upgrade Required", "", TRUE },
  { "GET /engine.io/?EIO=4&transport=websocket", "Connection: Upgrade\r\nUpgrade: h2c\r\n", 400,
    BAD_REQUEST, "3 Bad request;", TRUE },
};

static void
assert_type (const Case *c, const char *answer)
{
  g_autofree char *type = raw_http_dup_header (answer, "Content-Type");
  g_autofree char *connection = raw_http_dup_header (answer, "Connection");

  if (c->body[0] == '{')
    g_assert_cmpstr (type, ==, "application/json");
  else if (c->status == 200 || *c->body != '\0')
    g_assert_cmpstr (type, ==, "text/html");

  if (strstr (c->headers, "websocket") != NULL) {
    g_assert_cmpstr (connection, ==, "close");
    g_assert_cmpstr (type, ==, "text/html");
  }
}

static void
test_case (Fixture *fixture, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *sid = shake_hands (fixture);
  g_auto (GStrv) parts = g_strsplit (c->request, "SID", 2);
  g_autofree char *request = g_strjoinv (sid, parts);
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *text = NULL;
  g_autofree char *answer = NULL;

  text = g_strdup_printf ("%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n%s", request, c->headers,
                          strstr (c->headers, "Content-Length: 1\r") != NULL ? "x" : "");
  raw_http_send (client, text);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, c->status);
  g_assert_cmpstr (raw_http_get_body (answer), ==, c->body);
  assert_type (c, answer);
  g_assert_cmpstr (fixture->errors->str, ==, c->error);

  test_settle ();
  g_assert_cmpuint (fixture->n_closed, ==, c->alive ? 0 : 1);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, c->alive ? 1 : 0);
  g_assert_true (!c->alive || engine_io_server_get_socket (fixture->server, sid) != NULL);
  g_assert_cmpuint (fixture->n_connections, ==, 1);
}

/* --- what a session says -------------------------------------------------- */

static void
test_handshake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;
  g_autofree char *type = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *cookie = NULL;
  g_autofree char *expected = NULL;

  raw_http_get (client, "/engine.io/?EIO=4&transport=polling&t=abc", "");
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
  g_assert_cmpuint (fixture->n_connections, ==, 1);
  expected =
    g_strdup_printf ("0{\"sid\":\"%s\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,"
                     "\"pingTimeout\":20000,\"maxPayload\":1000000}",
                     engine_io_socket_get_id (fixture->socket));
  g_assert_cmpuint (strlen (engine_io_socket_get_id (fixture->socket)), ==, 20);
  g_assert_cmpstr (raw_http_get_body (answer), ==, expected);

  type = raw_http_dup_header (answer, "Content-Type");
  g_assert_cmpstr (type, ==, "text/plain; charset=UTF-8");
  cache = raw_http_dup_header (answer, "Cache-Control");
  g_assert_cmpstr (cache, ==, "no-store");
  cookie = raw_http_dup_header (answer, "Set-Cookie");
  g_assert_null (cookie);
  g_assert_cmpstr (engine_io_request_head_get_url (engine_io_socket_get_request (fixture->socket)),
                   ==, "/engine.io/?EIO=4&transport=polling&t=abc");
}

static void
keep_message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, GString *heard)
{
  g_string_append_len (heard, g_bytes_get_data (data, NULL), (gssize) g_bytes_get_size (data));
  g_string_append_c (heard, '|');
}

static void
test_polling (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GBytes) hello = g_bytes_new_static ("hello", 5);

  g_signal_connect (fixture->socket, "message", G_CALLBACK (keep_message_cb), heard);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *posted = NULL;
    g_autofree char *polled = NULL;

    raw_http_get (poll, target, "Range: bytes=1-2\r\n");
    raw_http_post (post, target,
                   "4one\x1e"
                   "4two");
    posted = raw_http_read (post);
    g_assert_cmpuint (raw_http_get_status (posted), ==, 200);
    g_assert_cmpstr (raw_http_get_body (posted), ==, "ok");

    engine_io_socket_send (fixture->socket, hello, ENGINE_IO_SEND_DEFAULT);
    polled = raw_http_read (poll);
    g_assert_cmpuint (raw_http_get_status (polled), ==, 200);
    g_assert_cmpstr (raw_http_get_body (polled), ==, "4hello");
  }
  g_assert_cmpstr (heard->str, ==, "one|two|one|two|one|two|");
}

/* A POST whose body comes in pieces, one of them after a while. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *head = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *again = NULL;

  g_signal_connect (fixture->socket, "message", G_CALLBACK (keep_message_cb), heard);
  head =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n4h", target);
  raw_http_send (post, head);
  test_settle ();
  raw_http_send (post, "el");
  test_settle ();
  raw_http_send (post, "lo");
  answer = raw_http_read (post);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
  g_assert_cmpstr (heard->str, ==, "hello|");

  g_clear_pointer (&head, g_free);
  head = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n",
                          target);
  raw_http_send (post, head);
  again = raw_http_read (post);
  g_assert_cmpuint (raw_http_get_status (again), ==, 100);
  g_clear_pointer (&again, g_free);
  raw_http_send (post, "2\r\n4a\r\n1\r\nb\r\n0\r\n\r\n");
  again = raw_http_read (post);
  g_assert_cmpuint (raw_http_get_status (again), ==, 200);
  g_assert_cmpstr (heard->str, ==, "hello|ab|");
}

static void
test_second_poll (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) one = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) two = raw_http_connect (fixture->port);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  raw_http_get (one, target, "");
  test_settle ();
  raw_http_get (two, target, "");
  second = raw_http_read (two);
  g_assert_cmpuint (raw_http_get_status (second), ==, 400);
  g_assert_cmpstr (raw_http_get_body (second), ==, "");
  first = raw_http_read (one);
  g_assert_cmpuint (raw_http_get_status (first), ==, 200);
  g_assert_cmpstr (raw_http_get_body (first), ==, "1");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
}

static void
test_second_post (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) one = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) two = raw_http_connect (fixture->port);
  g_autofree char *head = NULL;
  g_autofree char *second = NULL;

  head =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n4h", target);
  raw_http_send (one, head);
  test_settle ();
  raw_http_post (two, target, "4again");
  second = raw_http_read (two);
  g_assert_cmpuint (raw_http_get_status (second), ==, 400);
  g_assert_cmpstr (raw_http_get_body (second), ==, "");
  raw_http_await_end (one);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

static void
test_too_long_in_chunks (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);
  g_autofree char *head = NULL;
  g_autofree char *answer = NULL;

  g_object_set (fixture->options, "max-http-buffer-size", (guint64) 4, NULL);
  head =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "4\r\n4abc\r\n",
                     target);
  raw_http_send (post, head);
  test_settle ();
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 1);
  raw_http_send (post, "1\r\nd\r\n");
  answer = raw_http_read (post);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 413);
  raw_http_finish (post);
  raw_http_await_end (post);
  g_assert_cmpuint (fixture->n_closed, ==, 0);

  /* The next one is no second one. */
  {
    g_autoptr (RawHttp) again = raw_http_connect (fixture->port);
    g_autofree char *ok = NULL;

    raw_http_post (again, target, "4abc");
    ok = raw_http_read (again);
    g_assert_cmpuint (raw_http_get_status (ok), ==, 200);
  }
}

/* Whoever still sends a body that is not wanted reads the answer all the same. */
static void
test_too_long_and_sent (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);
  g_autofree char *body = g_strnfill (3000000, 'x');
  g_autofree char *answer = NULL;

  raw_http_post (post, target, body);
  answer = raw_http_read (post);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 413);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_poll_gone (Fixture *fixture, gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);

  raw_http_get (poll, target, "");
  test_settle ();
  g_assert_true (engine_io_socket_is_writable (fixture->socket));
  if (reset)
    raw_http_abort (poll);
  else
    raw_http_finish (poll);
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
}

static void
test_post_gone (Fixture *fixture, gconstpointer data)
{
  gboolean reset = GPOINTER_TO_INT (data);
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autofree char *head = NULL;
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);

  head =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n4h", target);
  raw_http_send (post, head);
  test_settle ();
  if (reset)
    raw_http_abort (post);
  else
    raw_http_finish (post);
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

/* --- WebSocket ------------------------------------------------------------ */

/* The next text frame of a server, if it is short. */
static char *
read_frame (RawHttp *client)
{
  g_autoptr (GBytes) head = raw_http_read_bytes (client, 2);
  const guint8 *bytes = g_bytes_get_data (head, NULL);
  g_autoptr (GBytes) payload = NULL;
  gsize length = bytes[1];

  g_assert_cmpuint (bytes[0], ==, 0x81);
  if (length == 126) {
    g_autoptr (GBytes) more = raw_http_read_bytes (client, 2);

    bytes = g_bytes_get_data (more, NULL);
    length = (gsize) bytes[0] << 8 | bytes[1];
  }
  payload = raw_http_read_bytes (client, length);

  return g_strndup (g_bytes_get_data (payload, NULL), length);
}

static void
test_websocket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GBytes) hello = g_bytes_new_static ("hello", 5);
  g_autofree char *answer = NULL;
  g_autofree char *accept = NULL;
  g_autofree char *handshake = NULL;
  g_autofree char *frame = NULL;

  raw_http_get (client, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 101);
  accept = raw_http_dup_header (answer, "Sec-WebSocket-Accept");
  g_assert_cmpstr (accept, ==, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  handshake = read_frame (client);
  g_assert_true (g_str_has_prefix (handshake, "0{\"sid\":\""));
  g_assert_nonnull (strstr (handshake, "\"upgrades\":[]"));

  g_signal_connect (fixture->socket, "message", G_CALLBACK (keep_message_cb), heard);
  raw_http_send_bytes (client,
                       "\x81\x83\0\0\0\0"
                       "4hi",
                       9);
  test_await_that (heard->len > 0);
  g_assert_cmpstr (heard->str, ==, "hi|");
  engine_io_socket_send (fixture->socket, hello, ENGINE_IO_SEND_DEFAULT);
  frame = read_frame (client);
  g_assert_cmpstr (frame, ==, "4hello");

  raw_http_abort (client);
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
}

/* Frames that come with the handshake, before its answer. */
static void
test_websocket_in_a_hurry (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                             "Host: localhost\r\n" WEBSOCKET "\r\n"
                             "\x81\x86\0\0\0\0"
                             "4hello"
                             "\x88\x80\0\0\0\0";
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;

  raw_http_send_bytes (client, text, sizeof text - 1);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 101);
  test_await_that (fixture->n_closed > 0);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
}

/* Asks for a WebSocket with the query of a poll. */
static void
test_websocket_for_polling (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  const char *targets[] = { "/engine.io/?EIO=4&transport=polling", target };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
    g_autofree char *answer = NULL;
    g_autoptr (GBytes) close = NULL;

    raw_http_get (client, targets[i], WEBSOCKET);
    answer = raw_http_read (client);
    g_assert_cmpuint (raw_http_get_status (answer), ==, 101);
    close = raw_http_read_bytes (client, 2);
    g_assert_cmpmem (g_bytes_get_data (close, NULL), g_bytes_get_size (close), "\x88\0", 2);
    raw_http_send_bytes (client, "\x88\x80\0\0\0\0", 6);
    raw_http_await_end (client);
  }
  g_assert_cmpuint (fixture->n_connections, ==, 1);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "websocket");
  g_autofree char *polling = make_target (sid, "polling");
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
  g_autoptr (GBytes) hello = g_bytes_new_static ("hello", 5);
  g_autofree char *answer = NULL;
  g_autofree char *probe = NULL;
  g_autofree char *message = NULL;
  g_autofree char *refused = NULL;

  raw_http_get (client, target, WEBSOCKET);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 101);
  raw_http_send_bytes (client,
                       "\x81\x86\0\0\0\0"
                       "2probe",
                       12);
  probe = read_frame (client);
  g_assert_cmpstr (probe, ==, "3probe");
  raw_http_send_bytes (client,
                       "\x81\x81\0\0\0\0"
                       "5",
                       7);
  test_await_that (g_str_equal (engine_io_socket_get_transport (fixture->socket), "websocket"));
  engine_io_socket_send (fixture->socket, hello, ENGINE_IO_SEND_DEFAULT);
  message = read_frame (client);
  g_assert_cmpstr (message, ==, "4hello");

  /* What polls after that has lost its way, and harms nobody. */
  raw_http_get (poll, polling, "");
  refused = raw_http_read (poll);
  g_assert_cmpstr (raw_http_get_body (refused), ==, BAD_REQUEST);
  g_assert_cmpuint (fixture->n_closed, ==, 0);
}

static void
test_deflate (Fixture *fixture, gconstpointer data)
{
  static const char offer[] = WEBSOCKET "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  const char *target = "/engine.io/?EIO=4&transport=websocket";

  for (guint i = 0; i < 2; i++) {
    g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
    g_autofree char *answer = NULL;
    g_autofree char *extensions = NULL;

    g_object_set (fixture->options, "per-message-deflate", i == 1, NULL);
    raw_http_get (client, target, offer);
    answer = raw_http_read (client);
    extensions = raw_http_dup_header (answer, "Sec-WebSocket-Extensions");
    if (i == 1)
      g_assert_true (g_str_has_prefix (extensions, "permessage-deflate;"));
    else
      g_assert_null (extensions);
  }
}

/* --- headers -------------------------------------------------------------- */

static void
add_header_cb (EngineIoServer *server,
               SoupMessageHeaders *headers,
               SoupServerMessage *message,
               const char *name)
{
  soup_message_headers_append (headers, name, "yes");
}

static void
assert_headers (const char *answer, const char *cookie, const char *first, const char *each)
{
  g_autofree char *cookie_header = raw_http_dup_header (answer, "Set-Cookie");
  g_autofree char *first_header = raw_http_dup_header (answer, "x-first");
  g_autofree char *each_header = raw_http_dup_header (answer, "x-each");

  g_assert_cmpstr (cookie_header, ==, cookie);
  g_assert_cmpstr (first_header, ==, first);
  g_assert_cmpstr (each_header, ==, each);
}

static void
test_headers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) websocket = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;
  g_autofree char *next = NULL;
  g_autofree char *upgrade = NULL;
  g_autofree char *target = NULL;
  g_autofree char *cookie = NULL;

  g_object_set (fixture->options, "cookie-name", "io", NULL);
  g_signal_connect (fixture->server, "initial-headers", G_CALLBACK (add_header_cb),
                    (gpointer) "x-first");
  g_signal_connect (fixture->server, "headers", G_CALLBACK (add_header_cb), (gpointer) "x-each");

  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  answer = raw_http_read (client);
  cookie = g_strdup_printf ("io=%s; Path=/; HttpOnly; SameSite=Lax",
                            engine_io_socket_get_id (fixture->socket));
  assert_headers (answer, cookie, "yes", "yes");

  target = make_target (engine_io_socket_get_id (fixture->socket), "polling");
  raw_http_post (client, target, "4hello");
  next = raw_http_read (client);
  assert_headers (next, NULL, NULL, "yes");

  raw_http_get (websocket, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
  upgrade = raw_http_read (websocket);
  g_clear_pointer (&cookie, g_free);
  cookie = g_strdup_printf ("io=%s; Path=/; HttpOnly; SameSite=Lax",
                            engine_io_socket_get_id (fixture->socket));
  assert_headers (upgrade, cookie, "yes", "yes");
}

static void
test_cors (Fixture *fixture, gconstpointer data)
{
  static const char *const origins[] = { "https://a.example", NULL };
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *preflight = NULL;
  g_autofree char *methods = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *allowed = NULL;
  g_autofree char *refused = NULL;
  g_autofree char *allowed_too = NULL;

  g_object_set (fixture->options, "cors-origins", origins, NULL);
  raw_http_send (client, "OPTIONS /engine.io/?EIO=4 HTTP/1.1\r\nHost: localhost\r\n"
                         "Origin: https://a.example\r\n\r\n");
  preflight = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (preflight), ==, 204);
  methods = raw_http_dup_header (preflight, "Access-Control-Allow-Methods");
  g_assert_cmpstr (methods, ==, "GET,HEAD,PUT,PATCH,POST,DELETE");

  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "Origin: https://a.example\r\n");
  answer = raw_http_read (client);
  allowed = raw_http_dup_header (answer, "Access-Control-Allow-Origin");
  g_assert_cmpstr (allowed, ==, "https://a.example");

  raw_http_get (client, "/engine.io/?EIO=4&transport=tobi", "Origin: https://a.example\r\n");
  refused = raw_http_read (client);
  allowed_too = raw_http_dup_header (refused, "Access-Control-Allow-Origin");
  g_assert_cmpstr (allowed_too, ==, "https://a.example");
}

static void
test_compression (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autoptr (GBytes) bytes = g_bytes_new (text, 5000);
  static const struct {
    const char *accept;
    const char *encoding;
  } encodings[] = {
    { "", NULL },
    { "Accept-Encoding: gzip, deflate\r\n", "gzip" },
    { "Accept-Encoding: gzip;q=0.5, deflate\r\n", "deflate" },
    { "Accept-Encoding: br, gzip;q=0\r\n", NULL },
    { "Accept-Encoding: identity, gzip;q=0.5\r\n", NULL },
    { "Accept-Encoding: *\r\n", "gzip" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (encodings); i++) {
    g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
    g_autofree char *answer = NULL;
    g_autofree char *encoding = NULL;
    g_autofree char *length = NULL;

    raw_http_get (poll, target, encodings[i].accept);
    engine_io_socket_send (fixture->socket, bytes, ENGINE_IO_SEND_DEFAULT);
    answer = raw_http_read (poll);
    encoding = raw_http_dup_header (answer, "Content-Encoding");
    length = raw_http_dup_header (answer, "Content-Length");
    g_assert_cmpstr (encoding, ==, encodings[i].encoding);
    if (encoding != NULL)
      g_assert_cmpuint (strlen (length), <, 4);
    else
      g_assert_cmpstr (length, ==, "5001");
  }
}

/* --- who may come in ------------------------------------------------------ */

static void
ask_later_cb (EngineIoServer *server,
              SoupServerMessage *message,
              EngineIoNext *next,
              gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->next, next);
}

static void
test_hook (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) one = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) two = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) three = raw_http_connect (fixture->port);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  engine_io_server_set_allow_request (fixture->server, ask_later_cb, fixture, NULL);
  raw_http_get (one, "/engine.io/?EIO=4&transport=polling", "");
  test_await_that (fixture->next != NULL);
  g_assert_cmpuint (fixture->n_connections, ==, 0);
  engine_io_next_pass (fixture->next);
  first = raw_http_read (one);
  g_assert_cmpuint (raw_http_get_status (first), ==, 200);
  g_assert_cmpuint (fixture->n_connections, ==, 1);

  g_clear_object (&fixture->next);
  raw_http_get (two, "/engine.io/?EIO=4&transport=polling", "");
  test_await_that (fixture->next != NULL);
  engine_io_next_refuse (fixture->next, "not \"you\"", NULL);
  second = raw_http_read (two);
  g_assert_cmpuint (raw_http_get_status (second), ==, 403);
  g_assert_cmpstr (raw_http_get_body (second), ==, "{\"code\":4,\"message\":\"not \\\"you\\\"\"}");
  g_assert_cmpstr (fixture->errors->str, ==, "4 not \"you\";");

  g_clear_object (&fixture->next);
  raw_http_get (three, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
  test_await_that (fixture->next != NULL);
  g_clear_object (&fixture->next);
  third = raw_http_read (three);
  g_assert_cmpuint (raw_http_get_status (third), ==, 400);
  g_assert_cmpstr (raw_http_get_body (third), ==, "Forbidden");
}

static void
test_hook_passes_websocket (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;
  g_autofree char *handshake = NULL;

  engine_io_server_set_allow_request (fixture->server, ask_later_cb, fixture, NULL);
  raw_http_get (client, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
  test_await_that (fixture->next != NULL);
  test_settle ();
  engine_io_next_pass (fixture->next);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 101);
  handshake = read_frame (client);
  g_assert_true (g_str_has_prefix (handshake, "0{"));
}

/* The client does not wait for the hook; its answer comes too late. */
static void
test_hook_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) another = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;

  engine_io_server_set_allow_request (fixture->server, ask_later_cb, fixture, NULL);
  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  test_await_that (fixture->next != NULL);
  raw_http_abort (client);
  raw_http_get (another, "/engine.io/?EIO=4", "");
  answer = raw_http_read (another);
  test_settle ();
  engine_io_next_pass (fixture->next);
  test_settle ();
  g_assert_cmpuint (fixture->n_connections, ==, 0);
}

static void
test_hook_survives (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);

  engine_io_server_set_allow_request (fixture->server, ask_later_cb, fixture, NULL);
  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  test_await_that (fixture->next != NULL);
  drop_server (fixture);
  engine_io_next_pass (fixture->next);
  raw_http_await_end (client);
}

static void
test_max_sessions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) websocket = raw_http_connect (fixture->port);
  g_autofree char *sid = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *upgrade = NULL;
  g_autofree char *again = NULL;

  g_object_set (fixture->options, "max-sessions", 1u, NULL);
  sid = shake_hands (fixture);
  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 503);
  g_assert_cmpstr (raw_http_get_body (answer), ==,
                   "{\"code\":4,\"message\":\"Too many sessions\"}");
  raw_http_get (websocket, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
  upgrade = raw_http_read (websocket);
  g_assert_cmpuint (raw_http_get_status (upgrade), ==, 503);

  engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_FORCED, NULL);
  again = shake_hands (fixture);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 1);
}

static void
test_max_handshakes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  g_object_set (fixture->options, "max-handshakes-per-address", 2u, NULL);
  one = shake_hands (fixture);
  two = shake_hands (fixture);
  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  answer = raw_http_read (client);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 429 Too Many Requests\r\n"));
}

/* Connections that are not used are closed; a poll that waits is used, and so is a WebSocket. */
static void
test_silence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autofree char *sid = NULL;
  g_autofree char *target = NULL;
  g_autofree char *upgrade = NULL;
  g_autofree char *handshake = NULL;
  g_autofree char *polled = NULL;
  g_autoptr (GBytes) hello = g_bytes_new_static ("hello", 5);

  engine_io_server_close_async (fixture->server, 0, NULL, test_keep_result, &closed);
  test_await (&closed);
  g_object_set (fixture->options, "http-timeout", 1u, NULL);
  listen_anew (fixture);

  {
    g_autoptr (RawHttp) websocket = raw_http_connect (fixture->port);
    g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
    g_autoptr (RawHttp) silent = NULL;
    g_autoptr (RawHttp) slow = NULL;
    EngineIoSocket *socket = NULL;

    raw_http_get (websocket, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
    upgrade = raw_http_read (websocket);
    handshake = read_frame (websocket);
    sid = shake_hands (fixture);
    target = make_target (sid, "polling");
    socket = fixture->socket;
    raw_http_get (poll, target, "");

    silent = raw_http_connect (fixture->port);
    slow = raw_http_connect (fixture->port);
    raw_http_send (slow, "GET /engine.io/?EIO=4");
    raw_http_await_end (silent);
    raw_http_await_end (slow);

    g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 2);
    engine_io_socket_send (socket, hello, ENGINE_IO_SEND_DEFAULT);
    polled = raw_http_read (poll);
    g_assert_cmpstr (raw_http_get_body (polled), ==, "4hello");
  }
}

static int
find_next_descriptor (void)
{
  int fd = dup (STDIN_FILENO);

  close (fd);

  return fd;
}

/* For a moment there are no descriptors: who comes then has to wait, and so have those after him.
 */
static void
test_no_descriptors (Fixture *fixture, gconstpointer data)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (fixture->port) };
  struct rlimit usual;
  struct rlimit none;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  for (guint i = 0; i < 3; i++) {
    int fd = socket (AF_INET, SOCK_STREAM, 0);

    g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
    getrlimit (RLIMIT_NOFILE, &usual);
    none = usual;
    none.rlim_cur = (rlim_t) find_next_descriptor ();
    setrlimit (RLIMIT_NOFILE, &none);
    test_settle ();
    setrlimit (RLIMIT_NOFILE, &usual);

    g_free (shake_hands (fixture));
    close (fd);
  }
  g_assert_cmpuint (engine_io_server_get_port (fixture->server), ==, fixture->port);
  g_assert_cmpuint (fixture->n_connections, ==, 3);
}

/* What is for nobody may not have any length, either. */
static void
test_endless_for_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *filler = g_strnfill (2000, 'x');

  g_object_set (fixture->options, "max-http-buffer-size", (guint64) 1000, NULL);
  raw_http_post (client, "/elsewhere", filler);
  raw_http_await_end (client);
}

/* --- odd requests --------------------------------------------------------- */

static void
test_absurd (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (20000, 'x');
  g_autofree char *target = g_strdup_printf ("/engine.io/?EIO=4&transport=polling&t=%s", filler);
  g_autofree char *header = g_strdup_printf ("X-Filler: %s\r\n", filler);
  g_autoptr (GString) many = g_string_new (NULL);
  const char *requests[][2] = { { target, "" },
                                { "/engine.io/?EIO=4&transport=polling", header },
                                { "/engine.io/?EIO=4&transport=polling", NULL } };

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (many, "x-%u: 1\r\n", i);
  requests[2][1] = many->str;
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++) {
    g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
    g_autofree char *answer = NULL;

    raw_http_get (client, requests[i][0], requests[i][1]);
    answer = raw_http_read (client);
    g_assert_cmpuint (raw_http_get_status (answer), ==, 431);
  }
  g_assert_cmpuint (fixture->n_connections, ==, 0);
}

/* Two requests in one go; the second has to wait until the first is answered. */
static void
test_pipelining (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  raw_http_send (client, "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n"
                         "HEAD /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
  first = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (first), ==, 200);
  g_free (g_steal_pointer (&first));
  raw_http_finish (client);
  raw_http_await_end (client);
}

static void
test_encoded_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;

  raw_http_get (client, "/engine.io/?%45IO=3&EIO=%34&transport=websocket&transport=%70olling", "");
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
}

static void
test_no_host (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) one = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) two = raw_http_connect (fixture->port);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  raw_http_send (one, "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\n\r\n");
  first = raw_http_read (one);
  g_assert_cmpuint (raw_http_get_status (first), ==, 400);
  raw_http_send (two, "GET /engine.io/?EIO=4&transport=websocket HTTP/1.0\r\nHost: a\r\n" WEBSOCKET
                      "\r\n");
  second = raw_http_read (two);
  g_assert_cmpuint (raw_http_get_status (second), ==, 400);
}

static void
test_no_slash (Fixture *fixture, gconstpointer data)
{
  const char *targets[] = { "/engine.io?EIO=4&transport=polling",
                            "/engine.io/?EIO=4&transport=polling" };

  g_object_set (fixture->options, "add-trailing-slash", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++) {
    g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
    g_autofree char *answer = NULL;

    raw_http_get (client, targets[i], "");
    answer = raw_http_read (client);
    g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
  }
}

/* --- where it is ---------------------------------------------------------- */

static void
other_path_cb (SoupServer *http,
               SoupServerMessage *message,
               const char *path,
               GHashTable *query,
               gpointer user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "other", 5);
}

static void
keep_socket_cb (EngineIoServer *server, EngineIoSocket *socket, EngineIoSocket **last)
{
  g_set_object (last, socket);
}

static void
test_attach (void)
{
  SoupServer *http = soup_server_new (NULL, NULL);
  EngineIoServer *server = engine_io_server_new (NULL);
  g_autoptr (GError) error = NULL;
  guint port = 0;

  soup_server_add_handler (http, NULL, other_path_cb, NULL, NULL);
  soup_server_listen_local (http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  engine_io_server_attach (server, http);
  g_assert_true (engine_io_server_get_http (server) == http);
  port = engine_io_server_get_port (server);
  g_assert_cmpuint (port, >, 0);

  {
    g_autoptr (RawHttp) client = raw_http_connect (port);
    g_autofree char *ours = NULL;
    g_autofree char *other = NULL;
    g_autofree char *gone = NULL;

    raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
    ours = raw_http_read (client);
    g_assert_true (g_str_has_prefix (raw_http_get_body (ours), "0{"));
    raw_http_get (client, "/", "");
    other = raw_http_read (client);
    g_assert_cmpstr (raw_http_get_body (other), ==, "other");

    g_assert_finalize_object (server);
    raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
    gone = raw_http_read (client);
    g_assert_cmpstr (raw_http_get_body (gone), ==, "other");
  }

  soup_server_disconnect (http);
  test_settle ();
  g_assert_finalize_object (http);
}

/* Streams that the application brings: there is no socket to be seen, and no address. */
static void
test_streams (void)
{
  SoupServer *http = soup_server_new (NULL, NULL);
  EngineIoServer *server = engine_io_server_new (NULL);
  EngineIoSocket *last = NULL;

  g_signal_connect (server, "connection", G_CALLBACK (keep_socket_cb), &last);
  engine_io_server_attach (server, http);
  g_object_set (engine_io_server_get_options (server), "max-handshakes-per-address", 1u, NULL);

  {
    g_autoptr (RawHttp) client = raw_http_connect_local (http);
    g_autoptr (RawHttp) websocket = raw_http_connect_local (http);
    g_autoptr (RawHttp) refused = raw_http_connect_local (http);
    g_autofree char *answer = NULL;
    g_autofree char *target = NULL;
    g_autofree char *upgrade = NULL;
    g_autofree char *probe = NULL;
    g_autofree char *refusal = NULL;

    raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
    answer = raw_http_read (client);
    g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
    g_assert_null (engine_io_request_head_get_address (engine_io_socket_get_request (last)));

    target = make_target (engine_io_socket_get_id (last), "websocket");
    raw_http_get (websocket, target, WEBSOCKET);
    upgrade = raw_http_read (websocket);
    g_assert_cmpuint (raw_http_get_status (upgrade), ==, 101);
    raw_http_send_bytes (websocket,
                         "\x81\x86\0\0\0\0"
                         "2probe",
                         12);
    probe = read_frame (websocket);
    g_assert_cmpstr (probe, ==, "3probe");

    raw_http_get (refused, "/engine.io/?transport=websocket", WEBSOCKET);
    refusal = raw_http_read (refused);
    g_assert_cmpuint (raw_http_get_status (refusal), ==, 400);
  }

  g_assert_finalize_object (server);
  g_assert_finalize_object (last);
  soup_server_disconnect (http);
  test_settle ();
  g_assert_finalize_object (http);
}

/* One that listens with TLS; if there is none the test is skipped, and this is NULL. */
static EngineIoServer *
new_tls_server (EngineIoServerOptions *options)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  EngineIoServer *server = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ())) {
    g_test_skip ("there is no TLS");
    return NULL;
  }

  certificate = test_certificate_new ();
  server = engine_io_server_new (options);
  engine_io_server_listen (server, "127.0.0.1", 0, certificate, &error);
  g_assert_no_error (error);

  return server;
}

static void
test_tls (void)
{
  EngineIoServer *server = new_tls_server (NULL);

  if (server == NULL)
    return;

  {
    g_autoptr (RawHttp) client = raw_http_connect_tls (engine_io_server_get_port (server));
    g_autoptr (RawHttp) websocket = raw_http_connect_tls (engine_io_server_get_port (server));
    g_autoptr (RawHttp) refused = raw_http_connect_tls (engine_io_server_get_port (server));
    g_autofree char *answer = NULL;
    g_autofree char *upgrade = NULL;
    g_autofree char *handshake = NULL;
    g_autofree char *refusal = NULL;

    raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
    answer = raw_http_read (client);
    g_assert_cmpuint (raw_http_get_status (answer), ==, 200);
    raw_http_get (websocket, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
    upgrade = raw_http_read (websocket);
    g_assert_cmpuint (raw_http_get_status (upgrade), ==, 101);
    handshake = read_frame (websocket);
    g_assert_true (g_str_has_prefix (handshake, "0{"));
    raw_http_get (refused, "/engine.io/?transport=websocket", WEBSOCKET);
    refusal = raw_http_read (refused);
    g_assert_cmpuint (raw_http_get_status (refusal), ==, 400);
  }

  g_assert_finalize_object (server);
}

/* Clients that have begun to shake hands, and may go on or away, when there is no server any more.
 */
static void
test_tls_dropped (void)
{
  static const guint8 hello[] = { 0x16, 3, 1, 0, 200, 1, 0, 0, 196, 3, 3 };
  EngineIoServer *server = new_tls_server (NULL);

  if (server == NULL)
    return;

  {
    g_autoptr (RawHttp) silent = raw_http_connect (engine_io_server_get_port (server));
    g_autoptr (RawHttp) slow = raw_http_connect (engine_io_server_get_port (server));
    g_autoptr (RawHttp) gone = raw_http_connect (engine_io_server_get_port (server));
    g_autoptr (RawHttp) last = raw_http_connect_tls (engine_io_server_get_port (server));

    raw_http_send_bytes (slow, hello, sizeof hello);
    raw_http_abort (gone);
    g_assert_finalize_object (server);
    raw_http_await_end (silent);
    raw_http_await_end (slow);
    raw_http_await_end (last);
  }
}

/* Clients that connect, and never shake hands. */
static void
test_tls_silence (void)
{
  g_autoptr (EngineIoServerOptions) options = engine_io_server_options_new ();
  EngineIoServer *server = NULL;

  g_object_set (options, "http-timeout", 1u, NULL);
  server = new_tls_server (options);
  if (server == NULL)
    return;

  {
    g_autoptr (RawHttp) websocket = raw_http_connect_tls (engine_io_server_get_port (server));
    g_autoptr (RawHttp) silent = raw_http_connect (engine_io_server_get_port (server));
    g_autofree char *upgrade = NULL;
    g_autofree char *handshake = NULL;

    raw_http_get (websocket, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
    upgrade = raw_http_read (websocket);
    handshake = read_frame (websocket);
    raw_http_await_end (silent);
    g_assert_cmpuint (engine_io_server_get_n_sockets (server), ==, 1);
  }

  g_assert_finalize_object (server);
}

static void
test_bad_addresses (void)
{
  EngineIoServer *server = engine_io_server_new (NULL);
  EngineIoServer *another = engine_io_server_new (NULL);
  char path[200] = { 0 };
  g_autoptr (GError) error = NULL;
  guint port = 0;

  memset (path, '/', sizeof path - 1);
  g_assert_false (engine_io_server_listen (server, path, 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (engine_io_server_listen (server, "nowhere", 0, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_cmpuint (engine_io_server_get_port (server), ==, 0);
  g_assert_null (engine_io_server_get_http (server));

  g_assert_true (engine_io_server_listen (server, "127.0.0.1", 0, NULL, &error));
  port = engine_io_server_get_port (server);
  g_assert_false (engine_io_server_listen (another, "127.0.0.1", port, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);

  g_assert_finalize_object (another);
  g_assert_finalize_object (server);
}

/* Nobody is accepted meanwhile: all wait in the queue of the listener, and none is turned away to
 * try again a second later. */
static void
test_many_knock (void)
{
  EngineIoServer *server = engine_io_server_new (NULL);
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (engine_io_server_listen (server, "127.0.0.1", 0, NULL, &error));
  address = g_inet_socket_address_new_from_string ("127.0.0.1", engine_io_server_get_port (server));
  for (guint i = 0; i < 100; i++) {
    GSocket *client =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

    g_assert_no_error (error);
    g_ptr_array_add (clients, client);
    g_socket_set_timeout (client, 1);
    g_socket_connect (client, address, NULL, &error);
    g_assert_no_error (error);
  }

  g_assert_finalize_object (server);
}

/* --- the end -------------------------------------------------------------- */

static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) websocket = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) idle = raw_http_connect (fixture->port);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bye = g_bytes_new_static ("bye", 3);
  g_autofree char *upgrade = NULL;
  g_autofree char *handshake = NULL;
  g_autofree char *unwanted = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *last = NULL;

  raw_http_get (websocket, "/engine.io/?EIO=4&transport=websocket", WEBSOCKET);
  upgrade = raw_http_read (websocket);
  handshake = read_frame (websocket);
  engine_io_socket_send (engine_io_server_get_socket (fixture->server, sid), bye,
                         ENGINE_IO_SEND_DEFAULT);

  engine_io_server_close_async (fixture->server, 60000, NULL, test_keep_result, &result);
  raw_http_get (idle, "/engine.io/?EIO=4&transport=polling", "");
  unwanted = raw_http_read (idle);
  g_assert_cmpuint (raw_http_get_status (unwanted), ==, 503);
  g_assert_null (result);

  /* What was sent before is still fetched. */
  raw_http_get (poll, target, "");
  rest = raw_http_read (poll);
  g_assert_cmpstr (raw_http_get_body (rest), ==, "4bye");
  raw_http_get (poll, target, "");
  last = raw_http_read (poll);
  g_assert_cmpstr (raw_http_get_body (last), ==, "1");
  test_await (&result);
  g_assert_true (engine_io_server_close_finish (fixture->server, result, &error));
  g_assert_no_error (error);
  raw_http_await_end (idle);
  raw_http_await_end (poll);
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
  g_assert_cmpuint (engine_io_server_get_port (fixture->server), ==, 0);

  /* And again, elsewhere. */
  g_assert_true (engine_io_server_listen (fixture->server, "127.0.0.1", 0, NULL, NULL));
  fixture->port = engine_io_server_get_port (fixture->server);
  g_free (shake_hands (fixture));
}

static void
drained_cb (EngineIoSocket *socket, gboolean *drained)
{
  *drained = TRUE;
}

/* Megabytes that a client reads slowly are still on their way when its session is over. */
static void
test_close_slowly (Fixture *fixture, gconstpointer data)
{
  const gsize length = 8000000;
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autofree char *text = g_strnfill (length, 'x');
  gboolean drained = FALSE;
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *answer = NULL;

  engine_io_socket_send (fixture->socket, bytes, ENGINE_IO_SEND_DEFAULT);
  g_signal_connect (fixture->socket, "drained", G_CALLBACK (drained_cb), &drained);
  raw_http_get (poll, target, "");
  test_await_that (drained);
  engine_io_socket_abort (fixture->socket, ENGINE_IO_CLOSE_FORCED, NULL);
  engine_io_server_close_async (fixture->server, 60000, NULL, test_keep_result, &result);
  test_settle ();
  g_assert_null (result);

  answer = raw_http_read (poll);
  g_assert_cmpuint (strlen (raw_http_get_body (answer)), ==, 1 + length);
  test_await (&result);
  g_assert_true (engine_io_server_close_finish (fixture->server, result, NULL));
}

/* Who is asked says nothing any more. */
static void
test_close_hook (Fixture *fixture, gconstpointer data)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *answer = NULL;

  engine_io_server_set_allow_request (fixture->server, ask_later_cb, fixture, NULL);
  raw_http_get (client, "/engine.io/?EIO=4&transport=polling", "");
  test_await_that (fixture->next != NULL);
  engine_io_server_close_async (fixture->server, 60000, NULL, test_keep_result, &result);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 503);
  test_await (&result);
  g_assert_true (engine_io_server_close_finish (fixture->server, result, NULL));
  engine_io_next_pass (fixture->next);
}

static void
test_close_patience (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autoptr (GAsyncResult) one = NULL;
  g_autoptr (GAsyncResult) two = NULL;

  engine_io_server_close_async (fixture->server, 10, NULL, test_keep_result, &one);
  engine_io_server_close_async (fixture->server, 60000, NULL, test_keep_result, &two);
  test_await (&one);
  test_await (&two);
  g_assert_true (engine_io_server_close_finish (fixture->server, one, NULL));
  g_assert_true (engine_io_server_close_finish (fixture->server, two, NULL));
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_close_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  engine_io_server_close_async (fixture->server, 60000, cancellable, test_keep_result, &result);
  test_settle ();
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  test_await (&result);
  g_assert_false (engine_io_server_close_finish (fixture->server, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_close_without_anybody (void)
{
  EngineIoServer *server = engine_io_server_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;

  engine_io_server_close_async (server, 0, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (engine_io_server_close_finish (server, result, NULL));
  g_clear_object (&result);
  g_assert_finalize_object (server);
}

/* A poll waits, a POST is half here, an upgrade is under way, a hook thinks. */
static void
test_drop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autofree char *upgrade = make_target (sid, "websocket");
  g_autofree char *head = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *last = NULL;
  g_autoptr (RawHttp) poll = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) probe = raw_http_connect (fixture->port);
  g_autoptr (RawHttp) hooked = raw_http_connect (fixture->port);

  raw_http_get (poll, target, "");
  head =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\n4h", target);
  raw_http_send (post, head);
  raw_http_get (probe, upgrade, WEBSOCKET);
  answer = raw_http_read (probe);
  engine_io_server_set_allow_request (fixture->server, ask_later_cb, fixture, NULL);
  raw_http_get (hooked, "/engine.io/?EIO=4&transport=polling", "");
  test_await_that (fixture->next != NULL);

  drop_server (fixture);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
  raw_http_await_end (poll);
  raw_http_await_end (post);
  raw_http_await_end (probe);
  raw_http_await_end (hooked);
}

static void
drop_in_connection_cb (EngineIoServer *server, EngineIoSocket *socket, EngineIoServer **owner)
{
  g_clear_object (owner);
}

static void
drop_in_headers_cb (EngineIoServer *server,
                    SoupMessageHeaders *headers,
                    SoupServerMessage *message,
                    EngineIoServer **owner)
{
  g_clear_object (owner);
}

static void
drop_in_error_cb (EngineIoServer *server,
                  SoupServerMessage *message,
                  EngineIoServerError code,
                  const char *text,
                  EngineIoServer **owner)
{
  g_clear_object (owner);
}

static void
drop_in_hook_cb (EngineIoServer *server,
                 SoupServerMessage *message,
                 EngineIoNext *next,
                 gpointer user_data)
{
  EngineIoServer **owner = user_data;

  g_clear_object (owner);
  engine_io_next_pass (next);
}

typedef struct {
  const char *target;
  const char *headers;
  const char *signal; /* NULL for the hook */
  GCallback callback;
} Inside;

#define POLLING "/engine.io/?EIO=4&transport=polling", ""
#define BY_WEBSOCKET "/engine.io/?EIO=4&transport=websocket", WEBSOCKET

static const Inside insides[] = {
  { POLLING, "connection", G_CALLBACK (drop_in_connection_cb) },
  { BY_WEBSOCKET, "connection", G_CALLBACK (drop_in_connection_cb) },
  { POLLING, "initial-headers", G_CALLBACK (drop_in_headers_cb) },
  { BY_WEBSOCKET, "initial-headers", G_CALLBACK (drop_in_headers_cb) },
  { POLLING, "headers", G_CALLBACK (drop_in_headers_cb) },
  { BY_WEBSOCKET, "headers", G_CALLBACK (drop_in_headers_cb) },
  { "/engine.io/", "", "connection-error", G_CALLBACK (drop_in_error_cb) },
  { "/engine.io/", WEBSOCKET, "connection-error", G_CALLBACK (drop_in_error_cb) },
  { POLLING, NULL, G_CALLBACK (drop_in_hook_cb) },
  { BY_WEBSOCKET, NULL, G_CALLBACK (drop_in_hook_cb) },
};

static void
test_drop_inside (Fixture *fixture, gconstpointer data)
{
  const Inside *inside = data;
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);

  if (inside->signal != NULL)
    g_signal_connect (fixture->server, inside->signal, inside->callback, &fixture->server);
  else
    engine_io_server_set_allow_request (fixture->server, drop_in_hook_cb, &fixture->server, NULL);
  raw_http_get (client, inside->target, inside->headers);
  raw_http_await_end (client);
  g_assert_null (fixture->server);
  g_assert_cmpuint (fixture->n_closed, ==, fixture->n_connections);
}

/* The session of a POST is told of what came, and drops the server before the answer. */
static void
drop_in_message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, EngineIoServer **owner)
{
  g_clear_object (owner);
}

static void
test_drop_in_message (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sid = shake_hands (fixture);
  g_autofree char *target = make_target (sid, "polling");
  g_autoptr (RawHttp) post = raw_http_connect (fixture->port);

  g_signal_connect (fixture->socket, "message", G_CALLBACK (drop_in_message_cb), &fixture->server);
  raw_http_post (post, target,
                 "4one\x1e"
                 "4two");
  raw_http_await_end (post);
  g_assert_null (fixture->server);
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/engine-io/server/" path, Fixture, data, set_up, function, tear_down)

static void
add_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *name = g_strdup_printf ("/engine-io/server/answers/%u-%u", i, cases[i].status);

    g_test_add (name, Fixture, &cases[i], set_up, test_case, tear_down);
  }
}

static void
add_ends (void)
{
  ADD ("close/drains-and-says-good-bye", NULL, test_close);
  ADD ("close/lets-megabytes-go-out", NULL, test_close_slowly);
  ADD ("close/asks-nobody-any-more", NULL, test_close_hook);
  ADD ("close/patience-has-an-end", NULL, test_close_patience);
  ADD ("close/can-be-hurried", NULL, test_close_cancelled);
  g_test_add_func ("/engine-io/server/close/without-anybody", test_close_without_anybody);
  ADD ("dropped/while-all-wait", NULL, test_drop);
  ADD ("dropped/inside-a-message", NULL, test_drop_in_message);
  for (guint i = 0; i < G_N_ELEMENTS (insides); i++) {
    g_autofree char *path =
      g_strdup_printf ("/engine-io/server/dropped/inside/%s-%s",
                       insides[i].signal != NULL ? insides[i].signal : "hook",
                       strstr (insides[i].headers, "websocket") != NULL ? "websocket" : "polling");

    g_test_add (path, Fixture, &insides[i], set_up, test_drop_inside, tear_down);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_cases ();
  ADD ("handshake", NULL, test_handshake);
  ADD ("polling", NULL, test_polling);
  ADD ("polling/a-body-in-pieces", NULL, test_pieces);
  ADD ("polling/a-second-poll-ends-the-session", NULL, test_second_poll);
  ADD ("polling/a-second-post-ends-the-session", NULL, test_second_post);
  ADD ("polling/too-long-in-chunks", NULL, test_too_long_in_chunks);
  ADD ("polling/too-long-and-sent-all-the-same", NULL, test_too_long_and_sent);
  ADD ("polling/a-poll-that-says-good-bye-is-noticed", NULL, test_poll_gone);
  ADD ("polling/a-poll-that-is-cut-is-noticed", GINT_TO_POINTER (TRUE), test_poll_gone);
  ADD ("polling/a-post-that-ends-early-is-noticed", NULL, test_post_gone);
  ADD ("polling/a-post-that-is-cut-is-noticed", GINT_TO_POINTER (TRUE), test_post_gone);
  ADD ("websocket", NULL, test_websocket);
  ADD ("websocket/frames-before-the-answer", NULL, test_websocket_in_a_hurry);
  ADD ("websocket/is-no-poll", NULL, test_websocket_for_polling);
  ADD ("websocket/upgrade", NULL, test_upgrade);
  ADD ("websocket/deflate-if-it-is-wanted", NULL, test_deflate);
  ADD ("headers", NULL, test_headers);
  ADD ("headers/cors", NULL, test_cors);
  ADD ("headers/compression", NULL, test_compression);
  ADD ("hook/answers-later", NULL, test_hook);
  ADD ("hook/lets-a-websocket-in", NULL, test_hook_passes_websocket);
  ADD ("hook/answers-too-late", NULL, test_hook_gone);
  ADD ("hook/answers-after-the-server", NULL, test_hook_survives);
  ADD ("limits/sessions", NULL, test_max_sessions);
  ADD ("limits/handshakes", NULL, test_max_handshakes);
  ADD ("limits/silence", NULL, test_silence);
  ADD ("limits/no-descriptors-for-a-moment", NULL, test_no_descriptors);
  ADD ("limits/endless-for-nobody", NULL, test_endless_for_nobody);
  ADD ("odd/more-than-anybody-needs", NULL, test_absurd);
  ADD ("odd/pipelining", NULL, test_pipelining);
  ADD ("odd/encoded-and-repeated-parameters", NULL, test_encoded_query);
  ADD ("odd/no-host", NULL, test_no_host);
  ADD ("odd/no-slash", NULL, test_no_slash);
  g_test_add_func ("/engine-io/server/attached-beside-others", test_attach);
  g_test_add_func ("/engine-io/server/attached-to-streams", test_streams);
  g_test_add_func ("/engine-io/server/over-tls", test_tls);
  g_test_add_func ("/engine-io/server/over-tls/dropped-while-hands-are-shaken", test_tls_dropped);
  g_test_add_func ("/engine-io/server/over-tls/silence", test_tls_silence);
  g_test_add_func ("/engine-io/server/bad-addresses", test_bad_addresses);
  g_test_add_func ("/engine-io/server/many-knock-at-once", test_many_knock);
  add_ends ();

  return g_test_run ();
}
