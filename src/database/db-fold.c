/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-fold.h"

static void
fold (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);
  g_autofree char *composed = NULL;

  if (text != NULL)
    composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (composed != NULL)
    sqlite3_result_text (context, g_utf8_casefold (composed, -1), -1, g_free);
}

gboolean
db_fold_install (sqlite3 *handle)
{
  return sqlite3_create_function (handle, "fold", 1,
                                  SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, fold,
                                  NULL, NULL) == SQLITE_OK;
}
