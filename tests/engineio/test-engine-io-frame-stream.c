/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The stream at one end of a pair of sockets; the test is the server at the other,
 * byte by byte.
 */
#include "engine-io-frame-stream.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <sys/socket.h>

#include "test-await.h"

#define LIMIT 100000

typedef struct {
  GSocket *server;
  EngineIoFrameStream *stream;
  GString *heard; /* "t:" or "b:", the message, "|" */
  guint writable;
  guint ended;
  guint code;
  char *reason;
  GError *error;
  gboolean let_go; /* of the stream inside of the next message */
} Fixture;

static void
drop_stream (Fixture *fixture, gboolean linger)
{
  g_autoptr (EngineIoFrameStream) stream = g_steal_pointer (&fixture->stream);

  if (stream != NULL)
    engine_io_frame_stream_close (stream, linger);
}

static void
message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  Fixture *fixture = owner;

  g_string_append (fixture->heard, binary ? "b:" : "t:");
  g_string_append_len (fixture->heard, data, (gssize) length);
  g_string_append_c (fixture->heard, '|');
  if (fixture->let_go)
    drop_stream (fixture, FALSE);
}

static void
writable (gpointer owner)
{
  ((Fixture *) owner)->writable++;
}

static void
ended (gpointer owner, guint code, const char *reason, const GError *error)
{
  Fixture *fixture = owner;

  fixture->ended++;
  fixture->code = code;
  fixture->reason = g_strdup (reason);
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
}

static const EngineIoFrameStreamListener listener = { message, writable, ended };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GUri) uri = g_uri_parse ("ws://localhost/", G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocket) ours = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  g_autoptr (GError) error = NULL;
  int fds[2] = { -1, -1 };

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  ours = g_socket_new_from_fd (fds[0], &error);
  g_assert_no_error (error);
  fixture->server = g_socket_new_from_fd (fds[1], &error);
  g_assert_no_error (error);
  g_socket_set_blocking (fixture->server, FALSE);

  connection = g_socket_connection_factory_create_connection (ours);
  websocket = soup_websocket_connection_new (G_IO_STREAM (connection), uri,
                                             SOUP_WEBSOCKET_CONNECTION_CLIENT, NULL, NULL, NULL);
  fixture->heard = g_string_new (NULL);
  fixture->stream =
    engine_io_frame_stream_new (websocket, g_main_context_default (), LIMIT, &listener, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer gone = fixture->stream;

  if (gone != NULL)
    g_object_add_weak_pointer (gone, &gone);
  drop_stream (fixture, FALSE);
  g_assert_null (gone);
  test_settle ();
  g_clear_object (&fixture->server);
  g_string_free (fixture->heard, TRUE);
  g_clear_error (&fixture->error);
  g_free (fixture->reason);
}

/* --- the server ----------------------------------------------------------- */

static void
serve (Fixture *fixture, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_socket_send (fixture->server, bytes, length, NULL, &error);
  g_assert_no_error (error);
}

#define SERVE(bytes) serve (fixture, bytes, sizeof (bytes) - 1)

/* What is there to be read. */
static GByteArray *
take (Fixture *fixture)
{
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  guint8 piece[8192];
  gssize n = 0;

  while ((n = g_socket_receive (fixture->server, (char *) piece, sizeof piece, NULL, NULL)) > 0)
    g_byte_array_append (taken, piece, (guint) n);

  return g_steal_pointer (&taken);
}

/* The next frame that the client has sent, unmasked. */
static void
assert_sent (Fixture *fixture, guint8 first, const char *payload, gsize length)
{
  g_autoptr (GByteArray) sent = take (fixture);

  g_assert_cmpuint (sent->len, ==, 6 + length);
  g_assert_cmphex (sent->data[0], ==, first);
  g_assert_cmphex (sent->data[1], ==, 0x80 | length);
  for (gsize i = 0; i < length; i++)
    g_assert_cmphex (sent->data[6 + i] ^ sent->data[2 + i % 4], ==, (guint8) payload[i]);
}

/* --- receiving ------------------------------------------------------------ */

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  SERVE ("\x81\x03"
         "one\x82\x03two\x81\x00\x81\x04"
         "fi");
  test_await_that (g_str_equal (fixture->heard->str, "t:one|b:two|t:|"));
  SERVE ("ve");
  test_await_that (g_str_has_suffix (fixture->heard->str, "|t:five|"));
}

