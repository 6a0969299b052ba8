/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-reader.h"

#define NOW G_GINT64_CONSTANT (1770000000000)

static void
test_names (void)
{
  static const struct {
    const char *name;
    const char *clean;
  } cases[] = {
    { "Ann", "Ann" },
    { "  Ann \t of\n\nGreen  Gables ", "Ann of Green Gables" },
    { "Ann\xe2\x80\xae gnp.exe", "Ann gnp.exe" }, /* right-to-left override */
    { "A\xe2\x80\x8bn\xef\xbb\xbfn", "Ann" },     /* zero width */
    { "\xe2\x81\xa6"
      "Ann\xe2\x81\xa9",
      "Ann" }, /* isolates */
    { "A\x01n\x7fn", "A n n" },
    { "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
      "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80" },
    { "\xd7\x93\xd7\xa0\xd7\x94", "\xd7\x93\xd7\xa0\xd7\x94" },
    { "A\xff", "A\xef\xbf\xbd" },
    { "", NULL },
    { " \n ", NULL },
    { "\xe2\x80\xae", NULL },
  };
  g_autofree char *long_name = g_strnfill (1000, 'x');
  g_autofree char *cut = chat_reader_clean_name (long_name);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *clean = chat_reader_clean_name (cases[i].name);

    g_assert_cmpstr (clean, ==, cases[i].clean);
  }
  g_assert_cmpuint (strlen (cut), ==, CHAT_READER_MAX_NAME);
}

static void
test_text (void)
{
  g_autofree char *long_text = g_strnfill (CHAT_READER_MAX_TEXT + 5, 'x');
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), "a\tb\nc\x1b[0md\r\n");
  g_autoptr (JsonNode) large = json_node_init_string (json_node_alloc (), long_text);
  g_autoptr (JsonNode) number = json_node_init_int (json_node_alloc (), 3);
  g_autofree char *text = chat_reader_text (node);
  g_autofree char *cut = chat_reader_text (large);

  g_assert_cmpstr (text, ==, "a\tb\nc[0md\n");
  g_assert_cmpint (g_utf8_strlen (cut, -1), ==, CHAT_READER_MAX_TEXT + 1);
  g_assert_true (g_str_has_suffix (cut, "…"));
  g_assert_null (chat_reader_text (number));
  g_assert_null (chat_reader_text (NULL));
}

static void
test_ids (void)
{
  g_autofree char *long_id = g_strnfill (CHAT_READER_MAX_ID + 1, 'x');
  g_autoptr (JsonNode) text = json_node_init_string (json_node_alloc (), "a b");
  g_autoptr (JsonNode) large = json_node_init_string (json_node_alloc (), long_id);
  g_autoptr (JsonNode) empty = json_node_init_string (json_node_alloc (), "");
  g_autoptr (JsonNode) number = json_node_init_int (json_node_alloc (), 42);
  g_autoptr (JsonNode) fraction = json_node_init_double (json_node_alloc (), 4.2);
  g_autofree char *id = chat_reader_id (text);
  g_autofree char *counted = chat_reader_id (number);

  g_assert_cmpstr (id, ==, "a b");
  g_assert_cmpstr (counted, ==, "42");
  g_assert_null (chat_reader_id (large));
  g_assert_null (chat_reader_id (empty));
  g_assert_null (chat_reader_id (fraction));
  g_assert_null (chat_reader_id (NULL));
}

static void
test_times (void)
{
  static const struct {
    const char *json;
    gint64 time;
  } cases[] = {
    { "1769999999999", G_GINT64_CONSTANT (1769999999999) },
    { "1769999999999.7", G_GINT64_CONSTANT (1769999999999) },
    { "\"2026-01-01T00:00:00.250Z\"", G_GINT64_CONSTANT (1767225600250) },
    { "\"yesterday\"", NOW },
    { "9007199254740991", NOW },
    { "1e300", NOW },
    { "-1", NOW },
    { "0", NOW },
    { "null", NOW },
    { "{}", NOW },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) node = json_from_string (cases[i].json, NULL);

    g_assert_cmpint (chat_reader_time (node, NOW), ==, cases[i].time);
  }
  g_assert_cmpint (chat_reader_time (NULL, NOW), ==, NOW);
}

static void
test_counts (void)
{
  static const struct {
    const char *json;
    gint64 count;
  } cases[] = {
    { "0", 0 },
    { "7", 7 },
    { "7.0", 7 },
    { "9007199254740991", CHAT_READER_MAX_COUNT },
    { "9007199254740992", -1 },
    { "9223372036854775807", -1 },
    { "1e300", -1 },
    { "-1", -1 },
    { "1.5", -1 },
    { "\"7\"", -1 },
    { "true", -1 },
    { "null", -1 },
    { "[]", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) node = json_from_string (cases[i].json, NULL);

    g_assert_cmpint (chat_reader_count (node, CHAT_READER_MAX_COUNT, -1), ==, cases[i].count);
  }
  g_assert_cmpint (chat_reader_count (NULL, 10, -1), ==, -1);
}

static void
test_emoji (void)
{
  static const struct {
    const char *text;
    gboolean is_one;
  } cases[] = {
    { "👍", TRUE },
    { "👩‍🚀", TRUE },
    { "🏴\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xbf", TRUE },
    { "7️⃣", TRUE },
    { "7", FALSE },
    { "yes", FALSE },
    { "👍 👍", FALSE },
    { "", FALSE },
    { "\xe2\x80\xae", FALSE },
    { "\xff", FALSE },
    { "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *emoji = chat_reader_emoji (cases[i].text);

    g_assert_cmpstr (emoji, ==, cases[i].is_one ? cases[i].text : NULL);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/reader/names-play-no-tricks", test_names);
  g_test_add_func ("/chat/reader/texts-have-lines-but-no-control-characters", test_text);
  g_test_add_func ("/chat/reader/ids-are-short-and-there", test_ids);
  g_test_add_func ("/chat/reader/times-come-in-many-forms-and-are-sane", test_times);

  g_test_add_func ("/chat/reader/counts-are-whole-and-within-bounds", test_counts);
  g_test_add_func ("/chat/reader/emoji-cannot-be-read-as-words", test_emoji);

  return g_test_run ();
}
