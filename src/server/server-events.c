/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The events of the protocol that ask something of the database, in one table.  What a client may
 * not do is refused in the function behind it, which begins with the room.
 */
#include "server-events.h"

#include "server-accounts.h"
#include "server-changes.h"
#include "server-edits.h"
#include "server-members.h"
#include "server-messages.h"
#include "server-receipts.h"
#include "server-rooms.h"
#include "server-search.h"
#include "server-users.h"

static const ServerEvent EVENTS[] = {
  { "message:send", server_messages_send, TRUE, SERVER_RATE_SEND },
  { "receipt", server_receipts_take, TRUE, SERVER_RATE_EVENT },
  { "sync", server_changes_sync, FALSE, SERVER_RATE_EVENT },
  { "message:history", server_messages_history, FALSE, SERVER_RATE_EVENT },
  { "message:edit", server_edits_edit, TRUE, SERVER_RATE_EVENT },
  { "message:delete", server_edits_delete, TRUE, SERVER_RATE_EVENT },
  { "message:react", server_edits_react, TRUE, SERVER_RATE_EVENT },
  { "message:search", server_search_messages, FALSE, SERVER_RATE_EVENT },
  { "room:create", server_rooms_create, TRUE, SERVER_RATE_EVENT },
  { "room:direct", server_rooms_direct, TRUE, SERVER_RATE_EVENT },
  { "room:join", server_members_join, TRUE, SERVER_RATE_EVENT },
  { "room:leave", server_members_leave, TRUE, SERVER_RATE_EVENT },
  { "room:update", server_rooms_update, TRUE, SERVER_RATE_EVENT },
  { "room:invite", server_members_invite, TRUE, SERVER_RATE_EVENT },
  { "room:remove", server_members_remove, TRUE, SERVER_RATE_EVENT },
  { "room:role", server_members_set_role, TRUE, SERVER_RATE_EVENT },
  { "room:mark", server_members_mark, TRUE, SERVER_RATE_EVENT },
  { "room:directory", server_rooms_directory, FALSE, SERVER_RATE_EVENT },
  { "room:members", server_members_list, FALSE, SERVER_RATE_EVENT },
  { "user:update", server_users_update, TRUE, SERVER_RATE_EVENT },
  { "user:search", server_users_search, FALSE, SERVER_RATE_EVENT },
  { "session:list", server_accounts_list_sessions, FALSE, SERVER_RATE_EVENT },
  { "session:revoke", server_accounts_revoke_session, TRUE, SERVER_RATE_EVENT },
  { "signout", server_accounts_sign_out, TRUE, SERVER_RATE_EVENT },
  { NULL, NULL, FALSE, SERVER_RATE_EVENT },
};

const ServerEvent *
server_events_find (const char *name)
{
  for (const ServerEvent *event = EVENTS; event->name != NULL; event++) {
    if (g_str_equal (event->name, name))
      return event;
  }

  return NULL;
}

const ServerEvent *
server_events_get_all (void)
{
  return EVENTS;
}
