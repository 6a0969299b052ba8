/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-session.h"

#include "chat-native-dialect.h"
#include "chat-session-operations.h"
#include "chat-store.h"
#include "db-connection.h"
#include "talk.h"
#include "test-await.h"
#include "test-folder.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>

typedef struct {
  char *folder;
  char *path;
  ChatAccount *account;
  ChatSession *session;
} Fixture;

static void
close_store (ChatStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_store_close_async (store, test_keep_result, &result);
  test_await (&result);
  chat_store_close_finish (store, result, &error);
  g_assert_no_error (error);
}

static void
hear (ChatStore *store, const char *name, const char *json)
{
  g_autoptr (ChatDialect) dialect = chat_native_dialect_new ();
  g_autoptr (GPtrArray) events = talk_read_event (dialect, name, json);
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_apply_async (store, events, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (store, result, NULL));
}

/* An account that remembers one room with much in it. */
static void
remember (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatStore) store = NULL;

  chat_store_open_async (path, NULL, test_keep_result, &result);
  test_await (&result);
  store = chat_store_open_finish (result, &error);
  g_assert_no_error (error);

  hear (store, "welcome", "[{\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},\"revision\":9}]");
  hear (store, "room",
        "[{\"id\":\"r\",\"kind\":\"public\",\"name\":\"Den\",\"rev\":2,\"lastSeq\":200,\"me\":{"
        "\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"rev\":2},\"lastMessage\":null}]");
  for (guint i = 1; i <= 200; i++) {
    g_autofree char *text = g_strnfill (500, 'x');
    g_autofree char *json =
      g_strdup_printf ("[{\"id\":\"m-%u\",\"room\":\"r\",\"seq\":%u,\"user\":\"u-me\",\"at\":%u,"
                       "\"kind\":\"text\",\"text\":\"%s\",\"rev\":3}]",
                       i, i, i, text);

    hear (store, "message", json);
  }
  close_store (store);
}

static void
set_up_session (Fixture *fixture)
{
  /* Nobody is there: what is remembered is all that there is. */
  fixture->account = g_object_new (CHAT_TYPE_ACCOUNT, "address", "http://127.0.0.1:1", "name", "me",
                                   "dialect", "native", "folder", fixture->folder, NULL);
  fixture->session = chat_session_new (fixture->account);
  chat_session_set_token (fixture->session, "token");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "chat.db", NULL);
  set_up_session (fixture);
}

static void
tear_down_session (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_close_async (fixture->session, test_keep_result, &result);
  test_await (&result);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->account);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tear_down_session (fixture);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static gboolean
open_it (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_open_async (fixture->session, NULL, test_keep_result, &result);
  test_await (&result);

  return chat_session_open_finish (fixture->session, result, error);
}

static guint
count_rooms (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_session_get_rooms (fixture->session)));
}

static GBytes *
read_file (Fixture *fixture)
{
  char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));

  return g_bytes_new_take (contents, length);
}

/* It says why, and leaves the file as it is, also when it is told to connect. */
static void
assert_is_left_alone (Fixture *fixture, DbError code, ChatSessionError says)
{
  g_autoptr (GBytes) before = read_file (fixture);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (open_it (fixture, &error));
  g_assert_error (error, DB_ERROR, (int) code);
  g_assert_true (chat_session_get_ready (fixture->session));
  g_assert_cmpint (chat_session_get_state (fixture->session), ==, CHAT_SESSION_OFFLINE);
  g_assert_error (chat_session_get_error (fixture->session), CHAT_SESSION_ERROR, (int) says);

  chat_session_connect (fixture->session);
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_WAITING);
  chat_session_disconnect (fixture->session);
  after = read_file (fixture);
  g_assert_true (g_bytes_equal (before, after));
}

/* When what was wrong is over, connecting is all it takes. */
static void
assert_comes_back (Fixture *fixture)
{
  chat_session_connect (fixture->session);
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_WAITING);
  g_assert_cmpuint (count_rooms (fixture), ==, 1);
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  remember (fixture->path);
  g_assert_true (open_it (fixture, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rooms (fixture), ==, 1);
  g_assert_null (chat_session_get_error (fixture->session));
}

static ChatRoom *
get_room (Fixture *fixture)
{
  g_autoptr (ChatRoom)
    room = g_list_model_get_item (G_LIST_MODEL (chat_session_get_rooms (fixture->session)), 0);

  return room; /* the list holds it */
}

static void
load_older (Fixture *fixture, guint n_pages)
{
  for (guint i = 0; i < n_pages; i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    chat_session_load_older_async (fixture->session, get_room (fixture), NULL, test_keep_result,
                                   &result);
    test_await (&result);
    chat_session_done_finish (fixture->session, result, &error);
    g_assert_no_error (error);
  }
}

static void
assert_loaded (Fixture *fixture, gint64 first, gint64 last)
{
  ChatTimeline *timeline = chat_room_get_timeline (get_room (fixture));

  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (timeline)), ==, last - first + 1);
  g_assert_cmpint (chat_message_get_seq (chat_timeline_get_first (timeline)), ==, first);
  g_assert_cmpint (chat_message_get_seq (chat_timeline_get_last (timeline)), ==, last);
  g_assert_true (chat_room_get_has_older (get_room (fixture)) == (first > 1));
}

