/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-words.h"

#include "db-statement.h"

#include <string.h>

/* More than are gathered at once. */
#define N_ROWS 40000
#define N_ROOMS 4

static const char SCHEMA[] =
  "CREATE TABLE message (number INTEGER PRIMARY KEY, room INTEGER NOT NULL, text TEXT NOT NULL);"
  "CREATE VIRTUAL TABLE message_words USING fts5 (text, room, content = 'message', "
  "content_rowid = 'number', tokenize = \"unicode61 remove_diacritics 2\", prefix = '1 2 3')";

typedef struct {
  DbConnection *db;
  char *texts[N_ROWS + 1]; /* by number; in capitals, without accents */
} Fixture;

/* Nearly all rows have one word, few have one that begins like it, some have others. */
static char *
make_text (guint number)
{
  GString *text = g_string_new (number % 10 == 0 ? "Common" : "Commonly");

  if (number % 3 == 0)
    g_string_append (text, " another");
  if (number % 300 == 0)
    g_string_append (text, " anothers");
  if (number % 20000 == 0)
    g_string_append (text, ", commerce");
  if (number % 2 == 0)
    g_string_append (text, " d\xc3\xa9j\xc3\xa0");
  if (number % 5000 == 1)
    g_string_append (text, " seldom");
  if (number < 3)
    g_string_append (text, " first");

  return g_string_free (text, FALSE);
}

static char *
simplify (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");

  return g_ascii_strup (ascii, -1);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DbStatement) insert = NULL;
  g_autoptr (GError) error = NULL;

  fixture->db = db_connection_open (":memory:", DB_DURABILITY_NORMAL, &error);
  g_assert_no_error (error);
  db_connection_execute (fixture->db, SCHEMA, &error);
  db_connection_begin (fixture->db, &error);
  insert =
    db_statement_new (fixture->db, "INSERT INTO message (room, text) VALUES (?1, ?2)", &error);
  for (guint i = 1; i <= N_ROWS; i++) {
    g_autofree char *text = make_text (i);

    fixture->texts[i] = simplify (text);
    db_statement_bind_int (insert, 1, i % N_ROOMS);
    db_statement_bind_text (insert, 2, text);
    db_statement_run (insert, &error);
  }
  db_connection_execute (fixture->db,
                         "INSERT INTO message_words (message_words) VALUES ('rebuild')", &error);
  db_connection_commit (fixture->db, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  db_connection_free (fixture->db);
  for (guint i = 1; i <= N_ROWS; i++)
    g_free (fixture->texts[i]);
}

/* In capitals, without accents. */
static gboolean
has (const char *text, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++) {
    const char *found = strstr (text, words[i]);

    if (found == NULL || (found != text && found[-1] != ' '))
      return FALSE;
  }

  return TRUE;
}

/* Finds in one room, or in all, and compares with what a look at each row gives; the order and the
 * way may be any, what is found not. */
static void
check (Fixture *fixture, const char *query, gint64 room, gboolean narrow, gint64 below, guint limit)
{
  g_autoptr (DbWords) words = db_words_new (query);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = NULL;
  g_autofree char *scope = g_strdup_printf ("room : (\"%d\")", (int) room);
  g_autofree char *simple = simplify (query);
  g_auto (GStrv) parts = g_strsplit (simple, " ", -1);
  const DbSearch search = {
    .sql = "SELECT w.rowid, iif (?1 IN (-1, s.room), matching_words (message_words, ?3), -1) "
           "FROM message_words w JOIN message s ON s.number = w.rowid "
           "WHERE message_words MATCH ?2 AND w.rowid < ?4 ORDER BY w.rowid DESC",
    .scope = room >= 0 ? scope : NULL,
    .narrow = narrow,
    .max_others = 100,
    .below = below,
    .limit = limit,
  };
  guint n = 0;

  found = db_words_find (words, fixture->db, &search, &error, "i", room);
  g_assert_no_error (error);
  for (gint64 i = MIN (below - 1, N_ROWS); i > 0 && n < limit; i--) {
    if ((room >= 0 && i % N_ROOMS != room) || !has (fixture->texts[i], (const char *const *) parts))
      continue;
    g_assert_cmpuint (found->len, >, n);
    g_assert_cmpint (g_array_index (found, gint64, n), ==, i);
    n++;
  }
  g_assert_cmpuint (found->len, ==, n);
}

static void
test_what_is_found_is_right_whichever_way (Fixture *fixture, gconstpointer data)
{
  static const char *const QUERIES[] = {
    "common", "COMMONLY", "c",          "comm",           "commerce",       "commerc common",
    "first",  "seldom",   "anothers",   "commonly first", "deja",           "commonly another",
    "xyz",    "commo xy", "dej seldom", "com anot déjà",  "another seldom", "commonly anothers",
  };

  for (guint i = 0; i < G_N_ELEMENTS (QUERIES); i++) {
    check (fixture, QUERIES[i], -1, FALSE, G_MAXINT64, 50);
    check (fixture, QUERIES[i], -1, FALSE, 30000, 7);
    check (fixture, QUERIES[i], 1, FALSE, G_MAXINT64, 50);
    check (fixture, QUERIES[i], 3, TRUE, G_MAXINT64, 50);
  }
  check (fixture, "commonly another", -1, FALSE, G_MAXINT64, 0);
  check (fixture, "commerce", -1, FALSE, 1, 50);
}

/* Words are letters and digits; what else is typed separates them and means nothing. */
static void
test_only_words_are_words (void)
{
  static const char *const NONE[] = { "", " ", "!?", "-- * ^ : (", "\"" };

  for (guint i = 0; i < G_N_ELEMENTS (NONE); i++)
    g_assert_null (db_words_new (NONE[i]));
}

static void
test_operators_are_words (void)
{
  static const char *const QUERIES[] = { "NOT a", "a OR b", "text : a", "NEAR(a b)", "a*b\"c" };
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) db = db_connection_open (":memory:", DB_DURABILITY_NORMAL, &error);
  const DbSearch search = {
    .sql = "SELECT rowid, matching_words (message_words, ?2) FROM message_words "
           "WHERE message_words MATCH ?1 AND rowid < ?3 ORDER BY rowid DESC",
    .below = G_MAXINT64,
    .limit = 9,
  };

  db_connection_execute (db, SCHEMA, &error);
  db_connection_execute (db, "INSERT INTO message VALUES (1, 1, 'a b c')", &error);
  db_connection_execute (db, "INSERT INTO message_words VALUES ('a b c', '1')", &error);
  for (guint i = 0; i < G_N_ELEMENTS (QUERIES); i++) {
    g_autoptr (DbWords) words = db_words_new (QUERIES[i]);
    g_autoptr (GArray) found = db_words_find (words, db, &search, &error, "");

    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, g_str_equal (QUERIES[i], "a*b\"c"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/database/words/what-is-found-is-right-whichever-way", Fixture, NULL, set_up,
              test_what_is_found_is_right_whichever_way, tear_down);
  g_test_add_func ("/database/words/only-words-are-words", test_only_words_are_words);
  g_test_add_func ("/database/words/operators-are-words", test_operators_are_words);

  return g_test_run ();
}
