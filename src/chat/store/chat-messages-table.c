/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages.  The places of a room are dense on the server, so what is missing in here shows as a
 * gap.  A place that is known keeps its message, and a message its place, whatever comes later.
 */
#include "chat-messages-table.h"

#include "chat-row.h"

/* A message's number is when it was said, in milliseconds, and then how many others were before it
 * in that one: so what is newest has the greatest number, whenever it came in here. */
#define IN_A_TIME 256
#define MAX_TIME (G_GINT64_CONSTANT (1) << 42)

#define EXTRAS_TYPE "(asa(ssssxuu)a(sas))"

/* --- writing ----------------------------------------------------------------- */

static void
add_ids (GVariantBuilder *builder, GPtrArray *ids)
{
  g_variant_builder_open (builder, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < ids->len; i++)
    g_variant_builder_add (builder, "s", ids->pdata[i]);
  g_variant_builder_close (builder);
}

static GBytes *
write_extras (const ChatEventMessage *message)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (EXTRAS_TYPE));
  g_autoptr (GVariant) extras = NULL;

  if (message->mentions->len + message->files->len + message->reactions->len == 0)
    return NULL;

  add_ids (&builder, message->mentions);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(ssssxuu)"));
  for (guint i = 0; i < message->files->len; i++) {
    const ChatEventFile *file = message->files->pdata[i];

    g_variant_builder_add (&builder, "(ssssxuu)", file->id, chat_row_or_empty (file->name),
                           chat_row_or_empty (file->type), chat_row_or_empty (file->blurhash),
                           file->size, file->width, file->height);
  }
  g_variant_builder_close (&builder);
  g_variant_builder_open (&builder, G_VARIANT_TYPE ("a(sas)"));
  for (guint i = 0; i < message->reactions->len; i++) {
    const ChatEventReaction *reaction = message->reactions->pdata[i];

    g_variant_builder_open (&builder, G_VARIANT_TYPE ("(sas)"));
    g_variant_builder_add (&builder, "s", reaction->emoji);
    add_ids (&builder, reaction->users);
    g_variant_builder_close (&builder);
  }
  g_variant_builder_close (&builder);
  extras = g_variant_ref_sink (g_variant_builder_end (&builder));

  return g_variant_get_data_as_bytes (extras);
}

static gboolean
insert (DbConnection *db, const ChatEventMessage *message, GError **error)
{
  g_autoptr (GBytes) extras = write_extras (message);
  gint64 time = CLAMP (message->time, 0, MAX_TIME);

  return chat_row_run (
    db, error,
    "INSERT INTO message (id, room, seq, user, at, kind, text, incident, incident_user, "
    "incident_text, reply_id, reply_user, reply_text, edited_at, deleted_at, extras, rev, counts, "
    "number) "
    "SELECT ?1, number, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, "
    "?18 AND ?4 IS NOT (SELECT me FROM account), "
    "(SELECT iif (last IS NULL, ?19, iif (last + 1 < ?20, last, (SELECT max (number) FROM "
    "message)) "
    "+ 1) FROM (SELECT max (number) AS last FROM message WHERE number >= ?19 AND number < ?20)) "
    "FROM room WHERE id = ?2 "
    "ON CONFLICT (id) DO UPDATE SET text = excluded.text, kind = excluded.kind, "
    "incident = excluded.incident, incident_user = excluded.incident_user, "
    "incident_text = excluded.incident_text, reply_id = excluded.reply_id, "
    "reply_user = excluded.reply_user, reply_text = excluded.reply_text, "
    "edited_at = excluded.edited_at, deleted_at = excluded.deleted_at, extras = excluded.extras, "
    "rev = excluded.rev, counts = excluded.counts "
    "WHERE excluded.rev >= message.rev AND excluded.room = message.room "
    "AND excluded.seq = message.seq "
    "ON CONFLICT (room, seq) DO NOTHING",
    "ssisiisisssssiibiiii", message->id, message->room, message->seq, message->sender->id,
    message->time, (gint64) message->kind, message->text, (gint64) message->incident,
    message->incident_user, message->incident_text, message->reply_id, message->reply_user,
    message->reply_text, message->edited_at, message->deleted_at, extras, message->rev,
    (gint64) (message->kind != CHAT_MESSAGE_KIND_SYSTEM && message->deleted_at == 0),
    time * IN_A_TIME, (time + 1) * IN_A_TIME);
}

