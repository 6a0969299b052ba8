/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server's end of a WebSocket at one end of a pair of sockets; the test is the
 * client at the other, byte by byte.  The same once more with a stream that is not
 * known to be a socket, and so is waited for by sources of its own.
 */
#include "engine-io-websocket-server.h"

#include <string.h>

#include "engine-io-error.h"
#include "engine-io-frame.h"
#include "socket-pair.h"
#include "test-await.h"

#define LIMIT 100000
#define MAX_QUEUED 4000000

typedef struct {
  EngineIoEpoll *epoll;
  EngineIoWebsocketServer *websocket;
  GSocket *client; /* NULL once it has gone */
  GString *heard;  /* "t:" or "b:", the message, "|" */
  guint drained;
  guint ended;
  guint code;
  GError *error;
  gboolean let_go;   /* of the WebSocket when it is heard from */
  guint answer_with; /* close with this code when it is heard from */
} Fixture;

static void
maybe_let_go (Fixture *fixture)
{
  if (fixture->let_go)
    g_clear_pointer (&fixture->websocket, engine_io_websocket_server_free);
  else if (fixture->answer_with != 0)
    engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), fixture->answer_with);
}

static void
message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  Fixture *fixture = owner;

  maybe_let_go (fixture);
  g_string_append (fixture->heard, binary ? "b:" : "t:");
  g_string_append_len (fixture->heard, data, (gssize) length);
  g_string_append_c (fixture->heard, '|');
}

static void
drained (gpointer owner)
{
  Fixture *fixture = owner;

  fixture->drained++;
  maybe_let_go (fixture);
}

static void
ended (gpointer owner, guint code, const GError *error)
{
  Fixture *fixture = owner;

  maybe_let_go (fixture);
  fixture->ended++;
  fixture->code = code;
  fixture->error = error != NULL ? g_error_copy (error) : NULL;
}

static const EngineIoWebsocketListener listener = { message, drained, ended };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  EngineIoWebsocketLimits limits = { LIMIT, MAX_QUEUED, FALSE, 100 };
  g_autoptr (GIOStream) stream = socket_pair_make (&fixture->client, data != NULL);
  g_autoptr (GError) error = NULL;

  fixture->heard = g_string_new (NULL);
  fixture->epoll = engine_io_epoll_new (NULL, &error);
  g_assert_no_error (error);
  fixture->websocket = engine_io_websocket_server_new (fixture->epoll, stream, NULL, &limits);
  engine_io_websocket_server_set_listener (fixture->websocket, &listener, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->websocket, engine_io_websocket_server_free);
  g_clear_pointer (&fixture->epoll, engine_io_epoll_unref);
  test_settle ();
  g_clear_object (&fixture->client);
  g_string_free (fixture->heard, TRUE);
  g_clear_error (&fixture->error);
}

/* --- the client ----------------------------------------------------------- */

static void
write_bytes (Fixture *fixture, const guint8 *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_socket_send (fixture->client, (const char *) bytes, length, NULL, &error);
  g_assert_no_error (error);
}

static void
write_frame (Fixture *fixture, guint8 first, const char *payload, gsize length)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();

  engine_io_frame_append (frame, first, (const guint8 *) payload, length);
  write_bytes (fixture, frame->data, frame->len);
}

static void
say (Fixture *fixture, const char *text)
{
  write_frame (fixture, 0x81, text, strlen (text));
}

/* What is there to be read; -1 in @end if the server has closed. */
static GByteArray *
take (Fixture *fixture, gboolean *end)
{
  g_autoptr (GByteArray) taken = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 piece[65536];
  gssize n = 0;

  while ((n = g_socket_receive (fixture->client, (char *) piece, sizeof piece, NULL, &error)) > 0)
    g_byte_array_append (taken, piece, (guint) n);
  if (end != NULL)
    *end = n == 0 || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);

  return g_steal_pointer (&taken);
}

#define assert_taken(fixture, bytes)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GByteArray) taken = take (fixture, NULL);                                           \
                                                                                                   \
    g_assert_cmpmem (taken->data, taken->len, bytes, sizeof (bytes) - 1);                          \
  }                                                                                                \
  G_STMT_END

static void
assert_closed (Fixture *fixture)
{
  gboolean end = FALSE;
  g_autoptr (GByteArray) taken = take (fixture, &end);

  g_assert_cmpuint (taken->len, ==, 0);
  g_assert_true (end);
}

static void
send_text (Fixture *fixture, const char *text)
{
  g_autoptr (EngineIoMessage) sent = engine_io_message_new_text (text, strlen (text));

  engine_io_websocket_server_send (fixture->websocket, sent);
}

