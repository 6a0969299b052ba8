/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's end of a WebSocket behind a real SoupServer, plain and with TLS; it
 * sends everything back.  At the other end: npm's ws, libsoup, and bytes by hand.
 */
#include "engine-io-websocket-server.h"

#include <dirent.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "engine-io-deflate.h"
#include "engine-io-frame.h"
#include "test-await.h"
#include "test-certificate.h"
#include "test-peer.h"

#define MAX_QUEUED 8000000

typedef struct {
  SoupServer *server;
  EngineIoEpoll *epoll;
  guint port;
  gboolean tls;
  GPtrArray *open; /* Echo */
  guint n_made;
  guint ended_with; /* the code of the last one */
  GError *error;    /* and its error */
} Fixture;

typedef struct {
  Fixture *fixture;
  EngineIoWebsocketServer *websocket;
  gboolean quiet; /* sends nothing back */
} Echo;

static void
echo_free (Echo *echo)
{
  g_clear_pointer (&echo->websocket, engine_io_websocket_server_free);
  g_free (echo);
}

static void
message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  Echo *echo = owner;
  g_autoptr (EngineIoMessage) answer = NULL;

  if (echo->quiet)
    return;

  /* The text of an engine's message has a digit in front of it: this is any text. */
  if (binary)
    answer = engine_io_message_new_binary ((const guint8 *) data, length);
  else
    answer = engine_io_message_new_frame (0x81, (const guint8 *) data, length);
  engine_io_websocket_server_send (echo->websocket, answer);
}

static void
drained (gpointer owner)
{
}

static void
ended (gpointer owner, guint code, const GError *error)
{
  Echo *echo = owner;
  Fixture *fixture = echo->fixture;

  fixture->ended_with = code;
  g_clear_error (&fixture->error);
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
  g_ptr_array_remove_fast (fixture->open, echo);
}

static const EngineIoWebsocketListener listener = { message, drained, ended };

static void
serve_cb (SoupServer *server,
          SoupServerMessage *request,
          const char *path,
          GHashTable *query,
          gpointer data)
{
  Fixture *fixture = data;
  EngineIoWebsocketLimits limits = { 1000000, MAX_QUEUED, FALSE, 100 };
  Echo *echo = g_new0 (Echo, 1);
  SoupMessageHeaders *asked = soup_server_message_get_request_headers (request);
  SoupMessageHeaders *answer = soup_server_message_get_response_headers (request);
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GString) head = g_string_new ("HTTP/1.1 101 Switching Protocols\r\n"
                                           "Upgrade: websocket\r\nConnection: Upgrade\r\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *extensions = NULL;

  g_assert_true (soup_websocket_server_process_handshake (request, NULL, NULL, NULL, NULL));
  extensions =
    engine_io_deflate_negotiate (soup_message_headers_get_list (asked, "Sec-WebSocket-Extensions"));
  limits.deflate = extensions != NULL;
  if (extensions != NULL)
    g_string_append_printf (head, "Sec-WebSocket-Extensions: %s\r\n", extensions);
  g_string_append_printf (head, "Sec-WebSocket-Accept: %s\r\n\r\n",
                          soup_message_headers_get_one (answer, "Sec-WebSocket-Accept"));
  bytes = g_string_free_to_bytes (g_steal_pointer (&head));

  stream = soup_server_message_steal_connection (request);
  echo->fixture = fixture;
  echo->quiet = g_str_equal (path, "/quiet");
  echo->websocket = engine_io_websocket_server_new (fixture->epoll, stream, bytes, &limits);
  engine_io_websocket_server_set_listener (echo->websocket, &listener, echo);
  g_ptr_array_add (fixture->open, echo);
  fixture->n_made++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) pair = NULL;
  g_autoptr (GError) error = NULL;
  SoupServerListenOptions options = SOUP_SERVER_LISTEN_IPV4_ONLY;
  GSList *uris = NULL;

  fixture->tls = data != NULL;
  fixture->open = g_ptr_array_new_with_free_func ((GDestroyNotify) echo_free);
  fixture->epoll = engine_io_epoll_new (NULL, &error);
  g_assert_no_error (error);

  fixture->server = soup_server_new (NULL, NULL);
  if (fixture->tls) {
    pair = test_certificate_new ();
    soup_server_set_tls_certificate (fixture->server, pair);
    options |= SOUP_SERVER_LISTEN_HTTPS;
  }
  soup_server_add_handler (fixture->server, NULL, serve_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0, options, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->open, g_ptr_array_unref);
  g_clear_pointer (&fixture->epoll, engine_io_epoll_unref);
  g_clear_object (&fixture->server);
  g_clear_error (&fixture->error);
  test_settle ();
}

