/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages: each has a place (seq) in its room, dense from 1, and keeps it for ever; one that is
 * deleted stays as an empty place.  The client makes the id, and what is sent again under an id
 * that is there already is answered with what is there: however often an outbox repeats itself, a
 * message is stored once.
 */
#include "server-messages.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-json.h"
#include "server-mentions.h"
#include "server-users.h"

#define EXCERPT_LENGTH "140" /* characters of what is answered */
#define MAX_HISTORY 200
#define DEFAULT_HISTORY 50

/* --- as JSON --------------------------------------------------------------------- */

/* JSON that we have written ourselves. */
static void
set_stored (JsonObject *json, const char *name, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  if (node != NULL)
    json_object_set_member (json, name, g_steal_pointer (&node));
}

static void
set_reply (JsonObject *json, DbStatement *row, int first)
{
  JsonObject *reply = NULL;

  if (db_statement_is_null (row, first)) {
    json_object_set_null_member (json, "reply");
    return;
  }

  reply = json_object_new ();
  json_object_set_string_member (reply, "id", db_statement_get_text (row, first));
  json_object_set_string_member (reply, "user", db_statement_get_text (row, first + 1));
  server_json_set_text (reply, "text", db_statement_get_text (row, first + 2));
  json_object_set_object_member (json, "reply", reply);
}

static gboolean
add_reactions (ServerRequest *request, JsonObject *reactions, gint64 message, GError **error)
{
  g_autoptr (DbStatement) each =
    server_request_query (request, error,
                          "SELECT r.emoji, u.id FROM reaction r JOIN user u ON u.number = r.user "
                          "WHERE r.message = ?1 ORDER BY r.at, r.user",
                          "i", message);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    const char *emoji = db_statement_get_text (each, 0);

    if (!json_object_has_member (reactions, emoji))
      json_object_set_array_member (reactions, emoji, json_array_new ());
    json_array_add_string_element (json_object_get_array_member (reactions, emoji),
                                   db_statement_get_text (each, 1));
  }

  return db_statement_end (each, error);
}

static JsonObject *
file_to_json (DbStatement *row)
{
  JsonObject *file = json_object_new ();

  json_object_set_string_member (file, "id", db_statement_get_text (row, 0));
  json_object_set_string_member (file, "name", db_statement_get_text (row, 1));
  json_object_set_string_member (file, "type", db_statement_get_text (row, 2));
  json_object_set_int_member (file, "size", db_statement_get_int (row, 3));
  if (!db_statement_is_null (row, 4)) {
    json_object_set_int_member (file, "width", db_statement_get_int (row, 4));
    json_object_set_int_member (file, "height", db_statement_get_int (row, 5));
  }

  return file;
}

static gboolean
add_files (ServerRequest *request, JsonArray *files, gint64 message, GError **error)
{
  g_autoptr (DbStatement)
    each = server_request_query (request, error,
                                 "SELECT f.id, f.name, f.type, f.size, f.width, f.height "
                                 "FROM message_file p JOIN file f ON f.number = p.file "
                                 "WHERE p.message = ?1 ORDER BY p.position",
                                 "i", message);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    json_array_add_object_element (files, file_to_json (each));

  return db_statement_end (each, error);
}

/* The last columns of a row. */
#define HAS_REACTIONS 15
#define HAS_FILES 16

static JsonObject *
row_to_json (DbStatement *row)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "id", db_statement_get_text (row, 0));
  json_object_set_string_member (json, "room", db_statement_get_text (row, 1));
  json_object_set_int_member (json, "seq", db_statement_get_int (row, 2));
  json_object_set_string_member (json, "user", db_statement_get_text (row, 3));
  json_object_set_int_member (json, "at", db_statement_get_int (row, 4));
  json_object_set_string_member (json, "kind", db_statement_get_text (row, 5));
  server_json_set_text (json, "text", db_statement_get_text (row, 6));
  if (!db_statement_is_null (row, 7))
    set_stored (json, "system", db_statement_get_text (row, 7));
  if (db_statement_is_null (row, 8))
    json_object_set_array_member (json, "mentions", json_array_new ());
  else
    set_stored (json, "mentions", db_statement_get_text (row, 8));
  server_json_set_time (json, "editedAt", db_statement_get_int (row, 9));
  server_json_set_time (json, "deletedAt", db_statement_get_int (row, 10));
  json_object_set_int_member (json, "rev", db_statement_get_int (row, 11));
  set_reply (json, row, 12);
  json_object_set_object_member (json, "reactions", json_object_new ());
  json_object_set_array_member (json, "files", json_array_new ());

  return json;
}

