/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rooms, and the gate that every event about one passes.
 *
 * A private room that one is no member of does not exist: the answer is the same as for an id that
 * nobody has.  A direct conversation is a private room of two, made once for each pair.
 */
#include "server-rooms.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-files.h"
#include "server-json.h"
#include "server-members.h"
#include "server-messages.h"
#include "server-names.h"
#include "server-users.h"

#define MAX_DIRECTORY 100
#define MAX_INVITED 100

void
server_room_clear (ServerRoom *self)
{
  g_clear_pointer (&self->id, g_free);
}

static ServerRole
read_role (const char *word)
{
  if (g_strcmp0 (word, "owner") == 0)
    return SERVER_ROLE_OWNER;
  if (g_strcmp0 (word, "moderator") == 0)
    return SERVER_ROLE_MODERATOR;

  return word == NULL ? SERVER_ROLE_NONE : SERVER_ROLE_MEMBER;
}

static gboolean
not_found (GError **error)
{
  g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such room");

  return FALSE;
}

static gboolean
forbidden (GError **error, const char *message)
{
  g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_FORBIDDEN, message);

  return FALSE;
}

gboolean
server_rooms_enter (ServerRequest *request,
                    const char *id,
                    ServerRole role,
                    ServerRoom *room,
                    GError **error)
{
  g_autoptr (DbStatement) find =
    server_request_query (request, error,
                          "SELECT r.number, r.kind, r.last_seq, m.role, m.from_seq, m.delivered, "
                          "m.seen FROM room r LEFT JOIN member m ON m.room = r.number "
                          "AND m.user = ?2 WHERE r.id = ?1",
                          "si", id, request->caller->number);

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error) && not_found (error);

  room->number = db_statement_get_int (find, 0);
  room->is_public = g_str_equal (db_statement_get_text (find, 1), "public");
  room->is_direct = g_str_equal (db_statement_get_text (find, 1), "direct");
  room->last_seq = db_statement_get_int (find, 2);
  room->role = read_role (db_statement_get_text (find, 3));
  room->from_seq = db_statement_get_int (find, 4);
  room->delivered = db_statement_get_int (find, 5);
  room->seen = db_statement_get_int (find, 6);
  if (room->role == SERVER_ROLE_NONE && !room->is_public)
    return not_found (error);
  if (room->role == SERVER_ROLE_NONE && role > SERVER_ROLE_NONE)
    return forbidden (error, "Join the room first");
  if (room->role < role)
    return forbidden (error, "That is for those who look after the room");
  g_free (room->id);
  room->id = g_strdup (id);

  return TRUE;
}

gboolean
server_rooms_enter_argument (ServerRequest *request,
                             ServerRole role,
                             ServerRoom *room,
                             GError **error)
{
  const char *id = NULL;

  return server_arguments_get_id (request->arguments, "room", TRUE, &id, error) &&
         server_rooms_enter (request, id, role, room, error);
}

/* --- as JSON ------------------------------------------------------------------------- */

static JsonObject *
row_to_json (DbStatement *row)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", db_statement_get_text (row, 0));
  json_object_set_string_member (json, "kind", db_statement_get_text (row, 1));
  json_object_set_string_member (json, "name", db_statement_get_text (row, 2));
  json_object_set_string_member (json, "topic", db_statement_get_text (row, 3));
  server_json_set_text (json, "avatar", db_statement_get_text (row, 4));
  server_json_set_text (json, "createdBy", db_statement_get_text (row, 5));
  json_object_set_int_member (json, "createdAt", db_statement_get_int (row, 6));
  json_object_set_int_member (json, "lastSeq", db_statement_get_int (row, 7));
  json_object_set_int_member (json, "memberCount", db_statement_get_int (row, 8));
  json_object_set_int_member (json, "rev", db_statement_get_int (row, 9));

  return json;
}

/* The last message is for members only, the membership the viewer's own. */
static gboolean
set_view (ServerRequest *request, JsonObject *json, gint64 number, gint64 viewer, GError **error)
{
  ServerRoom room = { .number = number, .id = (char *) json_object_get_string_member (json, "id") };
  JsonObject *message = NULL;
  JsonObject *me = NULL;

  if (!server_members_to_json (request, &room, viewer, viewer, &me, error))
    return FALSE;
  if (me == NULL)
    json_object_set_null_member (json, "me");
  else
    json_object_set_object_member (json, "me", me);
  if (me != NULL && !server_messages_get_last (request, number, &message, error))
    return FALSE;
  if (message == NULL)
    json_object_set_null_member (json, "lastMessage");
  else
    json_object_set_object_member (json, "lastMessage", message);

  return TRUE;
}

