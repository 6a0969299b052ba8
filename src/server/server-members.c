/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in a room, and as what.  A member sees messages from a place (from_seq) on, which so far
 * is the first of all: whoever is invited or joins sees what was said before.
 *
 *   owner      does everything, and there is always one: an owner who leaves hands the room on
 *   moderator  changes the room, removes members, deletes messages
 *   member     writes, reads and invites
 */
#include "server-members.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-json.h"
#include "server-messages.h"
#include "server-users.h"

#define MAX_PAGE 200

static const char *
word_of_role (ServerRole role)
{
  switch (role) {
  case SERVER_ROLE_OWNER:
    return "owner";
  case SERVER_ROLE_MODERATOR:
    return "moderator";
  case SERVER_ROLE_NONE:
  case SERVER_ROLE_MEMBER:
    break;
  }

  return "member";
}

/* --- as JSON ------------------------------------------------------------------------- */

#define COLUMNS                                                                                    \
  "u.id, m.role, m.joined_at, m.from_seq, m.delivered, m.seen, m.rev, m.muted, m.pinned, "         \
  "m.mark_rev"
#define N_COLUMNS 10

static JsonObject *
row_to_json (DbStatement *row, const char *room, gboolean own)
{
  JsonObject *json = json_object_new ();
  gint64 revision = db_statement_get_int (row, 6);

  json_object_set_string_member (json, "room", room);
  json_object_set_string_member (json, "user", db_statement_get_text (row, 0));
  json_object_set_string_member (json, "role", db_statement_get_text (row, 1));
  json_object_set_int_member (json, "joinedAt", db_statement_get_int (row, 2));
  json_object_set_int_member (json, "fromSeq", db_statement_get_int (row, 3));
  json_object_set_int_member (json, "delivered", db_statement_get_int (row, 4));
  json_object_set_int_member (json, "seen", db_statement_get_int (row, 5));
  if (own) {
    revision = MAX (revision, db_statement_get_int (row, 9));
    server_json_set_time (json, "muted", db_statement_get_int (row, 7));
    json_object_set_boolean_member (json, "pinned", db_statement_get_int (row, 8) != 0);
  }
  json_object_set_int_member (json, "rev", revision);

  return json;
}

gboolean
server_members_to_json (ServerRequest *request,
                        const ServerRoom *room,
                        gint64 user,
                        gint64 viewer,
                        JsonObject **json,
                        GError **error)
{
  g_autoptr (DbStatement)
    row = server_request_query (request, error,
                                "SELECT " COLUMNS " FROM member m JOIN user u ON u.number = m.user "
                                "WHERE m.room = ?1 AND m.user = ?2",
                                "ii", room->number, user);

  if (row == NULL)
    return FALSE;
  if (!db_statement_next (row))
    return db_statement_end (row, error);
  *json = row_to_json (row, room->id, user == viewer);

  return TRUE;
}

/* How a member is now: to everybody in the room, and to its own devices with what is its own. */
static gboolean
announce (ServerRequest *request, const ServerRoom *room, gint64 user, GError **error)
{
  JsonObject *json = NULL;

  if (!server_members_to_json (request, room, user, 0, &json, error))
    return FALSE;
  if (json != NULL)
    server_outcome_tell (request->outcome, "room", room->id, "member", json);

  return TRUE;
}

static gboolean
answer_with_member (ServerRequest *request, const ServerRoom *room, gint64 user, GError **error)
{
  JsonObject *json = NULL;

  if (!server_members_to_json (request, room, user, request->caller->number, &json, error))
    return FALSE;
  if (json != NULL)
    json_object_set_object_member (request->outcome->answer, "member", json);

  return TRUE;
}

/* --- coming and going -------------------------------------------------------------------- */

/* What a person did, said in the room.  Direct conversations say nothing of themselves. */
static gboolean
say (ServerRequest *request, ServerRoom *room, const char *what, const char *user, GError **error)
{
  JsonObject *details = NULL;

  if (room->is_direct)
    return TRUE;
  details = json_object_new ();
  json_object_set_string_member (details, "user", user);

  return server_messages_add_system (request, room, what, details, error);
}

