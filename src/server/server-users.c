/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People as others see them.  Names and passwords are server-accounts.c's.
 */
#include "server-users.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-files.h"
#include "server-json.h"
#include "server-names.h"

#define MAX_RESULTS 50
#define MAX_STATUS 100

JsonObject *
server_users_to_json (DbStatement *statement, int first)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", db_statement_get_text (statement, first));
  json_object_set_string_member (json, "name", db_statement_get_text (statement, first + 1));
  json_object_set_string_member (json, "displayName", db_statement_get_text (statement, first + 2));
  server_json_set_text (json, "avatar", db_statement_get_text (statement, first + 3));
  json_object_set_string_member (json, "kind", db_statement_get_text (statement, first + 4));
  server_json_set_text (json, "status", db_statement_get_text (statement, first + 5));
  json_object_set_int_member (json, "lastSeen", db_statement_get_int (statement, first + 6));
  json_object_set_int_member (json, "rev", db_statement_get_int (statement, first + 7));

  return json;
}

gboolean
server_users_find (ServerRequest *request, const char *id, gint64 *number, GError **error)
{
  g_autoptr (DbStatement)
    find = server_request_query (request, error, "SELECT number FROM user WHERE id = ?1", "s", id);

  if (find == NULL)
    return FALSE;
  if (db_statement_next (find)) {
    *number = db_statement_get_int (find, 0);
    return TRUE;
  }
  if (db_statement_end (find, error))
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such person");

  return FALSE;
}

JsonObject *
server_users_get (ServerRequest *request, gint64 number, GError **error)
{
  g_autoptr (DbStatement)
    get = server_request_query (request, error,
                                "SELECT " SERVER_USERS_COLUMNS " FROM user u WHERE number = ?1",
                                "i", number);

  if (get != NULL && db_statement_next (get))
    return server_users_to_json (get, 0);
  if (get != NULL && db_statement_end (get, error))
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such person");

  return NULL;
}

static gboolean
is_there (JsonArray *users, const char *id)
{
  for (guint i = 0; i < json_array_get_length (users); i++) {
    JsonObject *user = json_array_get_object_element (users, i);

    if (g_str_equal (json_object_get_string_member (user, "id"), id))
      return TRUE;
  }

  return FALSE;
}

gboolean
server_users_add_authors (ServerRequest *request,
                          JsonArray *users,
                          JsonArray *messages,
                          GError **error)
{
  for (guint i = 0; i < json_array_get_length (messages); i++) {
    JsonObject *message = json_array_get_object_element (messages, i);
    const char *id = json_object_get_string_member (message, "user");
    JsonObject *user = NULL;
    gint64 number = 0;

    if (is_there (users, id))
      continue;
    if (!server_users_find (request, id, &number, error))
      return FALSE;
    user = server_users_get (request, number, error);
    if (user == NULL)
      return FALSE;
    json_array_add_object_element (users, user);
  }

  return TRUE;
}

/* Everybody who shares a room with them, and their own devices. */
static gboolean
tell_acquaintances (ServerRequest *request, GError **error)
{
  g_autoptr (DbStatement) others =
    server_request_query (request, error,
                          "SELECT DISTINCT u.id FROM member mine "
                          "JOIN member other USING (room) JOIN user u ON u.number = other.user "
                          "WHERE mine.user = ?1 AND other.user <> ?1",
                          "i", request->caller->number);
  g_autoptr (JsonObject) user = server_users_get (request, request->caller->number, error);

  if (others == NULL || user == NULL)
    return FALSE;
  server_outcome_tell (request->outcome, "user", request->caller->user, "user",
                       json_object_ref (user));
  while (db_statement_next (others))
    server_outcome_tell (request->outcome, "user", db_statement_get_text (others, 0), "user",
                         json_object_ref (user));
  if (!db_statement_end (others, error))
    return FALSE;

  json_object_set_object_member (request->outcome->answer, "user", g_steal_pointer (&user));
  return TRUE;
}

gboolean
server_users_update (ServerRequest *request, GError **error)
{
  JsonObject *arguments = request->arguments;
  const char *name = NULL;
  const char *avatar = NULL;
  gint64 revision = 0;

  if (!server_arguments_get_text (arguments, "displayName", FALSE, request->limits->name, &name,
                                  error) ||
      !server_arguments_get_id (arguments, "avatar", FALSE, &avatar, error) ||
      (name != NULL && !server_names_check_displayed (name, "displayName", error)) ||
      !server_files_check_own (request, avatar, "avatar", error))
    return FALSE;
  if (!server_request_take_revision (request, &revision, error) ||
      !server_request_run (request, error,
                           "UPDATE user SET display_name = coalesce (?1, display_name), "
                           "avatar = iif (?2, ?3, avatar), rev = ?4 WHERE number = ?5",
                           "sisii", name, (gint64) json_object_has_member (arguments, "avatar"),
                           avatar, revision, request->caller->number))
    return FALSE;

  return tell_acquaintances (request, error);
}

gboolean
server_users_set_status (ServerRequest *request, GError **error)
{
  const char *status = NULL;
  gint64 revision = 0;

  return server_arguments_get_text (request->arguments, "status", FALSE, MAX_STATUS, &status,
                                    error) &&
         server_request_take_revision (request, &revision, error) &&
         server_request_run (request, error,
                             "UPDATE user SET status = ?1, rev = ?2 WHERE number = ?3", "sii",
                             status, revision, request->caller->number) &&
         tell_acquaintances (request, error);
}

/* Of a stranger nobody is told when they are there. */
static JsonObject *
found_to_json (DbStatement *row)
{
  JsonObject *json = server_users_to_json (row, 0);

  if (db_statement_get_int (row, SERVER_USERS_N_COLUMNS) == 0) {
    json_object_set_null_member (json, "status");
    json_object_set_int_member (json, "lastSeen", 0);
    json_object_set_string_member (json, "presence", "offline");
  }

  return json;
}

/* Whoever's name begins with it, in any writing.  Guests may be anybody from anywhere: they find
 * those with whom they share a room. */
gboolean
server_users_search (ServerRequest *request, GError **error)
{
  g_autoptr (JsonArray) users = json_array_new ();
  g_autoptr (DbStatement) find = NULL;
  g_autofree char *key = NULL;
  const char *query = NULL;
  gint64 limit = MAX_RESULTS;

  if (!server_arguments_get_text (request->arguments, "query", TRUE, request->limits->name, &query,
                                  error) ||
      !server_arguments_get_int (request->arguments, "limit", FALSE, 1, MAX_RESULTS, &limit, error))
    return FALSE;

  key = server_names_make_key (query);
  find = server_request_query (request, error,
                               "SELECT " SERVER_USERS_COLUMNS ", u.number = ?3 OR EXISTS ("
                               "SELECT * FROM member mine JOIN member other USING (room) "
                               "WHERE mine.user = ?3 AND other.user = u.number) AS known "
                               "FROM user u WHERE name_key >= ?1 "
                               "AND name_key < ?1 || char (0x10ffff) AND (known OR "
                               "(SELECT kind FROM user WHERE number = ?3) <> 'guest') "
                               "ORDER BY name_key LIMIT ?2",
                               "sii", key, limit, request->caller->number);
  if (find == NULL)
    return FALSE;
  while (db_statement_next (find))
    json_array_add_object_element (users, found_to_json (find));
  if (!db_statement_end (find, error))
    return FALSE;

  json_object_set_array_member (request->outcome->answer, "users", g_steal_pointer (&users));
  return TRUE;
}