JsonObject *
server_rooms_to_json (ServerRequest *request, gint64 number, gint64 viewer, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (DbStatement) row =
    server_request_query (request, error,
                          "SELECT r.id, r.kind, r.name, r.topic, r.avatar, u.id, r.created_at, "
                          "r.last_seq, r.n_members, r.rev FROM room r "
                          "LEFT JOIN user u ON u.number = r.created_by WHERE r.number = ?1",
                          "i", number);

  if (row == NULL)
    return NULL;
  if (!db_statement_next (row)) {
    if (db_statement_end (row, error))
      not_found (error);
    return NULL;
  }
  json = row_to_json (row);
  if (!set_view (request, json, number, viewer, error))
    return NULL;

  return g_steal_pointer (&json);
}

gboolean
server_rooms_tell (ServerRequest *request, const ServerRoom *room, gint64 user, GError **error)
{
  g_autoptr (JsonObject) json = server_rooms_to_json (request, room->number, user, error);
  g_autoptr (JsonObject) person = NULL;

  if (json == NULL)
    return FALSE;
  person = server_users_get (request, user, error);
  if (person == NULL)
    return FALSE;
  server_outcome_tell (request->outcome, "user", json_object_get_string_member (person, "id"),
                       "room", g_steal_pointer (&json));

  return TRUE;
}

/* What is the same for all goes out once: without `me`, which a client keeps. */
gboolean
server_rooms_announce (ServerRequest *request, const ServerRoom *room, GError **error)
{
  g_autoptr (JsonObject) json = server_rooms_to_json (request, room->number, 0, error);

  if (json == NULL)
    return FALSE;
  json_object_remove_member (json, "me");
  json_object_remove_member (json, "lastMessage");
  server_outcome_tell (request->outcome, "room", room->id, "room", g_steal_pointer (&json));

  return TRUE;
}

gboolean
server_rooms_answer (ServerRequest *request, const ServerRoom *room, GError **error)
{
  JsonObject *json = server_rooms_to_json (request, room->number, request->caller->number, error);

  if (json == NULL)
    return FALSE;
  json_object_set_object_member (request->outcome->answer, "room", json);

  return TRUE;
}

/* --- events ------------------------------------------------------------------------------ */

static gboolean
insert (ServerRequest *request,
        const char *kind,
        const char *direct_key,
        const char *name,
        const char *topic,
        ServerRoom *room,
        GError **error)
{
  gint64 revision = 0;

  room->id = g_uuid_string_random ();
  room->is_public = g_str_equal (kind, "public");
  room->is_direct = direct_key != NULL;
  if (!server_request_take_revision (request, &revision, error) ||
      !server_request_run (request, error,
                           "INSERT INTO room (id, kind, direct_key, name, topic, created_by, "
                           "created_at, last_at, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
                           "sssssiii", room->id, kind, direct_key, name, topic,
                           request->caller->number, request->now, revision))
    return FALSE;

  room->number = db_connection_get_last_row_id (request->db);
  return TRUE;
}

static gboolean
add_invited (ServerRequest *request, ServerRoom *room, GPtrArray *ids, GError **error)
{
  for (guint i = 0; i < ids->len; i++) {
    gint64 user = 0;

    if (!server_users_find (request, ids->pdata[i], &user, error) ||
        (user != request->caller->number &&
         !server_members_add (request, room, user, SERVER_ROLE_MEMBER, 1, error)))
      return FALSE;
  }

  return TRUE;
}

gboolean
server_rooms_create (ServerRequest *request, GError **error)
{
  static const char *const KINDS[] = { "public", "private", NULL };
  JsonObject *arguments = request->arguments;
  g_auto (ServerRoom) room = { 0 };
  g_autoptr (GPtrArray) invited = NULL;
  const char *kind = NULL;
  const char *name = NULL;
  const char *topic = "";

  if (!server_arguments_get_word (arguments, "kind", TRUE, KINDS, &kind, error) ||
      !server_arguments_get_text (arguments, "name", TRUE, request->limits->name, &name, error) ||
      !server_arguments_get_text (arguments, "topic", FALSE, request->limits->topic, &topic,
                                  error) ||
      !server_arguments_get_ids (arguments, "members", MAX_INVITED, &invited, error) ||
      !server_names_check_displayed (name, "name", error))
    return FALSE;

  return insert (request, kind, NULL, name, topic, &room, error) &&
         server_members_add (request, &room, request->caller->number, SERVER_ROLE_OWNER, 1,
                             error) &&
         server_messages_add_system (request, &room, "created", json_object_new (), error) &&
         add_invited (request, &room, invited, error) &&
         server_rooms_answer (request, &room, error);
}

/* The two of them in an order that does not depend on who asks. */
static char *
make_direct_key (const char *one, const char *other)
{
  return strcmp (one, other) < 0 ? g_strconcat (one, " ", other, NULL)
                                 : g_strconcat (other, " ", one, NULL);
}