JsonObject *
server_messages_get (ServerRequest *request, gint64 number, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (DbStatement)
    row = server_request_query (request, error,
                                "SELECT m.id, r.id, m.seq, u.id, m.at, m.kind, m.text, m.system, "
                                "m.mentions, m.edited_at, m.deleted_at, m.rev, "
                                "o.id, ou.id, m.excerpt, "
                                "EXISTS (SELECT 1 FROM reaction WHERE message = m.number), "
                                "EXISTS (SELECT 1 FROM message_file WHERE message = m.number) "
                                "FROM message m JOIN room r ON r.number = m.room "
                                "JOIN user u ON u.number = m.user "
                                "LEFT JOIN message o ON o.number = m.reply "
                                "LEFT JOIN user ou ON ou.number = o.user WHERE m.number = ?1",
                                "i", number);

  if (row == NULL)
    return NULL;
  if (!db_statement_next (row)) {
    if (db_statement_end (row, error))
      g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such message");
    return NULL;
  }
  json = row_to_json (row);
  if (db_statement_get_int (row, HAS_REACTIONS) != 0 &&
      !add_reactions (request, json_object_get_object_member (json, "reactions"), number, error))
    return NULL;
  if (db_statement_get_int (row, HAS_FILES) != 0 &&
      !add_files (request, json_object_get_array_member (json, "files"), number, error))
    return NULL;

  return g_steal_pointer (&json);
}

JsonArray *
server_messages_list (ServerRequest *request, DbStatement *numbers, GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();

  while (db_statement_next (numbers)) {
    JsonObject *message = server_messages_get (request, db_statement_get_int (numbers, 0), error);

    if (message == NULL)
      return NULL;
    json_array_add_object_element (list, message);
  }

  return db_statement_end (numbers, error) ? g_steal_pointer (&list) : NULL;
}

gboolean
server_messages_get_last (ServerRequest *request, gint64 room, JsonObject **message, GError **error)
{
  g_autoptr (DbStatement) last =
    server_request_query (request, error,
                          "SELECT number FROM message WHERE room = ?1 ORDER BY seq DESC LIMIT 1",
                          "i", room);

  if (last == NULL)
    return FALSE;
  if (!db_statement_next (last))
    return db_statement_end (last, error);
  *message = server_messages_get (request, db_statement_get_int (last, 0), error);

  return *message != NULL;
}

/* --- new ones ---------------------------------------------------------------------- */

/* What is to be stored; the strings are borrowed. */
typedef struct {
  const char *id;
  const char *kind;
  const char *text;
  const char *system;
  const char *mentions;
  gint64 reply;
  GPtrArray *files;
} Draft;

/* The next place in the room, and the sender's receipts with it if there was nothing unread. */
static gboolean
take_place (ServerRequest *request, ServerRoom *room, gint64 revision, GError **error)
{
  room->last_seq++;

  return server_request_run (request, error,
                             "UPDATE room SET last_seq = ?1, last_at = ?2 WHERE number = ?3", "iii",
                             room->last_seq, request->now, room->number) &&
         server_request_run (request, error,
                             "UPDATE member SET seen = iif (seen = ?1 - 1, ?1, seen), "
                             "delivered = iif (delivered = ?1 - 1, ?1, delivered), rev = ?2 "
                             "WHERE room = ?3 AND user = ?4",
                             "iiii", room->last_seq, revision, room->number,
                             request->caller->number);
}

static gboolean
attach_files (ServerRequest *request, gint64 message, GPtrArray *files, GError **error)
{
  for (guint i = 0; files != NULL && i < files->len; i++) {
    if (!server_request_run (request, error,
                             "INSERT INTO message_file (message, position, file) "
                             "SELECT ?1, ?2, number FROM file WHERE id = ?3 AND owner = ?4",
                             "iisi", message, (gint64) i, (const char *) files->pdata[i],
                             request->caller->number))
      return FALSE;
    if (db_connection_get_n_changes (request->db) == 0) {
      server_error_set_field (error, SERVER_ERROR_INVALID, "files", "one of them is not there");
      return FALSE;
    }
  }

  return TRUE;
}

