/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-offset.h"

#include "socket-io-json.h"

/* 2026-11-21 04:15:46.626 UTC, as the adapters of the reference implementation write it. */
#define NOW G_GINT64_CONSTANT (1795234546626)

static const struct {
  const char *text;
  gboolean plausible;
} forms[] = {
  /* in memory: "yeast" of the reference implementation at NOW, and a second one in the same ms */
  { "Q7yKKF2", TRUE },
  { "Q7yKKF2.0", TRUE },
  { "Q7yKKF2.1a", TRUE },
  /* Redis streams */
  { "1795234546626-0", TRUE },
  { "1795234546626-17", TRUE },
  { "1795230000000-0", TRUE },
  /* MongoDB: an object id begins with the seconds */
  { "6b011af2f0e1d2c3b4a59687", TRUE },
  /* words of users */
  { "", FALSE },
  { "hello", FALSE },
  { "goodbye", FALSE },
  { "GENERAL", FALSE },
  { "a.b", FALSE },
  { ".", FALSE },
  { "Q7yKKF2.", FALSE },
  { "Q7yKKF2 ", FALSE },
  { "Q7yKKF2.a b", FALSE },
  { "Q7yKKF2X", FALSE },
  { "Q7yKKF2XX", FALSE },
  { "-", FALSE },
  { "-1", FALSE },
  { "1-0", FALSE },
  { "1795234546626", FALSE },
  { "1795234546626-", FALSE },
  { "1795234546626-x", FALSE },
  { "1795234546626-0-1", FALSE },
  { "17952345466261795234546626-0", FALSE },
  { "000000000000000000000000", FALSE },
  { "6b011af2f0e1d2c3b4a5968", FALSE },
  { "6B011AF2F0E1D2C3B4A59687", FALSE },
  { "6b011af2f0e1d2c3b4a59687a", FALSE },
  { "gggggggggggggggggggggggg", FALSE },
  { "\xc3\xa9\xc3\xa9\xc3\xa9", FALSE },
  { "2026-11-21", FALSE },
};

static void
test_form_decides (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_test_message ("“%s”", forms[i].text);
    g_assert_cmpint (socket_io_offset_is_plausible (forms[i].text, NOW), ==, forms[i].plausible);
  }
}

static void
test_only_the_last_string_is_taken (void)
{
  static const struct {
    const char *before;
    const char *after;
    const char *offset;
  } cases[] = {
    { "[\"1795234546626-0\"]", "[]", "1795234546626-0" },
    { "[1,{\"a\":\"b\"},\"1795234546626-0\"]", "[1,{\"a\":\"b\"}]", "1795234546626-0" },
    { "[\"1795234546626-0\",\"Q7yKKF2\"]", "[\"1795234546626-0\"]", "Q7yKKF2" },
    { "[]", "[]", NULL },
    { "[\"1795234546626-0\",1]", "[\"1795234546626-0\",1]", NULL },
    { "[1795234546626]", "[1795234546626]", NULL },
    { "[null]", "[null]", NULL },
    { "[[\"1795234546626-0\"]]", "[[\"1795234546626-0\"]]", NULL },
    { "[true,\"hello\"]", "[true,\"hello\"]", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode)
      node = socket_io_json_parse (cases[i].before, strlen (cases[i].before), &error);
    g_autofree char *offset = NULL;
    g_autofree char *after = NULL;

    g_assert_no_error (error);
    offset = socket_io_offset_strip (json_node_get_array (node), NOW);
    after = socket_io_json_to_string (node, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (offset, ==, cases[i].offset);
    g_assert_cmpstr (after, ==, cases[i].after);
  }
}

/* Seven digits of 64 last from 2 s after the beginning of 1970 to 2109. */
static void
test_words_of_seven_letters_are_no_times (void)
{
  static const char *words[] = { "welcome", "private", "general", "Deleted", "Welcome", "MESSAGE" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_assert_false (socket_io_offset_is_plausible (words[i], NOW));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/offset/form-decides", test_form_decides);
  g_test_add_func ("/socket-io/offset/only-the-last-string-is-taken",
                   test_only_the_last_string_is_taken);
  g_test_add_func ("/socket-io/offset/words-of-seven-letters-are-no-times",
                   test_words_of_seven_letters_are_no_times);

  return g_test_run ();
}
