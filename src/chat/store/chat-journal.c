/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server says goes into the tables.  The tables know what is newer, so that to hear
 * something again, or late, changes nothing.
 */
#include "chat-journal.h"

#include "chat-event.h"
#include "chat-messages-table.h"
#include "chat-rooms-table.h"
#include "chat-row.h"

/* Whether what is remembered is of this server, and still true there, and mine. */
static gboolean
is_known (DbConnection *db, const ChatEventWelcome *welcome, gboolean *known, GError **error)
{
  g_autoptr (DbStatement)
    account = chat_row_query (db, error,
                              "SELECT (server IS NULL OR server IS ?1) AND heard <= ?2 "
                              "AND (me IS NULL OR me IS ?3) FROM account",
                              "sis", welcome->server_id, welcome->kept, welcome->me->id);

  if (account == NULL)
    return FALSE;
  *known = db_statement_next (account) && db_statement_get_int (account, 0) != 0;

  return db_statement_end (account, error);
}

/* What another server said, or this one before it was set back, or to somebody else, is not true
 * here. */
static gboolean
meet_server (DbConnection *db, const ChatEventWelcome *welcome, GError **error)
{
  gboolean known = FALSE;

  return is_known (db, welcome, &known, error) && (known || chat_rooms_table_forget (db, error)) &&
         chat_row_run (db, error, "UPDATE account SET server = ?1, run = ?2", "ss",
                       welcome->server_id, welcome->run);
}

static gboolean
greet (DbConnection *db, const ChatEventWelcome *welcome, GError **error)
{
  return meet_server (db, welcome, error) && chat_rooms_table_store_user (db, welcome->me, error) &&
         chat_messages_table_set_me (db, welcome->me->id, error);
}

/* How a table takes one of the records of an event. */
typedef gboolean (*StoreOne) (DbConnection *db, gconstpointer record, GError **error);

static gboolean
store_each (DbConnection *db, GPtrArray *records, StoreOne store_one, GError **error)
{
  for (guint i = 0; i < records->len; i++) {
    if (!store_one (db, g_ptr_array_index (records, i), error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
remove_members (DbConnection *db, const ChatEvent *event, GError **error)
{
  for (guint i = 0; i < event->users->len; i++) {
    const ChatEventUser *user = event->users->pdata[i];

    if (!chat_rooms_table_remove_member (db, event->room, user->id, error))
      return FALSE;
  }

  return TRUE;
}

/* What is only true now, and answers to a question of the moment, are not remembered. */
static gboolean
enter_event (DbConnection *db, const ChatEvent *event, GError **error)
{
  switch (event->type) {
  case CHAT_EVENT_WELCOME:
    return greet (db, event->welcome, error);
  case CHAT_EVENT_MESSAGE:
    return store_each (db, event->messages, (StoreOne) chat_messages_table_hear, error);
  case CHAT_EVENT_MESSAGES:
  case CHAT_EVENT_HISTORY:
  case CHAT_EVENT_CONFIRMED:
    return store_each (db, event->messages, (StoreOne) chat_messages_table_store, error);
  case CHAT_EVENT_PROFILES:
    return store_each (db, event->users, (StoreOne) chat_rooms_table_store_user, error);
  case CHAT_EVENT_ROOMS:
    return store_each (db, event->rooms, (StoreOne) chat_rooms_table_store_room, error);
  case CHAT_EVENT_MEMBERSHIPS:
    return store_each (db, event->members, (StoreOne) chat_rooms_table_store_member, error);
  case CHAT_EVENT_RECEIPT:
    return store_each (db, event->members, (StoreOne) chat_rooms_table_store_receipt, error);
  case CHAT_EVENT_ROOM_REMOVED:
    return chat_rooms_table_remove (db, event->room, error);
  case CHAT_EVENT_MEMBER_REMOVED:
    return remove_members (db, event, error);
  case CHAT_EVENT_REVISION:
    return chat_row_run (db, error, "UPDATE account SET revision = max (revision, ?1)", "i",
                         event->revision);
  case CHAT_EVENT_USERS:
  case CHAT_EVENT_MEMBERS:
  case CHAT_EVENT_TYPING:
  case CHAT_EVENT_PRESENCE:
  case CHAT_EVENT_DIRECTORY:
  case CHAT_EVENT_MEMBER_LIST:
  case CHAT_EVENT_FOUND:
  case CHAT_EVENT_FOUND_USERS:
  case CHAT_EVENT_DEVICES:
    break;
  }

  return TRUE;
}

static gboolean
note_newest (DbConnection *db, const ChatEvent *event, GError **error)
{
  gint64 newest = chat_event_get_newest (event);

  return newest == 0 ||
         chat_row_run (db, error, "UPDATE account SET heard = ?1 WHERE heard < ?1", "i", newest);
}

/**
 * chat_journal_enter:
 * @db: the database
 * @events: (element-type ChatEvent): what the server said
 * @error: return location for an error
 *
 * Remembers it; whoever calls this takes all of it back if it fails.
 */
gboolean
chat_journal_enter (DbConnection *db, GPtrArray *events, GError **error)
{
  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (!enter_event (db, event, error) || !note_newest (db, event, error))
      return FALSE;
  }

  return TRUE;
}
