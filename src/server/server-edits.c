/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens to messages that are there: their text is changed or taken away, and people react to
 * them.  Each such change gives the message a new revision, and the room hears how it is now.
 */
#include "server-edits.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-mentions.h"
#include "server-messages.h"

#define MAX_EMOJI 16 /* characters: flags and families are several */

/* A message as the caller meets it, by the argument "id". */
typedef struct {
  gint64 number;
  gboolean own;
  gboolean system;
  gboolean deleted;
} Target;

static gboolean
find_target (ServerRequest *request, ServerRoom *room, Target *target, GError **error)
{
  g_autoptr (DbStatement) find = NULL;
  const char *id = NULL;

  if (!server_arguments_get_id (request->arguments, "id", TRUE, &id, error))
    return FALSE;
  find =
    server_request_query (request, error,
                          "SELECT m.number, m.user, m.kind = 'system', m.deleted_at, m.seq, r.id "
                          "FROM message m JOIN room r ON r.number = m.room WHERE m.id = ?1",
                          "s", id);
  if (find == NULL)
    return FALSE;
  if (db_statement_next (find) &&
      server_rooms_enter (request, db_statement_get_text (find, 5), SERVER_ROLE_MEMBER, room,
                          NULL) &&
      db_statement_get_int (find, 4) >= room->from_seq) {
    target->number = db_statement_get_int (find, 0);
    target->own = db_statement_get_int (find, 1) == request->caller->number;
    target->system = db_statement_get_int (find, 2) != 0;
    target->deleted = !db_statement_is_null (find, 3);
    return TRUE;
  }
  if (db_statement_end (find, error))
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND, "There is no such message");

  return FALSE;
}

/* Gives it a new revision, and tells the room and the one who asked how it is now. */
static gboolean
changed (ServerRequest *request, const ServerRoom *room, gint64 number, GError **error)
{
  JsonObject *message = NULL;
  gint64 revision = 0;

  if (!server_request_take_revision (request, &revision, error) ||
      !server_request_run (request, error, "UPDATE message SET rev = ?1 WHERE number = ?2", "ii",
                           revision, number))
    return FALSE;
  message = server_messages_get (request, number, error);
  if (message == NULL)
    return FALSE;

  server_outcome_tell (request->outcome, "room", room->id, "message:changed",
                       json_object_ref (message));
  json_object_set_object_member (request->outcome->answer, "message", message);

  return TRUE;
}

gboolean
server_edits_edit (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  g_autofree char *mentions = NULL;
  const char *text = NULL;
  Target target;

  if (!server_arguments_get_text (request->arguments, "text", TRUE, request->limits->text, &text,
                                  error) ||
      !find_target (request, &room, &target, error))
    return FALSE;
  if (!target.own || target.system)
    return server_error_refuse (error, SERVER_ERROR_FORBIDDEN,
                                "Only its author can change a message");
  if (target.deleted)
    return server_error_refuse (error, SERVER_ERROR_GONE, "The message was deleted");
  if (*text == '\0') {
    server_error_set_field (error, SERVER_ERROR_INVALID, "text", "it is empty");
    return FALSE;
  }

  return server_mentions_find (request, &room, text, &mentions, error) &&
         server_request_run (request, error,
                             "UPDATE message SET text = ?1, mentions = ?2, edited_at = ?3 "
                             "WHERE number = ?4",
                             "ssii", text, mentions, request->now, target.number) &&
         changed (request, &room, target.number, error);
}

/* What is deleted is not to be read in the answers to it, either. */
static gboolean
forget_excerpts (ServerRequest *request, const ServerRoom *room, gint64 number, GError **error)
{
  g_autoptr (DbStatement) each =
    server_request_query (request, error,
                          "SELECT number FROM message WHERE reply = ?1 AND excerpt IS NOT NULL",
                          "i", number);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    gint64 reply = db_statement_get_int (each, 0);

    if (!server_request_run (request, error, "UPDATE message SET excerpt = NULL WHERE number = ?1",
                             "i", reply) ||
        !changed (request, room, reply, error))
      return FALSE;
  }

  return db_statement_end (each, error);
}

