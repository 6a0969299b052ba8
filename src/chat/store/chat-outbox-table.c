/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is mine and nowhere else yet: messages and changes on their way, and where I was.  None of
 * it goes with a room that goes.
 */
#include "chat-outbox-table.h"

#include "chat-row.h"

#define COLUMNS                                                                                    \
  "id, kind, room, message, text, emoji, is_on, reply, reply_user, reply_text, files, at, error, " \
  "attempts"

gboolean
chat_outbox_table_add (DbConnection *db, const ChatOutgoing *outgoing, GError **error)
{
  g_autoptr (GBytes) files = chat_outgoing_file_list_write (outgoing->files);

  return chat_row_run (
    db, error,
    "INSERT INTO outbox (" COLUMNS ") "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
    "ON CONFLICT (id) DO UPDATE SET text = excluded.text, is_on = excluded.is_on, "
    "files = excluded.files, at = excluded.at, error = excluded.error, "
    "attempts = excluded.attempts",
    "sissssisssbisi", outgoing->id, (gint64) outgoing->kind, outgoing->room, outgoing->message,
    outgoing->text, outgoing->emoji, (gint64) outgoing->on, outgoing->reply, outgoing->reply_user,
    outgoing->reply_text, files, outgoing->time, outgoing->error, (gint64) outgoing->attempts);
}

gboolean
chat_outbox_table_retry (DbConnection *db, const char *id, GError **error)
{
  return chat_row_run (db, error,
                       "UPDATE outbox SET error = NULL, number = (SELECT max (number) + 1 "
                       "FROM outbox) WHERE id = ?1",
                       "s", id);
}

gboolean
chat_outbox_table_remove (DbConnection *db, const char *id, GError **error)
{
  return chat_row_run (db, error, "DELETE FROM outbox WHERE id = ?1", "s", id);
}

static ChatOutgoing *
read_outgoing (DbStatement *row)
{
  g_autoptr (ChatOutgoing)
    outgoing = chat_outgoing_new ((ChatOutgoingKind) db_statement_get_int (row, 1),
                                  db_statement_get_text (row, 0), db_statement_get_text (row, 2),
                                  db_statement_get_text (row, 3));
  g_autoptr (GBytes) files = db_statement_dup_bytes (row, 10);

  outgoing->text = chat_row_dup_text (row, 4);
  outgoing->emoji = chat_row_dup_text (row, 5);
  outgoing->on = db_statement_get_int (row, 6) != 0;
  outgoing->reply = chat_row_dup_text (row, 7);
  outgoing->reply_user = chat_row_dup_text (row, 8);
  outgoing->reply_text = chat_row_dup_text (row, 9);
  chat_outgoing_file_list_read (outgoing->files, files);
  outgoing->time = db_statement_get_int (row, 11);
  outgoing->error = chat_row_dup_text (row, 12);
  outgoing->attempts = (guint) db_statement_get_int (row, 13);

  return g_steal_pointer (&outgoing);
}

GPtrArray *
chat_outbox_table_list (DbConnection *db, const char *room, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_outgoing_free);
  g_autoptr (DbStatement) rows = chat_row_query (db, error,
                                                 "SELECT " COLUMNS " FROM outbox "
                                                 "WHERE ?1 IS NULL OR room = ?1 ORDER BY number",
                                                 "s", room);

  if (rows == NULL)
    return NULL;
  while (db_statement_next (rows))
    g_ptr_array_add (list, read_outgoing (rows));

  return db_statement_end (rows, error) ? g_steal_pointer (&list) : NULL;
}

gboolean
chat_outbox_table_set_position (DbConnection *db,
                                const char *room,
                                gint64 seq,
                                gint64 offset,
                                GError **error)
{
  if (seq <= 0)
    return chat_row_run (db, error, "DELETE FROM position WHERE room = ?1", "s", room);

  return chat_row_run (db, error,
                       "INSERT INTO position (room, seq, offset) VALUES (?1, ?2, ?3) "
                       "ON CONFLICT (room) DO UPDATE SET seq = excluded.seq, "
                       "offset = excluded.offset",
                       "sii", room, seq, offset);
}