static char *
make_uri (Fixture *fixture, const char *path)
{
  return g_strdup_printf ("%s://127.0.0.1:%u%s", fixture->tls ? "wss" : "ws", fixture->port, path);
}

/* --- npm's ws ------------------------------------------------------------- */

static void
talk_with_node (Fixture *fixture, const char *deflate, const char *agreed)
{
  g_autofree char *uri = make_uri (fixture, "/");
  g_autoptr (TestPeer) peer = test_peer_start ("websocket-client.js", uri, deflate, NULL);
  g_autofree char *extensions = NULL;
  g_autofree char *result = NULL;

  test_peer_tell (peer, "go");
  extensions = test_peer_await (peer, "agreed ");
  g_assert_cmpstr (extensions, ==, agreed);
  result = test_peer_hear (peer);
  g_assert_cmpstr (result, ==, "done 3001");
  test_await_that (fixture->open->len == 0);
  g_assert_cmpuint (fixture->ended_with, ==, 3001);
  g_assert_no_error (fixture->error);
}

static void
test_node (Fixture *fixture, gconstpointer data)
{
  talk_with_node (fixture, NULL, "");
}

static void
test_node_deflate (Fixture *fixture, gconstpointer data)
{
  talk_with_node (fixture, "deflate", "permessage-deflate");
}

/* --- libsoup -------------------------------------------------------------- */

static gboolean
accept_cb (void)
{
  return TRUE;
}

static SoupWebsocketConnection *
open_with_soup (Fixture *fixture, const char *path)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *uri = make_uri (fixture, path);
  g_autoptr (SoupMessage) request = soup_message_new ("GET", uri);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SoupWebsocketConnection *connection = NULL;

  g_signal_connect (request, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  soup_session_websocket_connect_async (session, request, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        test_keep_result, &result);
  test_await (&result);
  connection = soup_session_websocket_connect_finish (session, result, &error);
  g_assert_no_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (connection, 0);

  return connection;
}

static void
keep_cb (SoupWebsocketConnection *connection, int type, GBytes *data, GBytes **kept)
{
  g_clear_pointer (kept, g_bytes_unref);
  *kept = g_bytes_ref (data);
}

static void
test_soup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupWebsocketConnection) connection = open_with_soup (fixture, "/");
  g_autofree char *text = g_strnfill (500000, 'x');
  g_autoptr (GBytes) sent = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) kept = NULL;

  g_signal_connect (connection, "message", G_CALLBACK (keep_cb), &kept);
  soup_websocket_connection_send_message (connection, SOUP_WEBSOCKET_DATA_TEXT, sent);
  test_await_that (kept != NULL);
  g_assert_true (g_bytes_equal (kept, sent));

  soup_websocket_connection_close (connection, 1001, "bye");
  test_await_signal (connection, "closed");
  g_assert_cmpuint (soup_websocket_connection_get_close_code (connection), ==, 1001);
  g_assert_cmpuint (fixture->ended_with, ==, 1001);
}

static void
test_server_closes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupWebsocketConnection) connection = open_with_soup (fixture, "/");
  Echo *echo = fixture->open->pdata[0];
  gint64 begin = g_get_monotonic_time ();

  engine_io_websocket_server_close (g_steal_pointer (&echo->websocket), 0);
  test_await_signal (connection, "closed");
  g_assert_cmpuint (soup_websocket_connection_get_close_code (connection), ==, 1005);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, G_USEC_PER_SEC);
}

static void
test_server_goes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupWebsocketConnection) connection = open_with_soup (fixture, "/");

  g_ptr_array_set_size (fixture->open, 0);
  test_await_signal (connection, "closed");
  g_assert_cmpuint (soup_websocket_connection_get_close_code (connection), ==, 0);
}

/* --- bytes by hand -------------------------------------------------------- */

