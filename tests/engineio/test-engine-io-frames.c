/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WebSocket frames: read and written, and what the client makes of frames that a
 * server should not send.
 */
#include <string.h>

#include "engine-io-client.h"
#include "engine-io-error.h"
#include "engine-io-frame.h"
#include "fake-engine.h"
#include "test-await.h"

/* Bytes with their length; for string literals. */
#define BYTES(literal) (literal), sizeof (literal) - 1

static const struct {
  const char *data;
  gsize length;
  guint header_length; /* 0 for an error */
  guint64 payload;
} headers[] = {
  { BYTES ("\x81\x00"), 2, 0 },
  { BYTES ("\x81\x7d"), 2, 125 },
  { BYTES ("\x02\x05"), 2, 5 },
  { BYTES ("\x80\x7e\x01\x02"), 4, 258 },
  { BYTES ("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"), 10, 65536 },
  { BYTES ("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), 10, G_MAXINT64 },
  { BYTES ("\x8a\x7d"), 2, 125 },
  { BYTES ("\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"), 0, 0 },
  { BYTES ("\x81\x80"), 0, 0 },
  { BYTES ("\xc1\x00"), 0, 0 },
  { BYTES ("\xa1\x00"), 0, 0 },
  { BYTES ("\x91\x00"), 0, 0 },
  { BYTES ("\x83\x00"), 0, 0 },
  { BYTES ("\x8b\x00"), 0, 0 },
  { BYTES ("\x09\x00"), 0, 0 },
  { BYTES ("\x89\x7e\x00\x7e"), 0, 0 },
};

static void
test_headers (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (headers); i++) {
    const guint8 *data = (const guint8 *) headers[i].data;
    g_autoptr (GError) error = NULL;
    EngineIoFrame frame;

    if (headers[i].header_length == 0) {
      g_assert_false (engine_io_frame_read (data, headers[i].length, ENGINE_IO_FRAME_FROM_SERVER,
                                            &frame, &error));
      g_assert_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR);
      continue;
    }

    for (gsize length = 0; length < headers[i].header_length; length++) {
      g_assert_false (
        engine_io_frame_read (data, length, ENGINE_IO_FRAME_FROM_SERVER, &frame, &error));
      g_assert_no_error (error);
    }
    g_assert_true (
      engine_io_frame_read (data, headers[i].length, ENGINE_IO_FRAME_FROM_SERVER, &frame, &error));
    g_assert_cmpuint (frame.header_length, ==, headers[i].header_length);
    g_assert_cmpuint (frame.length, ==, headers[i].payload);
    g_assert_cmpuint (frame.first, ==, data[0]);
  }
}

static void
test_packed_by_agreement (void)
{
  g_autoptr (GError) error = NULL;
  EngineIoFrame frame;

  g_assert_true (engine_io_frame_read ((const guint8 *) "\xc1\x00", 2,
                                       ENGINE_IO_FRAME_MAY_BE_PACKED, &frame, &error));
  g_assert_false (engine_io_frame_read ((const guint8 *) "\xc9\x00", 2,
                                        ENGINE_IO_FRAME_MAY_BE_PACKED, &frame, &error));
  g_assert_nonnull (error);
}

static void
test_written_frames_are_masked (void)
{
  static const gsize lengths[] = { 0, 1, 125, 126, 65535, 65536 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    g_autofree guint8 *payload = g_malloc (lengths[i] + 1);
    g_autoptr (GByteArray) out = g_byte_array_new ();
    const guint8 *mask = NULL;
    EngineIoFrame frame;

    for (gsize at = 0; at < lengths[i]; at++)
      payload[at] = (guint8) (at * 13);
    engine_io_frame_append (out, 0x82, payload, lengths[i]);
    g_assert_cmphex (out->data[1] & 0x80, ==, 0x80);
    out->data[1] &= 0x7f;
    g_assert_true (
      engine_io_frame_read (out->data, out->len, ENGINE_IO_FRAME_FROM_SERVER, &frame, NULL));
    g_assert_cmpuint (frame.length, ==, lengths[i]);
    g_assert_cmpuint (out->len, ==, frame.header_length + 4 + lengths[i]);
    mask = out->data + frame.header_length;
    for (gsize at = 0; at < lengths[i]; at++)
      g_assert_cmphex (out->data[frame.header_length + 4 + at] ^ mask[at % 4], ==, payload[at]);
  }
}

