/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-codec.h"

#include <string.h>

#include "engine-io-error.h"

#define RS "\x1e"

/* What a packet is, in words: "4:text", "b:text of the bytes", "2:". */
static void
describe (GString *out, const EngineIoPacket *packet)
{
  gsize size = 0;
  const char *data = packet->data != NULL ? g_bytes_get_data (packet->data, &size) : NULL;

  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append_c (out, packet->binary ? 'b' : (char) ('0' + (int) packet->type));
  g_string_append_c (out, ':');
  g_string_append_len (out, data != NULL ? data : "", (gssize) size);
}

/* NULL if anything is wrong with it. */
static char *
decode (const char *payload, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (payload, length);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize offset = 0;

  do {
    g_autoptr (GError) error = NULL;
    EngineIoPacket packet;

    if (!engine_io_codec_decode_next (bytes, &offset, &packet, &error)) {
      g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
      g_assert_null (packet.data);
      return NULL;
    }
    describe (out, &packet);
    g_bytes_unref (packet.data);
  } while (offset <= length);

  return g_string_free_and_steal (g_steal_pointer (&out));
}

static const struct {
  const char *payload;
  const char *packets; /* NULL: refused */
} payloads[] = {
  { "4hello", "4:hello" },
  { "4", "4:" },
  { "2", "2:" },
  { "6", "6:" },
  { "1", "1:" },
  { "3probe", "3:probe" },
  { "4a" RS "4b" RS "2", "4:a 4:b 2:" },
  { "4hello" RS "baGk=" RS "2", "4:hello b:hi 2:" },
  { "b", "b:" },
  { "baGk", "b:hi" },
  { "baGkh", "b:hi!" },
  { "baA==", "b:h" },
  { "baA", "b:h" },
  { "4ä€😀", "4:ä€😀" },
  { "4b=", "4:b=" },
  { "4\t\r\n", "4:\t\r\n" },
  { "", NULL },
  { RS, NULL },
  { "4a" RS, NULL },
  { RS "4a", NULL },
  { "4a" RS RS "4b", NULL },
  { "7", NULL },
  { "a", NULL },
  { " 4", NULL },
  { "-1", NULL },
  { "ba", NULL },
  { "b=", NULL },
  { "b====", NULL },
  { "baGk==", NULL },
  { "baA=", NULL },
  { "baG k", NULL },
  { "ba-_k", NULL },
  { "baGk=aGk=", NULL },
  { "4\xff", NULL },
  { "4\xc3", NULL },
  { "4\xed\xa0\x80", NULL },
  { "4\xc0\x80", NULL },
  { "bä", NULL },
};

static void
test_payloads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *packets = decode (payloads[i].payload, strlen (payloads[i].payload));

    g_test_message ("%u", i);
    g_assert_cmpstr (packets, ==, payloads[i].packets);
  }
}

static void
test_nul_is_text (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("4a\0b" RS "4\0", 7);
  EngineIoPacket packet;
  gsize offset = 0;

  g_assert_true (engine_io_codec_decode_next (bytes, &offset, &packet, NULL));
  g_assert_cmpmem (g_bytes_get_data (packet.data, NULL), g_bytes_get_size (packet.data), "a\0b", 3);
  g_bytes_unref (packet.data);
  g_assert_true (engine_io_codec_decode_next (bytes, &offset, &packet, NULL));
  g_assert_cmpuint (g_bytes_get_size (packet.data), ==, 1);
  g_bytes_unref (packet.data);
  g_assert_cmpuint (offset, >, 7);
}

static void
test_frames (void)
{
  static const char *const good[] = { "0{}", "2", "2probe", "4x\x1ey", "baGk=" };
  static const char *const bad[] = { "", "9", "hello", "b!" };
  EngineIoPacket packet;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_assert_true (engine_io_codec_decode_text (good[i], strlen (good[i]), &packet, NULL));
    if (!packet.binary)
      g_assert_cmpuint (g_bytes_get_size (packet.data), ==, strlen (good[i]) - 1);
    g_bytes_unref (packet.data);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (engine_io_codec_decode_text (bad[i], strlen (bad[i]), &packet, &error));
    g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
  }
}

