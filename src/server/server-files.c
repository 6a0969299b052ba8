/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of files.  Their bytes lie beside the database, each content once; who may have
 * them follows from the messages that they are in, and from whose picture they are: people's and
 * public rooms' are for everybody.
 *
 * A file that is for nothing is forgotten after a day.
 */
#include "server-files.h"

#include "server-arguments.h"
#include "server-error.h"

#define MAX_NAME 255
#define MAX_TYPE 127
#define SHA256_LENGTH 64
#define MAX_SIDE 1000000

/* Between sending a file and the message that it is for. */
#define MAX_AGE_MS (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)

/* Forgotten at a time. */
#define MAX_FORGOTTEN 1000

static JsonObject *
to_json (const char *id,
         const char *name,
         const char *type,
         gint64 size,
         gint64 width,
         gint64 height)
{
  JsonObject *file = json_object_new ();

  json_object_set_string_member (file, "id", id);
  json_object_set_string_member (file, "name", name);
  json_object_set_string_member (file, "type", type);
  json_object_set_int_member (file, "size", size);
  if (width > 0 && height > 0) {
    json_object_set_int_member (file, "width", width);
    json_object_set_int_member (file, "height", height);
  }

  return file;
}

static gboolean
measure (ServerRequest *request, gint64 *stored, GError **error)
{
  g_autoptr (DbStatement)
    sum = server_request_query (request, error,
                                "SELECT ifnull (sum (size), 0) FROM file WHERE owner = ?1", "i",
                                request->caller->number);

  if (sum == NULL)
    return FALSE;
  if (db_statement_next (sum))
    *stored = db_statement_get_int (sum, 0);

  return db_statement_end (sum, error);
}

gboolean
server_files_measure (ServerRequest *request, GError **error)
{
  gint64 stored = 0;

  if (!measure (request, &stored, error))
    return FALSE;
  json_object_set_int_member (request->outcome->answer, "stored", stored);

  return TRUE;
}

static gboolean
has_space (ServerRequest *request, gint64 size, GError **error)
{
  gint64 storage = (gint64) request->limits->storage;
  gint64 stored = 0;

  if (storage == 0)
    return TRUE;
  if (!measure (request, &stored, error))
    return FALSE;

  return size <= storage - stored ||
         server_error_refuse (error, SERVER_ERROR_NO_SPACE, "There is no space for it");
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
  gint64 width = 0;
  gint64 height = 0;

  if (!server_arguments_get_text (arguments, "name", TRUE, MAX_NAME, &name, error) ||
      !server_arguments_get_text (arguments, "type", TRUE, MAX_TYPE, &type, error) ||
      !server_arguments_get_text (arguments, "sha256", TRUE, SHA256_LENGTH, &sha256, error) ||
      !server_arguments_get_int (arguments, "size", TRUE, 0, G_MAXINT64 / 2, &size, error) ||
      !server_arguments_get_int (arguments, "width", FALSE, 0, MAX_SIDE, &width, error) ||
      !server_arguments_get_int (arguments, "height", FALSE, 0, MAX_SIDE, &height, error) ||
      !has_space (request, size, error) ||
      !server_request_run (request, error,
                           "INSERT INTO file (id, owner, name, type, size, sha256, created_at, "
                           "width, height) VALUES (?1, ?2, ?3, ?4, ?5, unhex (?6), ?7, "
                           "nullif (?8, 0), nullif (?9, 0))",
                           "sissisiii", id, request->caller->number, name, type, size, sha256,
                           request->now, width, height))
    return FALSE;

  json_object_set_object_member (request->outcome->answer, "file",
                                 to_json (id, name, type, size, width, height));
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
                               "AND s.seq >= m.from_seq WHERE p.file = f.number) "
                               "OR EXISTS (SELECT * FROM user WHERE avatar = f.id) "
                               "OR EXISTS (SELECT * FROM room r WHERE r.avatar = f.id AND "
                               "(r.kind = 'public' OR EXISTS (SELECT * FROM member "
                               "WHERE room = r.number AND user = ?2))))",
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
                                          db_statement_get_int (find, 2), 0, 0));
  json_object_set_string_member (request->outcome->answer, "sha256",
                                 db_statement_get_text (find, 3));
  return TRUE;
}

/* Whoever shows a file shows it to everybody: so it is to be one's own. */
gboolean
server_files_check_own (ServerRequest *request, const char *id, const char *field, GError **error)
{
  g_autoptr (DbStatement) find = NULL;

  if (id == NULL)
    return TRUE;
  find = server_request_query (request, error, "SELECT 1 FROM file WHERE id = ?1 AND owner = ?2",
                               "si", id, request->caller->number);
  if (find == NULL)
    return FALSE;
  if (db_statement_next (find))
    return TRUE;
  if (db_statement_end (find, error))
    server_error_set_field (error, SERVER_ERROR_INVALID, field, "it is no file of yours");

  return FALSE;
}

/* The answer has the contents that no file has any more. */
gboolean
server_files_forget (ServerRequest *request, GError **error)
{
  g_autoptr (JsonArray) contents = json_array_new ();
  g_autoptr (DbStatement) each = server_request_query (
    request, error,
    "DELETE FROM file WHERE number IN (SELECT f.number FROM file f WHERE f.created_at < ?1 "
    "AND NOT EXISTS (SELECT * FROM message_file WHERE file = f.number) "
    "AND NOT EXISTS (SELECT * FROM user WHERE avatar = f.id) "
    "AND NOT EXISTS (SELECT * FROM room WHERE avatar = f.id) LIMIT ?2) "
    "RETURNING lower (hex (sha256))",
    "ii", request->now - MAX_AGE_MS, (gint64) MAX_FORGOTTEN);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    const char *sha256 = db_statement_get_text (each, 0);
    g_autoptr (DbStatement)
      other = server_request_query (request, error, "SELECT 1 FROM file WHERE sha256 = unhex (?1)",
                                    "s", sha256);

    if (other == NULL)
      return FALSE;
    if (!db_statement_next (other))
      json_array_add_string_element (contents, sha256);
    if (!db_statement_end (other, error))
      return FALSE;
  }
  if (!db_statement_end (each, error))
    return FALSE;

  json_object_set_array_member (request->outcome->answer, "contents", g_steal_pointer (&contents));
  return TRUE;
}
