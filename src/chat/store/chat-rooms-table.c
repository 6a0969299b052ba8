/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rooms, the people in them, and how far each has got and seen them.  Receipts only grow; all else
 * is as the latest revision says.
 */
#include "chat-rooms-table.h"

#include "chat-messages-table.h"
#include "chat-row.h"

void
chat_stored_room_free (ChatStoredRoom *self)
{
  chat_event_room_free (self->room);
  g_clear_pointer (&self->other, chat_event_user_free);
  g_clear_pointer (&self->draft, chat_stored_draft_free);
  g_free (self);
}

void
chat_stored_member_free (ChatStoredMember *self)
{
  chat_event_member_free (self->member);
  chat_event_user_free (self->user);
  g_free (self);
}

/* --- writing ----------------------------------------------------------------- */

gboolean
chat_rooms_table_store_user (DbConnection *db, const ChatEventUser *user, GError **error)
{
  return chat_row_run (db, error,
                       "INSERT INTO user (id, name, handle, avatar, kind, status, last_seen, rev) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) "
                       "ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                       "handle = excluded.handle, avatar = excluded.avatar, kind = excluded.kind, "
                       "status = excluded.status, last_seen = max (last_seen, excluded.last_seen), "
                       "rev = excluded.rev WHERE excluded.rev >= user.rev",
                       "ssssisii", user->id, user->name, user->handle, user->avatar,
                       (gint64) user->kind, user->status, user->last_seen, user->rev);
}

static gboolean
ensure_room (DbConnection *db, const char *room, GError **error)
{
  return chat_row_run (db, error, "INSERT OR IGNORE INTO room (id) VALUES (?1)", "s", room);
}

gboolean
chat_rooms_table_store_receipt (DbConnection *db, const ChatEventMember *receipt, GError **error)
{
  return ensure_room (db, receipt->room, error) &&
         chat_row_run (db, error,
                       "INSERT INTO member (room, user, delivered, seen) "
                       "SELECT number, ?2, ?3, ?4 FROM room WHERE id = ?1 "
                       "ON CONFLICT (room, user) DO UPDATE SET "
                       "delivered = max (delivered, excluded.delivered), "
                       "seen = max (seen, excluded.seen)",
                       "ssii", receipt->room, receipt->user, receipt->delivered, receipt->seen);
}

gboolean
chat_rooms_table_store_member (DbConnection *db, const ChatEventMember *member, GError **error)
{
  return chat_rooms_table_store_receipt (db, member, error) &&
         chat_row_run (db, error,
                       "UPDATE member SET role = ?3, joined_at = ?4, from_seq = ?5, "
                       "muted = iif (?6, ?7, muted), pinned = iif (?6, ?8, pinned), rev = ?9 "
                       "WHERE room = (SELECT number FROM room WHERE id = ?1) AND user = ?2 "
                       "AND rev <= ?9",
                       "ssiiiiiii", member->room, member->user, (gint64) member->role,
                       member->joined_at, member->from_seq, (gint64) member->has_marks,
                       member->muted, (gint64) member->pinned, member->rev);
}

static gboolean
store_room_itself (DbConnection *db, const ChatEventRoom *room, GError **error)
{
  return chat_row_run (
    db, error,
    "INSERT INTO room (id, kind, name, topic, avatar, created_by, created_at, last_seq, "
    "n_members, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
    "ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, "
    "topic = excluded.topic, avatar = excluded.avatar, created_by = excluded.created_by, "
    "created_at = excluded.created_at, last_seq = max (last_seq, excluded.last_seq), "
    "n_members = excluded.n_members, rev = excluded.rev WHERE excluded.rev >= room.rev",
    "sissssiiii", room->id, (gint64) room->kind, room->name, room->topic, room->avatar,
    room->created_by, room->created_at, room->last_seq, (gint64) room->n_members, room->rev);
}

/* A room that says that I am not in it is one to forget, unless that is old news. */
static gboolean
forget_room (DbConnection *db, const ChatEventRoom *room, GError **error)
{
  return chat_row_run (db, error, "DELETE FROM room WHERE id = ?1 AND rev <= ?2", "si", room->id,
                       room->rev);
}

gboolean
chat_rooms_table_store_room (DbConnection *db, const ChatEventRoom *room, GError **error)
{
  if (room->has_me && room->me == NULL)
    return forget_room (db, room, error);

  return store_room_itself (db, room, error) &&
         (room->me == NULL || chat_rooms_table_store_member (db, room->me, error)) &&
         (room->last_message == NULL || chat_messages_table_store (db, room->last_message, error));
}

