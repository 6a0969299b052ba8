/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a device has missed.  Everything that changes carries the revision of its last change, so
 * what is above a revision is what is new since then; a thing that has changed often comes once, as
 * it is now.
 *
 * A page ends at a revision: everything up to there is in it, whatever it is, and the next page
 * begins behind it.  So the page's `revision` is a cursor that can be kept as soon as the page is.
 * What is changed while somebody turns pages moves to a later revision and comes with a later page.
 *
 * From the beginning there is one page: the rooms as they are, each with its last message.  What
 * was said in them, and who is there, is asked for when somebody looks.  Who has seen what has not
 * been yet has seen it in a database that is gone, for which a backup has come, and begins anew.
 */
#include "server-changes.h"

#include "server-arguments.h"
#include "server-json.h"
#include "server-members.h"
#include "server-messages.h"
#include "server-users.h"

#define MAX_LIMIT 500

/* How many revisions are looked at to begin with, when changes are looked for. */
#define FIRST_LOOK 1000

/* The parts of a page, and where it ends. */
typedef struct {
  gint64 since;
  gint64 until;
  JsonArray *users;
  JsonArray *rooms;
  JsonArray *members;
  JsonArray *messages;
  JsonArray *removed;
} Page;

/* Whether the caller (?1) and the person u are in a room together. */
#define IS_ACQUAINTANCE                                                                            \
  "(u.number = ?1 OR EXISTS (SELECT * FROM member m JOIN member o ON o.room = m.room "             \
  "AND o.user = u.number WHERE m.user = ?1))"

/* Everything that the caller may see and that has changed, as (rev): ?1 is the caller, ?2 the
 * revision that is known, ?3 where to stop.  Of a room that the caller has entered only later,
 * nothing is news before that. */
#define VISIBLE_CHANGES                                                                            \
  "SELECT r.rev AS rev FROM member m JOIN room r ON r.number = m.room "                            \
  "WHERE m.user = ?1 AND m.added_rev <= ?3 AND r.rev > ?2 AND r.rev <= ?3 "                        \
  "UNION ALL SELECT m.mark_rev FROM member m WHERE m.user = ?1 AND m.added_rev <= ?3 "             \
  "AND m.mark_rev > ?2 AND m.mark_rev <= ?3 "                                                      \
  "UNION ALL SELECT o.rev FROM member m JOIN member o ON o.room = m.room "                         \
  "WHERE m.user = ?1 AND m.added_rev <= ?3 AND o.rev > ?2 AND o.rev <= ?3 "                        \
  "UNION ALL SELECT s.rev FROM member m JOIN message s ON s.room = m.room "                        \
  "WHERE m.user = ?1 AND m.added_rev <= ?3 AND s.rev > ?2 AND s.rev <= ?3 "                        \
  "AND s.seq >= m.from_seq "                                                                       \
  "UNION ALL SELECT u.rev FROM user u WHERE u.rev > ?2 AND u.rev <= ?3 AND " IS_ACQUAINTANCE       \
  " UNION ALL SELECT v.rev FROM removal v WHERE v.rev > ?2 AND v.rev <= ?3 AND (v.viewer = ?1 OR " \
  "(v.viewer IS NULL AND v.room IN (SELECT room FROM member WHERE user = ?1 "                      \
  "AND added_rev <= ?3)))"

/* The revision of the last of @limit changes that are not above page->until, if there are so many.
 */
static gboolean
find_last (ServerRequest *request, Page *page, gint64 limit, gboolean *found, GError **error)
{
  g_autoptr (DbStatement) find =
    server_request_query (request, error,
                          "SELECT rev FROM (" VISIBLE_CHANGES ") ORDER BY rev LIMIT 1 OFFSET ?4",
                          "iiii", request->caller->number, page->since, page->until, limit - 1);

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error);

  page->until = db_statement_get_int (find, 0);
  *found = TRUE;
  return TRUE;
}

/* Where a page of @limit changes ends: at the revision of the last of them, or now.  It looks ahead
 * by more and more, not at once at everything that somebody has missed in a year. */