/* What was read all day need not be in memory at its end. */
static void
test_left (Fixture *fixture, gconstpointer data)
{
  remember (fixture->path);
  g_assert_true (open_it (fixture, NULL));
  load_older (fixture, 4);
  assert_loaded (fixture, 1, 200);

  chat_session_set_position (fixture->session, get_room (fixture), 70, 0);
  assert_loaded (fixture, 1, 200);
  chat_session_set_position (fixture->session, get_room (fixture), 0, 0);
  assert_loaded (fixture, 101, 200);
  load_older (fixture, 1);
  assert_loaded (fixture, 51, 200);
}

static void
set_version (Fixture *fixture, const char *pragma)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) db = db_connection_open (fixture->path, DB_DURABILITY_FULL, &error);

  g_assert_no_error (error);
  db_connection_execute (db, pragma, &error);
  g_assert_no_error (error);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) db = NULL;
  g_autofree char *pragma = NULL;
  gint64 version = 0;

  remember (fixture->path);
  db = db_connection_open (fixture->path, DB_DURABILITY_FULL, &error);
  g_assert_true (db_connection_query_int (db, "PRAGMA user_version", &version, NULL));
  g_clear_pointer (&db, db_connection_free);
  set_version (fixture, "PRAGMA user_version = 999");
  assert_is_left_alone (fixture, DB_ERROR_NEWER, CHAT_SESSION_ERROR_STORE_NEWER);

  pragma = g_strdup_printf ("PRAGMA user_version = %d", (int) version);
  set_version (fixture, pragma);
  assert_comes_back (fixture);
}

static void
overwrite (Fixture *fixture, goffset start, gsize length)
{
  g_autoptr (GBytes) bytes = read_file (fixture);
  gsize size = 0;
  char *contents = g_bytes_unref_to_data (g_steal_pointer (&bytes), &size);

  g_assert_cmpuint ((gsize) start + length, <=, size);
  memset (contents + start, 0x5a, length);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize) size, NULL));
  g_free (contents);
}

static void
test_no_database (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;

  remember (fixture->path);
  whole = read_file (fixture);
  overwrite (fixture, 0, 100);
  assert_is_left_alone (fixture, DB_ERROR_OPEN, CHAT_SESSION_ERROR_STORE);

  g_assert_true (g_file_set_contents (fixture->path, g_bytes_get_data (whole, NULL),
                                      (gssize) g_bytes_get_size (whole), NULL));
  assert_comes_back (fixture);
}

/* The first page is well, so it can be opened; what is behind it is not. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) whole = NULL;

  remember (fixture->path);
  whole = read_file (fixture);
  overwrite (fixture, 4096, g_bytes_get_size (whole) - 4096);
  assert_is_left_alone (fixture, DB_ERROR_CORRUPT, CHAT_SESSION_ERROR_STORE);
  g_assert_cmpuint (count_rooms (fixture), ==, 0);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  if (geteuid () == 0) {
    g_test_skip ("Whoever is root can write everywhere");
    return;
  }

  remember (fixture->path);
  g_assert_cmpint (g_chmod (fixture->folder, 0500), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0400), ==, 0);
  assert_is_left_alone (fixture, DB_ERROR_OPEN, CHAT_SESSION_ERROR_STORE);

  g_assert_cmpint (g_chmod (fixture->folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0600), ==, 0);
  assert_comes_back (fixture);
}

/* No file may be written to, as on a full disk; some may again. */
static void
fill_disk (gboolean is_full)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = is_full ? 0 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fill_disk (TRUE);
  g_assert_false (open_it (fixture, &error));
  fill_disk (FALSE);
  g_assert_error (error, DB_ERROR, DB_ERROR_FULL);
  g_assert_error (chat_session_get_error (fixture->session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_STORE_FULL);

  remember (fixture->path);
  assert_comes_back (fixture);
}

/* It is not sent before it is on the disk; as long as it cannot be there, it says so. */
static void
test_full_later (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = NULL;
  ChatMessage *message = NULL;

  remember (fixture->path);
  g_assert_true (open_it (fixture, NULL));
  fill_disk (TRUE);
  message = chat_session_send_text (fixture->session, get_room (fixture), "hello");
  test_await_that (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED);
  fill_disk (FALSE);
  g_assert_cmpstr (chat_message_get_error (message), ==, "It could not be stored on this computer");

  id = g_strdup (chat_message_get_id (message));
  chat_session_retry_message (fixture->session, get_room (fixture), message);
  tear_down_session (fixture);
  set_up_session (fixture);
  g_assert_true (open_it (fixture, NULL));
  message = chat_timeline_find (chat_room_get_timeline (get_room (fixture)), id);
  g_assert_nonnull (message);
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_PENDING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/session-memory/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("what-is-remembered-is-shown", test_remembered);
  ADD ("room-that-is-left-lets-go-of-what-is-far-above", test_left);
  ADD ("what-a-newer-version-remembered-is-left-alone", test_newer);
  ADD ("what-is-no-database-is-left-alone", test_no_database);
  ADD ("what-is-damaged-is-left-alone", test_damaged);
  ADD ("what-may-not-be-written-is-left-alone", test_read_only);
  ADD ("full-disk-says-so-until-there-is-room", test_full);
  ADD ("what-does-not-fit-on-the-disk-is-not-sent", test_full_later);

  return g_test_run ();
}
