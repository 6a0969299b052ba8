/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-frame.h"

#include <libsoup/soup.h>

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
  EngineIoFrameRules rules;
} Bytes;

#define BYTES(string) string, sizeof (string) - 1

static const Bytes bad[] = {
  { "unknown-type", BYTES ("\x83\x00"), ENGINE_IO_FRAME_FROM_SERVER },
  { "unknown-control-type", BYTES ("\x8b\x00"), ENGINE_IO_FRAME_FROM_SERVER },
  { "unknown-extension", BYTES ("\xa1\x00"), ENGINE_IO_FRAME_MAY_BE_PACKED },
  { "another-unknown-extension", BYTES ("\x91\x00"), ENGINE_IO_FRAME_MAY_BE_PACKED },
  { "compression-that-was-not-agreed", BYTES ("\xc1\x00"), ENGINE_IO_FRAME_FROM_SERVER },
  { "compressed-control", BYTES ("\xc9\x00"), ENGINE_IO_FRAME_MAY_BE_PACKED },
  { "control-in-pieces", BYTES ("\x09\x00"), ENGINE_IO_FRAME_FROM_SERVER },
  { "long-control", BYTES ("\x89\x7e\x00\x7e"), ENGINE_IO_FRAME_FROM_SERVER },
  { "masked", BYTES ("\x81\x81\x00\x00\x00\x00x"), ENGINE_IO_FRAME_FROM_SERVER },
  { "not-masked", BYTES ("\x81\x01x"), ENGINE_IO_FRAME_FROM_CLIENT },
  { "length-of-16-bits-for-7", BYTES ("\x82\xfe\x00\x7d"), ENGINE_IO_FRAME_FROM_CLIENT },
  { "length-of-64-bits-for-16", BYTES ("\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff"),
    ENGINE_IO_FRAME_FROM_CLIENT },
  { "length-of-64-bits", BYTES ("\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff"),
    ENGINE_IO_FRAME_FROM_SERVER },
};

static void
test_bad (gconstpointer data)
{
  const Bytes *bytes = data;
  g_autoptr (GError) error = NULL;
  EngineIoFrame frame;

  g_assert_false (engine_io_frame_read ((const guint8 *) bytes->bytes, bytes->length, bytes->rules,
                                        &frame, &error));
  g_assert_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR);
}

static void
test_headers (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    guint8 header_length;
    guint64 payload_length;
  } cases[] = {
    { BYTES ("\x81\x00"), 2, 0 },
    { BYTES ("\x01\x7d"), 2, 125 },
    { BYTES ("\x80\x7e\x00\x7e"), 4, 126 },
    { BYTES ("\x82\x7e\xff\xff"), 4, 65535 },
    { BYTES ("\xc2\x7f\x00\x00\x00\x00\x00\x01\x00\x00"), 10, 65536 },
    { BYTES ("\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff"), 10, G_MAXINT64 },
    { BYTES ("\x88\x02"), 2, 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const guint8 *bytes = (const guint8 *) cases[i].bytes;
    g_autoptr (GError) error = NULL;
    EngineIoFrame frame;

    /* A byte less is no header yet, and nothing wrong. */
    for (gsize length = 0; length < cases[i].length; length++)
      g_assert_false (
        engine_io_frame_read (bytes, length, ENGINE_IO_FRAME_MAY_BE_PACKED, &frame, &error));
    g_assert_no_error (error);

    g_assert_true (
      engine_io_frame_read (bytes, cases[i].length, ENGINE_IO_FRAME_MAY_BE_PACKED, &frame, &error));
    g_assert_cmphex (frame.first, ==, bytes[0]);
    g_assert_cmpuint (frame.header_length, ==, cases[i].header_length);
    g_assert_cmpuint (frame.length, ==, cases[i].payload_length);
  }
}