static gboolean
find_end (ServerRequest *request, Page *page, gint64 limit, gint64 now, GError **error)
{
  gint64 ahead = FIRST_LOOK + limit;
  gboolean found = FALSE;

  while (!found && page->until < now) {
    page->until = MIN (page->since + ahead, now);
    if (!find_last (request, page, limit, &found, error))
      return FALSE;
    ahead *= 4;
  }

  return TRUE;
}

static gboolean
add_users (ServerRequest *request, Page *page, GError **error)
{
  g_autoptr (DbStatement) each = server_request_query (
    request, error,
    "SELECT " SERVER_USERS_COLUMNS " FROM user u WHERE u.number IN ("
    "SELECT u.number FROM user u WHERE u.rev > ?2 AND u.rev <= ?3 AND " IS_ACQUAINTANCE
    " UNION SELECT o.user FROM member m JOIN member o ON o.room = m.room AND o.rev > ?2 "
    "WHERE m.user = ?1 AND o.added_rev > ?2 AND o.added_rev <= ?3)",
    "iii", request->caller->number, page->since, page->until);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    json_array_add_object_element (page->users, server_users_to_json (each, 0));

  return db_statement_end (each, error);
}

/* A room's last message is shown with the name of the one who wrote it. */
static gboolean
add_room (ServerRequest *request, Page *page, gint64 number, GError **error)
{
  JsonObject *room = server_rooms_to_json (request, number, request->caller->number, error);
  g_autoptr (JsonArray) last = json_array_new ();

  if (room == NULL)
    return FALSE;
  json_array_add_object_element (page->rooms, room);
  if (!json_object_get_null_member (room, "lastMessage"))
    json_array_add_element (last, json_object_dup_member (room, "lastMessage"));

  return server_users_add_authors (request, page->users, last, error);
}

static gboolean
add_rooms (ServerRequest *request, Page *page, GError **error)
{
  g_autoptr (DbStatement)
    each = server_request_query (request, error,
                                 "SELECT r.number FROM member m JOIN room r ON r.number = m.room "
                                 "WHERE m.user = ?1 AND m.added_rev <= ?3 AND ((r.rev > ?2 "
                                 "AND r.rev <= ?3) OR m.added_rev > ?2) ORDER BY r.number",
                                 "iii", request->caller->number, page->since, page->until);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    if (!add_room (request, page, db_statement_get_int (each, 0), error))
      return FALSE;
  }

  return db_statement_end (each, error);
}

static gboolean
add_members (ServerRequest *request, Page *page, GError **error)
{
  g_autoptr (DbStatement) each =
    server_request_query (request, error,
                          "SELECT r.number, r.id, o.user FROM member m "
                          "JOIN member o ON o.room = m.room JOIN room r ON r.number = m.room "
                          "WHERE m.user = ?1 AND m.added_rev <= ?3 "
                          "AND o.rev > ?2 AND o.rev <= ?3 "
                          "UNION SELECT r.number, r.id, m.user FROM member m "
                          "JOIN room r ON r.number = m.room "
                          "WHERE m.user = ?1 AND m.added_rev <= ?3 "
                          "AND m.mark_rev > ?2 AND m.mark_rev <= ?3",
                          "iii", request->caller->number, page->since, page->until);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    ServerRoom room = { .number = db_statement_get_int (each, 0),
                        .id = (char *) db_statement_get_text (each, 1) };
    JsonObject *member = NULL;

    if (!server_members_to_json (request, &room, db_statement_get_int (each, 2),
                                 request->caller->number, &member, error))
      return FALSE;
    if (member != NULL)
      json_array_add_object_element (page->members, member);
  }

  return db_statement_end (each, error);
}

static gboolean
add_messages (ServerRequest *request, Page *page, GError **error)
{
  g_autoptr (DbStatement) each =
    server_request_query (request, error,
                          "SELECT s.number FROM member m JOIN message s ON s.room = m.room "
                          "WHERE m.user = ?1 AND m.added_rev <= ?3 "
                          "AND s.rev > ?2 AND s.rev <= ?3 AND s.seq >= m.from_seq ORDER BY s.rev",
                          "iii", request->caller->number, page->since, page->until);

  if (each == NULL)
    return FALSE;
  json_array_unref (page->messages);
  page->messages = server_messages_list (request, each, error);

  return page->messages != NULL &&
         server_users_add_authors (request, page->users, page->messages, error);
}