static gboolean
answer_with (ServerRequest *request, gint64 number, GError **error)
{
  JsonObject *message = server_messages_get (request, number, error);

  if (message == NULL)
    return FALSE;
  json_object_set_object_member (request->outcome->answer, "message", message);

  return TRUE;
}

gboolean
server_edits_delete (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  Target target;

  if (!find_target (request, &room, &target, error))
    return FALSE;
  if (target.system || (!target.own && room.role < SERVER_ROLE_MODERATOR))
    return server_error_refuse (error, SERVER_ERROR_FORBIDDEN,
                                "Only its author and moderators can delete it");
  if (target.deleted)
    return answer_with (request, target.number, error);

  return forget_excerpts (request, &room, target.number, error) &&
         server_request_run (request, error,
                             "UPDATE message SET text = NULL, mentions = NULL, reply = NULL, "
                             "excerpt = NULL, deleted_at = ?1 WHERE number = ?2",
                             "ii", request->now, target.number) &&
         server_request_run (request, error, "DELETE FROM reaction WHERE message = ?1", "i",
                             target.number) &&
         server_request_run (request, error, "DELETE FROM message_file WHERE message = ?1", "i",
                             target.number) &&
         changed (request, &room, target.number, error);
}

static gboolean
turns_direction (gunichar c)
{
  return g_unichar_type (c) == G_UNICODE_FORMAT && c != 0x200d && !(c >= 0xe0020 && c <= 0xe007f);
}

/* Any character that is no letter, digit or space, with what modifies it. */
static gboolean
is_emoji (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    /* A key cap is a digit with a mark on it; a joiner or a tag is part of a whole, other
     * characters without a form only turn the direction of what is beside it. */
    if (g_unichar_iscntrl (c) || turns_direction (c) || g_unichar_isspace (c) ||
        g_unichar_isalpha (c) || (g_unichar_isdigit (c) && g_utf8_strchr (p, -1, 0x20e3) == NULL))
      return FALSE;
  }

  return TRUE;
}

static gboolean
has_room_for (ServerRequest *request, gint64 message, const char *emoji, GError **error)
{
  g_autoptr (DbStatement)
    count = server_request_query (request, error,
                                  "SELECT count (DISTINCT emoji) FROM reaction "
                                  "WHERE message = ?1 AND emoji <> ?2",
                                  "is", message, emoji);

  if (count == NULL || !db_statement_next (count))
    return count != NULL && db_statement_end (count, error);
  if (db_statement_get_int (count, 0) < request->limits->reaction_kinds)
    return TRUE;

  return server_error_refuse (error, SERVER_ERROR_TOO_LONG,
                              "There are too many different reactions");
}

gboolean
server_edits_react (ServerRequest *request, GError **error)
{
  g_auto (ServerRoom) room = { 0 };
  const char *emoji = NULL;
  gboolean on = TRUE;
  Target target;

  if (!server_arguments_get_text (request->arguments, "emoji", TRUE, MAX_EMOJI, &emoji, error) ||
      !server_arguments_get_boolean (request->arguments, "on", TRUE, &on, error) ||
      !find_target (request, &room, &target, error))
    return FALSE;
  if (target.deleted || target.system)
    return server_error_refuse (error, SERVER_ERROR_GONE, "There is nothing to react to");
  if (!is_emoji (emoji)) {
    server_error_set_field (error, SERVER_ERROR_INVALID, "emoji", "it is none");
    return FALSE;
  }
  if (on && !has_room_for (request, target.number, emoji, error))
    return FALSE;
  if (on ? !server_request_run (request, error,
                                "INSERT OR IGNORE INTO reaction (message, emoji, user, at) "
                                "VALUES (?1, ?2, ?3, ?4)",
                                "isii", target.number, emoji, request->caller->number, request->now)
         : !server_request_run (
             request, error, "DELETE FROM reaction WHERE message = ?1 AND emoji = ?2 AND user = ?3",
             "isi", target.number, emoji, request->caller->number))
    return FALSE;

  return changed (request, &room, target.number, error);
}