gboolean
chat_rooms_table_see (DbConnection *db, const char *room, gint64 seq, GError **error)
{
  return chat_row_run (db, error,
                       "INSERT INTO sight (room, seq) VALUES (?1, ?2) "
                       "ON CONFLICT (room) DO UPDATE SET seq = max (seq, excluded.seq)",
                       "si", room, seq);
}

/* All that the server said; what is mine stays. */
gboolean
chat_rooms_table_forget (DbConnection *db, GError **error)
{
  return chat_messages_table_forget (db, error) &&
         chat_row_run (db, error, "DELETE FROM room", "") &&
         chat_row_run (db, error, "DELETE FROM user", "") &&
         chat_row_run (db, error, "DELETE FROM sight", "") &&
         chat_row_run (db, error, "DELETE FROM position", "") &&
         chat_row_run (db, error, "UPDATE account SET revision = 0, heard = 0", "");
}

gboolean
chat_rooms_table_remove (DbConnection *db, const char *room, GError **error)
{
  return chat_row_run (db, error, "DELETE FROM room WHERE id = ?1", "s", room);
}

gboolean
chat_rooms_table_remove_member (DbConnection *db,
                                const char *room,
                                const char *user,
                                GError **error)
{
  return chat_row_run (db, error,
                       "DELETE FROM member WHERE room = (SELECT number FROM room WHERE id = ?1) "
                       "AND user = ?2",
                       "ss", room, user);
}

/* --- reading ------------------------------------------------------------------ */

#define MEMBER_COLUMNS                                                                             \
  "r.id, m.user, m.role, m.joined_at, m.from_seq, m.delivered, m.seen, m.muted, m.pinned, m.rev"
#define N_MEMBER_COLUMNS 10

/* Somebody who is known by id alone is somebody. */
#define USER_COLUMNS "m.user, u.name, u.handle, u.avatar, u.kind, u.status, u.last_seen, u.rev"

static ChatEventMember *
read_member (DbStatement *row, int first)
{
  ChatEventMember *member = g_new0 (ChatEventMember, 1);

  member->room = chat_row_dup_text (row, first);
  member->user = chat_row_dup_text (row, first + 1);
  member->role = (ChatRole) db_statement_get_int (row, first + 2);
  member->joined_at = db_statement_get_int (row, first + 3);
  member->from_seq = db_statement_get_int (row, first + 4);
  member->delivered = db_statement_get_int (row, first + 5);
  member->seen = db_statement_get_int (row, first + 6);
  member->has_marks = TRUE;
  member->muted = db_statement_get_int (row, first + 7);
  member->pinned = db_statement_get_int (row, first + 8) != 0;
  member->rev = db_statement_get_int (row, first + 9);

  return member;
}

static ChatEventUser *
read_user (DbStatement *row, int first)
{
  ChatEventUser *user = chat_event_user_new (db_statement_get_text (row, first),
                                             db_statement_get_text (row, first + 1));

  user->handle = chat_row_dup_text (row, first + 2);
  user->avatar = chat_row_dup_text (row, first + 3);
  user->kind = (ChatUserKind) db_statement_get_int (row, first + 4);
  user->status = chat_row_dup_text (row, first + 5);
  user->last_seen = db_statement_get_int (row, first + 6);
  user->rev = db_statement_get_int (row, first + 7);

  return user;
}

static gboolean
read_last_message (DbConnection *db, ChatEventRoom *room, GError **error)
{
  g_autoptr (DbStatement)
    row = chat_row_query (db, error,
                          "SELECT " CHAT_MESSAGES_COLUMNS " FROM " CHAT_MESSAGES_FROM
                          " WHERE s.room = (SELECT number FROM room WHERE id = ?1) "
                          "ORDER BY s.seq DESC LIMIT 1",
                          "s", room->id);

  if (row == NULL)
    return FALSE;
  if (db_statement_next (row))
    room->last_message = chat_messages_table_read (row);

  return db_statement_end (row, error);
}

static gboolean
read_other (DbConnection *db, ChatStoredRoom *stored, GError **error)
{
  g_autoptr (DbStatement) row = NULL;

  if (stored->room->kind != CHAT_ROOM_KIND_DIRECT)
    return TRUE;

  row = chat_row_query (db, error,
                        "SELECT " USER_COLUMNS " FROM member m LEFT JOIN user u ON u.id = m.user "
                        "WHERE m.room = (SELECT number FROM room WHERE id = ?1) "
                        "AND m.user IS NOT (SELECT me FROM account) LIMIT 1",
                        "s", stored->room->id);
  if (row == NULL)
    return FALSE;
  if (db_statement_next (row))
    stored->other = read_user (row, 0);

  return db_statement_end (row, error);
}