static void
test_byte_by_byte (Fixture *fixture, gconstpointer data)
{
  static const char bytes[] = "\x81\x7e\x00\x7f";
  g_autofree char *text = g_strnfill (127, 'x');

  for (gsize i = 0; i < sizeof bytes - 1; i++) {
    serve (fixture, bytes + i, 1);
    test_settle ();
  }
  for (gsize i = 0; i < 127; i++) {
    g_assert_cmpuint (fixture->heard->len, ==, 0);
    serve (fixture, text + i, 1);
    test_settle ();
  }
  g_assert_cmpuint (fixture->heard->len, ==, 2 + 127 + 1);
}

/* A character is cut in two, and a ping comes in between. */
static void
test_fragments (Fixture *fixture, gconstpointer data)
{
  SERVE ("\x01\x02"
         "a\xc3\x89\x01?\x00\x00\x80\x02\xa9z\x81\x01.");
  test_await_that (g_str_equal (fixture->heard->str, "t:a\xc3\xa9z|t:.|"));
  assert_sent (fixture, 0x8a, "?", 1);
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (LIMIT, 'x');
  gsize sent = 0;

  SERVE ("\x82\x7f\x00\x00\x00\x00\x00\x01\x86\xa0");
  while (sent < LIMIT) {
    gssize n = g_socket_send (fixture->server, text + sent, LIMIT - sent, NULL, NULL);

    sent += n > 0 ? (gsize) n : 0;
    g_main_context_iteration (NULL, FALSE);
  }
  test_await_that (fixture->heard->len == 2 + LIMIT + 1);
  SERVE ("\x81\x02ok");
  test_await_that (g_str_has_suffix (fixture->heard->str, "|t:ok|"));
}

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
  guint code;
} Bad;

#define BYTES(string) string, sizeof (string) - 1

static const Bad bad[] = {
  { "bad-frame", BYTES ("\x83\x00"), 1002 },
  { "continuation-of-nothing", BYTES ("\x80\x01x"), 1002 },
  { "message-inside-a-message", BYTES ("\x01\x01x\x81\x01y"), 1002 },
  { "text-that-is-not-utf8", BYTES ("\x81\x02\xc3\x28"), 1007 },
  { "text-that-is-cut-off", BYTES ("\x01\x01\xc3\x80\x00"), 1007 },
  { "above-the-limit", BYTES ("\x82\x7f\x00\x00\x00\x00\x00\x01\x86\xa1"), 1009 },
  { "far-above-the-limit", BYTES ("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), 1009 },
};

static void
test_bad (Fixture *fixture, gconstpointer data)
{
  const Bad *what = data;
  const char code[] = { (char) (what->code >> 8), (char) what->code };

  serve (fixture, what->bytes, what->length);
  test_await_that (fixture->ended == 1);
  g_assert_error (fixture->error, SOUP_WEBSOCKET_ERROR, (int) what->code);
  g_assert_cmpuint (fixture->heard->len, ==, 0);
  assert_sent (fixture, 0x88, code, sizeof code);
}

static void
test_fragments_above_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *part = g_strnfill (4 + 60000, 'x');

  memcpy (part, "\x02\x7e\xea\x60", 4);
  serve (fixture, part, 4 + 60000);
  test_settle ();
  g_assert_cmpuint (fixture->ended, ==, 0);
  part[0] = '\0';
  serve (fixture, part, 4 + 60000);
  test_await_that (fixture->ended == 1);
  g_assert_error (fixture->error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG);
}

/* --- ends ----------------------------------------------------------------- */

static void
test_server_closes (Fixture *fixture, gconstpointer data)
{
  SERVE ("\x88\x06\x03\xe9"
         "bye!");
  test_await_that (fixture->ended == 1);
  g_assert_cmpuint (fixture->code, ==, 1001);
  g_assert_cmpstr (fixture->reason, ==, "bye!");
  g_assert_no_error (fixture->error);
  assert_sent (fixture, 0x88, "\x03\xe9", 2);
}

static void
test_server_closes_without_code (Fixture *fixture, gconstpointer data)
{
  SERVE ("\x88\x00");
  test_await_that (fixture->ended == 1);
  g_assert_cmpuint (fixture->code, ==, SOUP_WEBSOCKET_CLOSE_NO_STATUS);
  g_assert_null (fixture->reason);
}

static void
test_server_goes_without_a_word (Fixture *fixture, gconstpointer data)
{
  g_socket_close (fixture->server, NULL);
  test_await_that (fixture->ended == 1);
  g_assert_cmpuint (fixture->code, ==, 0);
  g_assert_no_error (fixture->error);
}

static void
test_let_go_inside_message (Fixture *fixture, gconstpointer data)
{
  gpointer gone = fixture->stream;

  fixture->let_go = TRUE;
  g_object_add_weak_pointer (gone, &gone);
  SERVE ("\x81\x03"
         "one\x81\x03two");
  test_await_that (gone == NULL);
  g_assert_cmpstr (fixture->heard->str, ==, "t:one|");
  g_assert_cmpuint (fixture->ended, ==, 0);
}

/* --- sending -------------------------------------------------------------- */

static void
test_sends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("hello", 5);

  engine_io_frame_stream_send (fixture->stream, FALSE, text);
  assert_sent (fixture, 0x81, "hello", 5);
  engine_io_frame_stream_send (fixture->stream, TRUE, text);
  assert_sent (fixture, 0x82, "hello", 5);
  g_assert_false (engine_io_frame_stream_is_full (fixture->stream));
}