static gboolean
insert (ServerRequest *request,
        const ServerRoom *room,
        gint64 user,
        ServerRole role,
        gint64 from_seq,
        GError **error)
{
  gint64 revision = 0;

  return server_request_take_revision (request, &revision, error) &&
         server_request_run (
           request, error,
           "INSERT INTO member (room, user, role, joined_at, from_seq, delivered, "
           "seen, rev, added_rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?7)",
           "iisiiii", room->number, user, word_of_role (role), request->now, from_seq,
           room->last_seq, revision) &&
         server_request_run (
           request, error, "UPDATE room SET n_members = n_members + 1, rev = ?1 WHERE number = ?2",
           "ii", revision, room->number);
}

/* Also of those who are brought in by others, who could fill their list with rooms. */
static gboolean
may_have_more (ServerRequest *request, gint64 user, GError **error)
{
  g_autoptr (DbStatement)
    count = server_request_query (request, error, "SELECT count (*) FROM member WHERE user = ?1",
                                  "i", user);

  if (count == NULL || !db_statement_next (count))
    return count != NULL && db_statement_end (count, error);
  if (db_statement_get_int (count, 0) < request->limits->rooms_per_user)
    return TRUE;

  return server_error_refuse (error, SERVER_ERROR_FORBIDDEN,
                              user == request->caller->number
                                ? "You are in as many rooms as one may be"
                                : "They are in as many rooms as one may be");
}

/* Who comes hears of the room first, then what happens in it; the others hear how many are there
 * now. */
gboolean
server_members_add (ServerRequest *request,
                    ServerRoom *room,
                    gint64 user,
                    ServerRole role,
                    gint64 from_seq,
                    GError **error)
{
  g_autoptr (JsonObject) present = NULL;
  g_autoptr (JsonObject) person = NULL;
  const char *id = NULL;

  if (!server_members_to_json (request, room, user, 0, &present, error))
    return FALSE;
  if (present != NULL)
    return TRUE;
  if (!may_have_more (request, user, error))
    return FALSE;
  person = server_users_get (request, user, error);
  if (person == NULL || !insert (request, room, user, role, from_seq, error))
    return FALSE;

  id = json_object_get_string_member (person, "id");
  if (!server_rooms_tell (request, room, user, error))
    return FALSE;
  server_outcome_enter (request->outcome, id, room->id);
  server_outcome_tell (request->outcome, "room", room->id, "user", json_object_ref (person));
  if (!announce (request, room, user, error))
    return FALSE;

  return role == SERVER_ROLE_OWNER ||
         (say (request, room, "joined", id, error) && server_rooms_announce (request, room, error));
}

/* Takes @user out of the room: it hears that the room is gone, the others that it has gone. */
static gboolean
take_out (ServerRequest *request, ServerRoom *room, gint64 user, const char *id, GError **error)
{
  JsonObject *gone = json_object_new ();
  JsonObject *removed = json_object_new ();
  gint64 revision = 0;

  json_object_set_string_member (gone, "room", room->id);
  json_object_set_string_member (removed, "room", room->id);
  json_object_set_string_member (removed, "user", id);
  server_outcome_leave (request->outcome, id, room->id);
  server_outcome_tell (request->outcome, "user", id, "room:removed", gone);
  server_outcome_tell (request->outcome, "room", room->id, "member:removed", removed);

  return server_request_take_revision (request, &revision, error) &&
         server_request_run (request, error, "DELETE FROM member WHERE room = ?1 AND user = ?2",
                             "ii", room->number, user) &&
         server_request_run (
           request, error, "UPDATE room SET n_members = n_members - 1, rev = ?1 WHERE number = ?2",
           "ii", revision, room->number) &&
         server_request_run (request, error,
                             "INSERT INTO removal (rev, viewer, room, kind, id) "
                             "VALUES (?1, ?2, ?3, 'room', ?4), (?1, NULL, ?3, 'member', ?5)",
                             "iiiss", revision, user, room->number, room->id, id) &&
         say (request, room, "left", id, error) && server_rooms_announce (request, room, error);
}

