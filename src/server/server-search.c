/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding messages by their words.  The index gives rows newest first, and a row counts if the one
 * who asks may read it; so a page costs as much as it shows, however many messages there are.
 */
#include "server-search.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-json.h"
#include "server-messages.h"
#include "server-rooms.h"
#include "server-users.h"

#define MAX_QUERY 200
#define MAX_WORDS 10
#define MAX_PAGE 100

/* Counting more than that helps nobody. */
#define MAX_TOTAL 1000

/* Rows of the index that the caller (?1) may read, with the filters room (?3), user (?4) and before
 * (?5), each NULL for none. */
#define HITS                                                                                       \
  "FROM message_words w JOIN message s ON s.number = w.rowid "                                     \
  "JOIN member m ON m.room = s.room AND m.user = ?1 AND s.seq >= m.from_seq "                      \
  "WHERE message_words MATCH ?2 AND (?3 IS NULL OR s.room = ?3) "                                  \
  "AND (?4 IS NULL OR s.user = ?4) AND (?5 IS NULL OR w.rowid < ?5) "

static gboolean
is_part_of_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* Words in quotes are words to FTS5, whatever they say. */
char *
server_search_make_expression (const char *query)
{
  g_autoptr (GString) expression = g_string_new (NULL);
  guint n_words = 0;
  gboolean inside = FALSE;

  for (const char *p = query; *p != '\0'; p = g_utf8_next_char (p)) {
    gboolean part = is_part_of_word (g_utf8_get_char (p));

    if (part && !inside) {
      if (n_words == MAX_WORDS)
        break;
      g_string_append (expression, n_words > 0 ? " \"" : "\"");
      n_words++;
    } else if (!part && inside) {
      g_string_append (expression, "\"*");
    }
    inside = part;
    if (part)
      g_string_append_unichar (expression, g_utf8_get_char (p));
  }
  if (inside)
    g_string_append (expression, "\"*");

  return n_words > 0 ? g_string_free (g_steal_pointer (&expression), FALSE) : NULL;
}

typedef struct {
  char *expression;
  gint64 room;
  gint64 user;
  gint64 before;
  gint64 limit;
} Search;

static void
search_clear (Search *search)
{
  g_free (search->expression);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

/* A message that the caller may not read is none: its place among others would tell when it was
 * written. */
static gboolean
find_before (ServerRequest *request, const char *id, gint64 *before, GError **error)
{
  g_autoptr (DbStatement)
    find = server_request_query (request, error,
                                 "SELECT s.number FROM message s JOIN member m ON m.room = s.room "
                                 "AND m.user = ?2 AND s.seq >= m.from_seq WHERE s.id = ?1",
                                 "si", id, request->caller->number);

  if (find == NULL)
    return FALSE;
  if (db_statement_next (find)) {
    *before = db_statement_get_int (find, 0);
    return TRUE;
  }
  if (db_statement_end (find, error))
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such message");

  return FALSE;
}

static gboolean
read_search (ServerRequest *request, Search *search, GError **error)
{
  JsonObject *arguments = request->arguments;
  g_auto (ServerRoom) room = { 0 };
  const char *query = NULL;
  const char *user = NULL;
  const char *before = NULL;

  search->limit = MAX_PAGE / 2;
  if (!server_arguments_get_text (arguments, "query", TRUE, MAX_QUERY, &query, error) ||
      !server_arguments_get_id (arguments, "user", FALSE, &user, error) ||
      !server_arguments_get_id (arguments, "before", FALSE, &before, error) ||
      !server_arguments_get_int (arguments, "limit", FALSE, 1, MAX_PAGE, &search->limit, error))
    return FALSE;
  if (json_object_has_member (arguments, "room") &&
      !server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error))
    return FALSE;
  if ((user != NULL && !server_users_find (request, user, &search->user, error)) ||
      (before != NULL && !find_before (request, before, &search->before, error)))
    return FALSE;

  search->room = room.number;
  search->expression = server_search_make_expression (query);
  return TRUE;
}

static DbStatement *
run_search (ServerRequest *request,
            const char *sql,
            const Search *search,
            gint64 limit,
            GError **error)
{
  return server_request_query (request, error, sql, "isnnni", request->caller->number,
                               search->expression, search->room, search->user, search->before,
                               limit);
}

static gboolean
answer (ServerRequest *request, JsonArray *messages, gint64 total, GError **error)
{
  g_autoptr (JsonArray) users = json_array_new ();

  if (!server_users_add_authors (request, users, messages, error))
    return FALSE;
  json_object_set_array_member (request->outcome->answer, "messages", json_array_ref (messages));
  json_object_set_array_member (request->outcome->answer, "users", g_steal_pointer (&users));
  json_object_set_int_member (request->outcome->answer, "total", total);

  return TRUE;
}

gboolean
server_search_messages (ServerRequest *request, GError **error)
{
  g_auto (Search) search = { 0 };
  g_autoptr (DbStatement) numbers = NULL;
  g_autoptr (DbStatement) count = NULL;
  g_autoptr (JsonArray) messages = json_array_new ();

  if (!read_search (request, &search, error))
    return FALSE;
  if (search.expression == NULL)
    return answer (request, messages, 0, error);

  numbers = run_search (request, "SELECT w.rowid " HITS "ORDER BY w.rowid DESC LIMIT ?6", &search,
                        search.limit, error);
  count = run_search (request, "SELECT count (*) FROM (SELECT 1 " HITS "LIMIT ?6)", &search,
                      MAX_TOTAL, error);
  if (numbers == NULL || count == NULL)
    return FALSE;
  json_array_unref (messages);
  messages = server_messages_list (request, numbers, error);
  if (messages == NULL || !db_statement_next (count))
    return messages != NULL && db_statement_end (count, error);

  return answer (request, messages, db_statement_get_int (count, 0), error);
}