typedef struct {
  FakeEngine *server;
  EngineIoOptions *options;
  EngineIoClient *client;
  GString *heard; /* messages, joined by "|" */
  guint opened;
  guint closed;
  EngineIoCloseReason reason;
  GError *details;
} Fixture;

static void
opened_cb (EngineIoClient *client, EngineIoHandshake *handshake, Fixture *fixture)
{
  fixture->opened++;
}

static void
message_cb (EngineIoClient *client, GBytes *data, gboolean binary, Fixture *fixture)
{
  if (fixture->heard->len > 0)
    g_string_append_c (fixture->heard, '|');
  g_string_append_len (fixture->heard, g_bytes_get_data (data, NULL),
                       (gssize) g_bytes_get_size (data));
}

static void
closed_cb (EngineIoClient *client, EngineIoCloseReason reason, GError *details, Fixture *fixture)
{
  fixture->closed++;
  fixture->reason = reason;
  fixture->details = details != NULL ? g_error_copy (details) : NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const transports[] = { "websocket", NULL };

  fixture->server = fake_engine_new ();
  fixture->server->websocket = FAKE_WEBSOCKET_GREETS;
  fixture->heard = g_string_new (NULL);
  fixture->options = engine_io_options_new ();
  g_object_set (fixture->options, "transports", transports, "max-incoming-size", (guint64) 200,
                NULL);
  fixture->client = engine_io_client_new (fixture->server->uri, fixture->options);
  g_signal_connect (fixture->client, "opened", G_CALLBACK (opened_cb), fixture);
  g_signal_connect (fixture->client, "message", G_CALLBACK (message_cb), fixture);
  g_signal_connect (fixture->client, "closed", G_CALLBACK (closed_cb), fixture);
  engine_io_client_open (fixture->client);
  test_await_that (fixture->opened == 1);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_clear_object (&fixture->options);
  g_clear_error (&fixture->details);
  g_string_free (fixture->heard, TRUE);
  g_clear_pointer (&fixture->server, fake_engine_free);
  test_settle ();
}

/* Sends bytes past the server's own WebSocket. */
static void
write_raw (Fixture *fixture, const char *data, gsize length)
{
  GIOStream *stream = soup_websocket_connection_get_io_stream (fixture->server->connection);
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), data, length, NULL, NULL,
                             &error);
  g_assert_no_error (error);
}

static void
await_closed (Fixture *fixture, EngineIoCloseReason reason, EngineIoError code)
{
  test_await_that (fixture->closed == 1);
  g_assert_cmpstr (engine_io_close_reason_to_string (fixture->reason), ==,
                   engine_io_close_reason_to_string (reason));
  g_assert_error (fixture->details, ENGINE_IO_ERROR, (int) code);
}

static const char in_pieces[] = "\x01\x02"
                                "4a"
                                "\x89\x02"
                                "hi"
                                "\x00\x00"
                                "\x00\x02"
                                "b\xc3"
                                "\x8a\x00"
                                "\x80\x01"
                                "\xa4"
                                "\x82\x01"
                                "x"
                                "\x81\x7e\x00\x03"
                                "4yz";

static void
test_fragments (Fixture *fixture, gconstpointer data)
{
  write_raw (fixture, BYTES (in_pieces));
  test_await_that (g_str_equal (fixture->heard->str, "abä|x|yz"));
}

static void
test_byte_by_byte (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < sizeof in_pieces - 1; i++) {
    write_raw (fixture, in_pieces + i, 1);
    test_settle ();
  }
  test_await_that (g_str_equal (fixture->heard->str, "abä|x|yz"));
}