gboolean
server_rooms_direct (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  g_autoptr (DbStatement) find = NULL;
  g_autofree char *key = NULL;
  const char *id = NULL;
  gint64 user = 0;

  if (!server_arguments_get_id (request->arguments, "user", TRUE, &id, error) ||
      !server_users_find (request, id, &user, error))
    return FALSE;
  if (user == request->caller->number) {
    server_error_set_field (error, SERVER_ERROR_INVALID, "user", "that is you");
    return FALSE;
  }

  key = make_direct_key (request->caller->user, id);
  find = server_request_query (request, error, "SELECT number FROM room WHERE direct_key = ?1", "s",
                               key);
  if (find == NULL)
    return FALSE;
  if (db_statement_next (find)) {
    room.number = db_statement_get_int (find, 0);
    return server_rooms_answer (request, &room, error);
  }

  return db_statement_end (find, error) && insert (request, "direct", key, "", "", &room, error) &&
         server_members_add (request, &room, request->caller->number, SERVER_ROLE_MEMBER, 1,
                             error) &&
         server_members_add (request, &room, user, SERVER_ROLE_MEMBER, 1, error) &&
         server_rooms_answer (request, &room, error);
}

/* What has changed is said in the room, in order. */
static gboolean
say_what_changed (ServerRequest *request,
                  ServerRoom *room,
                  const char *name,
                  const char *topic,
                  GError **error)
{
  JsonObject *details = NULL;

  if (name != NULL) {
    details = json_object_new ();
    json_object_set_string_member (details, "name", name);
    if (!server_messages_add_system (request, room, "renamed", details, error))
      return FALSE;
  }
  if (topic != NULL) {
    details = json_object_new ();
    json_object_set_string_member (details, "topic", topic);
    if (!server_messages_add_system (request, room, "topic", details, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
server_rooms_update (ServerRequest *request, GError **error)
{
  JsonObject *arguments = request->arguments;
  g_auto (ServerRoom) room = { 0 };
  const char *name = NULL;
  const char *topic = NULL;
  const char *avatar = NULL;
  gint64 revision = 0;

  if (!server_rooms_enter_argument (request, SERVER_ROLE_MODERATOR, &room, error) ||
      !server_arguments_get_text (arguments, "name", FALSE, request->limits->name, &name, error) ||
      !server_arguments_get_text (arguments, "topic", FALSE, request->limits->topic, &topic,
                                  error) ||
      !server_arguments_get_id (arguments, "avatar", FALSE, &avatar, error) ||
      (name != NULL && !server_names_check_displayed (name, "name", error)) ||
      !server_files_check_own (request, avatar, "avatar", error))
    return FALSE;

  return server_request_take_revision (request, &revision, error) &&
         server_request_run (request, error,
                             "UPDATE room SET name = coalesce (?1, name), "
                             "topic = coalesce (?2, topic), avatar = iif (?3, ?4, avatar), "
                             "rev = ?5 WHERE number = ?6",
                             "ssisii", name, topic,
                             (gint64) json_object_has_member (arguments, "avatar"), avatar,
                             revision, room.number) &&
         say_what_changed (request, &room, name, topic, error) &&
         server_rooms_announce (request, &room, error) &&
         server_rooms_answer (request, &room, error);
}

static gboolean
list_public (ServerRequest *request, DbStatement *numbers, JsonArray *rooms, GError **error)
{
  while (db_statement_next (numbers)) {
    JsonObject *room = server_rooms_to_json (request, db_statement_get_int (numbers, 0),
                                             request->caller->number, error);

    if (room == NULL)
      return FALSE;
    json_array_add_object_element (rooms, room);
  }

  return db_statement_end (numbers, error);
}

/* By activity; `after` is the last room of the page before. */
gboolean
server_rooms_directory (ServerRequest *request, GError **error)
{
  g_autoptr (JsonArray) rooms = json_array_new ();
  g_autoptr (DbStatement) numbers = NULL;
  const char *query = "";
  const char *after = NULL;
  gint64 limit = MAX_DIRECTORY;
  guint n_rooms = 0;

  if (!server_arguments_get_text (request->arguments, "query", FALSE, request->limits->name, &query,
                                  error) ||
      !server_arguments_get_id (request->arguments, "after", FALSE, &after, error) ||
      !server_arguments_get_int (request->arguments, "limit", FALSE, 1, MAX_DIRECTORY, &limit,
                                 error))
    return FALSE;
  numbers = server_request_query (
    request, error,
    "SELECT number FROM room WHERE kind = 'public' "
    "AND instr (fold (name), fold (?1)) > 0 AND (?2 IS NULL OR "
    "(last_at, number) < (SELECT last_at, number FROM room "
    "WHERE id = ?2 AND kind = 'public')) ORDER BY last_at DESC, number DESC LIMIT ?3",
    "ssi", query, after, limit);
  if (numbers == NULL || !list_public (request, numbers, rooms, error))
    return FALSE;

  n_rooms = json_array_get_length (rooms);
  server_json_set_text (
    request->outcome->answer, "after",
    n_rooms < limit
      ? NULL
      : json_object_get_string_member (json_array_get_object_element (rooms, n_rooms - 1), "id"));
  json_object_set_array_member (request->outcome->answer, "rooms", g_steal_pointer (&rooms));
  return TRUE;
}