/* A room without an owner goes to the one who has been there longest, moderators first. */
static gboolean
hand_on (ServerRequest *request, const ServerRoom *room, GError **error)
{
  g_autoptr (DbStatement) find = NULL;
  gint64 revision = 0;
  gint64 heir = 0;

  if (room->is_direct)
    return TRUE;
  find = server_request_query (request, error,
                               "SELECT user FROM member WHERE room = ?1 AND NOT EXISTS "
                               "(SELECT * FROM member WHERE room = ?1 AND role = 'owner') "
                               "ORDER BY role = 'moderator' DESC, joined_at LIMIT 1",
                               "i", room->number);
  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error);
  heir = db_statement_get_int (find, 0);

  return server_request_take_revision (request, &revision, error) &&
         server_request_run (
           request, error,
           "UPDATE member SET role = 'owner', rev = ?1 WHERE room = ?2 AND user = ?3", "iii",
           revision, room->number, heir) &&
         announce (request, room, heir, error);
}

gboolean
server_members_join (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };

  return server_rooms_enter_argument (request, SERVER_ROLE_NONE, &room, error) &&
         server_members_add (request, &room, request->caller->number, SERVER_ROLE_MEMBER, 1,
                             error) &&
         server_rooms_answer (request, &room, error);
}

gboolean
server_members_leave (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };

  if (!server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error))
    return FALSE;
  if (room.is_direct)
    return server_error_refuse (error, SERVER_ERROR_FORBIDDEN,
                                "A direct conversation cannot be left");

  return take_out (request, &room, request->caller->number, request->caller->user, error) &&
         hand_on (request, &room, error) && server_rooms_answer (request, &room, error);
}

/* --- by others ------------------------------------------------------------------------------ */

/* The room and the person that the arguments name, and what the person is in the room. */
static gboolean
read_person (ServerRequest *request,
             ServerRole role,
             ServerRoom *room,
             const char **id,
             gint64 *user,
             ServerRole *is,
             GError **error)
{
  g_autoptr (DbStatement) find = NULL;

  if (!server_rooms_enter_argument (request, role, room, error) ||
      !server_arguments_get_id (request->arguments, "user", TRUE, id, error) ||
      !server_users_find (request, *id, user, error))
    return FALSE;
  if (room->is_direct)
    return server_error_refuse (error, SERVER_ERROR_FORBIDDEN,
                                "A direct conversation has two people");
  find = server_request_query (request, error,
                               "SELECT role = 'owner', role = 'moderator' FROM member "
                               "WHERE room = ?1 AND user = ?2",
                               "ii", room->number, *user);
  if (find == NULL)
    return FALSE;

  *is = SERVER_ROLE_NONE;
  if (!db_statement_next (find))
    return db_statement_end (find, error);
  if (db_statement_get_int (find, 0) != 0)
    *is = SERVER_ROLE_OWNER;
  else
    *is = db_statement_get_int (find, 1) != 0 ? SERVER_ROLE_MODERATOR : SERVER_ROLE_MEMBER;

  return TRUE;
}

gboolean
server_members_invite (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  ServerRole is = SERVER_ROLE_NONE;
  const char *id = NULL;
  gint64 user = 0;

  return read_person (request, SERVER_ROLE_MEMBER, &room, &id, &user, &is, error) &&
         server_members_add (request, &room, user, SERVER_ROLE_MEMBER, 1, error) &&
         answer_with_member (request, &room, user, error);
}

gboolean
server_members_remove (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  ServerRole is = SERVER_ROLE_NONE;
  const char *id = NULL;
  gint64 user = 0;

  if (!read_person (request, SERVER_ROLE_MODERATOR, &room, &id, &user, &is, error))
    return FALSE;
  if (is == SERVER_ROLE_NONE)
    return server_error_refuse (error, SERVER_ERROR_NOT_FOUND, "There is no such member");
  if (is >= room.role)
    return server_error_refuse (error, SERVER_ERROR_FORBIDDEN,
                                "That is for somebody with more to say");

  return answer_with_member (request, &room, user, error) &&
         take_out (request, &room, user, id, error);
}

