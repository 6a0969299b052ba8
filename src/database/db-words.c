/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding the newest rows that have some words, however many have them.
 *
 * FTS5 walks through what is in its index as slowly as it is asked to, newest first, and so finds
 * fifty of a million at once.  Not so the beginnings of words that are longer than those it has an
 * index of (prefix = '1 2 3'): there it first gathers all rows of all words that begin so.  And two
 * words cost a walk through both, even if one is everywhere.  So it is first seen how frequent each
 * word is, by how close together the newest rows are that have its first three letters, and then
 * each is looked for in one of three ways:
 *
 *   WHOLE   few rows have it: they are gathered
 *   CUT     many have it: its first three letters are looked for, and what comes is compared with
 *           the whole
 *   SKIPPED many more have it than another one: what comes by that one is compared with it
 *
 * This is a guess, and each pass may find a better way for the next, which begins where it stopped.
 */
#include "db-words.h"

#include "db-statement.h"

#include <string.h>

#define MAX_WORDS 10

/* The longest beginnings of words that the tables have an index of. */
#define CUT 3

/* The rows by which it is seen how frequent a word is. */
#define SAMPLE 16

/* So many rows are gathered quickly. */
#define FEW_ROWS 25000

/* A word that is so many times as frequent as another one is not looked for. */
#define MUCH_MORE 8

/* Rows that do not match that come before it is tried in another way: some, and so many for each
 * that does. */
#define SOME_MISSES 64
#define MISSES_FOR_HIT 8

struct _DbWords {
  char *words[MAX_WORDS];
  char *all; /* with spaces between */
  guint n_words;
  guint short_ones; /* a bit each: these are no longer than what is cut */
};

static gboolean
is_part_of_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

static const char *
skip (const char *p, gboolean parts)
{
  while (*p != '\0' && is_part_of_word (g_utf8_get_char (p)) == parts)
    p = g_utf8_next_char (p);

  return p;
}

DbWords *
db_words_new (const char *query)
{
  g_autoptr (DbWords) self = g_new0 (DbWords, 1);
  g_autoptr (GString) all = g_string_new (NULL);
  const char *start = skip (query, FALSE);

  while (*start != '\0' && self->n_words < MAX_WORDS) {
    const char *end = skip (start, TRUE);
    char *word = g_strndup (start, (gsize) (end - start));

    if (g_utf8_strlen (word, -1) <= CUT)
      self->short_ones |= 1u << self->n_words;
    self->words[self->n_words++] = word;
    g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", word);
    start = skip (end, FALSE);
  }
  if (self->n_words == 0)
    return NULL;

  self->all = g_string_free (g_steal_pointer (&all), FALSE);
  return g_steal_pointer (&self);
}

void
db_words_free (DbWords *self)
{
  for (guint i = 0; i < self->n_words; i++)
    g_free (self->words[i]);
  g_free (self->all);
  g_free (self);
}

/* --- comparing with the whole ---------------------------------------------------- */

/* The words as the table's tokenizer has them; of one that it makes several of, which is of a
 * script that it does not know, the first counts. */
typedef struct {
  char *words[MAX_WORDS];
  gsize lengths[MAX_WORDS];
  guint n_words;
  guint n_tokens; /* of the word that is read */
  guint found;
} Comparison;

static void
comparison_free (gpointer data)
{
  Comparison *self = data;

  for (guint i = 0; i < self->n_words; i++)
    g_free (self->words[i]);
  g_free (self);
}

static int
note_word (void *data, int flags, const char *token, int length, int start, int end)
{
  Comparison *self = data;
  guint i = self->n_words;

  if (self->n_tokens++ == 0) {
    self->words[i] = g_strndup (token, (gsize) length);
    self->lengths[i] = (gsize) length;
  }

  return SQLITE_OK;
}

static Comparison *
comparison_new (const Fts5ExtensionApi *api, Fts5Context *table, const char *all)
{
  Comparison *self = g_new0 (Comparison, 1);
  g_auto (GStrv) words = g_strsplit (all, " ", MAX_WORDS);

  for (guint i = 0; words[i] != NULL; i++) {
    self->n_tokens = 0;
    api->xTokenize (table, words[i], (int) strlen (words[i]), self, note_word);
    self->n_words++;
  }

  return self;
}

