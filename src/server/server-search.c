/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding messages by their words, in the rooms of the one who asks.
 *
 * The room of a message is a word in the index, too.  For who is in few rooms, or in small ones,
 * the words are looked for in these alone: so it costs what is in these, and how long it takes says
 * nothing of others.  With a good part of all messages to look through that would be slow, and it
 * is quicker to see of each hit whether one may read it.
 */
#include "server-search.h"

#include "db-words.h"
#include "server-arguments.h"
#include "server-error.h"
#include "server-json.h"
#include "server-messages.h"
#include "server-rooms.h"
#include "server-users.h"

#define MAX_QUERY 200
#define MAX_PAGE 100

/* Counting more than that helps nobody. */
#define MAX_TOTAL 100

/* Messages that are looked through alone, and the part of all that is too small to look through
 * all for. */
#define FEW_MESSAGES 20000
#define SMALL_PART 64

/* To look at a message of others takes as long as to pass so many of one's own by. */
#define OTHERS_FOR_OWN 32

typedef struct {
  DbWords *words;    /* NULL if nothing can be found */
  char *rooms;       /* as an expression; NULL if there is none */
  gint64 n_readable; /* messages in these */
  gint64 user;
  gint64 before; /* a number */
  gint64 limit;
} Search;

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->words, db_words_free);
  g_free (search->rooms);
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
  g_autoptr (GString) rooms = g_string_new ("room : (");
  g_autoptr (DbStatement)
    each = server_request_query (request, error,
                                 "SELECT r.number, r.last_seq - m.from_seq + 1 FROM member m "
                                 "JOIN room r ON r.number = m.room WHERE m.user = ?1 "
                                 "AND (?2 IS NULL OR r.number = ?2)",
                                 "in", request->caller->number, room);
  guint n_rooms = 0;

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    g_string_append_printf (rooms, "%s\"%" G_GINT64_FORMAT "\"", n_rooms++ > 0 ? " OR " : "",
                            db_statement_get_int (each, 0));
    search->n_readable += db_statement_get_int (each, 1);
  }
  g_string_append_c (rooms, ')');
  if (n_rooms > 0)
    search->rooms = g_string_free (g_steal_pointer (&rooms), FALSE);

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

  search->words = db_words_new (query);
  return search->words == NULL || add_rooms (request, search, room.number, error);
}

static gboolean
count_messages (ServerRequest *request, gint64 *n_messages, GError **error)
{
  return db_connection_query_int (request->db, "SELECT ifnull (max (number), 0) FROM message",
                                  n_messages, error);
}

/* The newest of them, by their numbers: a page, or as many as are counted. */
static GArray *
find (ServerRequest *request, const Search *search, GError **error)
{
  DbSearch where = {
    .sql = "SELECT w.rowid, iif (m.user IS NULL OR s.user <> ifnull (?2, s.user), -1, "
           "matching_words (message_words, ?4)) FROM message_words w "
           "JOIN message s ON s.number = w.rowid "
           "LEFT JOIN member m ON m.room = s.room AND m.user = ?1 AND s.seq >= m.from_seq "
           "WHERE message_words MATCH ?3 AND w.rowid < ?5 ORDER BY w.rowid DESC",
    .scope = search->rooms,
    .below = search->before,
    .limit = MAX_TOTAL,
  };
  gint64 n_messages = 0;

  if (!count_messages (request, &n_messages, error))
    return NULL;
  where.max_others = (guint) MIN (search->n_readable / OTHERS_FOR_OWN, G_MAXINT);
  where.narrow = search->n_readable <= FEW_MESSAGES || search->n_readable < n_messages / SMALL_PART;

  return db_words_find (search->words, request->db, &where, error, "in", request->caller->number,
                        search->user);
}

static gboolean
add_found (ServerRequest *request, const Search *search, JsonArray *messages, GError **error)
{
  g_autoptr (GArray) found = find (request, search, error);

  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len && i < search->limit; i++) {
    JsonObject *message = server_messages_get (request, g_array_index (found, gint64, i), error);

    if (message == NULL)
      return FALSE;
    json_array_add_object_element (messages, message);
  }
  json_object_set_int_member (request->outcome->answer, "total", found->len);

  return TRUE;
}

gboolean
server_search_messages (ServerRequest *request, GError **error)
{
  JsonObject *answer = request->outcome->answer;
  g_auto (Search) search = { 0 };
  g_autoptr (JsonArray) messages = json_array_new ();
  g_autoptr (JsonArray) users = json_array_new ();

  json_object_set_int_member (answer, "total", 0);
  if (!read_search (request, &search, error) ||
      (search.rooms != NULL && !add_found (request, &search, messages, error)) ||
      !server_users_add_authors (request, users, messages, error))
    return FALSE;

  json_object_set_array_member (answer, "messages", g_steal_pointer (&messages));
  json_object_set_array_member (answer, "users", g_steal_pointer (&users));
  return TRUE;
}
