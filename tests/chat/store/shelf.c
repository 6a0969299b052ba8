/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "shelf.h"

#include "chat-native-dialect.h"
#include "db-connection.h"
#include "talk.h"
#include "test-await.h"
#include "test-folder.h"

#include <glib/gstdio.h>

#define SCHEMA "/chat/parlour/Store/schema"

ChatStore *
shelf_open (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatStore *store = NULL;

  chat_store_open_async (path, NULL, test_keep_result, &result);
  test_await (&result);
  store = chat_store_open_finish (result, &error);
  g_assert_no_error (error);

  return store;
}

void
shelf_close (Shelf *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_store_close_async (self->store, test_keep_result, &result);
  test_await (&result);
  chat_store_close_finish (self->store, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (self->store);
}

void
shelf_reopen (Shelf *self)
{
  shelf_close (self);
  self->store = shelf_open (self->path);
}

void
shelf_apply (Shelf *self, GPtrArray *events, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_apply_async (self->store, events, test_keep_result, &result);
  test_await (&result);
  chat_store_write_finish (self->store, result, error);
}

/* What the server says, as it says it. */
void
shelf_hear (Shelf *self, const char *name, const char *json)
{
  g_autoptr (GPtrArray) events = talk_read_event (self->dialect, name, json);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (events->len, >, 0);
  shelf_apply (self, events, &error);
  g_assert_no_error (error);
}

void
shelf_hear_answer (Shelf *self, const ChatIntent *intent, const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = talk_read_answer (self->dialect, intent, json, &error);

  g_assert_no_error (error);
  shelf_apply (self, events, &error);
  g_assert_no_error (error);
}

static void
execute (DbConnection *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  db_connection_execute (db, sql, &error);
  g_assert_no_error (error);
}

static void
apply_schema (DbConnection *db, char **names, guint number)
{
  g_autofree char *prefix = g_strdup_printf ("%03u-", number);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *path = g_strconcat (SCHEMA "/", names[i], NULL);
    g_autoptr (GBytes) sql = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    if (g_str_has_prefix (names[i], prefix))
      execute (db, g_bytes_get_data (sql, NULL));
  }
}

void
shelf_make_older (Shelf *self, guint version, const char *sql)
{
  g_auto (GStrv)
    names = g_resources_enumerate_children (SCHEMA, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %u", version);
  DbConnection *db = NULL;

  shelf_close (self);
  g_assert_cmpint (g_remove (self->path), ==, 0);
  db = db_connection_open (self->path, DB_DURABILITY_FULL, NULL);
  for (guint number = 1; number <= version; number++)
    apply_schema (db, names, number);
  execute (db, sql);
  execute (db, mark);
  db_connection_free (db);

  self->store = shelf_open (self->path);
}

void
shelf_set_up (Shelf *self, gconstpointer on_disk)
{
  self->dialect = chat_native_dialect_new ();
  if (on_disk != NULL) {
    self->folder = test_folder_new ();
    self->path = g_build_filename (self->folder, "account.sqlite", NULL);
  }
  self->store = shelf_open (on_disk != NULL ? self->path : ":memory:");

  shelf_hear (self, "welcome",
              "[{\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},\"revision\":20}]");
  shelf_hear (self, "user",
              "[{\"id\":\"u-2\",\"name\":\"ann\",\"displayName\":\"Ann\",\"rev\":2}]");
  shelf_hear (self, "room",
              "[{" ROOM ("r", "Den", 5, 3) ",\"me\":" ME ("r", 2, 3) ",\"lastMessage\":null}]");
  shelf_hear (self, "message", "[" MESSAGE ("m-1", "r", 1, "u-2", "one apple", 11) "]");
  shelf_hear (self, "message", "[" MESSAGE ("m-2", "r", 2, "u-2", "two apples", 12) "]");
  shelf_hear (self, "message", "[" MESSAGE ("m-3", "r", 3, "u-2", "three Äpfel", 13) "]");
  shelf_hear (self, "message", "[" MESSAGE ("m-4", "r", 4, "u-me", "four", 14) "]");
  shelf_hear (self, "message", "[" MESSAGE ("m-5", "r", 5, "u-2", "five", 15) "]");
  shelf_hear (self, "revision", "[{\"revision\":15}]");
}

void
shelf_tear_down (Shelf *self, gconstpointer on_disk)
{
  shelf_close (self);
  g_assert_finalize_object (self->dialect);
  if (on_disk == NULL)
    return;

  test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

GPtrArray *
shelf_finish_list (Shelf *self, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = NULL;

  test_await (result);
  list = chat_store_list_finish (self->store, *result, &error);
  g_assert_no_error (error);

  return list;
}

GPtrArray *
shelf_list_rooms (Shelf *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_list_rooms_async (self->store, NULL, test_keep_result, &result);

  return shelf_finish_list (self, &result);
}

GPtrArray *
shelf_list_messages (Shelf *self, ChatAnchor anchor, gint64 seq, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_list_messages_async (self->store, "r", anchor, seq, limit, NULL, test_keep_result,
                                  &result);

  return shelf_finish_list (self, &result);
}

GPtrArray *
shelf_list_outbox (Shelf *self, const char *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_list_outbox_async (self->store, room, NULL, test_keep_result, &result);

  return shelf_finish_list (self, &result);
}

gint64
shelf_get_revision (Shelf *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 revision = 0;

  chat_store_get_revision_async (self->store, NULL, test_keep_result, &result);
  test_await (&result);
  revision = chat_store_get_revision_finish (self->store, result, &error);
  g_assert_no_error (error);

  return revision;
}

ChatEventMessage *
shelf_nth_message (GPtrArray *messages, guint n)
{
  g_assert_cmpuint (n, <, messages->len);

  return messages->pdata[n];
}

void
shelf_assert_seqs (GPtrArray *messages, const char *expected)
{
  g_autoptr (GString) seqs = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (seqs, "%s%d", i > 0 ? " " : "",
                            (int) ((ChatEventMessage *) messages->pdata[i])->seq);
  g_assert_cmpstr (seqs->str, ==, expected);
}

void
shelf_send (Shelf *self, const ChatOutgoing *outgoing)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_store_send_async (self->store, outgoing, test_keep_result, &result);
  test_await (&result);
  chat_store_write_finish (self->store, result, &error);
  g_assert_no_error (error);
}

void
shelf_send_text (Shelf *self, const char *id, const char *room, const char *text)
{
  g_autoptr (ChatOutgoing) outgoing = chat_outgoing_new (CHAT_OUTGOING_SEND, id, room, NULL);
  ChatOutgoingFile file = { .original = (char *) "/an/original",
                            .copy = (char *) "a-copy",
                            .name = (char *) "cat.png",
                            .size = 12,
                            .width = 3,
                            .height = 4 };

  outgoing->text = g_strdup (text);
  outgoing->time = TALK_NOW;
  g_ptr_array_add (outgoing->files, chat_outgoing_file_copy (&file));
  shelf_send (self, outgoing);
}

void
shelf_set_draft (Shelf *self, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatStoredDraft) draft = chat_stored_draft_new ("r", text);

  chat_store_set_draft_async (self->store, draft, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (self->store, result, NULL));
}
