/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Receipts are two numbers for each member of a room: everything up to `delivered` is on a device
 * of theirs, everything up to `seen` was on their screen.  They only grow, so what arrives late or
 * twice changes nothing, and whichever of a person's devices is ahead counts.
 *
 *   0 <= seen <= delivered <= last place of the room
 */
#include "server-receipts.h"

#include "server-arguments.h"

static void
tell (ServerRequest *request, const ServerRoom *room)
{
  JsonObject *receipt = json_object_new ();

  json_object_set_string_member (receipt, "room", room->id);
  json_object_set_string_member (receipt, "user", request->caller->user);
  json_object_set_int_member (receipt, "delivered", room->delivered);
  json_object_set_int_member (receipt, "seen", room->seen);
  json_object_set_int_member (receipt, "rev", request->outcome->revision);
  server_outcome_tell (request->outcome, "room", room->id, "receipt", receipt);
}

gboolean
server_receipts_take (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  gint64 delivered = 0;
  gint64 seen = 0;
  gint64 revision = 0;

  if (!server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error) ||
      !server_arguments_get_int (request->arguments, "delivered", FALSE, 0, G_MAXINT32, &delivered,
                                 error) ||
      !server_arguments_get_int (request->arguments, "seen", FALSE, 0, G_MAXINT32, &seen, error))
    return FALSE;

  seen = MAX (MIN (seen, room.last_seq), room.seen);
  delivered = MAX (MIN (delivered, room.last_seq), room.delivered);
  delivered = MAX (delivered, seen);
  if (seen == room.seen && delivered == room.delivered)
    return TRUE;

  room.seen = seen;
  room.delivered = delivered;
  if (!server_request_take_revision (request, &revision, error) ||
      !server_request_run (request, error,
                           "UPDATE member SET delivered = ?1, seen = ?2, rev = ?3 "
                           "WHERE room = ?4 AND user = ?5",
                           "iiiii", delivered, seen, revision, room.number,
                           request->caller->number))
    return FALSE;
  tell (request, &room);

  return TRUE;
}
