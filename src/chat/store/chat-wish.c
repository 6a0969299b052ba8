/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is asked of the store goes to the database's thread as a wish, which has all that is needed
 * there, and is granted there by one of the works below.
 */
#include "chat-wish.h"

#include "chat-journal.h"
#include "chat-row.h"
#include "chat-search.h"

/* The caller's words may be gone when the thread comes to it. */
ChatWish *
chat_wish_copy (const ChatWish *wish)
{
  ChatWish *copy = g_memdup2 (wish, sizeof *wish);

  copy->events = wish->events != NULL ? g_ptr_array_ref (wish->events) : NULL;
  copy->outgoing = wish->outgoing != NULL ? chat_outgoing_copy (wish->outgoing) : NULL;
  copy->draft = wish->draft != NULL ? chat_stored_draft_copy (wish->draft) : NULL;
  copy->room = g_strdup (wish->room);
  copy->id = g_strdup (wish->id);
  copy->text = g_strdup (wish->text);

  return copy;
}

void
chat_wish_free (ChatWish *copy)
{
  g_clear_pointer (&copy->events, g_ptr_array_unref);
  g_clear_pointer ((ChatOutgoing **) &copy->outgoing, chat_outgoing_free);
  g_clear_pointer ((ChatStoredDraft **) &copy->draft, chat_stored_draft_free);
  g_free ((char *) copy->room);
  g_free ((char *) copy->id);
  g_free ((char *) copy->text);
  g_free (copy);
}

/* Work that gives nothing gives this when it is done. */
static gpointer
done (gboolean success)
{
  return success ? GINT_TO_POINTER (TRUE) : NULL;
}

gpointer
chat_wish_apply (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_journal_enter (db, wish->events, error));
}

/* --- what is mine -------------------------------------------------------------------- */

gpointer
chat_wish_put (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_outbox_table_add (db, wish->outgoing, error));
}

gpointer
chat_wish_retry (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_outbox_table_retry (db, wish->id, error));
}

gpointer
chat_wish_discard (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_outbox_table_remove (db, wish->id, error));
}

gpointer
chat_wish_set_draft (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_drafts_table_set (db, wish->draft, error));
}

gpointer
chat_wish_see (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_rooms_table_see (db, wish->room, wish->seq, error));
}

gpointer
chat_wish_set_position (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return done (chat_outbox_table_set_position (db, wish->room, wish->seq, wish->offset, error));
}

/* --- what is asked ------------------------------------------------------------------- */

gpointer
chat_wish_get_revision (DbConnection *db, gpointer data, GError **error)
{
  g_autofree gint64 *revision = g_new0 (gint64, 1);

  if (!db_connection_query_int (db, "SELECT revision FROM account", revision, error))
    return NULL;

  return g_steal_pointer (&revision);
}

gpointer
chat_wish_get_run (DbConnection *db, gpointer data, GError **error)
{
  g_autoptr (DbStatement) row = chat_row_query (db, error, "SELECT run FROM account", "");
  g_autofree char *run = NULL;

  if (row == NULL)
    return NULL;
  if (db_statement_next (row))
    run = chat_row_dup_text (row, 0);

  return db_statement_end (row, error) ? g_steal_pointer (&run) : NULL;
}

gpointer
chat_wish_count_unread (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;
  g_autofree gint64 *n = g_new0 (gint64, 1);

  if (!chat_messages_table_count_unread (db, wish->room, wish->seq, wish->last_seq, n, error))
    return NULL;

  return g_steal_pointer (&n);
}

gpointer
chat_wish_list_rooms (DbConnection *db, gpointer data, GError **error)
{
  return chat_rooms_table_list (db, error);
}

gpointer
chat_wish_list_members (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return chat_rooms_table_list_members (db, wish->room, error);
}

gpointer
chat_wish_list_messages (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return chat_messages_table_page (db, wish->room, wish->anchor, wish->seq, wish->limit, error);
}

gpointer
chat_wish_search (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;
  g_autofree char *text = g_utf8_make_valid (wish->text, -1);

  return chat_search_find (db, text, wish->room, wish->limit, error);
}

gpointer
chat_wish_list_outbox (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return chat_outbox_table_list (db, wish->room, error);
}

gpointer
chat_wish_find_gaps (DbConnection *db, gpointer data, GError **error)
{
  const ChatWish *wish = data;

  return chat_messages_table_gaps (db, wish->room, wish->seq, wish->last_seq, error);
}
