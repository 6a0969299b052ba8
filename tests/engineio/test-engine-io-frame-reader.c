/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clients send, good and bad, each whole, byte by byte and cut at random: the
 * outcome is the same.  It is written down as "t:text|", "b:bytes|", "p:ping|",
 * "q:pong|", "c1000:reason|" and "!1002" for the code to close with.
 */
#include "engine-io-frame-reader.h"

#include <libsoup/soup.h>
#include <string.h>

#include "engine-io-packing.h"

#define LIMIT 1000

typedef struct {
  guint8 first;
  const char *payload;
  gsize length;
} Sent;

typedef struct {
  const char *name;
  Sent frames[8];
  const char *heard;
} Case;

#define P(string) string, sizeof (string) - 1
#define TEN "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define HUNDRED FIFTY FIFTY

static const Case cases[] = {
  /* whole messages */
  { "empty-text", { { 0x81, P ("") } }, "t:|" },
  { "text", { { 0x81, P ("hello") } }, "t:hello|" },
  { "text-of-126",
    { { 0x81, P (HUNDRED "abcdefghijklmnopqrstuvwxyz") } },
    "t:" HUNDRED "abcdefghijklmnopqrstuvwxyz|" },
  { "bytes", { { 0x82, P ("\xff\xfe") } }, "b:\xff\xfe|" },
  { "two", { { 0x81, P ("one") }, { 0x82, P ("two") } }, "t:one|b:two|" },
  { "text-of-all-widths",
    { { 0x81, P ("a\u00e9\u20ac\U0001f600\U0010ffff") } },
    "t:a\u00e9\u20ac\U0001f600\U0010ffff|" },

  /* control frames */
  { "ping", { { 0x89, P ("") } }, "p:|" },
  { "ping-of-125", { { 0x89, P (HUNDRED TEN TEN "abcde") } }, "p:" HUNDRED TEN TEN "abcde|" },
  { "ping-of-126", { { 0x89, P (HUNDRED TEN TEN "abcdef") } }, "!1002" },
  { "pong-that-nobody-asked-for", { { 0x8a, P ("x") }, { 0x81, P ("y") } }, "q:x|t:y|" },
  { "ping-in-pieces", { { 0x09, P ("x") } }, "!1002" },

  /* reserved */
  { "first-extension-bit", { { 0xc1, P ("x") } }, "!1002" },
  { "second-extension-bit", { { 0xa1, P ("x") } }, "!1002" },
  { "third-extension-bit", { { 0x91, P ("x") } }, "!1002" },
  { "extension-bit-after-a-message", { { 0x81, P ("a") }, { 0xd2, P ("x") } }, "t:a|!1002" },
  { "type-3", { { 0x83, P ("x") } }, "!1002" },
  { "type-7", { { 0x87, P ("") } }, "!1002" },
  { "type-11", { { 0x8b, P ("x") } }, "!1002" },
  { "type-15", { { 0x8f, P ("") } }, "!1002" },

  /* fragments */
  { "two-fragments", { { 0x01, P ("one ") }, { 0x80, P ("two") } }, "t:one two|" },
  { "empty-fragments", { { 0x01, P ("") }, { 0x00, P ("") }, { 0x80, P ("") } }, "t:|" },
  { "empty-fragments-around-one",
    { { 0x02, P ("") }, { 0x00, P ("x") }, { 0x80, P ("") } },
    "b:x|" },
  { "ping-between",
    { { 0x01, P ("one ") }, { 0x89, P ("!") }, { 0x80, P ("two") } },
    "p:!|t:one two|" },
  { "pings-between",
    { { 0x01, P ("1") },
      { 0x89, P ("a") },
      { 0x00, P ("2") },
      { 0x8a, P ("b") },
      { 0x89, P ("c") },
      { 0x80, P ("3") },
      { 0x81, P ("4") } },
    "p:a|q:b|p:c|t:123|t:4|" },
  { "close-between", { { 0x01, P ("one") }, { 0x88, P ("\x03\xe8") } }, "c1000:|" },
  { "goes-on-without-a-beginning", { { 0x80, P ("x") } }, "!1002" },
  { "goes-on-after-the-end",
    { { 0x01, P ("a") }, { 0x80, P ("b") }, { 0x00, P ("c") } },
    "t:ab|!1002" },
  { "begins-within", { { 0x01, P ("a") }, { 0x81, P ("b") } }, "!1002" },
  { "begins-within-in-fragments", { { 0x01, P ("a") }, { 0x02, P ("b") } }, "!1002" },
  { "unfinished", { { 0x01, P ("a") }, { 0x00, P ("b") } }, "" },

  /* text that is none */
  { "cut-off-character", { { 0x81, P ("a\xc3") } }, "!1007" },
  { "lonely-continuation", { { 0x81, P ("a\x80z") } }, "!1007" },
  { "overlong", { { 0x81, P ("\xc0\xaf") } }, "!1007" },
  { "overlong-of-three", { { 0x81, P ("\xe0\x80\xaf") } }, "!1007" },
  { "overlong-of-four", { { 0x81, P ("\xf0\x80\x80\xaf") } }, "!1007" },
  { "surrogate", { { 0x81, P ("\xed\xa0\x80") } }, "!1007" },
  { "above-the-last", { { 0x81, P ("\xf4\x90\x80\x80") } }, "!1007" },
  { "five-bytes", { { 0x81, P ("\xf8\x88\x80\x80\x80") } }, "!1007" },
  { "bad-in-the-first-fragment", { { 0x01, P ("\xff") } }, "!1007" },
  { "bad-in-the-second-fragment", { { 0x01, P ("a") }, { 0x00, P ("b\xff") } }, "!1007" },
  { "character-across-fragments", { { 0x01, P ("\xe2\x82") }, { 0x80, P ("\xac") } }, "t:\u20ac|" },
  { "character-across-a-ping",
    { { 0x01, P ("\xf0") }, { 0x89, P ("\xff") }, { 0x00, P ("\x9f\x98") }, { 0x80, P ("\x80") } },
    "p:\xff|t:\U0001f600|" },
  { "character-that-never-ends", { { 0x01, P ("\xe2\x82") }, { 0x80, P ("") } }, "!1007" },
  { "bytes-are-no-text", { { 0x02, P ("\xff") }, { 0x80, P ("\xc3") } }, "b:\xff\xc3|" },

  /* closing */
  { "close", { { 0x88, P ("") } }, "c1005:|" },
  { "close-with-half-a-code", { { 0x88, P ("\x03") } }, "!1002" },
  { "close-1000", { { 0x88, P ("\x03\xe8") } }, "c1000:|" },
  { "close-with-a-reason",
    { { 0x88, P ("\x03\xe9\u00e0 bient\u00f4t") } },
    "c1001:\u00e0 bient\u00f4t|" },
  { "close-with-a-reason-of-123",
    { { 0x88, P ("\x03\xe8" HUNDRED TEN TEN "abc") } },
    "c1000:" HUNDRED TEN TEN "abc|" },
  { "close-with-a-reason-that-is-no-text", { { 0x88, P ("\x03\xe8\xff") } }, "!1007" },
  { "close-0", { { 0x88, P ("\0\0") } }, "!1002" },
  { "close-999", { { 0x88, P ("\x03\xe7") } }, "!1002" },
  { "close-1004", { { 0x88, P ("\x03\xec") } }, "!1002" },
  { "close-1005", { { 0x88, P ("\x03\xed") } }, "!1002" },
  { "close-1006", { { 0x88, P ("\x03\xee") } }, "!1002" },
  { "close-1011", { { 0x88, P ("\x03\xf3") } }, "c1011:|" },
  { "close-1014", { { 0x88, P ("\x03\xf6") } }, "c1014:|" },
  { "close-1015", { { 0x88, P ("\x03\xf7") } }, "!1002" },
  { "close-2999", { { 0x88, P ("\x0b\xb7") } }, "!1002" },
  { "close-3000", { { 0x88, P ("\x0b\xb8") } }, "c3000:|" },
  { "close-4999", { { 0x88, P ("\x13\x87") } }, "c4999:|" },
  { "close-5000", { { 0x88, P ("\x13\x88") } }, "!1002" },
  { "close-65535", { { 0x88, P ("\xff\xff") } }, "!1002" },
};

