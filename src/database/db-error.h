/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/*
 * DB_ERROR_OPEN        the file cannot be opened, or is no database
 * DB_ERROR_NEWER       a newer version of the program made it; it was left as it is
 * DB_ERROR_CORRUPT     the file is damaged
 * DB_ERROR_FULL        the disk, or its quota, is full
 * DB_ERROR_BUSY        another program holds the database
 * DB_ERROR_CONSTRAINT  a row breaks a rule of the schema: a key that is there already, a missing
 *                      parent
 * DB_ERROR_FAILED      anything else that SQLite said
 */
typedef enum {
  DB_ERROR_OPEN,
  DB_ERROR_NEWER,
  DB_ERROR_CORRUPT,
  DB_ERROR_FULL,
  DB_ERROR_BUSY,
  DB_ERROR_CONSTRAINT,
  DB_ERROR_FAILED,
} DbError;

#define DB_ERROR (db_error_quark ())
GQuark db_error_quark (void);

/* What SQLite said last on @handle; @doing is what was tried, for people. */
void db_error_set (GError **error, sqlite3 *handle, const char *doing);

G_END_DECLS