/* --- receiving ------------------------------------------------------------ */

static void
test_receives (Fixture *fixture, gconstpointer data)
{
  say (fixture, "4hello");
  write_frame (fixture, 0x82, "\x00\x01", 2);
  write_frame (fixture, 0x01, "4in", 3);
  write_frame (fixture, 0x89, "now", 3);
  write_frame (fixture, 0x80, " two", 4);
  test_settle ();

  g_assert_cmpmem (fixture->heard->str, fixture->heard->len, "t:4hello|b:\0\1|t:4in two|", 24);
  assert_taken (fixture, "\x8a\x03now");
}

static void
test_early_bytes (Fixture *fixture, gconstpointer data)
{
  /* Before the WebSocket has begun, and again behind that. */
  say (fixture, "4early");
  g_assert_cmpstr (fixture->heard->str, ==, "");
  test_settle ();
  say (fixture, "4late");
  test_settle ();
  g_assert_cmpstr (fixture->heard->str, ==, "t:4early|t:4late|");
}

static void
test_let_go_in_message (Fixture *fixture, gconstpointer data)
{
  fixture->let_go = TRUE;
  say (fixture, "4one");
  say (fixture, "4two");
  test_settle ();

  g_assert_cmpstr (fixture->heard->str, ==, "t:4one|");
  g_assert_cmpuint (fixture->ended, ==, 0);
  assert_closed (fixture);
}

static void
test_close_in_message (Fixture *fixture, gconstpointer data)
{
  fixture->answer_with = 1001;
  say (fixture, "4one");
  say (fixture, "4two");
  test_settle ();

  g_assert_cmpstr (fixture->heard->str, ==, "t:4one|");
  assert_taken (fixture, "\x88\x02\x03\xe9");
}

/* --- sending -------------------------------------------------------------- */

static void
test_sends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EngineIoMessage) ping = engine_io_message_new_packet (ENGINE_IO_PACKET_PING, NULL);
  g_autoptr (EngineIoMessage) bytes = engine_io_message_new_binary ((const guint8 *) "\0\1", 2);

  g_assert_true (engine_io_websocket_server_is_writable (fixture->websocket));
  engine_io_websocket_server_send (fixture->websocket, ping);
  g_assert_false (engine_io_websocket_server_is_writable (fixture->websocket));
  g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), ==, 3);
  send_text (fixture, "hello");
  engine_io_websocket_server_send (fixture->websocket, bytes);
  assert_taken (fixture, "");
  test_settle ();

  assert_taken (fixture, "\x81\x01"
                         "2\x81\x06"
                         "4hello\x82\x02\0\1");
  g_assert_true (engine_io_websocket_server_is_writable (fixture->websocket));
  g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), ==, 0);
  g_assert_cmpuint (fixture->drained, ==, 0);
}

static void
test_head_first (void)
{
  static const char head[] = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
  EngineIoWebsocketLimits limits = { 0 };
  Fixture fixture = { 0 };
  g_autoptr (GIOStream) stream = socket_pair_make (&fixture.client, FALSE);
  g_autoptr (GBytes) bytes = g_bytes_new_static (head, strlen (head));
  g_autoptr (GByteArray) taken = NULL;

  fixture.heard = g_string_new (NULL);
  fixture.epoll = engine_io_epoll_new (NULL, NULL);
  fixture.websocket = engine_io_websocket_server_new (fixture.epoll, stream, bytes, &limits);
  send_text (&fixture, "x");
  test_settle ();

  taken = take (&fixture, NULL);
  g_assert_cmpuint (taken->len, ==, strlen (head) + 4);
  g_assert_cmpmem (taken->data, strlen (head), head, strlen (head));
  g_assert_cmpmem (taken->data + strlen (head), 4,
                   "\x81\x02"
                   "4x",
                   4);
  tear_down (&fixture, NULL);
}

/* Far more than the kernel takes at once, and every byte of it arrives in order. */
static void
test_much (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_autoptr (GByteArray) got = g_byte_array_new ();

  for (guint i = 0; i < 500; i++) {
    g_autofree char *text = g_strnfill (1 + i * 13 % 7000, (char) ('a' + i % 26));
    g_autoptr (EngineIoMessage) sent = engine_io_message_new_text (text, strlen (text));
    gsize length = 0;
    const guint8 *frame = engine_io_message_get_frame (sent, &length);

    g_byte_array_append (expected, frame, (guint) length);
    engine_io_websocket_server_send (fixture->websocket, sent);
  }
  test_settle ();
  g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), >, 0);
  g_assert_false (engine_io_websocket_server_is_writable (fixture->websocket));

  while (got->len < expected->len) {
    g_autoptr (GByteArray) more = take (fixture, NULL);

    g_byte_array_append (got, more->data, more->len);
    test_settle ();
  }
  g_assert_cmpmem (got->data, got->len, expected->data, expected->len);
  g_assert_cmpuint (fixture->drained, ==, 1);
  g_assert_true (engine_io_websocket_server_is_writable (fixture->websocket));
}