static void
test_version_3 (void)
{
  static const struct {
    const char *text;
    gsize length;
    gboolean is;
  } answers[] = {
    { "96:0{\"sid\"", 10, TRUE },
    { "1:0", 3, TRUE },
    { "\x00\x09\x06\xff"
      "0{",
      6, TRUE },
    { "\x00\x09\x06", 3, FALSE },
    { "\x00\xff", 2, FALSE },
    { "0{\"sid\"", 7, FALSE },
    { "96:4", 4, FALSE },
    { "96", 2, FALSE },
    { ":0", 2, FALSE },
    { "", 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new_static (answers[i].text, answers[i].length);

    g_assert_cmpint (engine_io_codec_is_version_3 (bytes), ==, answers[i].is);
  }
}

static void
push (GQueue *queue, gboolean binary, const char *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  EngineIoPacket *packet = engine_io_packet_new (ENGINE_IO_PACKET_MESSAGE, bytes);
  g_autoptr (GBytes) text = NULL;

  packet->binary = binary;
  text = engine_io_codec_encode_text (packet);
  g_assert_cmpuint (engine_io_codec_text_size (packet), ==, g_bytes_get_size (text));
  g_queue_push_tail (queue, packet);
}

static void
assert_takes (GQueue *queue, gsize max_payload, const char *expected)
{
  g_autoptr (GBytes) payload = engine_io_codec_take_payload (queue, max_payload);

  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), expected,
                   strlen (expected));
}

static void
test_batches (void)
{
  GQueue queue = G_QUEUE_INIT;

  push (&queue, FALSE, "one", 3);
  push (&queue, TRUE, "hi", 2);
  push (&queue, FALSE, "two", 3);
  g_queue_push_tail (&queue, engine_io_packet_new (ENGINE_IO_PACKET_PONG, NULL));
  assert_takes (&queue, 0, "4one" RS "baGk=" RS "4two" RS "3");
  g_assert_true (g_queue_is_empty (&queue));

  /* Exactly full, one byte too little, and one that never fits. */
  push (&queue, FALSE, "one", 3);
  push (&queue, FALSE, "two", 3);
  assert_takes (&queue, 9, "4one" RS "4two");
  push (&queue, FALSE, "one", 3);
  push (&queue, FALSE, "two", 3);
  assert_takes (&queue, 8, "4one");
  assert_takes (&queue, 8, "4two");
  push (&queue, FALSE, "a long one", 10);
  push (&queue, FALSE, "two", 3);
  assert_takes (&queue, 5, "4a long one");
  assert_takes (&queue, 5, "4two");

  /* Bytes count as the base64 they become. */
  push (&queue, FALSE, "one", 3);
  push (&queue, TRUE, "hi!", 3);
  assert_takes (&queue, 10, "4one" RS "baGkh");
  push (&queue, FALSE, "one", 3);
  push (&queue, TRUE, "hi!?", 4);
  assert_takes (&queue, 13, "4one");
  assert_takes (&queue, 13, "baGkhPw==");
  g_assert_true (g_queue_is_empty (&queue));
}

static void
test_bytes_come_back (void)
{
  guint8 data[100];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 37);
  for (guint size = 0; size <= sizeof data; size++) {
    GQueue queue = G_QUEUE_INIT;
    g_autoptr (GBytes) payload = NULL;
    EngineIoPacket packet;
    gsize offset = 0;

    push (&queue, TRUE, (const char *) data, size);
    payload = engine_io_codec_take_payload (&queue, 0);
    g_assert_true (engine_io_codec_decode_next (payload, &offset, &packet, NULL));
    g_assert_true (packet.binary);
    g_assert_cmpmem (g_bytes_get_data (packet.data, NULL), g_bytes_get_size (packet.data), data,
                     size);
    g_bytes_unref (packet.data);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/codec/payloads", test_payloads);
  g_test_add_func ("/engine-io/codec/nul-is-text", test_nul_is_text);
  g_test_add_func ("/engine-io/codec/frames", test_frames);
  g_test_add_func ("/engine-io/codec/version-3", test_version_3);
  g_test_add_func ("/engine-io/codec/batches", test_batches);
  g_test_add_func ("/engine-io/codec/bytes-come-back", test_bytes_come_back);

  return g_test_run ();
}
