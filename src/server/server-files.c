/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of files.  Their bytes lie beside the database, each content once; who may have
 * them follows from the messages that they are in.
 */
#include "server-files.h"

#include "server-arguments.h"
#include "server-error.h"

#define MAX_NAME 255
#define MAX_TYPE 127
#define SHA256_LENGTH 64

static JsonObject *
to_json (const char *id, const char *name, const char *type, gint64 size)
{
  JsonObject *file = json_object_new ();

  json_object_set_string_member (file, "id", id);
  json_object_set_string_member (file, "name", name);
  json_object_set_string_member (file, "type", type);
  json_object_set_int_member (file, "size", size);

  return file;
}

gboolean
server_files_add (ServerRequest *request, GError **error)
{
  JsonObject *arguments = request->arguments;
  g_autofree char *id = g_uuid_string_random ();
  const char *name = NULL;
  const char *type = NULL;
  const char *sha256 = NULL;
  gint64 size = 0;

  if (!server_arguments_get_text (arguments, "name", TRUE, MAX_NAME, &name, error) ||
      !server_arguments_get_text (arguments, "type", TRUE, MAX_TYPE, &type, error) ||
      !server_arguments_get_text (arguments, "sha256", TRUE, SHA256_LENGTH, &sha256, error) ||
      !server_arguments_get_int (arguments, "size", TRUE, 0, G_MAXINT64 / 2, &size, error) ||
      !server_request_run (request, error,
                           "INSERT INTO file (id, owner, name, type, size, sha256, created_at) "
                           "VALUES (?1, ?2, ?3, ?4, ?5, unhex (?6), ?7)",
                           "sissisi", id, request->caller->number, name, type, size, sha256,
                           request->now))
    return FALSE;

  json_object_set_object_member (request->outcome->answer, "file", to_json (id, name, type, size));
  return TRUE;
}

gboolean
server_files_find (ServerRequest *request, GError **error)
{
  g_autoptr (DbStatement) find = NULL;
  const char *id = NULL;

  if (!server_arguments_get_id (request->arguments, "id", TRUE, &id, error))
    return FALSE;
  find = server_request_query (request, error,
                               "SELECT f.name, f.type, f.size, lower (hex (f.sha256)) FROM file f "
                               "WHERE f.id = ?1 AND (f.owner = ?2 OR EXISTS (SELECT * "
                               "FROM message_file p JOIN message s ON s.number = p.message "
                               "JOIN member m ON m.room = s.room AND m.user = ?2 "
                               "AND s.seq >= m.from_seq WHERE p.file = f.number))",
                               "si", id, request->caller->number);
  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find)) {
    if (db_statement_end (find, error))
      g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such file");
    return FALSE;
  }

  json_object_set_object_member (request->outcome->answer, "file",
                                 to_json (id, db_statement_get_text (find, 0),
                                          db_statement_get_text (find, 1),
                                          db_statement_get_int (find, 2)));
  json_object_set_string_member (request->outcome->answer, "sha256",
                                 db_statement_get_text (find, 3));
  return TRUE;
}