static GIOStream *
open_by_hand (Fixture *fixture, const char *path, const guint8 *early, gsize length)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *head = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) shook = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_client_connect_to_host_async (client, "127.0.0.1", (guint16) fixture->port, NULL,
                                         test_keep_result, &result);
  test_await (&result);
  connection = g_socket_client_connect_to_host_finish (client, result, &error);
  g_assert_no_error (error);

  if (fixture->tls) {
    stream = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, &error);
    g_assert_no_error (error);
    g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_cb), NULL);
    g_tls_connection_handshake_async (G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT, NULL,
                                      test_keep_result, &shook);
    test_await (&shook);
    g_assert_true (g_tls_connection_handshake_finish (G_TLS_CONNECTION (stream), shook, &error));
  } else {
    stream = g_object_ref (G_IO_STREAM (connection));
  }

  head = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                          path);
  g_byte_array_append (bytes, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (bytes, early, (guint) length);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), bytes->data, bytes->len, NULL,
                             NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&stream);
}

/* Reads until what has come ends with @end. */
static void
await_bytes (GIOStream *stream, const char *end, gsize length)
{
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  g_autoptr (GByteArray) got = g_byte_array_new ();

  while (got->len < length || memcmp (got->data + got->len - length, end, length) != 0) {
    g_autoptr (GError) error = NULL;
    guint8 piece[4096];
    gssize n = g_pollable_input_stream_read_nonblocking (input, piece, sizeof piece, NULL, &error);

    if (n > 0) {
      g_byte_array_append (got, piece, (guint) n);
    } else {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      g_main_context_iteration (NULL, FALSE);
    }
  }
}

/* What comes right behind the request is in a buffer of libsoup's when we take over. */
static void
test_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (GIOStream) stream = NULL;
  guint8 last[1];

  engine_io_frame_append (frames, 0x81, (const guint8 *) "one", 3);
  engine_io_frame_append (frames, 0x81, (const guint8 *) "two", 3);
  last[0] = frames->data[frames->len - 1];
  g_byte_array_set_size (frames, frames->len - 1);
  stream = open_by_hand (fixture, "/", frames->data, frames->len);
  await_bytes (stream, "\r\n\r\n\x81\x03one", 9);

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), last, 1, NULL, NULL, NULL);
  await_bytes (stream, "\x81\x03two", 5);
}

static void
vanish (Fixture *fixture, gboolean reset)
{
  g_autoptr (GIOStream) stream = open_by_hand (fixture, "/", NULL, 0);
  g_autoptr (GIOStream) base = NULL;
  struct linger linger = { .l_onoff = reset, .l_linger = 0 };
  GSocket *socket = NULL;

  await_bytes (stream, "\r\n\r\n", 4);
  if (fixture->tls)
    g_object_get (stream, "base-io-stream", &base, NULL);
  else
    base = g_object_ref (stream);
  socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (base));
  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_io_stream_close (base, NULL, NULL);
  test_await_that (fixture->open->len == 0);
  g_assert_cmpuint (fixture->n_made, ==, 1);
  g_assert_cmpuint (fixture->ended_with, ==, 0);
}

static void
test_vanishes (Fixture *fixture, gconstpointer data)
{
  vanish (fixture, FALSE);
}

static void
test_resets (Fixture *fixture, gconstpointer data)
{
  vanish (fixture, TRUE);
  g_assert_nonnull (fixture->error);
}

/* Takes whole frames from the front of what has come, and says what the last pong was. */
static void
take_frames (GByteArray *got, GString *last_pong, gsize *n_bytes)
{
  EngineIoFrame frame;

  while (engine_io_frame_read (got->data, got->len, ENGINE_IO_FRAME_FROM_SERVER, &frame, NULL) &&
         got->len >= frame.header_length + frame.length) {
    const char *payload = (const char *) got->data + frame.header_length;

    g_assert_true (frame.first == 0x8a || frame.first == 0x81);
    if (frame.first == 0x8a) {
      g_string_truncate (last_pong, 0);
      g_string_append_len (last_pong, payload, (gssize) frame.length);
    } else {
      *n_bytes += frame.length;
    }
    g_byte_array_remove_range (got, 0, frame.header_length + (guint) frame.length);
  }
}

