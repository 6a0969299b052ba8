/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Chats, messages and their status in SQLite; the tables are in message-status.sql.  What belongs
 * together (a message, and its status with each person) is written together or not at all.
 */
#include "message-store.h"

#include "example-database.h"

struct _MessageStore {
  sqlite3 *database;
};

MessageStore *
message_store_open (const char *path, GError **error)
{
  sqlite3 *database = example_database_open (path, "/example/message-status.sql", error);
  MessageStore *self = NULL;

  if (database == NULL)
    return NULL;

  self = g_new0 (MessageStore, 1);
  self->database = database;

  return self;
}

void
message_store_close (MessageStore *self)
{
  sqlite3_close (self->database);
  g_free (self);
}

static gboolean
run (MessageStore *self, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = example_database_prepare (self->database, sql, NULL);

  return example_database_run (statement, error);
}

/* Ends a transaction: all of it, or, if something went wrong, nothing. */
static gboolean
end (MessageStore *self, gboolean succeeded, GError **error)
{
  if (succeeded && run (self, "COMMIT", error))
    return TRUE;
  if (!sqlite3_get_autocommit (self->database))
    run (self, "ROLLBACK", NULL);

  return FALSE;
}

static gboolean
add_member (MessageStore *self, const char *chat_id, const char *user_id, GError **error)
{
  g_autoptr (sqlite3_stmt) add =
    example_database_prepare (self->database,
                              "INSERT OR IGNORE INTO members (chat_id, user_id) VALUES (?1, ?2)",
                              chat_id, user_id, NULL);

  return example_database_run (add, error);
}

static gboolean
insert_chat (MessageStore *self, const char *chat_id, JsonArray *members, GError **error)
{
  g_autoptr (sqlite3_stmt) create =
    example_database_prepare (self->database,
                              "INSERT OR IGNORE INTO chats (id, is_open) VALUES (?1, FALSE)",
                              chat_id, NULL);

  if (!example_database_run (create, error))
    return FALSE;
  if (sqlite3_changes (self->database) == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "This chat exists already");
    return FALSE;
  }
  for (guint i = 0; i < json_array_get_length (members); i++) {
    if (!add_member (self, chat_id, json_array_get_string_element (members, i), error))
      return FALSE;
  }

  return TRUE;
}

gboolean
message_store_create_chat (MessageStore *self,
                           const char *chat_id,
                           JsonArray *members,
                           GError **error)
{
  if (!run (self, "BEGIN", error))
    return FALSE;

  return end (self, insert_chat (self, chat_id, members, error), error);
}

gboolean
message_store_join_chat (MessageStore *self,
                         const char *chat_id,
                         const char *user_id,
                         GError **error)
{
  g_autoptr (sqlite3_stmt) create =
    example_database_prepare (self->database,
                              "INSERT OR IGNORE INTO chats (id, is_open) VALUES (?1, TRUE)",
                              chat_id, NULL);
  g_autoptr (sqlite3_stmt)
    enter = example_database_prepare (self->database,
                                      "INSERT OR IGNORE INTO members (chat_id, user_id)"
                                      " SELECT id, ?2 FROM chats WHERE id = ?1 AND is_open",
                                      chat_id, user_id, NULL);
  g_auto (GStrv) members = NULL;

  if (!example_database_run (create, error) || !example_database_run (enter, error))
    return FALSE;
  members = message_store_dup_members (self, chat_id, user_id, error);

  return members != NULL;
}

char **
message_store_dup_members (MessageStore *self,
                           const char *chat_id,
                           const char *user_id,
                           GError **error)
{
  g_autoptr (sqlite3_stmt) find =
    example_database_prepare (self->database, "SELECT user_id FROM members WHERE chat_id = ?1",
                              chat_id, NULL);
  g_autoptr (GStrvBuilder) members = g_strv_builder_new ();
  g_autoptr (GError) failure = NULL;
  gboolean is_member = FALSE;

  while (example_database_step (find, &failure)) {
    const char *member = (const char *) sqlite3_column_text (find, 0);

    is_member = is_member || g_str_equal (member, user_id);
    g_strv_builder_add (members, member);
  }
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }
  if (!is_member) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                         "This chat is for its members");
    return NULL;
  }

  return g_strv_builder_end (members);
}