static void
append_event (GString *heard, const EngineIoFrameEvent *event)
{
  switch (event->type) {
  case ENGINE_IO_FRAME_TEXT:
    g_string_append (heard, "t:");
    break;
  case ENGINE_IO_FRAME_BINARY:
    g_string_append (heard, "b:");
    break;
  case ENGINE_IO_FRAME_PING:
    g_string_append (heard, "p:");
    break;
  case ENGINE_IO_FRAME_PONG:
    g_string_append (heard, "q:");
    break;
  case ENGINE_IO_FRAME_CLOSE:
    g_string_append_printf (heard, "c%u:", event->code);
    break;
  case ENGINE_IO_FRAME_CONTINUATION:
    g_assert_not_reached ();
  }
  g_string_append_len (heard, (const char *) event->data, (gssize) event->length);
  g_string_append_c (heard, '|');
}

/* Gives the bytes in pieces of exactly so many bytes (0 is all at once, -1 any); FALSE after an
 * error. */
static gboolean
read_pieces (EngineIoFrameReader *reader, const GByteArray *bytes, int piece, GString *heard)
{
  gsize at = 0;

  while (at < bytes->len) {
    gsize size = piece > 0 ? (gsize) piece : bytes->len;
    g_autofree guint8 *copy = NULL;
    guint8 *data = NULL;
    g_autoptr (GError) error = NULL;

    if (piece < 0)
      size = (gsize) g_test_rand_int_range (1, 20);
    size = MIN (size, bytes->len - at);
    data = copy = g_memdup2 (bytes->data + at, size);
    at += size;

    while (error == NULL) {
      g_auto (EngineIoFrameEvent) event = { 0 };

      if (engine_io_frame_reader_next (reader, &data, &size, &event, &error))
        append_event (heard, &event);
      else
        break;
    }
    if (error != NULL) {
      g_assert_true (error->domain == SOUP_WEBSOCKET_ERROR);
      g_string_append_printf (heard, "!%d", error->code);
      return FALSE;
    }
    g_assert_cmpuint (size, ==, 0);
  }

  return TRUE;
}

