/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding messages by their words.  The room of a message is a word in the index, too, and what is
 * looked for are words in the rooms of the one who asks: so it costs what is in these, and how long
 * it takes says nothing of others.
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
  char *expression; /* NULL if nothing can be found */
  gint64 user;
  gint64 before; /* a number */
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

/* Whoever is nowhere finds nothing. */
static gboolean
add_rooms (ServerRequest *request, Search *search, gint64 room, GError **error)
{
  g_autofree char *words = g_steal_pointer (&search->expression);
  g_autoptr (GString) rooms = g_string_new (NULL);
  g_autoptr (DbStatement)
    each = server_request_query (request, error,
                                 "SELECT room FROM member WHERE user = ?1 AND (?2 IS NULL OR "
                                 "room = ?2)",
                                 "in", request->caller->number, room);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    g_string_append_printf (rooms, "%s\"%" G_GINT64_FORMAT "\"", rooms->len > 0 ? " OR " : "",
                            db_statement_get_int (each, 0));
  if (rooms->len > 0)
    search->expression = g_strdup_printf ("text : (%s) AND room : (%s)", words, rooms->str);

  return db_statement_end (each, error);
}

static gboolean
read_search (ServerRequest *request, Search *search, GError **error)
{
  JsonObject *arguments = request->arguments;
  g_auto (ServerRoom) room = { 0 };
  const char *query = NULL;
  const char *id = NULL;
  const char *user = NULL;
  const char *before = NULL;

  search->limit = MAX_PAGE / 2;
  search->before = G_MAXINT64;
  if (!server_arguments_get_text (arguments, "query", TRUE, MAX_QUERY, &query, error) ||
      !server_arguments_get_id (arguments, "room", FALSE, &id, error) ||
      !server_arguments_get_id (arguments, "user", FALSE, &user, error) ||
      !server_arguments_get_id (arguments, "before", FALSE, &before, error) ||
      !server_arguments_get_int (arguments, "limit", FALSE, 1, MAX_PAGE, &search->limit, error))
    return FALSE;
  if ((id != NULL && !server_rooms_enter (request, id, SERVER_ROLE_MEMBER, &room, error)) ||
      (user != NULL && !server_users_find (request, user, &search->user, error)) ||
      (before != NULL && !find_before (request, before, &search->before, error)))
    return FALSE;

  search->expression = server_search_make_expression (query);
  return search->expression == NULL || add_rooms (request, search, room.number, error);
}

/* The newest of them go into @messages, all are counted. */
static gboolean
find (ServerRequest *request,
      const Search *search,
      JsonArray *messages,
      gint64 *total,
      GError **error)
{
  g_autoptr (DbStatement) each = server_request_query (
    request, error,
    "SELECT w.rowid FROM message_words w JOIN message s ON s.number = w.rowid "
    "JOIN member m ON m.room = s.room AND m.user = ?1 AND s.seq >= m.from_seq "
    "WHERE message_words MATCH ?2 AND (?3 IS NULL OR s.user = ?3) AND w.rowid < ?4 "
    "ORDER BY w.rowid DESC LIMIT ?5",
    "isnii", request->caller->number, search->expression, search->user, search->before,
    (gint64) MAX_TOTAL);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    JsonObject *message = NULL;

    if ((*total)++ >= search->limit)
      continue;
    message = server_messages_get (request, db_statement_get_int (each, 0), error);
    if (message == NULL)
      return FALSE;
    json_array_add_object_element (messages, message);
  }

  return db_statement_end (each, error);
}

gboolean
server_search_messages (ServerRequest *request, GError **error)
{
  JsonObject *answer = request->outcome->answer;
  g_auto (Search) search = { 0 };
  g_autoptr (JsonArray) messages = json_array_new ();
  g_autoptr (JsonArray) users = json_array_new ();
  gint64 total = 0;

  if (!read_search (request, &search, error) ||
      (search.expression != NULL && !find (request, &search, messages, &total, error)) ||
      !server_users_add_authors (request, users, messages, error))
    return FALSE;

  json_object_set_array_member (answer, "messages", g_steal_pointer (&messages));
  json_object_set_array_member (answer, "users", g_steal_pointer (&users));
  json_object_set_int_member (answer, "total", total);
  return TRUE;
}