/* More than may wait, but the kernel takes enough of it at once. */
static void
test_just_not_too_much (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (50000, 'x');
  gsize sent = 0;
  gsize got = 0;

  while (sent <= MAX_QUEUED) {
    send_text (fixture, text);
    sent += 4 + 50001;
  }
  g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), <=, MAX_QUEUED);
  while (got < sent) {
    g_autoptr (GByteArray) more = NULL;

    g_main_context_iteration (NULL, TRUE);
    more = take (fixture, NULL);
    got += more->len;
  }
  test_settle ();
  g_assert_cmpuint (fixture->ended, ==, 0);
  g_assert_cmpuint (fixture->drained, ==, 1);
}

static void
test_await_drain (Fixture *fixture, gconstpointer data)
{
  test_settle ();
  send_text (fixture, "x");
  test_settle ();
  g_assert_cmpuint (fixture->drained, ==, 0);

  send_text (fixture, "x");
  engine_io_websocket_server_await_drain (fixture->websocket);
  g_assert_cmpuint (fixture->drained, ==, 0);
  test_settle ();
  g_assert_cmpuint (fixture->drained, ==, 1);

  engine_io_websocket_server_await_drain (fixture->websocket);
  test_settle ();
  g_assert_cmpuint (fixture->drained, ==, 2);
}

static void
test_never_reads (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (50000, 'x');
  g_autoptr (EngineIoMessage) sent = engine_io_message_new_text (text, strlen (text));

  for (guint i = 0; i < 200; i++) {
    engine_io_websocket_server_send (fixture->websocket, sent);
    g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), <=,
                      MAX_QUEUED + 60000);
  }
  g_assert_cmpuint (fixture->ended, ==, 0);
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_error (fixture->error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
  engine_io_websocket_server_send (fixture->websocket, sent);
  g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), ==, 0);
}

/* Each ping has its pong, but not if they pile up in front of who reads none of them. */
static void
test_pings_without_reading (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (EngineIoMessage) sent = engine_io_message_new_text (text, strlen (text));
  g_autoptr (GByteArray) got = g_byte_array_new ();
  gsize before = 0;

  for (guint i = 0; i < 10; i++)
    engine_io_websocket_server_send (fixture->websocket, sent);
  test_settle ();
  before = engine_io_websocket_server_get_queued (fixture->websocket);
  g_assert_cmpuint (before, >, 0);
  for (guint i = 0; i < 10000; i++) {
    write_frame (fixture, 0x89, "a long enough ping", 18);
    if (i % 100 == 0)
      test_settle ();
  }
  write_frame (fixture, 0x89, "last", 4);
  test_settle ();
  g_assert_cmpuint (engine_io_websocket_server_get_queued (fixture->websocket), ==, before + 6);

  while (got->len < 10 * 100011 + 6) {
    g_autoptr (GByteArray) more = take (fixture, NULL);

    g_byte_array_append (got, more->data, more->len);
    test_settle ();
  }
  g_assert_cmpmem (got->data + got->len - 6, 6, "\x8a\x04last", 6);
}

static void
test_pings_in_a_row (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    write_frame (fixture, 0x89, "p", 1);
  test_settle ();
  assert_taken (fixture, "\x8a\x01p\x8a\x01p\x8a\x01p\x8a\x01p\x8a\x01p"
                         "\x8a\x01p\x8a\x01p\x8a\x01p\x8a\x01p\x8a\x01p");
}

/* In the midst of a message of its own, too. */
static void
test_let_go_when_drained (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (1000000, 'x');
  gboolean end = FALSE;

  write_frame (fixture, 0x01, "half", 4);
  send_text (fixture, text);
  test_settle ();
  fixture->let_go = TRUE;
  while (!end) {
    g_autoptr (GByteArray) more = take (fixture, &end);

    g_main_context_iteration (NULL, FALSE);
  }
  g_assert_cmpuint (fixture->drained, ==, 1);
  g_assert_cmpuint (fixture->ended, ==, 0);
}

