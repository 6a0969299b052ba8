/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-statement.h"

G_BEGIN_DECLS

/* A statement with its parameters, one letter of @types for each: s const char *, i gint64, b
 * GBytes *.  Strings and bytes may be NULL. */
DbStatement *chat_row_query (DbConnection *db,
                             GError **error,
                             const char *sql,
                             const char *types,
                             ...);
gboolean chat_row_run (DbConnection *db, GError **error, const char *sql, const char *types, ...);

char *chat_row_dup_text (DbStatement *row, int column);

/* What GVariant has no NULL for goes as an empty string, and comes back. */
const char *chat_row_or_empty (const char *text);
char *chat_row_dup_or_null (const char *text);

G_END_DECLS