/* Where I am mentioned last, or not any more. */
static gboolean
note_mentions (DbConnection *db, const ChatEventMessage *message, GError **error)
{
  if (message->deleted_at > 0)
    return chat_row_run (db, error, "UPDATE room SET mention = 0 WHERE id = ?1 AND mention = ?2",
                         "si", message->room, message->seq);

  for (guint i = 0; i < message->mentions->len; i++) {
    if (!chat_row_run (db, error,
                       "UPDATE room SET mention = ?2 WHERE id = ?1 AND mention < ?2 "
                       "AND ?3 = (SELECT me FROM account) AND ?4 <> ?3",
                       "siss", message->room, message->seq, message->mentions->pdata[i],
                       message->sender->id))
      return FALSE;
  }

  return TRUE;
}

/* What follows from a message: the room goes up to there; and if it was in the outbox, it has
 * arrived. */
static gboolean
note (DbConnection *db, const ChatEventMessage *message, GError **error)
{
  return chat_row_run (db, error, "UPDATE room SET last_seq = ?2 WHERE id = ?1 AND last_seq < ?2",
                       "si", message->room, message->seq) &&
         chat_row_run (db, error, "DELETE FROM outbox WHERE id = ?1 AND room = ?2", "ss",
                       message->id, message->room);
}

gboolean
chat_messages_table_store (DbConnection *db, const ChatEventMessage *message, GError **error)
{
  /* Of servers that do not count there is nothing to keep. */
  if (message->room == NULL || message->seq == 0)
    return TRUE;

  return chat_row_run (db, error, "INSERT OR IGNORE INTO room (id) VALUES (?1)", "s",
                       message->room) &&
         insert (db, message, error) && note_mentions (db, message, error) &&
         note (db, message, error);
}

/* Whoever has seen all that was said before has seen what they say.  The server counts that once,
 * and moves the member's revision to the message's; so it is counted here once, however often it is
 * said, and not if it is in what the server has told of them since. */
gboolean
chat_messages_table_hear (DbConnection *db, const ChatEventMessage *message, GError **error)
{
  return chat_messages_table_store (db, message, error) &&
         (message->room == NULL || message->seq == 0 ||
          chat_row_run (db, error,
                        "UPDATE member SET seen = iif (seen = ?3 - 1, ?3, seen), "
                        "delivered = iif (delivered = ?3 - 1, ?3, delivered), counted = ?4 "
                        "WHERE room = (SELECT number FROM room WHERE id = ?1) AND user = ?2 "
                        "AND rev < ?4 AND counted < ?4",
                        "ssii", message->room, message->sender->id, message->seq, message->rev));
}

/* What I wrote was never unread. */
gboolean
chat_messages_table_set_me (DbConnection *db, const char *me, GError **error)
{
  if (!chat_row_run (db, error, "UPDATE account SET me = ?1 WHERE me IS NOT ?1", "s", me))
    return FALSE;
  if (db_connection_get_n_changes (db) == 0)
    return TRUE;

  return chat_row_run (db, error, "UPDATE message SET counts = 0 WHERE user = ?1 AND counts = 1",
                       "s", me);
}

/* How the table, its indexes and its triggers were made, in that order. */
static GPtrArray *
list_schema (DbConnection *db, GError **error)
{
  g_autoptr (GPtrArray) schema = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (DbStatement)
    rows = chat_row_query (db, error,
                           "SELECT sql FROM sqlite_schema WHERE tbl_name = 'message' "
                           "AND sql IS NOT NULL ORDER BY type <> 'table', rowid",
                           "");

  if (rows == NULL)
    return NULL;
  while (db_statement_next (rows))
    g_ptr_array_add (schema, chat_row_dup_text (rows, 0));

  return db_statement_end (rows, error) ? g_steal_pointer (&schema) : NULL;
}

/* Row by row, each with its words, a million of them would take minutes; so the table goes as a
 * whole, and is made again as it was. */
gboolean
chat_messages_table_forget (DbConnection *db, GError **error)
{
  g_autoptr (GPtrArray) schema = list_schema (db, error);

  if (schema == NULL ||
      !chat_row_run (db, error, "INSERT INTO message_words (message_words) VALUES ('delete-all')",
                     "") ||
      !chat_row_run (db, error, "DROP TABLE message", ""))
    return FALSE;

  for (guint i = 0; i < schema->len; i++) {
    if (!chat_row_run (db, error, schema->pdata[i], ""))
      return FALSE;
  }

  return TRUE;
}

/* --- reading ------------------------------------------------------------------ */

