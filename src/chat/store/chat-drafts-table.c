/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I am writing, by rooms.  Of what is answered or changed only the id is kept here: what it
 * says is with the messages, or in the outbox, and may have changed since.
 */
#include "chat-drafts-table.h"

#include "chat-messages-table.h"
#include "chat-row.h"

ChatStoredDraft *
chat_stored_draft_new (const char *room, const char *text)
{
  ChatStoredDraft *self = g_new0 (ChatStoredDraft, 1);

  self->room = g_strdup (room);
  self->text = g_strdup (text);
  self->files = chat_outgoing_file_list_new ();

  return self;
}

/* Without what is only read. */
ChatStoredDraft *
chat_stored_draft_copy (const ChatStoredDraft *self)
{
  ChatStoredDraft *copy = chat_stored_draft_new (self->room, self->text);

  copy->reply = g_strdup (self->reply);
  copy->editing = g_strdup (self->editing);
  copy->edited = g_strdup (self->edited);
  g_ptr_array_unref (copy->files);
  copy->files = chat_outgoing_file_list_copy (self->files);

  return copy;
}

void
chat_stored_draft_free (ChatStoredDraft *self)
{
  g_free (self->room);
  g_free (self->text);
  g_free (self->reply);
  g_free (self->editing);
  g_free (self->edited);
  g_ptr_array_unref (self->files);
  g_clear_pointer (&self->replied, chat_event_message_free);
  g_clear_pointer (&self->changed, chat_event_message_free);
  g_free (self);
}

gboolean
chat_drafts_table_set (DbConnection *db, const ChatStoredDraft *draft, GError **error)
{
  g_autoptr (GBytes) files = chat_outgoing_file_list_write (draft->files);

  if (*draft->text == '\0' && draft->reply == NULL && draft->editing == NULL && files == NULL)
    return chat_row_run (db, error, "DELETE FROM draft WHERE room = ?1", "s", draft->room);

  return chat_row_run (db, error,
                       "INSERT OR REPLACE INTO draft (room, text, reply, editing, edited, files) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                       "sssssb", draft->room, draft->text, draft->reply, draft->editing,
                       draft->edited, files);
}

/* --- reading -------------------------------------------------------------------- */

static gboolean
find_message (DbConnection *db, const char *id, ChatEventMessage **message, GError **error)
{
  g_autoptr (DbStatement) row = id != NULL
                                  ? chat_row_query (db, error,
                                                    "SELECT " CHAT_MESSAGES_COLUMNS
                                                    " FROM " CHAT_MESSAGES_FROM " WHERE s.id = ?1",
                                                    "s", id)
                                  : NULL;

  if (row == NULL)
    return id == NULL;
  if (db_statement_next (row))
    *message = chat_messages_table_read (row);

  return db_statement_end (row, error);
}

/* One that the server does not have can be changed as well. */
static gboolean
find_outgoing (DbConnection *db, const char *id, ChatEventMessage **message, GError **error)
{
  g_autoptr (DbStatement)
    row = chat_row_query (db, error,
                          "SELECT o.id, o.text, a.me FROM outbox o JOIN account a "
                          "WHERE o.id = ?1 AND o.message IS NULL AND a.me IS NOT NULL",
                          "s", id);

  if (row == NULL)
    return FALSE;
  if (db_statement_next (row)) {
    *message = chat_event_message_new ();
    (*message)->id = chat_row_dup_text (row, 0);
    (*message)->text = chat_row_dup_text (row, 1);
    (*message)->sender = chat_event_user_new (db_statement_get_text (row, 2), NULL);
  }

  return db_statement_end (row, error);
}

static ChatStoredDraft *
read_draft (DbStatement *row)
{
  ChatStoredDraft *draft =
    chat_stored_draft_new (db_statement_get_text (row, 0), db_statement_get_text (row, 1));
  g_autoptr (GBytes) files = db_statement_dup_bytes (row, 5);

  draft->reply = chat_row_dup_text (row, 2);
  draft->editing = chat_row_dup_text (row, 3);
  draft->edited = chat_row_dup_text (row, 4);
  chat_outgoing_file_list_read (draft->files, files);

  return draft;
}

GHashTable *
chat_drafts_table_list (DbConnection *db, GError **error)
{
  g_autoptr (GHashTable) drafts =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) chat_stored_draft_free);
  g_autoptr (DbStatement) rows =
    chat_row_query (db, error, "SELECT room, text, reply, editing, edited, files FROM draft", "");

  if (rows == NULL)
    return NULL;
  while (db_statement_next (rows)) {
    ChatStoredDraft *draft = read_draft (rows);

    g_hash_table_insert (drafts, draft->room, draft);
    if (!find_message (db, draft->reply, &draft->replied, error) ||
        !find_message (db, draft->editing, &draft->changed, error))
      return NULL;
    if (draft->editing != NULL && draft->changed == NULL &&
        !find_outgoing (db, draft->editing, &draft->changed, error))
      return NULL;
  }

  return db_statement_end (rows, error) ? g_steal_pointer (&drafts) : NULL;
}