/* --- the end -------------------------------------------------------------- */

static void
test_client_resets (Fixture *fixture, gconstpointer data)
{
  /* What was sent and not read is lost: a pair of sockets answers that with a reset. */
  send_text (fixture, "x");
  test_settle ();
  g_socket_close (fixture->client, NULL);
  send_text (fixture, "y");
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_cmpuint (fixture->code, ==, 0);
  g_assert_nonnull (fixture->error);
  g_assert_true (fixture->error->domain == G_IO_ERROR);
  send_text (fixture, "z");
}

static void
test_client_goes_while_it_waits (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (1000000, 'x');

  fixture->let_go = TRUE;
  send_text (fixture, text);
  test_settle ();
  g_assert_cmpuint (fixture->ended, ==, 0);
  g_socket_close (fixture->client, NULL);
  test_settle ();
  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_null (fixture->websocket);
}

static void
test_set_goes_in_message (Fixture *fixture, gconstpointer data)
{
  test_settle ();
  g_clear_pointer (&fixture->epoll, engine_io_epoll_unref);
  fixture->let_go = TRUE;
  say (fixture, "4one");
  test_settle ();
  g_assert_cmpstr (fixture->heard->str, ==, "t:4one|");
  assert_closed (fixture);
}

static void
other_message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  *(gboolean *) owner = TRUE;
}

static void
test_other_owner (Fixture *fixture, gconstpointer data)
{
  static const EngineIoWebsocketListener other = { other_message, drained, ended };
  gboolean heard = FALSE;

  say (fixture, "4one");
  test_settle ();
  engine_io_websocket_server_set_listener (fixture->websocket, &other, &heard);
  say (fixture, "4two");
  test_settle ();
  g_assert_cmpstr (fixture->heard->str, ==, "t:4one|");
  g_assert_true (heard);
}

/* What is asked for before anything has begun. */
static void
test_close_at_once (Fixture *fixture, gconstpointer data)
{
  engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), 1013);
  test_settle ();
  assert_taken (fixture, "\x88\x02\x03\xf5");
  g_socket_close (fixture->client, NULL);
  test_settle ();
}

static void
test_free_at_once (Fixture *fixture, gconstpointer data)
{
  send_text (fixture, "never leaves");
  g_clear_pointer (&fixture->websocket, engine_io_websocket_server_free);
  assert_closed (fixture);
}

/* Who is told to go and does not read that goes after a second. */
static void
test_close_is_not_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (1000000, 'x');
  gint64 before = g_get_monotonic_time ();
  gsize taken = 0;
  gboolean end = FALSE;

  send_text (fixture, text);
  engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), 1000);
  test_await_that (g_socket_condition_check (fixture->client, G_IO_HUP) != 0);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, G_USEC_PER_SEC);
  while (!end) {
    g_autoptr (GByteArray) more = take (fixture, &end);

    taken += more->len;
  }
  g_assert_cmpuint (taken, <, 1000000);
}

static void
test_client_closes (Fixture *fixture, gconstpointer data)
{
  send_text (fixture, "x");
  write_frame (fixture, 0x88, "\x03\xe8 bye", 6);
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_cmpuint (fixture->code, ==, 1000);
  g_assert_no_error (fixture->error);
  assert_taken (fixture, "\x81\x02"
                         "4x\x88\x02\x03\xe8");
  assert_closed (fixture);
}

static void
test_client_closes_without_code (Fixture *fixture, gconstpointer data)
{
  fixture->let_go = TRUE;
  write_frame (fixture, 0x88, NULL, 0);
  test_settle ();

  g_assert_cmpuint (fixture->code, ==, 1005);
  assert_taken (fixture, "\x88\x00");
  assert_closed (fixture);
}

static void
test_client_goes (Fixture *fixture, gconstpointer data)
{
  test_settle ();
  g_socket_close (fixture->client, NULL);
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_cmpuint (fixture->code, ==, 0);
}

static void
test_client_shuts_down (Fixture *fixture, gconstpointer data)
{
  write_bytes (fixture, (const guint8 *) "\x81\xff", 2);
  g_socket_shutdown (fixture->client, FALSE, TRUE, NULL);
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_cmpuint (fixture->code, ==, 0);
  g_assert_no_error (fixture->error);
  assert_closed (fixture);
}

