/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is mine and nowhere else yet: messages and changes on their way, drafts, and where I was.
 * None of it goes with a room that goes.
 */
#include "chat-outbox-table.h"

#include "chat-row.h"

#define FILES_TYPE "a(sssssxuu)"

#define COLUMNS                                                                                    \
  "id, kind, room, message, text, emoji, is_on, reply, reply_user, reply_text, files, at, error, " \
  "attempts"

static GBytes *
write_files (GPtrArray *files)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (FILES_TYPE));
  g_autoptr (GVariant) list = NULL;

  if (files->len == 0)
    return NULL;

  for (guint i = 0; i < files->len; i++) {
    const ChatOutgoingFile *file = files->pdata[i];

    g_variant_builder_add (&builder, "(sssssxuu)", chat_row_or_empty (file->original),
                           chat_row_or_empty (file->copy), chat_row_or_empty (file->id),
                           chat_row_or_empty (file->name), chat_row_or_empty (file->type),
                           file->size, file->width, file->height);
  }
  list = g_variant_ref_sink (g_variant_builder_end (&builder));

  return g_variant_get_data_as_bytes (list);
}

static void
read_files (GBytes *bytes, GPtrArray *files)
{
  g_autoptr (GVariant) list = NULL;
  GVariantIter each;
  const char *original = NULL;
  const char *copy = NULL;
  const char *id = NULL;
  const char *name = NULL;
  const char *type = NULL;
  ChatOutgoingFile found = { 0 };

  if (bytes == NULL)
    return;

  /* A file can be damaged: what GVariant makes of that is empty, not wrong. */
  list = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FILES_TYPE), bytes, FALSE));
  g_variant_iter_init (&each, list);
  while (g_variant_iter_next (&each, "(&s&s&s&s&sxuu)", &original, &copy, &id, &name, &type,
                              &found.size, &found.width, &found.height)) {
    ChatOutgoingFile *file = g_new0 (ChatOutgoingFile, 1);

    *file = found;
    file->original = chat_row_dup_or_null (original);
    file->copy = chat_row_dup_or_null (copy);
    file->id = chat_row_dup_or_null (id);
    file->name = chat_row_dup_or_null (name);
    file->type = chat_row_dup_or_null (type);
    g_ptr_array_add (files, file);
  }
}

gboolean
chat_outbox_table_add (DbConnection *db, const ChatOutgoing *outgoing, GError **error)
{
  g_autoptr (GBytes) files = write_files (outgoing->files);

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
  read_files (files, outgoing->files);
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