static void
read_ids (GVariant *list, GPtrArray *ids)
{
  GVariantIter each;
  const char *id = NULL;

  g_variant_iter_init (&each, list);
  while (g_variant_iter_next (&each, "&s", &id))
    g_ptr_array_add (ids, g_strdup (id));
}

static void
read_files (GVariant *list, GPtrArray *files)
{
  GVariantIter each;
  const char *id = NULL;
  const char *name = NULL;
  const char *type = NULL;
  const char *blurhash = NULL;
  ChatEventFile found = { 0 };

  g_variant_iter_init (&each, list);
  while (g_variant_iter_next (&each, "(&s&s&s&sxuu)", &id, &name, &type, &blurhash, &found.size,
                              &found.width, &found.height)) {
    ChatEventFile *file = g_new0 (ChatEventFile, 1);

    *file = found;
    file->id = g_strdup (id);
    file->name = chat_row_dup_or_null (name);
    file->type = chat_row_dup_or_null (type);
    file->blurhash = chat_row_dup_or_null (blurhash);
    g_ptr_array_add (files, file);
  }
}

static void
read_reactions (GVariant *list, GPtrArray *reactions)
{
  for (gsize i = 0; i < g_variant_n_children (list); i++) {
    g_autoptr (GVariant) users = NULL;
    ChatEventReaction *reaction = NULL;
    const char *emoji = NULL;

    g_variant_get_child (list, i, "(&s@as)", &emoji, &users);
    reaction = chat_event_reaction_new (emoji);
    read_ids (users, reaction->users);
    g_ptr_array_add (reactions, reaction);
  }
}

static void
read_extras (GBytes *bytes, ChatEventMessage *message)
{
  g_autoptr (GVariant) extras = NULL;
  g_autoptr (GVariant) mentions = NULL;
  g_autoptr (GVariant) files = NULL;
  g_autoptr (GVariant) reactions = NULL;

  if (bytes == NULL)
    return;

  /* A file can be damaged: what GVariant makes of that is empty, not wrong. */
  extras =
    g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (EXTRAS_TYPE), bytes, FALSE));
  g_variant_get (extras, "(@as@a(ssssxuu)@a(sas))", &mentions, &files, &reactions);
  read_ids (mentions, message->mentions);
  read_files (files, message->files);
  read_reactions (reactions, message->reactions);
}

ChatEventMessage *
chat_messages_table_read (DbStatement *row)
{
  ChatEventMessage *message = chat_event_message_new ();
  g_autoptr (GBytes) extras = db_statement_dup_bytes (row, 15);

  message->id = chat_row_dup_text (row, 0);
  message->room = chat_row_dup_text (row, 1);
  message->seq = db_statement_get_int (row, 2);
  message->time = db_statement_get_int (row, 4);
  message->kind = (ChatMessageKind) db_statement_get_int (row, 5);
  message->text = chat_row_dup_text (row, 6);
  message->incident = (ChatIncident) db_statement_get_int (row, 7);
  message->incident_user = chat_row_dup_text (row, 8);
  message->incident_text = chat_row_dup_text (row, 9);
  message->reply_id = chat_row_dup_text (row, 10);
  message->reply_user = chat_row_dup_text (row, 11);
  message->reply_text = chat_row_dup_text (row, 12);
  message->edited_at = db_statement_get_int (row, 13);
  message->deleted_at = db_statement_get_int (row, 14);
  message->rev = db_statement_get_int (row, 16);
  message->sender =
    chat_event_user_new (db_statement_get_text (row, 3), db_statement_get_text (row, 17));
  message->sender->handle = chat_row_dup_text (row, 18);
  message->sender->avatar = chat_row_dup_text (row, 19);
  message->sender->kind = (ChatUserKind) db_statement_get_int (row, 20);
  message->sender->rev = db_statement_get_int (row, 21);
  read_extras (extras, message);

  return message;
}

static gboolean
read_all (DbStatement *rows, GPtrArray *messages, GError **error)
{
  if (rows == NULL)
    return FALSE;
  while (db_statement_next (rows))
    g_ptr_array_add (messages, chat_messages_table_read (rows));

  return db_statement_end (rows, error);
}

/* The last @limit of them before a place, in order. */
static gboolean
read_before (DbConnection *db,
             const char *room,
             gint64 seq,
             gint64 limit,
             GPtrArray *messages,
             GError **error)
{
  g_autoptr (DbStatement) rows =
    chat_row_query (db, error,
                    "SELECT * FROM (SELECT " CHAT_MESSAGES_COLUMNS " FROM " CHAT_MESSAGES_FROM
                    " WHERE s.room = (SELECT number FROM room WHERE id = ?1) AND s.seq < ?2 "
                    "ORDER BY s.seq DESC LIMIT ?3) ORDER BY seq",
                    "sii", room, seq, limit);

  return read_all (rows, messages, error);
}