static void
assert_heard (const GByteArray *bytes,
              gsize max_message,
              gboolean may_be_packed,
              const char *expected,
              gsize expected_length)
{
  for (int piece = -20; piece < 8; piece++) {
    EngineIoFrameReader reader = { max_message, may_be_packed };
    g_autoptr (GString) heard = g_string_new (NULL);

    read_pieces (&reader, bytes, piece, heard);
    g_assert_cmpmem (heard->str, heard->len, expected, expected_length);
    engine_io_frame_reader_clear (&reader);
  }
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (const Sent *frame = test->frames; frame->first != 0 || frame->payload != NULL; frame++)
    engine_io_frame_append (bytes, frame->first, (const guint8 *) frame->payload, frame->length);
  assert_heard (bytes, LIMIT, FALSE, test->heard, strlen (test->heard));
}

#define RAW(bytes, limit, expected)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autoptr (GByteArray) raw = g_byte_array_new ();                                              \
                                                                                                   \
    g_byte_array_append (raw, (const guint8 *) bytes, sizeof (bytes) - 1);                         \
    assert_heard (raw, limit, FALSE, expected, strlen (expected));                                 \
  }                                                                                                \
  G_STMT_END

static void
test_headers (void)
{
  RAW ("\x81\x01x", LIMIT, "!1002");
  RAW ("\x81\xfe\x00\x05\0\0\0\0hello", LIMIT, "!1002");
  RAW ("\x81\xff\0\0\0\0\0\0\x01\x00\0\0\0\0", LIMIT, "!1002");
  RAW ("\x81\xff\x80\0\0\0\0\0\0\0\0\0\0\0", LIMIT, "!1002");
}

/* Said with the header: nothing of the payload has come. */
static void
test_limits (void)
{
  RAW ("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", 0, "!1009");
  RAW ("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0", LIMIT, "!1009");
  RAW ("\x82\x85\0\0\0\0", 4, "!1009");
  RAW ("\x82\x84\0\0\0\0x234", 4, "b:x234|");
  RAW ("\x02\x83\0\0\0\0x23\x80\x82\0\0\0\0", 4, "!1009");
  RAW ("\x02\x83\0\0\0\0x23\x80\x81\0\0\0\0y", 4, "b:x23y|");
  RAW ("\x02\x84\0\0\0\0x234\x80\x80\0\0\0\0", 4, "b:x234|");
  RAW ("\x02\x84\0\0\0\0x234\x80\x81\0\0\0\0", 4, "!1009");
  /* Control frames are not counted. */
  RAW ("\x89\x86\0\0\0\0x23456", 4, "p:x23456|");
}