static void
test_broken_rules (Fixture *fixture, gconstpointer data)
{
  write_bytes (fixture, (const guint8 *) "\x81\x01x", 3);
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_error (fixture->error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
  assert_taken (fixture, "\x88\x02\x03\xea");
  if (data == NULL)
    assert_closed (fixture); /* of half a connection, which only a socket has */
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  static const guint8 header[] = { 0x82, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4 };

  fixture->let_go = TRUE;
  write_bytes (fixture, header, sizeof header);
  test_settle ();

  g_assert_cmpuint (fixture->ended, ==, 1);
  g_assert_error (fixture->error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
  assert_taken (fixture, "\x88\x02\x03\xf1");
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  send_text (fixture, "last");
  engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), 0);
  test_settle ();
  assert_taken (fixture, "\x81\x05"
                         "4last\x88\x00");

  say (fixture, "4ignored");
  write_frame (fixture, 0x88, NULL, 0);
  test_settle ();
  g_assert_cmpstr (fixture->heard->str, ==, "");
  assert_closed (fixture);
}

static void
test_close_is_not_answered (Fixture *fixture, gconstpointer data)
{
  gint64 before = g_get_monotonic_time ();
  gboolean end = FALSE;

  engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), 1000);
  while (!end) {
    g_autoptr (GByteArray) taken = NULL;

    g_main_context_iteration (NULL, TRUE);
    taken = take (fixture, &end);
  }
  g_assert_cmpint (g_get_monotonic_time () - before, >=, G_USEC_PER_SEC);
}

static void
test_epoll_goes_while_lingering (Fixture *fixture, gconstpointer data)
{
  send_text (fixture, "last");
  engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), 0);
  test_settle ();
  g_clear_pointer (&fixture->epoll, engine_io_epoll_unref);
  assert_taken (fixture, "\x81\x05"
                         "4last\x88\x00");
  assert_closed (fixture);
}

static void
test_epoll_goes_at_once (Fixture *fixture, gconstpointer data)
{
  send_text (fixture, "last");
  engine_io_websocket_server_close (g_steal_pointer (&fixture->websocket), 0);
  g_clear_pointer (&fixture->epoll, engine_io_epoll_unref);
  assert_taken (fixture, "\x81\x05"
                         "4last\x88\x00");
  assert_closed (fixture);
}

#define ADD(path, function)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_add ("/engine-io/websocket-server/socket/" path, Fixture, NULL, set_up, function,       \
                tear_down);                                                                        \
    g_test_add ("/engine-io/websocket-server/stream/" path, Fixture, "stream", set_up, function,   \
                tear_down);                                                                        \
  }                                                                                                \
  G_STMT_END

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("receives-messages", test_receives);
  ADD ("receives-what-came-early", test_early_bytes);
  ADD ("can-go-in-message", test_let_go_in_message);
  ADD ("can-close-in-message", test_close_in_message);
  ADD ("sends-what-is-queued-at-the-end-of-the-turn", test_sends);
  g_test_add_func ("/engine-io/websocket-server/head-leaves-first", test_head_first);
  ADD ("sends-much-in-order", test_much);
  ADD ("keeps-what-is-just-not-too-much", test_just_not_too_much);
  ADD ("tells-when-it-has-drained-if-asked", test_await_drain);
  ADD ("who-never-reads-is-closed", test_never_reads);
  ADD ("answers-each-ping", test_pings_in_a_row);
  ADD ("pongs-do-not-pile-up", test_pings_without_reading);
  ADD ("can-go-when-drained", test_let_go_when_drained);
  ADD ("notices-a-reset", test_client_resets);
  ADD ("notices-that-who-does-not-read-goes", test_client_goes_while_it_waits);
  ADD ("keeps-the-epoll-set", test_set_goes_in_message);
  ADD ("may-change-its-owner", test_other_owner);
  ADD ("can-be-closed-at-once", test_close_at_once);
  ADD ("can-be-freed-at-once", test_free_at_once);
  ADD ("who-does-not-read-the-close-is-cut", test_close_is_not_read);
  ADD ("answers-the-clients-close", test_client_closes);
  ADD ("answers-a-close-without-code", test_client_closes_without_code);
  ADD ("notices-that-the-client-goes", test_client_goes);
  ADD ("notices-half-a-frame-and-the-end", test_client_shuts_down);
  ADD ("closes-on-broken-rules", test_broken_rules);
  ADD ("closes-on-a-header-that-is-too-large", test_too_large);
  ADD ("closes-and-waits-for-the-answer", test_close);
  ADD ("waits-a-second-for-the-answer", test_close_is_not_answered);
  ADD ("goes-with-the-epoll-set", test_epoll_goes_while_lingering);
  ADD ("says-good-bye-when-the-epoll-set-goes", test_epoll_goes_at_once);

  return g_test_run ();
}