static gboolean
add_removed (ServerRequest *request, Page *page, GError **error)
{
  g_autoptr (DbStatement) each = server_request_query (
    request, error,
    "SELECT v.kind, v.id, r.id FROM removal v JOIN room r ON r.number = v.room "
    "WHERE v.rev > ?2 AND v.rev <= ?3 AND (v.viewer = ?1 OR "
    "(v.viewer IS NULL AND v.room IN "
    "(SELECT room FROM member WHERE user = ?1 AND added_rev <= ?3))) ORDER BY v.rev",
    "iii", request->caller->number, page->since, page->until);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    JsonObject *removed = json_object_new ();

    json_object_set_string_member (removed, "kind", db_statement_get_text (each, 0));
    json_object_set_string_member (removed, "id", db_statement_get_text (each, 1));
    json_object_set_string_member (removed, "room", db_statement_get_text (each, 2));
    json_array_add_object_element (page->removed, removed);
  }

  return db_statement_end (each, error);
}

static void
page_clear (Page *page)
{
  g_clear_pointer (&page->users, json_array_unref);
  g_clear_pointer (&page->rooms, json_array_unref);
  g_clear_pointer (&page->members, json_array_unref);
  g_clear_pointer (&page->messages, json_array_unref);
  g_clear_pointer (&page->removed, json_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Page, page_clear)

static gboolean
add_changes (ServerRequest *request, Page *page, gint64 limit, gint64 now, GError **error)
{
  return find_end (request, page, limit, now, error) && add_users (request, page, error) &&
         add_rooms (request, page, error) && add_members (request, page, error) &&
         add_messages (request, page, error) && add_removed (request, page, error);
}

/* The rooms, oneself, and those with whom one talks alone. */
static gboolean
add_everything (ServerRequest *request, Page *page, GError **error)
{
  g_autoptr (DbStatement)
    each = server_request_query (request, error,
                                 "SELECT " SERVER_USERS_COLUMNS " FROM user u WHERE u.number = ?1 "
                                 "OR u.number IN (SELECT o.user FROM member m "
                                 "JOIN room r ON r.number = m.room AND r.kind = 'direct' "
                                 "JOIN member o ON o.room = m.room WHERE m.user = ?1)",
                                 "i", request->caller->number);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    json_array_add_object_element (page->users, server_users_to_json (each, 0));

  return db_statement_end (each, error) && add_rooms (request, page, error);
}

gboolean
server_changes_sync (ServerRequest *request, GError **error)
{
  JsonObject *answer = request->outcome->answer;
  gint64 revision = 0;
  g_auto (Page) page = {
    .users = json_array_new (),
    .rooms = json_array_new (),
    .members = json_array_new (),
    .messages = json_array_new (),
    .removed = json_array_new (),
  };
  gint64 limit = MAX_LIMIT;

  if (!server_arguments_get_int (request->arguments, "since", TRUE, 0, G_MAXINT64 / 2, &page.since,
                                 error) ||
      !server_arguments_get_int (request->arguments, "limit", FALSE, 1, MAX_LIMIT, &limit, error) ||
      !db_connection_query_int (request->db, "SELECT revision FROM server", &revision, error))
    return FALSE;
  if (page.since > revision)
    page.since = 0;
  page.until = page.since == 0 ? revision : page.since;
  if (page.since == 0 ? !add_everything (request, &page, error)
                      : !add_changes (request, &page, limit, revision, error))
    return FALSE;

  json_object_set_array_member (answer, "users", g_steal_pointer (&page.users));
  json_object_set_array_member (answer, "rooms", g_steal_pointer (&page.rooms));
  json_object_set_array_member (answer, "members", g_steal_pointer (&page.members));
  json_object_set_array_member (answer, "messages", g_steal_pointer (&page.messages));
  json_object_set_array_member (answer, "removed", g_steal_pointer (&page.removed));
  json_object_set_int_member (answer, "revision", page.until);
  json_object_set_boolean_member (answer, "more", page.until < revision);
  return TRUE;
}