static int
compare (void *data, int flags, const char *token, int length, int start, int end)
{
  Comparison *self = data;

  for (guint i = 0; i < self->n_words; i++) {
    if (self->words[i] == NULL || ((gsize) length >= self->lengths[i] &&
                                   memcmp (token, self->words[i], self->lengths[i]) == 0))
      self->found |= 1u << i;
  }

  return self->found == (1u << self->n_words) - 1 ? SQLITE_DONE : SQLITE_OK;
}

/* A bit for each word that the row has. */
static void
matching_words (const Fts5ExtensionApi *api,
                Fts5Context *table,
                sqlite3_context *context,
                int n_values,
                sqlite3_value **values)
{
  Comparison *comparison = api->xGetAuxdata (table, 0);
  const char *text = NULL;
  int length = 0;

  if (comparison == NULL && n_values == 1) {
    comparison = comparison_new (api, table, (const char *) sqlite3_value_text (values[0]));
    if (api->xSetAuxdata (table, comparison, comparison_free) != SQLITE_OK)
      comparison = NULL; /* it has been freed */
  }
  if (comparison == NULL || api->xColumnText (table, 0, &text, &length) != SQLITE_OK) {
    sqlite3_result_error (context, "The words cannot be compared", -1);
    return;
  }

  comparison->found = 0;
  api->xTokenize (table, text, length, comparison, compare);
  sqlite3_result_int (context, (int) comparison->found);
}

gboolean
db_words_install (sqlite3 *handle)
{
  sqlite3_stmt *statement = NULL;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (handle, "SELECT fts5 (?1)", -1, &statement, NULL) == SQLITE_OK &&
      sqlite3_bind_pointer (statement, 1, (void *) &api, "fts5_api_ptr", NULL) == SQLITE_OK)
    sqlite3_step (statement);
  sqlite3_finalize (statement);

  return api != NULL &&
         api->xCreateFunction (api, "matching_words", NULL, matching_words, NULL) == SQLITE_OK;
}

/* --- looking ------------------------------------------------------------------------ */

/* How a pass looks, and what has come by then. */
typedef struct {
  guint whole;   /* a bit for each word that is not cut */
  guint skipped; /* a bit for each word that is not looked for */
  gboolean narrow;
  gint64 below;
  gboolean done;

  guint n_others;
  guint n_misses;
  guint n_with[MAX_WORDS]; /* rows that may be found, and have that word */
} Pass;

/* Words in quotes are words to FTS5, whatever they say. */
static char *
make_expression (DbWords *self, const Pass *pass, const char *scope)
{
  g_autoptr (GString) expression = g_string_new ("text : (");

  for (guint i = 0; i < self->n_words; i++) {
    const char *word = self->words[i];
    gboolean whole = ((pass->whole | self->short_ones) & 1u << i) != 0;
    const char *end = whole ? word + strlen (word) : g_utf8_offset_to_pointer (word, CUT);

    if ((pass->skipped & 1u << i) == 0)
      g_string_append_printf (expression, "\"%.*s\"* ", (int) (end - word), word);
  }
  g_string_append_c (expression, ')');
  if (pass->narrow)
    g_string_append_printf (expression, " AND %s", scope);

  return g_string_free (g_steal_pointer (&expression), FALSE);
}

/* One to look for: what a search is asked of, and by whom. */
typedef struct {
  DbWords *words;
  DbConnection *db;
  const DbSearch *search;
  const char *types;
  va_list values;
} Finder;

static DbStatement *
begin (Finder *self, const Pass *pass, GError **error)
{
  g_autofree char *expression = make_expression (self->words, pass, self->search->scope);
  DbStatement *rows = db_statement_new (self->db, self->search->sql, error);
  int first = (int) strlen (self->types) + 1;
  va_list values;

  if (rows == NULL)
    return NULL;
  va_copy (values, self->values);
  db_statement_bind_values (rows, self->types, values);
  va_end (values);
  db_statement_bind_text (rows, first, expression);
  db_statement_bind_text (rows, first + 1, self->words->all);
  db_statement_bind_int (rows, first + 2, pass->below);

  return rows;
}

