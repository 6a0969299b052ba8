/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * SQLite's many result codes as the few things that a caller does something about.
 */
#include "db-error.h"

#include <errno.h>

G_DEFINE_QUARK (db_error, db_error)

/* A quota is a full disk to whoever has it; SQLite knows the disk itself alone. */
static gboolean
is_out_of_room (int system_error)
{
  return system_error == ENOSPC || system_error == EDQUOT || system_error == EFBIG;
}

static DbError
code_of_failure (sqlite3 *handle)
{
  switch (sqlite3_errcode (handle) & 0xff) {
  case SQLITE_CANTOPEN:
  case SQLITE_NOTADB:
  case SQLITE_PERM:
  case SQLITE_AUTH:
  case SQLITE_READONLY:
    return DB_ERROR_OPEN;
  case SQLITE_CORRUPT:
    return DB_ERROR_CORRUPT;
  case SQLITE_FULL:
    return DB_ERROR_FULL;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return DB_ERROR_BUSY;
  case SQLITE_CONSTRAINT:
    return DB_ERROR_CONSTRAINT;
  case SQLITE_IOERR:
    return is_out_of_room (sqlite3_system_errno (handle)) ? DB_ERROR_FULL : DB_ERROR_FAILED;
  default:
    return DB_ERROR_FAILED;
  }
}

/* A disk that is full may be an I/O error to SQLite; who reads it has to make room. */
void
db_error_set (GError **error, sqlite3 *handle, const char *doing)
{
  DbError code = code_of_failure (handle);

  g_set_error (error, DB_ERROR, (int) code, "%s: %s", doing,
               code == DB_ERROR_FULL ? "the disk is full, or its quota is used up"
                                     : sqlite3_errmsg (handle));
}
