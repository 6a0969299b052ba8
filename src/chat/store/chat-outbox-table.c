/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is mine and nowhere else yet: messages on their way, drafts, and where I was.  None of it
 * goes with a room that goes.
 */
#include "chat-outbox-table.h"

#include "chat-row.h"

ChatOutgoing *
chat_outgoing_copy (const ChatOutgoing *self)
{
  ChatOutgoing *copy = g_new0 (ChatOutgoing, 1);

  copy->id = g_strdup (self->id);
  copy->room = g_strdup (self->room);
  copy->text = g_strdup (self->text);
  copy->reply = g_strdup (self->reply);
  copy->files = g_strdupv (self->files);
  copy->time = self->time;
  copy->error = g_strdup (self->error);

  return copy;
}

void
chat_outgoing_free (ChatOutgoing *self)
{
  g_free (self->id);
  g_free (self->room);
  g_free (self->text);
  g_free (self->reply);
  g_strfreev (self->files);
  g_free (self->error);
  g_free (self);
}

static GBytes *
write_files (char **files)
{
  g_autoptr (GVariant) list = NULL;

  if (files == NULL || files[0] == NULL)
    return NULL;

  list = g_variant_ref_sink (g_variant_new_strv ((const char *const *) files, -1));

  return g_variant_get_data_as_bytes (list);
}

static char **
read_files (GBytes *bytes)
{
  g_autoptr (GVariant) list = NULL;

  if (bytes == NULL)
    return NULL;

  list = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("as"), bytes, FALSE));

  return g_variant_dup_strv (list, NULL);
}

gboolean
chat_outbox_table_add (DbConnection *db, const ChatOutgoing *message, GError **error)
{
  g_autoptr (GBytes) files = write_files (message->files);

  return chat_row_run (db, error,
                       "INSERT INTO outbox (id, room, text, reply, files, at) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET "
                       "text = excluded.text, reply = excluded.reply, files = excluded.files, "
                       "at = excluded.at, error = NULL",
                       "ssssbi", message->id, message->room, message->text, message->reply, files,
                       message->time);
}

gboolean
chat_outbox_table_refuse (DbConnection *db, const char *id, const char *reason, GError **error)
{
  return chat_row_run (db, error, "UPDATE outbox SET error = ?2 WHERE id = ?1", "ss", id, reason);
}

gboolean
chat_outbox_table_retry (DbConnection *db, const char *id, GError **error)
{
  return chat_row_run (db, error, "UPDATE outbox SET error = NULL WHERE id = ?1", "s", id);
}

gboolean
chat_outbox_table_remove (DbConnection *db, const char *id, GError **error)
{
  return chat_row_run (db, error, "DELETE FROM outbox WHERE id = ?1", "s", id);
}

GPtrArray *
chat_outbox_table_list (DbConnection *db, const char *room, GError **error)
{
  g_autoptr (GPtrArray)
    messages = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_outgoing_free);
  g_autoptr (DbStatement)
    rows = chat_row_query (db, error,
                           "SELECT id, room, text, reply, files, at, error FROM outbox "
                           "WHERE ?1 IS NULL OR room = ?1 ORDER BY number",
                           "s", room);

  if (rows == NULL)
    return NULL;
  while (db_statement_next (rows)) {
    ChatOutgoing *message = g_new0 (ChatOutgoing, 1);
    g_autoptr (GBytes) files = db_statement_dup_bytes (rows, 4);

    message->id = chat_row_dup_text (rows, 0);
    message->room = chat_row_dup_text (rows, 1);
    message->text = chat_row_dup_text (rows, 2);
    message->reply = chat_row_dup_text (rows, 3);
    message->files = read_files (files);
    message->time = db_statement_get_int (rows, 5);
    message->error = chat_row_dup_text (rows, 6);
    g_ptr_array_add (messages, message);
  }

  return db_statement_end (rows, error) ? g_steal_pointer (&messages) : NULL;
}

gboolean
chat_outbox_table_set_draft (DbConnection *db, const char *room, const char *text, GError **error)
{
  if (text == NULL || *text == '\0')
    return chat_row_run (db, error, "DELETE FROM draft WHERE room = ?1", "s", room);

  return chat_row_run (db, error,
                       "INSERT INTO draft (room, text) VALUES (?1, ?2) "
                       "ON CONFLICT (room) DO UPDATE SET text = excluded.text",
                       "ss", room, text);
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
