/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-id.h"

#include <string.h>

static void
test_has_twenty_characters_for_an_url (void)
{
  for (guint i = 0; i < 100; i++) {
    char id[ENGINE_IO_ID_SIZE];

    engine_io_id_make (id);
    g_assert_cmpuint (strlen (id), ==, 20);
    for (const char *c = id; *c != '\0'; c++)
      g_assert_true (g_ascii_isalnum (*c) || *c == '-' || *c == '_');
  }
}

static void
test_never_comes_again (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++) {
    char id[ENGINE_IO_ID_SIZE];

    engine_io_id_make (id);
    g_assert_true (g_hash_table_add (seen, g_strdup (id)));
  }
}

/* Each of the 64 characters can stand anywhere. */
static void
test_uses_every_character_everywhere (void)
{
  gboolean seen[20][128] = { 0 };

  for (guint i = 0; i < 10000; i++) {
    char id[ENGINE_IO_ID_SIZE];

    engine_io_id_make (id);
    for (guint at = 0; at < 20; at++)
      seen[at][(guchar) id[at]] = TRUE;
  }
  for (guint at = 0; at < 20; at++) {
    guint different = 0;

    for (guint c = 0; c < 128; c++)
      different += seen[at][c];
    g_assert_cmpuint (different, ==, 64);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/id/has-twenty-characters-for-an-url",
                   test_has_twenty_characters_for_an_url);
  g_test_add_func ("/engine-io/id/never-comes-again", test_never_comes_again);
  g_test_add_func ("/engine-io/id/uses-every-character-everywhere",
                   test_uses_every_character_everywhere);

  return g_test_run ();
}