static gboolean
read_after (DbConnection *db,
            const char *room,
            gint64 seq,
            gint64 limit,
            GPtrArray *messages,
            GError **error)
{
  g_autoptr (DbStatement)
    rows = chat_row_query (db, error,
                           "SELECT " CHAT_MESSAGES_COLUMNS " FROM " CHAT_MESSAGES_FROM
                           " WHERE s.room = (SELECT number FROM room WHERE id = ?1) AND s.seq > ?2 "
                           "ORDER BY s.seq LIMIT ?3",
                           "sii", room, seq, limit);

  return read_all (rows, messages, error);
}

GPtrArray *
chat_messages_table_page (DbConnection *db,
                          const char *room,
                          ChatAnchor anchor,
                          gint64 seq,
                          guint limit,
                          GError **error)
{
  g_autoptr (GPtrArray)
    messages = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_message_free);
  gboolean done = FALSE;

  switch (anchor) {
  case CHAT_ANCHOR_LATEST:
    done = read_before (db, room, G_MAXINT64, limit, messages, error);
    break;
  case CHAT_ANCHOR_BEFORE:
    done = read_before (db, room, seq, limit, messages, error);
    break;
  case CHAT_ANCHOR_AFTER:
    done = read_after (db, room, seq, limit, messages, error);
    break;
  case CHAT_ANCHOR_AROUND:
    done = read_before (db, room, seq, limit / 2, messages, error) &&
           read_after (db, room, seq - 1, limit - messages->len, messages, error);
    break;
  }

  return done ? g_steal_pointer (&messages) : NULL;
}

/* What may be read of the room, as far as it was asked for. */
static gboolean
find_ends (DbConnection *db, const char *room, ChatGap *ends, GError **error)
{
  g_autoptr (DbStatement) row =
    chat_row_query (db, error,
                    "SELECT max (m.from_seq, ?2), min (r.last_seq, ?3) FROM room r JOIN member m "
                    "ON m.room = r.number AND m.user = (SELECT me FROM account) WHERE r.id = ?1",
                    "sii", room, ends->first, ends->last);

  *ends = (ChatGap) { 1, 0 };
  if (row == NULL)
    return FALSE;
  if (db_statement_next (row))
    *ends = (ChatGap) { db_statement_get_int (row, 0), db_statement_get_int (row, 1) };

  return db_statement_end (row, error);
}

GArray *
chat_messages_table_gaps (DbConnection *db,
                          const char *room,
                          gint64 first,
                          gint64 last,
                          GError **error)
{
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (ChatGap));
  g_autoptr (DbStatement) seqs = NULL;
  ChatGap ends = { first, last };
  gint64 next = 0;

  if (!find_ends (db, room, &ends, error))
    return NULL;

  next = ends.first;
  seqs = chat_row_query (db, error,
                         "SELECT seq FROM message WHERE room = (SELECT number FROM room "
                         "WHERE id = ?1) AND seq BETWEEN ?2 AND ?3 ORDER BY seq",
                         "sii", room, ends.first, ends.last);
  if (seqs == NULL)
    return NULL;
  while (db_statement_next (seqs)) {
    ChatGap gap = { next, db_statement_get_int (seqs, 0) - 1 };

    if (gap.first <= gap.last)
      g_array_append_val (gaps, gap);
    next = gap.last + 2;
  }
  if (!db_statement_end (seqs, error))
    return NULL;
  if (next <= ends.last) {
    ChatGap gap = { next, ends.last };

    g_array_append_val (gaps, gap);
  }

  return g_steal_pointer (&gaps);
}

/* As in the list of rooms, but between two places. */
gboolean
chat_messages_table_count_unread (DbConnection *db,
                                  const char *room,
                                  gint64 after,
                                  gint64 last,
                                  gint64 *n,
                                  GError **error)
{
  g_autoptr (DbStatement)
    row = chat_row_query (db, error,
                          "SELECT max (0, ?3 - ?2 - count (*)) FROM message "
                          "WHERE room = (SELECT number FROM room WHERE id = ?1) "
                          "AND counts = 0 AND seq > ?2 AND seq <= ?3",
                          "sii", room, after, last);

  if (row == NULL)
    return FALSE;
  if (db_statement_next (row))
    *n = db_statement_get_int (row, 0);

  return db_statement_end (row, error);
}