/* Stores it and tells the room; gives what was told. */
static JsonObject *
add (ServerRequest *request, ServerRoom *room, const Draft *draft, GError **error)
{
  g_autoptr (JsonObject) json = NULL;
  gint64 revision = 0;
  gint64 number = 0;

  if (!server_request_take_revision (request, &revision, error) ||
      !take_place (request, room, revision, error) ||
      !server_request_run (
        request, error,
        "INSERT INTO message (id, room, seq, user, at, kind, text, system, reply, "
        "mentions, rev, excerpt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
        "(SELECT substr (text, 1, " EXCERPT_LENGTH ") FROM message WHERE number = ?9))",
        "siiiisssnsi", draft->id, room->number, room->last_seq, request->caller->number,
        request->now, draft->kind, draft->text, draft->system, draft->reply, draft->mentions,
        revision))
    return NULL;

  number = db_connection_get_last_row_id (request->db);
  if (!attach_files (request, number, draft->files, error))
    return NULL;
  json = server_messages_get (request, number, error);
  if (json != NULL)
    server_outcome_tell (request->outcome, "room", room->id, "message", json_object_ref (json));

  return g_steal_pointer (&json);
}

gboolean
server_messages_add_system (ServerRequest *request,
                            ServerRoom *room,
                            const char *what,
                            JsonObject *details,
                            GError **error)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), details);
  g_autoptr (JsonObject) message = NULL;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *system = NULL;

  json_object_set_string_member (details, "what", what);
  json_object_unref (details);
  system = json_to_string (node, FALSE);
  message = add (request, room, &(Draft) { .id = id, .kind = "system", .system = system }, error);

  return message != NULL;
}

/* A message of this id that is there: the answer to one that is sent again, to the same room; of
 * others one may have been removed. */
static gboolean
answer_with_stored (ServerRequest *request,
                    const ServerRoom *room,
                    const char *id,
                    gboolean *answered,
                    GError **error)
{
  JsonObject *message = NULL;
  g_autoptr (DbStatement)
    find = server_request_query (request, error,
                                 "SELECT number, user, room FROM message WHERE id = ?1", "s", id);

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error);
  if (db_statement_get_int (find, 1) != request->caller->number ||
      db_statement_get_int (find, 2) != room->number) {
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_CONFLICT, "The id is another message's");
    return FALSE;
  }

  *answered = TRUE;
  message = server_messages_get (request, db_statement_get_int (find, 0), error);
  if (message == NULL)
    return FALSE;
  json_object_set_object_member (request->outcome->answer, "message", message);

  return TRUE;
}

static gboolean
is_message_id (const char *id)
{
  return g_uuid_string_is_valid (id) && strpbrk (id, "ABCDEF") == NULL;
}

/* The message in this room that @id answers. */
static gboolean
find_reply (ServerRequest *request,
            const ServerRoom *room,
            const char *id,
            gint64 *reply,
            GError **error)
{
  g_autoptr (DbStatement) find = NULL;

  if (id == NULL)
    return TRUE;
  find = server_request_query (request, error,
                               "SELECT number FROM message "
                               "WHERE id = ?1 AND room = ?2 AND seq >= ?3 AND kind <> 'system'",
                               "sii", id, room->number, room->from_seq);
  if (find == NULL)
    return FALSE;
  if (db_statement_next (find)) {
    *reply = db_statement_get_int (find, 0);
    return TRUE;
  }
  if (db_statement_end (find, error))
    server_error_set_field (error, SERVER_ERROR_INVALID, "reply", "it is not in this room");

  return FALSE;
}

