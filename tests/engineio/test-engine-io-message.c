/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-message.h"

#include <string.h>

#include "engine-io-frame.h"
#include "engine-io-packing.h"

static void
assert_frame (EngineIoMessage *message,
              const char *header,
              gsize header_length,
              const char *payload)
{
  gsize length = 0;
  const guint8 *frame = engine_io_message_get_frame (message, &length);
  gsize payload_length = 0;
  const guint8 *data = engine_io_message_get_payload (message, &payload_length);

  g_assert_cmpmem (data, payload_length, payload, strlen (payload));
  g_assert_cmpuint (length, ==, header_length + payload_length);
  g_assert_cmpmem (frame, header_length, header, header_length);
  g_assert_cmpmem (frame + header_length, payload_length, payload, strlen (payload));
}

static void
assert_text (EngineIoMessage *message, const char *text)
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();

  g_byte_array_append (payload, (const guint8 *) "|", 1);
  engine_io_message_append_text (message, payload);
  g_assert_cmpmem (payload->data + 1, payload->len - 1, text, strlen (text));
  g_assert_cmpuint (engine_io_message_get_text_size (message), ==, strlen (text));
}

static void
test_text (void)
{
  g_autoptr (EngineIoMessage) message = engine_io_message_new_text ("hello, world", 5);

  g_assert_false (engine_io_message_is_binary (message));
  assert_frame (message, "\x81\x06", 2, "4hello");
  assert_text (message, "4hello");
}

static void
test_binary (void)
{
  g_autoptr (EngineIoMessage)
    message = engine_io_message_new_binary ((const guint8 *) "\1\2\3\4", 4);

  g_assert_true (engine_io_message_is_binary (message));
  assert_frame (message, "\x82\x04", 2, "\1\2\3\4");
  assert_text (message, "bAQIDBA==");
}

static void
test_empty (void)
{
  g_autoptr (EngineIoMessage) text = engine_io_message_new_text ("", 0);
  g_autoptr (EngineIoMessage) bytes = engine_io_message_new_binary (NULL, 0);

  assert_frame (text, "\x81\x01", 2, "4");
  assert_frame (bytes, "\x82\x00", 2, "");
  assert_text (bytes, "b");
}

static void
test_packets (void)
{
  g_autoptr (EngineIoMessage) ping = engine_io_message_new_packet (ENGINE_IO_PACKET_PING, NULL);
  g_autoptr (EngineIoMessage) probe = engine_io_message_new_packet (ENGINE_IO_PACKET_PONG, "probe");

  assert_frame (ping, "\x81\x01", 2, "2");
  assert_text (ping, "2");
  assert_frame (probe, "\x81\x06", 2, "3probe");
}

static void
test_lengths (void)
{
  static const struct {
    gsize length; /* of the payload */
    const char *header;
    gsize header_length;
  } cases[] = {
    { 125, "\x81\x7d", 2 },
    { 126, "\x81\x7e\x00\x7e", 4 },
    { 65535, "\x81\x7e\xff\xff", 4 },
    { 65536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strnfill (cases[i].length, '4');
    g_autoptr (EngineIoMessage) message = engine_io_message_new_text (text, cases[i].length - 1);

    assert_frame (message, cases[i].header, cases[i].header_length, text);
  }
}

static void
test_not_packets (void)
{
  g_autoptr (EngineIoMessage) pong = engine_io_message_new_frame (0x8a, (const guint8 *) "now", 3);
  g_autoptr (EngineIoMessage) raw = engine_io_message_new_raw ((const guint8 *) "HTTP", 4);

  assert_frame (pong, "\x8a\x03", 2, "now");
  assert_frame (raw, "", 0, "HTTP");
  g_assert_false (engine_io_message_is_binary (raw));
  g_assert_true (engine_io_message_get_packed (pong, 0) == pong);
  g_assert_true (engine_io_message_get_packed (raw, 0) == raw);
}

static void
test_packed_once (void)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autoptr (EngineIoMessage) message = engine_io_message_new_text (text, 1000);
  EngineIoMessage *packed = engine_io_message_get_packed (message, 1001);
  g_autoptr (GByteArray) plain = NULL;
  gsize length = 0;
  const guint8 *data = NULL;

  g_assert_true (packed != message);
  g_assert_true (packed == engine_io_message_get_packed (message, 1001));
  data = engine_io_message_get_frame (packed, &length);
  g_assert_cmphex (data[0], ==, 0xc1);
  g_assert_cmpuint (length, <, 50);
  data = engine_io_message_get_payload (packed, &length);
  plain = engine_io_packing_unpack (data, length, 1001, NULL);
  g_assert_cmpuint (plain->len, ==, 1001);
  g_assert_cmpmem (plain->data + 1, 1000, text, 1000);
}

static void
test_not_worth_packing (void)
{
  g_autofree char *text = g_strnfill (1000, 'x');
  g_autoptr (EngineIoMessage) small = engine_io_message_new_text (text, 999);
  g_autoptr (EngineIoMessage) asked = engine_io_message_new_text (text, 1000);
  g_autoptr (EngineIoMessage) noise = engine_io_message_new_binary ((const guint8 *) "\x91", 1);

  engine_io_message_set_flags (asked, ENGINE_IO_SEND_NO_COMPRESS);
  g_assert_true (engine_io_message_get_packed (small, 1001) == small);
  g_assert_true (engine_io_message_get_packed (asked, 1001) == asked);
  g_assert_true (engine_io_message_get_packed (noise, 0) == noise);
}

static void
test_references (void)
{
  EngineIoMessage *message = engine_io_message_new_text ("x", 1);

  engine_io_message_unref (engine_io_message_ref (message));
  assert_text (message, "4x");
  engine_io_message_unref (message);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/message/text-is-framed", test_text);
  g_test_add_func ("/engine-io/message/bytes-are-framed", test_binary);
  g_test_add_func ("/engine-io/message/nothing-is-framed", test_empty);
  g_test_add_func ("/engine-io/message/packets-are-framed", test_packets);
  g_test_add_func ("/engine-io/message/header-fits-the-length", test_lengths);
  g_test_add_func ("/engine-io/message/other-frames-and-none", test_not_packets);
  g_test_add_func ("/engine-io/message/is-packed-once", test_packed_once);
  g_test_add_func ("/engine-io/message/not-worth-packing", test_not_worth_packing);
  g_test_add_func ("/engine-io/message/lives-as-long-as-referenced", test_references);

  return g_test_run ();
}