static void
write_ping (GIOStream *stream, gsize length)
{
  g_autofree char *text = g_strnfill (length, 'p');
  g_autoptr (GByteArray) ping = g_byte_array_new ();
  g_autoptr (GError) error = NULL;

  engine_io_frame_append (ping, 0x89, (const guint8 *) text, length);
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), ping->data, ping->len, NULL,
                             NULL, &error);
  g_assert_no_error (error);
}

/* Pings of all lengths from one who reads nothing meanwhile: not a byte of the answers is torn,
 * though the last of them stands for others that had been waiting, and TLS may have begun to send
 * one of those. */
static void
test_pings_without_reading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GIOStream) stream = open_by_hand (fixture, "/quiet", NULL, 0);
  GPollableInputStream *input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  g_autofree char *text = g_strnfill (4999, 'x');
  g_autoptr (EngineIoMessage) sent = engine_io_message_new_text (text, strlen (text));
  g_autoptr (GByteArray) got = g_byte_array_new ();
  g_autoptr (GString) last_pong = g_string_new (NULL);
  EngineIoWebsocketServer *websocket = NULL;
  gsize n_sent = 0;
  gsize n_bytes = 0;

  await_bytes (stream, "\r\n\r\n", 4);
  websocket = ((Echo *) fixture->open->pdata[0])->websocket;
  while (engine_io_websocket_server_get_queued (websocket) == 0) {
    engine_io_websocket_server_send (websocket, sent);
    write_ping (stream, 100);
    n_sent += 5000;
    g_main_context_iteration (NULL, FALSE);
  }
  for (gsize i = 0; i < 300; i++) {
    write_ping (stream, i * 7 % 126);
    g_main_context_iteration (NULL, FALSE);
  }

  while (n_bytes < n_sent || last_pong->len != 299 * 7 % 126) {
    guint8 piece[65536];
    gssize n = g_pollable_input_stream_read_nonblocking (input, piece, sizeof piece, NULL, NULL);

    g_assert_cmpint (n, !=, 0);
    g_byte_array_append (got, piece, (guint) MAX (n, 0));
    take_frames (got, last_pong, &n_bytes);
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (n_bytes, ==, n_sent);
}

static guint
count_descriptors (void)
{
  DIR *dir = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (dir) != NULL)
    n++;
  closedir (dir);

  return n;
}

/* Much is sent to one who reads nothing; the others do not notice, and nothing is left behind. */
static void
test_never_reads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupWebsocketConnection) other = open_with_soup (fixture, "/");
  guint n_before = count_descriptors ();
  g_autoptr (GIOStream) stream = open_by_hand (fixture, "/quiet", NULL, 0);
  g_autofree char *text = g_strnfill (300000, 'x');
  g_autoptr (EngineIoMessage) sent = engine_io_message_new_text (text, strlen (text));
  g_autoptr (GBytes) kept = NULL;

  test_await_that (fixture->open->len == 2);
  while (fixture->open->len == 2) {
    Echo *echo = fixture->open->pdata[1];

    engine_io_websocket_server_send (echo->websocket, sent);
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_nonnull (fixture->error);

  g_signal_connect (other, "message", G_CALLBACK (keep_cb), &kept);
  soup_websocket_connection_send_text (other, "still here");
  test_await_that (kept != NULL);
  g_io_stream_close (stream, NULL, NULL);
  g_clear_object (&stream);
  test_settle ();
  g_assert_cmpuint (count_descriptors (), <=, n_before);
}

#define ADD(path, function)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_add ("/engine-io/websocket-peers/plain/" path, Fixture, NULL, set_up, function,         \
                tear_down);                                                                        \
    if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))                                 \
      g_test_add ("/engine-io/websocket-peers/tls/" path, Fixture, "tls", set_up, function,        \
                  tear_down);                                                                      \
  }                                                                                                \
  G_STMT_END

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  ADD ("node", test_node);
  ADD ("node-with-compression", test_node_deflate);
  ADD ("libsoup", test_soup);
  ADD ("server-closes", test_server_closes);
  ADD ("server-goes", test_server_goes);
  ADD ("what-comes-early-is-read", test_early);
  ADD ("pongs-are-whole", test_pings_without_reading);
  ADD ("client-vanishes", test_vanishes);
  ADD ("client-resets", test_resets);
  ADD ("client-never-reads", test_never_reads);

  return g_test_run ();
}