/* How many rows have the beginning of a word, if they are everywhere as they are at the end. */
static gboolean
estimate (Finder *self, const Pass *pass, guint word, double *n_rows, GError **error)
{
  Pass alone = *pass;
  g_autoptr (DbStatement) rows = NULL;
  gint64 first = 0;
  gint64 last = 0;
  guint n = 0;

  alone.skipped = ~(1u << word);
  rows = begin (self, &alone, error);
  while (rows != NULL && n < SAMPLE && db_statement_next (rows)) {
    last = db_statement_get_int (rows, 0);
    if (n++ == 0)
      first = last;
  }
  *n_rows = n;
  if (n == SAMPLE)
    *n_rows *= (double) (first - self->search->oldest + 1) / (double) (first - last + 1);

  return rows != NULL && db_statement_end (rows, error);
}

static gboolean
plan (Finder *self, Pass *pass, GError **error)
{
  double n_rows[MAX_WORDS] = { 0 };
  double fewest = G_MAXDOUBLE;

  for (guint i = 0; i < self->words->n_words; i++) {
    if (!estimate (self, pass, i, &n_rows[i], error))
      return FALSE;
    fewest = MIN (fewest, n_rows[i]);
  }
  for (guint i = 0; i < self->words->n_words; i++) {
    if (n_rows[i] <= FEW_ROWS)
      pass->whole |= 1u << i;
    else if (n_rows[i] > fewest * MUCH_MORE)
      pass->skipped |= 1u << i;
  }

  return TRUE;
}

/* The words that are not looked for as a whole, and that few of the rows have. */
static guint
find_rare_words (DbWords *self, const Pass *pass, guint n_rows)
{
  guint rare = 0;

  for (guint i = 0; i < self->n_words; i++) {
    if (pass->n_with[i] <= n_rows / 2)
      rare |= 1u << i;
  }

  return rare & (~pass->whole | pass->skipped);
}

static void
count_row (DbWords *self, Pass *pass, DbStatement *row, GArray *found)
{
  gint64 matching = db_statement_get_int (row, 1);

  pass->below = db_statement_get_int (row, 0);
  for (guint i = 0; matching >= 0 && i < self->n_words; i++)
    pass->n_with[i] += (matching & 1 << i) != 0;

  if (matching < 0)
    pass->n_others++;
  else if ((guint) matching != (1u << self->n_words) - 1)
    pass->n_misses++;
  else
    g_array_append_val (found, pass->below);
}

/* Whether there is a better way to look from here on, which it sets. */
static gboolean
turn (DbWords *self, const DbSearch *search, Pass *pass, guint n_found)
{
  guint rare = 0;

  if (pass->n_misses >= SOME_MISSES + MISSES_FOR_HIT * n_found)
    rare = find_rare_words (self, pass, pass->n_misses + n_found);
  if (rare != 0) {
    pass->whole |= rare;
    pass->skipped &= ~rare;
    return TRUE;
  }
  if (search->scope == NULL || pass->narrow || pass->n_others < search->max_others)
    return FALSE;

  pass->narrow = TRUE;
  return TRUE;
}

static gboolean
look (Finder *self, Pass *pass, GArray *found, GError **error)
{
  g_autoptr (DbStatement) rows = begin (self, pass, error);

  if (rows == NULL)
    return FALSE;
  while (!pass->done && db_statement_next (rows)) {
    count_row (self->words, pass, rows, found);
    if (turn (self->words, self->search, pass, found->len))
      return TRUE;
    pass->done = found->len >= self->search->limit;
  }

  pass->done = TRUE;
  return db_statement_end (rows, error);
}

GArray *
db_words_find (DbWords *self,
               DbConnection *db,
               const DbSearch *search,
               GError **error,
               const char *types,
               ...)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  Pass pass = { .narrow = search->narrow, .below = search->below, .done = search->limit == 0 };
  Finder finder = { .words = self, .db = db, .search = search, .types = types };
  gboolean well = TRUE;

  va_start (finder.values, types);
  well = plan (&finder, &pass, error);
  while (well && !pass.done)
    well = look (&finder, &pass, found, error);
  va_end (finder.values);

  return well ? g_steal_pointer (&found) : NULL;
}
