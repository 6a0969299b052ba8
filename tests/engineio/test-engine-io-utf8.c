/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-utf8.h"

#include <string.h>

/* At once and byte by byte are the same. */
static gboolean
is_text (const guint8 *text, gsize length)
{
  EngineIoUtf8 whole = { 0 };
  EngineIoUtf8 bytes = { 0 };
  gboolean is = engine_io_utf8_check (&whole, text, length) && engine_io_utf8_is_whole (&whole);
  gboolean still = TRUE;

  for (gsize i = 0; i < length && still; i++)
    still = engine_io_utf8_check (&bytes, text + i, 1);
  g_assert_cmpint (still && engine_io_utf8_is_whole (&bytes), ==, is);

  return is;
}

/* What g_utf8_validate() says, of everything that three bytes can be behind some letters; it does
 * not take U+0000. */
static void
test_like_glib (void)
{
  for (guint bytes = 0; bytes < 1 << 24; bytes += bytes % 7 == 0 ? 1 : 61) {
    guint8 text[] = "abcdefg...";

    text[7] = (guint8) (bytes >> 16);
    text[8] = (guint8) (bytes >> 8);
    text[9] = (guint8) bytes;
    if (memchr (text, 0, 10) == NULL)
      g_assert_cmpint (is_text (text, 10), ==, g_utf8_validate_len ((const char *) text, 10, NULL));
  }
}

/* Every character, and everything that begins like the ones of four bytes. */
static void
test_all_characters (void)
{
  for (gunichar c = 1; c < 0x110000; c++) {
    char text[6];
    int length = g_unichar_to_utf8 (c, text);
    gboolean surrogate = c >= 0xd800 && c < 0xe000;

    g_assert_cmpint (is_text ((const guint8 *) text, (gsize) length), ==, !surrogate);
    g_assert_false (is_text ((const guint8 *) text, (gsize) length - 1) && length > 1);
  }
  for (guint first = 0xf0; first <= 0xff; first++) {
    for (guint second = 0x70; second <= 0xcf; second++) {
      const guint8 text[] = { (guint8) first, (guint8) second, 0x80, 0x80 };

      g_assert_cmpint (is_text (text, 4), ==, g_utf8_validate_len ((const char *) text, 4, NULL));
    }
  }
}

static void
test_pieces (void)
{
  static const char text[] = "ascii, and more ascii \u00e9\u20ac\U0001f600 and the end \U0010ffff";
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length; cut++) {
    EngineIoUtf8 utf8 = { 0 };

    g_assert_true (engine_io_utf8_check (&utf8, (const guint8 *) text, cut));
    g_assert_true (engine_io_utf8_check (&utf8, (const guint8 *) text + cut, length - cut));
    g_assert_true (engine_io_utf8_is_whole (&utf8));
  }
}

/* As early as it can be known. */
static void
test_early (void)
{
  EngineIoUtf8 utf8 = { 0 };

  g_assert_true (engine_io_utf8_check (&utf8, (const guint8 *) "\xf4", 1));
  g_assert_false (engine_io_utf8_is_whole (&utf8));
  g_assert_false (engine_io_utf8_check (&utf8, (const guint8 *) "\x90", 1));
}

static void
test_nul (void)
{
  g_assert_true (is_text ((const guint8 *) "a\0b", 3));
  g_assert_true (is_text ((const guint8 *) "", 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/utf8/says-what-glib-says", test_like_glib);
  g_test_add_func ("/engine-io/utf8/knows-all-characters", test_all_characters);
  g_test_add_func ("/engine-io/utf8/text-may-come-in-pieces", test_pieces);
  g_test_add_func ("/engine-io/utf8/refuses-as-early-as-possible", test_early);
  g_test_add_func ("/engine-io/utf8/nul-is-a-character", test_nul);

  return g_test_run ();
}