static gboolean
read_draft (ServerRequest *request, Draft *draft, const char **reply, GError **error)
{
  static const char *const KINDS[] = { "text", "notice", NULL };
  JsonObject *arguments = request->arguments;

  if (!server_arguments_get_id (arguments, "id", TRUE, &draft->id, error) ||
      !server_arguments_get_word (arguments, "kind", FALSE, KINDS, &draft->kind, error) ||
      !server_arguments_get_id (arguments, "reply", FALSE, reply, error) ||
      !server_arguments_get_ids (arguments, "files", request->limits->files_per_message,
                                 &draft->files, error) ||
      !server_arguments_get_text (arguments, "text", draft->files->len == 0, request->limits->text,
                                  &draft->text, error))
    return FALSE;
  if (!is_message_id (draft->id)) {
    server_error_set_field (error, SERVER_ERROR_INVALID, "id", "it is no UUID in lower case");
    return FALSE;
  }
  if (draft->files->len == 0 && *draft->text == '\0') {
    server_error_set_field (error, SERVER_ERROR_INVALID, "text", "it is empty");
    return FALSE;
  }

  return TRUE;
}

gboolean
server_messages_send (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *mentions = NULL;
  Draft draft = { .kind = "text" };
  JsonObject *message = NULL;
  gboolean answered = FALSE;
  const char *reply = NULL;
  gboolean read = read_draft (request, &draft, &reply, error);

  files = draft.files;
  if (!read || !server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error) ||
      !answer_with_stored (request, &room, draft.id, &answered, error))
    return FALSE;
  if (answered)
    return TRUE;
  if (!find_reply (request, &room, reply, &draft.reply, error) ||
      !server_mentions_find (request, &room, draft.text, &mentions, error))
    return FALSE;

  draft.mentions = mentions;
  message = add (request, &room, &draft, error);
  if (message == NULL)
    return FALSE;
  json_object_set_object_member (request->outcome->answer, "message", message);

  return TRUE;
}

/* --- reading them ----------------------------------------------------------------------- */

static gboolean
answer_with_messages (ServerRequest *request, DbStatement *numbers, GError **error)
{
  g_autoptr (JsonArray) messages = server_messages_list (request, numbers, error);
  g_autoptr (JsonArray) users = json_array_new ();

  if (messages == NULL || !server_users_add_authors (request, users, messages, error))
    return FALSE;

  json_object_set_array_member (request->outcome->answer, "messages", g_steal_pointer (&messages));
  json_object_set_array_member (request->outcome->answer, "users", g_steal_pointer (&users));
  return TRUE;
}

/* The first and last place to show: @limit of them before, after or around one. */
static gboolean
read_range (ServerRequest *request,
            const ServerRoom *room,
            gint64 *first,
            gint64 *last,
            GError **error)
{
  JsonObject *arguments = request->arguments;
  gint64 before = room->last_seq + 1;
  gint64 after = -1;
  gint64 around = -1;
  gint64 limit = DEFAULT_HISTORY;

  if (!server_arguments_get_int (arguments, "before", FALSE, 0, G_MAXINT32, &before, error) ||
      !server_arguments_get_int (arguments, "after", FALSE, 0, G_MAXINT32, &after, error) ||
      !server_arguments_get_int (arguments, "around", FALSE, 0, G_MAXINT32, &around, error) ||
      !server_arguments_get_int (arguments, "limit", FALSE, 1, MAX_HISTORY, &limit, error))
    return FALSE;

  if (after >= 0)
    *first = after + 1;
  else if (around >= 0)
    *first = around - limit / 2;
  else
    *first = MIN (before, room->last_seq + 1) - limit;
  *last = *first + limit - 1;
  *first = MAX (*first, room->from_seq);

  return TRUE;
}

gboolean
server_messages_history (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  g_autoptr (DbStatement) numbers = NULL;
  gint64 first = 0;
  gint64 last = 0;

  if (!server_rooms_enter_argument (request, SERVER_ROLE_MEMBER, &room, error) ||
      !read_range (request, &room, &first, &last, error))
    return FALSE;
  numbers = server_request_query (request, error,
                                  "SELECT number FROM message WHERE room = ?1 "
                                  "AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
                                  "iii", room.number, first, last);
  if (numbers == NULL || !answer_with_messages (request, numbers, error))
    return FALSE;

  json_object_set_int_member (request->outcome->answer, "first", MAX (room.from_seq, 1));
  json_object_set_int_member (request->outcome->answer, "last", room.last_seq);
  return TRUE;
}