/* A client that says that it will send two gigabytes has not sent them. */
static void
test_memory_follows_what_comes (void)
{
  EngineIoFrameReader reader = { 0 };
  guint8 bytes[] = { 0x82, 0xff, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6 };
  guint8 *data = bytes;
  gsize length = sizeof bytes;
  g_auto (EngineIoFrameEvent) event = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (engine_io_frame_reader_next (&reader, &data, &length, &event, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, 0);
  g_assert_nonnull (reader.part);
  engine_io_frame_reader_clear (&reader);
  g_assert_null (reader.part);
}

static void
test_whole_messages_stay_where_they_are (void)
{
  EngineIoFrameReader reader = { 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_auto (EngineIoFrameEvent) event = { 0 };
  guint8 *data = NULL;
  gsize length = 0;

  engine_io_frame_append (bytes, 0x81, (const guint8 *) "hello", 5);
  data = bytes->data;
  length = bytes->len;
  g_assert_true (engine_io_frame_reader_next (&reader, &data, &length, &event, NULL));
  g_assert_null (event.memory);
  g_assert_true (event.data == bytes->data + 6);
  g_assert_null (reader.part);
}

/* --- compression ---------------------------------------------------------- */

static void
append_packed (GByteArray *bytes, guint8 first, const char *text, gsize length, gboolean in_two)
{
  g_autoptr (GByteArray) packed = engine_io_packing_pack ((const guint8 *) text, length);
  guint half = in_two ? packed->len / 2 : packed->len;

  engine_io_frame_append (bytes, in_two ? first & 0x7f : first, packed->data, half);
  if (in_two)
    engine_io_frame_append (bytes, 0x80, packed->data + half, packed->len - half);
}

static void
test_packed (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  static const char expected[] = "t:" HUNDRED "|t:" HUNDRED "|t:plain|b:\xff|t:|";

  append_packed (bytes, 0xc1, P (HUNDRED), FALSE);
  append_packed (bytes, 0xc1, P (HUNDRED), TRUE);
  engine_io_frame_append (bytes, 0x81, (const guint8 *) "plain", 5);
  append_packed (bytes, 0xc2, P ("\xff"), TRUE);
  append_packed (bytes, 0xc1, P (""), FALSE);
  assert_heard (bytes, LIMIT, TRUE, P (expected));
}

/* RFC 7692, 7.2.3: without, and with, a block that says it is the last one. */
static void
test_packed_by_others (void)
{
  static const struct {
    const char *payload;
    gsize length;
  } hello[] = {
    { P ("\xf2\x48\xcd\xc9\xc9\x07\x00") },
    { P ("\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00") },
    { P ("\xf3\x48\xcd\xc9\xc9\x07\x00\x00") },
    { P ("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (hello); i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    engine_io_frame_append (bytes, 0xc1, (const guint8 *) hello[i].payload, hello[i].length);
    assert_heard (bytes, LIMIT, TRUE, P ("t:Hello|"));
  }
}

static void
test_packed_wrongly (void)
{
  g_autoptr (GByteArray) midway = g_byte_array_new ();
  g_autoptr (GByteArray) garbage = g_byte_array_new ();
  g_autoptr (GByteArray) no_text = g_byte_array_new ();
  g_autoptr (GByteArray) bomb = g_byte_array_new ();
  g_autofree char *zeros = g_malloc0 (1000000);

  engine_io_frame_append (midway, 0x01, (const guint8 *) "a", 1);
  engine_io_frame_append (midway, 0xc0, (const guint8 *) "a", 1);
  assert_heard (midway, LIMIT, TRUE, P ("!1002"));

  engine_io_frame_append (garbage, 0xc1, (const guint8 *) "\xff\xff\xff", 3);
  assert_heard (garbage, LIMIT, TRUE, P ("!1007"));

  append_packed (no_text, 0xc1, P ("a\xff"), FALSE);
  assert_heard (no_text, LIMIT, TRUE, P ("!1007"));

  append_packed (bomb, 0xc2, zeros, 1000000, FALSE);
  g_assert_cmpuint (bomb->len, <, 1200);
  assert_heard (bomb, 2000, TRUE, P ("!1009"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/engine-io/frame-reader/case/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/engine-io/frame-reader/bad-headers-are-refused", test_headers);
  g_test_add_func ("/engine-io/frame-reader/limits-hold-before-the-payload", test_limits);
  g_test_add_func ("/engine-io/frame-reader/memory-follows-what-comes",
                   test_memory_follows_what_comes);
  g_test_add_func ("/engine-io/frame-reader/whole-messages-stay-where-they-are",
                   test_whole_messages_stay_where_they_are);
  g_test_add_func ("/engine-io/frame-reader/packed/is-inflated", test_packed);
  g_test_add_func ("/engine-io/frame-reader/packed/by-others", test_packed_by_others);
  g_test_add_func ("/engine-io/frame-reader/packed/wrongly-is-refused", test_packed_wrongly);

  return g_test_run ();
}