#define ROOM_COLUMNS                                                                               \
  "r.id, r.kind, r.name, r.topic, r.avatar, r.created_by, r.created_at, r.last_seq, "              \
  "r.n_members, r.rev"
#define N_ROOM_COLUMNS 10

static ChatStoredRoom *
read_room (DbStatement *row)
{
  ChatStoredRoom *stored = g_new0 (ChatStoredRoom, 1);
  ChatEventRoom *room = g_new0 (ChatEventRoom, 1);
  int next = N_ROOM_COLUMNS + N_MEMBER_COLUMNS;

  room->id = chat_row_dup_text (row, 0);
  room->kind = (ChatRoomKind) db_statement_get_int (row, 1);
  room->name = chat_row_dup_text (row, 2);
  room->topic = chat_row_dup_text (row, 3);
  room->avatar = chat_row_dup_text (row, 4);
  room->created_by = chat_row_dup_text (row, 5);
  room->created_at = db_statement_get_int (row, 6);
  room->last_seq = db_statement_get_int (row, 7);
  room->n_members = (guint) db_statement_get_int (row, 8);
  room->rev = db_statement_get_int (row, 9);
  room->has_me = TRUE;
  room->me = read_member (row, N_ROOM_COLUMNS);

  stored->room = room;
  stored->n_unread = (guint) MAX (db_statement_get_int (row, next), 0);
  stored->seen = MAX (db_statement_get_int (row, next + 1), room->me->seen);
  stored->seq = db_statement_get_int (row, next + 2);
  stored->offset = db_statement_get_int (row, next + 3);
  stored->mention = db_statement_get_int (row, next + 4);

  return stored;
}

/* Of the member m and the sight v. */
#define SEEN "max (m.seen, ifnull (v.seq, 0), m.from_seq - 1)"

/* What is unread need not be in here: it is what is between what I have seen and the end, without
 * what is in here and does not count.  CROSS says that I am looked for in each room, and not each
 * room of all the people that are known. */
GPtrArray *
chat_rooms_table_list (DbConnection *db, GError **error)
{
  g_autoptr (GPtrArray)
    rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_stored_room_free);
  g_autoptr (DbStatement)
    rows = chat_row_query (db, error,
                           "SELECT " ROOM_COLUMNS ", " MEMBER_COLUMNS ", "
                           "r.last_seq - " SEEN " - (SELECT count (*) FROM message s "
                           "WHERE s.room = r.number AND s.counts = 0 AND s.seq > " SEEN "), "
                           "v.seq, p.seq, p.offset, r.mention "
                           "FROM room r CROSS JOIN member m ON m.room = r.number "
                           "AND m.user = (SELECT me FROM account) "
                           "LEFT JOIN position p ON p.room = r.id "
                           "LEFT JOIN sight v ON v.room = r.id "
                           "ORDER BY r.number",
                           "");
  g_autoptr (GHashTable) drafts = rows != NULL ? chat_drafts_table_list (db, error) : NULL;

  if (drafts == NULL)
    return NULL;
  while (db_statement_next (rows)) {
    ChatStoredRoom *stored = read_room (rows);

    g_ptr_array_add (rooms, stored);
    g_hash_table_steal_extended (drafts, stored->room->id, NULL, (gpointer *) &stored->draft);
    if (!read_last_message (db, stored->room, error) || !read_other (db, stored, error))
      return NULL;
  }

  return db_statement_end (rows, error) ? g_steal_pointer (&rooms) : NULL;
}

/* Of whom a receipt came and nothing else, it is not known as what they are in the room, nor
 * whether they still are. */
GPtrArray *
chat_rooms_table_list_members (DbConnection *db, const char *room, GError **error)
{
  g_autoptr (GPtrArray)
    members = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_stored_member_free);
  g_autoptr (DbStatement)
    rows = chat_row_query (db, error,
                           "SELECT " MEMBER_COLUMNS ", " USER_COLUMNS
                           " FROM member m JOIN room r ON r.number = m.room "
                           "LEFT JOIN user u ON u.id = m.user WHERE r.id = ?1 AND m.rev > 0 "
                           "ORDER BY m.user",
                           "s", room);

  if (rows == NULL)
    return NULL;
  while (db_statement_next (rows)) {
    ChatStoredMember *stored = g_new0 (ChatStoredMember, 1);

    stored->member = read_member (rows, 0);
    stored->user = read_user (rows, N_MEMBER_COLUMNS);
    g_ptr_array_add (members, stored);
  }

  return db_statement_end (rows, error) ? g_steal_pointer (&members) : NULL;
}
