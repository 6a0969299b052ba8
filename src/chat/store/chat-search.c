/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages by the words in them, in all rooms or in one.  How words are looked for quickly, however
 * many messages have them, is in DbWords; what it has to know of rooms is here.
 */
#include "chat-search.h"

#include "chat-messages-table.h"
#include "chat-row.h"
#include "db-words.h"

/* Messages of a room that are looked through alone; in a larger one it is quicker to look at what
 * is found everywhere, up to a part of it. */
#define FEW_MESSAGES 20000
#define OTHERS_FOR_OWN 32

/* A room, or all of them. */
static gboolean
narrow_down (DbConnection *db, const char *room, gint64 *number, DbSearch *search, GError **error)
{
  g_autoptr (DbStatement) row = NULL;

  if (room == NULL)
    return TRUE;
  row = chat_row_query (db, error, "SELECT number, last_seq FROM room WHERE id = ?1", "s", room);
  if (row == NULL)
    return FALSE;
  if (db_statement_next (row)) {
    *number = db_statement_get_int (row, 0);
    search->narrow = db_statement_get_int (row, 1) <= FEW_MESSAGES;
    search->max_others = (guint) MIN (db_statement_get_int (row, 1) / OTHERS_FOR_OWN, G_MAXINT);
  } else {
    search->limit = 0;
  }

  return db_statement_end (row, error);
}

static gboolean
read_numbers (DbConnection *db, GArray *numbers, GPtrArray *messages, GError **error)
{
  for (guint i = 0; i < numbers->len; i++) {
    g_autoptr (DbStatement)
      row = chat_row_query (db, error,
                            "SELECT " CHAT_MESSAGES_COLUMNS " FROM " CHAT_MESSAGES_FROM
                            " WHERE s.number = ?1",
                            "i", g_array_index (numbers, gint64, i));

    if (row == NULL)
      return FALSE;
    if (db_statement_next (row))
      g_ptr_array_add (messages, chat_messages_table_read (row));
    if (!db_statement_end (row, error))
      return FALSE;
  }

  return TRUE;
}

GPtrArray *
chat_search_find (DbConnection *db,
                  const char *query,
                  const char *room,
                  guint limit,
                  GError **error)
{
  g_autoptr (GPtrArray)
    messages = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_message_free);
  g_autoptr (DbWords) words = db_words_new (query);
  g_autoptr (GArray) found = NULL;
  g_autofree char *scope = NULL;
  gint64 number = 0;
  DbSearch search = {
    .sql = "SELECT w.rowid, iif (?1 IN (0, s.room), matching_words (message_words, ?3), -1) "
           "FROM message_words w JOIN message s ON s.number = w.rowid "
           "WHERE message_words MATCH ?2 AND w.rowid < ?4 ORDER BY w.rowid DESC",
    .below = G_MAXINT64,
    .limit = limit,
  };

  if (words == NULL)
    return g_steal_pointer (&messages);
  if (!narrow_down (db, room, &number, &search, error) ||
      !db_connection_query_int (db, "SELECT ifnull (min (number), 0) FROM message", &search.oldest,
                                error))
    return NULL;

  scope = g_strdup_printf ("room : (\"%" G_GINT64_FORMAT "\")", number);
  search.scope = number != 0 ? scope : NULL;
  found = db_words_find (words, db, &search, error, "i", number);
  if (found == NULL || !read_numbers (db, found, messages, error))
    return NULL;

  return g_steal_pointer (&messages);
}
