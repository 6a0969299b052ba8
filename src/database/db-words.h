/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"

G_BEGIN_DECLS

/* Words to look for: what an FTS5 table has to have in its column `text`, each as the beginning of
 * a word. */
typedef struct _DbWords DbWords;

/* NULL if there are none. */
DbWords *db_words_new (const char *query);
void db_words_free (DbWords *self);

/**
 * DbSearch:
 * @sql: gives the number (rowid) and `matching_words (TABLE, WORDS)` of each row, or -1 in its
 *   place of one that is not to be found, the greatest number first.  Its last three parameters
 *   are what to MATCH, the WORDS, and a number that all of them are below
 * @scope: (nullable): an expression of FTS5 that is true of all that may be found
 * @narrow: whether to look only there from the beginning
 * @max_others: rows that are not to be found, but come, before it looks only there
 * @below: a number that all that is found is below
 * @oldest: a number that none is below
 * @limit: how many to find
 *
 * Where to look.
 */
typedef struct {
  const char *sql;
  const char *scope;
  gboolean narrow;
  guint max_others;
  gint64 below;
  gint64 oldest;
  guint limit;
} DbSearch;

/* The greatest numbers (gint64) that match, in falling order; the values are those of the
 * parameters before the last three, as db_statement_bind_values () takes them. */
GArray *db_words_find (DbWords *self,
                       DbConnection *db,
                       const DbSearch *search,
                       GError **error,
                       const char *types,
                       ...);

/* Teaches a connection the function `matching_words`. */
gboolean db_words_install (sqlite3 *handle);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DbWords, db_words_free)

G_END_DECLS