static const struct {
  const char *name;
  const char *data;
  gsize length;
} bad[] = {
  { "masked", BYTES ("\x81\x82"
                     "aaaabb") },
  { "packed", BYTES ("\xc1\x02"
                     "4x") },
  { "unknown-type", BYTES ("\x83\x00") },
  { "ping-in-pieces", BYTES ("\x09\x00") },
  { "long-ping", BYTES ("\x89\x7e\x00\x7e") },
  { "goes-on-without-a-beginning", BYTES ("\x80\x01x") },
  { "begins-twice", BYTES ("\x01\x01"
                           "4\x81\x01"
                           "4") },
  { "not-utf8", BYTES ("\x81\x02"
                       "4\xff") },
  { "half-a-character", BYTES ("\x81\x02"
                               "4\xc3") },
  { "negative-length", BYTES ("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff") },
};

static void
test_bad_frame (Fixture *fixture, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  write_raw (fixture, bad[i].data, bad[i].length);
  await_closed (fixture, ENGINE_IO_CLOSE_PARSE_ERROR, ENGINE_IO_ERROR_PROTOCOL);
}

static void
test_declared_size (Fixture *fixture, gconstpointer data)
{
  /* The header alone is enough to know. */
  write_raw (fixture, BYTES ("\x82\x7f\x00\x00\x00\x10\x00\x00\x00\x00"));
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_size_of_all_fragments (Fixture *fixture, gconstpointer data)
{
  g_autofree char *piece = g_strnfill (102, 'x');

  piece[0] = '\x00';
  piece[1] = 100;
  write_raw (fixture, BYTES ("\x02\x00"));
  write_raw (fixture, piece, 102);
  write_raw (fixture, piece, 102);
  test_settle ();
  g_assert_cmpuint (fixture->closed, ==, 0);
  write_raw (fixture, BYTES ("\x80\x01x"));
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
}

static void
test_close_with_a_reason (Fixture *fixture, gconstpointer data)
{
  write_raw (fixture, BYTES ("\x88\x05\x0f\xa0"
                             "bye"));
  await_closed (fixture, ENGINE_IO_CLOSE_TRANSPORT_CLOSE, ENGINE_IO_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (fixture->details->message, "4000: bye"));
}

static void
test_close_with_half_a_code (Fixture *fixture, gconstpointer data)
{
  write_raw (fixture, BYTES ("\x88\x01\x0f"));
  test_await_that (fixture->closed == 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
}

static void
test_close_with_a_bad_reason (Fixture *fixture, gconstpointer data)
{
  write_raw (fixture, BYTES ("\x88\x04\x0f\xa0\xff\xff"));
  test_await_that (fixture->closed == 1);
  g_assert_true (g_utf8_validate (fixture->details->message, -1, NULL));
}

static void
test_nothing_after_close (Fixture *fixture, gconstpointer data)
{
  write_raw (fixture, BYTES ("\x81\x02"
                             "4a\x88\x00\x81\x02"
                             "4b"));
  test_await_that (fixture->closed == 1);
  test_settle ();
  g_assert_cmpstr (fixture->heard->str, ==, "a");
  g_assert_no_error (fixture->details);
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/frames/headers", test_headers);
  g_test_add_func ("/engine-io/frames/packed-by-agreement", test_packed_by_agreement);
  g_test_add_func ("/engine-io/frames/written-frames-are-masked", test_written_frames_are_masked);
  ADD ("/engine-io/frames/fragments", NULL, test_fragments);
  ADD ("/engine-io/frames/byte-by-byte", NULL, test_byte_by_byte);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strconcat ("/engine-io/frames/bad/", bad[i].name, NULL);

    ADD (path, GUINT_TO_POINTER (i), test_bad_frame);
  }
  ADD ("/engine-io/frames/declared-size", NULL, test_declared_size);
  ADD ("/engine-io/frames/size-of-all-fragments", NULL, test_size_of_all_fragments);
  ADD ("/engine-io/frames/close-with-a-reason", NULL, test_close_with_a_reason);
  ADD ("/engine-io/frames/close-with-half-a-code", NULL, test_close_with_half_a_code);
  ADD ("/engine-io/frames/close-with-a-bad-reason", NULL, test_close_with_a_bad_reason);
  ADD ("/engine-io/frames/nothing-after-close", NULL, test_nothing_after_close);

  return g_test_run ();
}