static gboolean
insert_recipients (MessageStore *self,
                   gint64 number,
                   const char *chat_id,
                   const char *user_id,
                   MessageStoreStatusFunc get_status,
                   gpointer user_data,
                   GError **error)
{
  g_auto (GStrv) members = message_store_dup_members (self, chat_id, user_id, error);

  if (members == NULL)
    return FALSE;

  for (guint i = 0; members[i] != NULL; i++) {
    g_autoptr (sqlite3_stmt) add = NULL;

    if (g_str_equal (members[i], user_id))
      continue;
    add = example_database_prepare (
      self->database, "INSERT INTO delivery (user_id, number, status) VALUES (?1, ?2, ?3)",
      members[i], NULL);
    sqlite3_bind_int64 (add, 2, number);
    sqlite3_bind_int (add, 3, get_status (members[i], chat_id, user_data));
    if (!example_database_run (add, error))
      return FALSE;
  }

  return TRUE;
}

gboolean
message_store_add (MessageStore *self,
                   const char *id,
                   const char *chat_id,
                   const char *user_id,
                   const char *name,
                   const char *text,
                   MessageStoreStatusFunc get_status,
                   gpointer user_data,
                   GError **error)
{
  g_autoptr (sqlite3_stmt) add = NULL;
  gboolean added = FALSE;

  if (!run (self, "BEGIN", error))
    return FALSE;

  add = example_database_prepare (
    self->database,
    "INSERT OR IGNORE INTO messages (id, chat_id, user_id, name, text, time)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    id, chat_id, user_id, name, text, NULL);
  sqlite3_bind_int64 (add, 6, g_get_real_time () / 1000);
  added = example_database_run (add, error) && sqlite3_changes (self->database) > 0 &&
          insert_recipients (self, sqlite3_last_insert_rowid (self->database), chat_id, user_id,
                             get_status, user_data, error);

  return end (self, added, error);
}

static JsonNode *
read_object (sqlite3_stmt *statement)
{
  return json_from_string ((const char *) sqlite3_column_text (statement, 0), NULL);
}

JsonNode *
message_store_get_message (MessageStore *self, const char *id, const char *user_id, GError **error)
{
  g_autoptr (sqlite3_stmt) find =
    example_database_prepare (self->database,
                              "SELECT object FROM message_objects WHERE id = ?1 AND user_id = ?2",
                              id, user_id, NULL);
  g_autoptr (GError) failure = NULL;

  if (example_database_step (find, &failure))
    return read_object (find);
  if (failure != NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS,
                         "Another message has this id already");

  return NULL;
}

JsonArray *
message_store_get_history (MessageStore *self, const char *chat_id, GError **error)
{
  g_autoptr (sqlite3_stmt) find =
    example_database_prepare (self->database,
                              "SELECT object FROM (SELECT number, object FROM message_objects"
                              "   WHERE chat_id = ?1 ORDER BY number DESC LIMIT 500)"
                              " ORDER BY number",
                              chat_id, NULL);
  g_autoptr (JsonArray) history = json_array_new ();
  g_autoptr (GError) failure = NULL;

  while (example_database_step (find, &failure))
    json_array_add_element (history, read_object (find));
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }

  return g_steal_pointer (&history);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const gint64 *one = a;
  const gint64 *other = b;

  return (*one > *other) - (*one < *other);
}

JsonArray *
message_store_raise (MessageStore *self,
                     const char *user_id,
                     const char *chat_id,
                     MessageStatus status,
                     GError **error)
{
  /* Without a chat the list of texts ends before it, and ?2 is NULL. */
  g_autoptr (sqlite3_stmt) raise = example_database_prepare (
    self->database,
    "UPDATE delivery SET status = ?3 WHERE user_id = ?1 AND status < 2 AND status < ?3"
    " AND (?2 IS NULL OR ?2 = (SELECT chat_id FROM messages WHERE number = delivery.number))"
    " RETURNING number",
    user_id, chat_id, NULL);
  g_autoptr (sqlite3_stmt) find = NULL;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JsonArray) raised = json_array_new ();
  g_autoptr (GError) failure = NULL;

  sqlite3_bind_int (raise, 3, status);
  while (example_database_step (raise, &failure)) {
    gint64 number = sqlite3_column_int64 (raise, 0);

    g_array_append_val (numbers, number);
  }
  g_array_sort (numbers, compare_numbers);

  find = example_database_prepare (self->database,
                                   "SELECT object FROM message_objects WHERE number = ?1", NULL);
  for (guint i = 0; failure == NULL && i < numbers->len; i++) {
    sqlite3_bind_int64 (find, 1, g_array_index (numbers, gint64, i));
    if (example_database_step (find, &failure))
      json_array_add_element (raised, read_object (find));
    sqlite3_reset (find);
  }
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }

  return g_steal_pointer (&raised);
}