static void
test_masked_headers (void)
{
  static const struct {
    const char *bytes;
    gsize length;
    guint64 payload_length;
  } cases[] = {
    { BYTES ("\x81\x80\x01\x02\x03\x04"), 0 },
    { BYTES ("\x81\xfe\x00\x7e\x01\x02\x03\x04"), 126 },
    { BYTES ("\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00\x01\x02\x03\x04"), 65536 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    const guint8 *bytes = (const guint8 *) cases[i].bytes;
    g_autoptr (GError) error = NULL;
    EngineIoFrame frame;

    for (gsize length = 0; length < cases[i].length; length++)
      g_assert_false (
        engine_io_frame_read (bytes, length, ENGINE_IO_FRAME_FROM_CLIENT, &frame, &error));
    g_assert_no_error (error);

    g_assert_true (
      engine_io_frame_read (bytes, cases[i].length, ENGINE_IO_FRAME_FROM_CLIENT, &frame, &error));
    g_assert_cmpuint (frame.header_length, ==, cases[i].length);
    g_assert_cmpuint (frame.length, ==, cases[i].payload_length);
    g_assert_cmpmem (frame.mask, 4, "\x01\x02\x03\x04", 4);
  }
}

static void
test_written_header (void)
{
  static const gsize lengths[] = { 0, 1, 125, 126, 65535, 65536, G_MAXINT32 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
    guint8 header[ENGINE_IO_FRAME_MAX_HEADER];
    guint length = engine_io_frame_write_header (header, 0x82, lengths[i]);
    EngineIoFrame frame;

    g_assert_true (
      engine_io_frame_read (header, length, ENGINE_IO_FRAME_FROM_SERVER, &frame, NULL));
    g_assert_cmpuint (frame.header_length, ==, length);
    g_assert_cmpuint (frame.length, ==, lengths[i]);
    g_assert_cmphex (frame.first, ==, 0x82);
  }
}

/* As a server reads it. */
static void
assert_masked (const GByteArray *out, guint at, const guint8 *payload, gsize length)
{
  const guint8 *mask = out->data + at;

  g_assert_cmpuint (out->len, ==, at + 4 + length);
  for (gsize i = 0; i < length; i++)
    g_assert_cmphex (out->data[at + 4 + i] ^ mask[i % 4], ==, payload[i]);
}

static void
test_append (void)
{
  static const struct {
    gsize length;
    const char *header;
    guint header_length;
  } cases[] = {
    { 0, "\x81\x80", 2 },
    { 1, "\x81\x81", 2 },
    { 7, "\x81\x87", 2 },
    { 125, "\x81\xfd", 2 },
    { 126, "\x81\xfe\x00\x7e", 4 },
    { 65535, "\x81\xfe\xff\xff", 4 },
    { 65536, "\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00", 10 },
  };
  g_autofree guint8 *payload = g_malloc (65536);

  for (gsize i = 0; i < 65536; i++)
    payload[i] = (guint8) (i * 7);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) out = g_byte_array_new ();

    engine_io_frame_append (out, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_TEXT, payload,
                            cases[i].length);
    g_assert_cmpmem (out->data, cases[i].header_length, cases[i].header, cases[i].header_length);
    assert_masked (out, cases[i].header_length, payload, cases[i].length);
  }
}

static void
test_masks_differ (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint same = 0;

  for (guint i = 0; i < 8; i++)
    engine_io_frame_append (out, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_PING, NULL, 0);
  for (guint i = 1; i < 8; i++)
    same += memcmp (out->data + 2, out->data + i * 6 + 2, 4) == 0;
  g_assert_cmpuint (same, <, 7);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/frame/headers-are-read-when-they-are-whole", test_headers);
  g_test_add_func ("/engine-io/frame/headers-of-a-client-have-a-mask", test_masked_headers);
  g_test_add_func ("/engine-io/frame/headers-are-read-as-they-were-written", test_written_header);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strconcat ("/engine-io/frame/refused/", bad[i].name, NULL);

    g_test_add_data_func (path, &bad[i], test_bad);
  }
  g_test_add_func ("/engine-io/frame/is-written-masked", test_append);
  g_test_add_func ("/engine-io/frame/masks-differ", test_masks_differ);

  return g_test_run ();
}