gboolean
server_members_set_role (ServerRequest *request, GError **error)
{
  static const char *const ROLES[] = { "owner", "moderator", "member", NULL };
  g_auto (ServerRoom) room = { 0 };
  ServerRole is = SERVER_ROLE_NONE;
  const char *role = NULL;
  const char *id = NULL;
  gint64 revision = 0;
  gint64 user = 0;

  if (!server_arguments_get_word (request->arguments, "role", TRUE, ROLES, &role, error) ||
      !read_person (request, SERVER_ROLE_OWNER, &room, &id, &user, &is, error))
    return FALSE;
  if (is == SERVER_ROLE_NONE)
    return server_error_refuse (error, SERVER_ERROR_NOT_FOUND, "There is no such member");

  return server_request_take_revision (request, &revision, error) &&
         server_request_run (request, error,
                             "UPDATE member SET role = ?1, rev = ?2 WHERE room = ?3 AND user = ?4",
                             "siii", role, revision, room.number, user) &&
         announce (request, &room, user, error) && hand_on (request, &room, error) &&
         answer_with_member (request, &room, user, error);
}

/* Mine alone: only my devices hear of it. */
gboolean
server_members_mark (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  JsonObject *arguments = request->arguments;
  JsonObject *json = NULL;
  gboolean pinned = FALSE;
  gint64 revision = 0;
  gint64 muted = 0;

  if (!server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error) ||
      !server_arguments_get_int (arguments, "muted", FALSE, 0, G_MAXINT64 / 2, &muted, error) ||
      !server_arguments_get_boolean (arguments, "pinned", FALSE, &pinned, error) ||
      !server_request_take_revision (request, &revision, error) ||
      !server_request_run (request, error,
                           "UPDATE member SET muted = iif (?1, ?2, muted), "
                           "pinned = iif (?3, ?4, pinned), mark_rev = ?5 "
                           "WHERE room = ?6 AND user = ?7",
                           "iniiiii", (gint64) json_object_has_member (arguments, "muted"), muted,
                           (gint64) json_object_has_member (arguments, "pinned"), (gint64) pinned,
                           revision, room.number, request->caller->number) ||
      !server_members_to_json (request, &room, request->caller->number, request->caller->number,
                               &json, error))
    return FALSE;

  server_outcome_tell (request->outcome, "user", request->caller->user, "member",
                       json_object_ref (json));
  json_object_set_object_member (request->outcome->answer, "member", json);
  return TRUE;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* In the order of their ids; `after` is the last of the page before. */
gboolean
server_members_list (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  g_autoptr (JsonArray) members = json_array_new ();
  g_autoptr (JsonArray) users = json_array_new ();
  g_autoptr (DbStatement) each = NULL;
  const char *after = "";
  const char *last = NULL;
  gint64 limit = MAX_PAGE;

  if (!server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error) ||
      !server_arguments_get_id (request->arguments, "after", FALSE, &after, error) ||
      !server_arguments_get_int (request->arguments, "limit", FALSE, 1, MAX_PAGE, &limit, error))
    return FALSE;
  each = server_request_query (request, error,
                               "SELECT " COLUMNS ", " SERVER_USERS_COLUMNS " FROM member m "
                               "JOIN user u ON u.number = m.user WHERE m.room = ?1 AND u.id > ?2 "
                               "ORDER BY u.id LIMIT ?3",
                               "isi", room.number, after, limit);
  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    gboolean own = g_str_equal (db_statement_get_text (each, 0), request->caller->user);

    json_array_add_object_element (members, row_to_json (each, room.id, own));
    json_array_add_object_element (users, server_users_to_json (each, N_COLUMNS));
  }
  if (!db_statement_end (each, error))
    return FALSE;

  if (json_array_get_length (users) == limit)
    last = json_object_get_string_member (json_array_get_object_element (users, (guint) limit - 1),
                                          "id");
  server_json_set_text (request->outcome->answer, "after", last);
  json_object_set_array_member (request->outcome->answer, "members", g_steal_pointer (&members));
  json_object_set_array_member (request->outcome->answer, "users", g_steal_pointer (&users));
  return TRUE;
}
