/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-log.h"

#include <locale.h>
#include <string.h>

typedef struct {
  const char *value;
  const char *utf8;  /* what is written of it where one can read UTF-8 */
  const char *ascii; /* and where one cannot; NULL for the same */
} Written;

static const Written TABLE[] = {
  { "ada", "ada", NULL },
  { "", "\"\"", NULL },
  { "Ada Lovelace", "\"Ada Lovelace\"", NULL },
  { "a=\"b\" \\", "\"a=\\\"b\\\" \\\\\"", NULL },
  { "\xc3\x9cnal", "\"\xc3\x9cnal\"", "\"\\u00dcnal\"" },
  { "\xe6\x97\xa5\xe6\x9c\xac", "\"\xe6\x97\xa5\xe6\x9c\xac\"", "\"\\u65e5\\u672c\"" },
  { "\xf0\x9f\x98\x80", "\"\xf0\x9f\x98\x80\"", "\"\\U0001f600\"" },
  { "\xd7\x90\xd7\x91", "\"\xd7\x90\xd7\x91\"", "\"\\u05d0\\u05d1\"" },
  { "e\xcc\x81", "\"e\xcc\x81\"", "\"e\\u0301\"" },
  /* Ends of lines, commands of terminals. */
  { "a\nstopped", "\"a\\nstopped\"", NULL },
  { "a\r\t\x1b[2J\x7f", "\"a\\u000d\\u0009\\u001b[2J\\u007f\"", NULL },
  { "\xc2\x9b"
    "2J",
    "\"\\u009b2J\"", NULL },
  { "\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\"", NULL },
  /* What turns the line around, and what nobody sees. */
  { "\xe2\x80\xae"
    "ada\xe2\x80\xac",
    "\"\\u202eada\\u202c\"", NULL },
  { "\xe2\x81\xa6\xe2\x81\xa9\xe2\x80\x8f\xd8\x9c", "\"\\u2066\\u2069\\u200f\\u061c\"", NULL },
  { "ad\xe2\x80\x8b"
    "a\xef\xbb\xbf\xc2\xa0",
    "\"ad\\u200ba\\ufeff\\u00a0\"", NULL },
  /* No UTF-8: half a character, one that is too long, a surrogate. */
  { "\xc3", "\"\\xc3\"", NULL },
  { "\xff\xc0\xaf"
    "a",
    "\"\\xff\\xc0\\xafa\"", NULL },
  { "\xed\xa0\x80", "\"\\xed\\xa0\\x80\"", NULL },
};

static void
logged_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  char **line = user_data;

  g_set_str (line, message);
}

static void
compare (gboolean utf8)
{
  g_autofree char *line = NULL;
  guint handler = g_log_set_handler ("Server", G_LOG_LEVEL_MESSAGE, logged_cb, &line);

  for (gsize i = 0; i < G_N_ELEMENTS (TABLE); i++) {
    const char *value = utf8 || TABLE[i].ascii == NULL ? TABLE[i].utf8 : TABLE[i].ascii;
    g_autofree char *expected = g_strdup_printf ("sign-in name=%s user=7", value);

    server_log ("sign-in", "name", TABLE[i].value, "user", "7", "nothing", NULL, NULL);
    g_assert_cmpstr (line, ==, expected);
  }
  g_log_remove_handler ("Server", handler);
}

static void
test_names_are_readable_and_nothing_else (void)
{
  if (setlocale (LC_ALL, "C.UTF-8") == NULL)
    g_test_skip ("There is no C.UTF-8");
  else
    compare (TRUE);
}

static void
test_nothing_is_lost_where_they_cannot_be (void)
{
  g_assert_nonnull (setlocale (LC_ALL, "C"));
  compare (FALSE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/log/names-are-readable-and-nothing-else",
                   test_names_are_readable_and_nothing_else);
  g_test_add_func ("/server/log/nothing-is-lost-where-they-cannot-be",
                   test_nothing_is_lost_where_they_cannot_be);

  return g_test_run ();
}