#define N_LARGE 4
#define LARGE 1000000
#define LARGE_HEADER 14

static void
fill (Fixture *fixture)
{
  g_autofree char *text = g_strnfill (LARGE, 'x');
  g_autoptr (GBytes) large = g_bytes_new (text, LARGE);

  for (guint i = 0; i < N_LARGE; i++)
    engine_io_frame_stream_send (fixture->stream, FALSE, large);
  g_assert_true (engine_io_frame_stream_is_full (fixture->stream));
}

/* Reads as a server does, up to @length bytes in all. */
static GByteArray *
take_all (Fixture *fixture, guint length)
{
  g_autoptr (GByteArray) taken = g_byte_array_new ();

  while (taken->len < length) {
    g_autoptr (GByteArray) more = take (fixture);

    g_byte_array_append (taken, more->data, more->len);
    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (taken->len, ==, length);

  return g_steal_pointer (&taken);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) taken = NULL;

  fill (fixture);
  taken = take_all (fixture, N_LARGE * (LARGE_HEADER + LARGE));
  test_await_that (fixture->writable == 1);
  g_assert_false (engine_io_frame_stream_is_full (fixture->stream));
}

/* What was sent leaves, then a good-bye; what comes after that is not heard. */
static void
test_lingers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) taken = NULL;
  gpointer gone = fixture->stream;

  g_object_add_weak_pointer (gone, &gone);
  fill (fixture);
  drop_stream (fixture, TRUE);
  taken = take_all (fixture, N_LARGE * (LARGE_HEADER + LARGE) + 6);
  g_assert_cmpmem (taken->data + taken->len - 6, 2, "\x88\x80", 2);

  SERVE ("\x81\x04late\x89\x00");
  test_settle ();
  g_assert_nonnull (gone);
  SERVE ("\x88\x00");
  test_await_that (gone == NULL);
  g_assert_cmpuint (fixture->heard->len, ==, 0);
  g_assert_cmpuint (fixture->ended, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test)                                                                            \
  g_test_add ("/engine-io/frame-stream/" path, Fixture, NULL, set_up, test, tear_down)

  ADD ("messages-arrive", test_messages);
  ADD ("messages-arrive-byte-by-byte", test_byte_by_byte);
  ADD ("fragments-are-joined", test_fragments);
  ADD ("large-message-arrives", test_large);
  ADD ("fragments-above-the-limit", test_fragments_above_the_limit);
  ADD ("server-closes", test_server_closes);
  ADD ("server-closes-without-code", test_server_closes_without_code);
  ADD ("server-goes-without-a-word", test_server_goes_without_a_word);
  ADD ("let-go-inside-message", test_let_go_inside_message);
  ADD ("sends", test_sends);
  ADD ("full-stream-says-when-it-is-not", test_full);
  ADD ("lingers-until-the-server-closes", test_lingers);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strconcat ("/engine-io/frame-stream/refused/", bad[i].name, NULL);

    g_test_add (path, Fixture, &bad[i], set_up, test_bad, tear_down);
  }

  return g_test_run ();
}
