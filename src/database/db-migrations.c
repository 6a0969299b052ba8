/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A schema grows by numbered files, each applied once, in a transaction together with the number
 * that says so (PRAGMA user_version): after any interruption a database is of one version, whole.
 */
#include "db-migrations.h"

#include <gio/gio.h>

/* The files of @folder by number, the first at 0. */
static GPtrArray *
list_files (const char *folder, GError **error)
{
  g_auto (GStrv)
    names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);

  if (names == NULL)
    return NULL;

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (files, g_build_filename (folder, names[i], NULL));
  g_ptr_array_sort_values (files, (GCompareFunc) g_strcmp0);
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *name = g_path_get_basename (files->pdata[i]);

    g_assert (g_ascii_strtoull (name, NULL, 10) == i + 1);
  }

  return g_steal_pointer (&files);
}

static gboolean
apply (DbConnection *connection, const char *file, guint version, GError **error)
{
  g_autoptr (GBytes) sql = g_resources_lookup_data (file, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %u", version);

  if (sql == NULL || !db_connection_begin (connection, error))
    return FALSE;
  /* A resource's data ends with a zero byte that is not counted. */
  if (db_connection_execute (connection, g_bytes_get_data (sql, NULL), error) &&
      db_connection_execute (connection, mark, error) && db_connection_commit (connection, error))
    return TRUE;

  db_connection_roll_back (connection);
  return FALSE;
}

/* How many of @files it has already; more than there are is none of ours. */
static gboolean
read_version (DbConnection *connection, GPtrArray *files, gint64 *version, GError **error)
{
  if (!db_connection_query_int (connection, "PRAGMA user_version", version, error))
    return FALSE;
  if (*version >= 0 && *version <= files->len)
    return TRUE;

  db_connection_leave_alone (connection);
  g_set_error (error, DB_ERROR, DB_ERROR_NEWER,
               "The database was made by a newer version of this program (it has version "
               "%" G_GINT64_FORMAT ", this program knows %u)",
               *version, files->len);
  return FALSE;
}

gboolean
db_migrations_check (DbConnection *connection, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (folder, error);
  gint64 version = 0;

  return files != NULL && read_version (connection, files, &version, error);
}

gboolean
db_migrations_apply (DbConnection *connection, const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = list_files (folder, error);
  gint64 version = 0;

  if (files == NULL || !read_version (connection, files, &version, error))
    return FALSE;

  for (guint i = (guint) version; i < files->len; i++) {
    if (!apply (connection, files->pdata[i], i + 1, error))
      return FALSE;
  }

  return TRUE;
}
