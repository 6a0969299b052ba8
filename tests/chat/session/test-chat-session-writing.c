/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two people and the real server: what one writes, changes and sends, the other has. */
#include "chat-session-operations.h"

#include "chat-attachments.h"
#include "chat-dialect-error.h"
#include "db-connection.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-house.h"

#include <glib/gstdio.h>
#include <signal.h>

typedef struct {
  char *folder;
  ChatAccount *account;
  ChatSession *session;
  ChatRoom *room;
  char *token;
} Person;

typedef struct {
  TestHouse *house;
  Person ann;
  Person bob;
} Fixture;

/* --- people ----------------------------------------------------------------------- */

static void
token_received_cb (ChatSession *session, const char *token, Person *person)
{
  g_set_str (&person->token, token);
}

static void
open_it (Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;

  person->session = chat_session_new (person->account);
  g_signal_connect (person->session, "token-received", G_CALLBACK (token_received_cb), person);
  chat_session_open_async (person->session, NULL, test_keep_result, &result);
  test_await (&result);
}

static void
go_online (Person *person)
{
  chat_session_connect (person->session);
  test_await_that (chat_session_get_state (person->session) == CHAT_SESSION_ONLINE);
}

static void
come (Fixture *fixture, Person *person, const char *name)
{
  person->folder = test_folder_new ();
  person->account =
    g_object_new (CHAT_TYPE_ACCOUNT, "address", test_house_get_address (fixture->house), "name",
                  name, "dialect", "native", "folder", person->folder, NULL);
  open_it (person);
  chat_session_set_password (person->session, name, "correct horse", TRUE, NULL, name);
  go_online (person);
}

static void
close_it (Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_disconnect (person->session);
  chat_session_close_async (person->session, test_keep_result, &result);
  test_await (&result);
  g_clear_object (&result);
  person->room = NULL;
  test_settle ();
  g_assert_finalize_object (person->session);
}

static void
leave (Person *person)
{
  close_it (person);
  test_folder_remove (person->folder);
  g_free (person->folder);
  g_free (person->token);
  g_object_unref (person->account);
}

static ChatRoom *
first_room (Person *person)
{
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (person->session));
  g_autoptr (ChatRoom) room = NULL;

  test_await_that (g_list_model_get_n_items (rooms) > 0);
  room = g_list_model_get_item (rooms, 0);

  return room; /* the list holds it */
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *people[] = { NULL, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->house = test_house_new (NULL);
  come (fixture, &fixture->ann, "ann");
  come (fixture, &fixture->bob, "bob");
  people[0] = chat_account_get_user_id (fixture->bob.account);
  chat_session_create_room_async (fixture->ann.session, "Kitchen", NULL, CHAT_ROOM_KIND_PRIVATE,
                                  people, NULL, test_keep_result, &result);
  test_await (&result);
  chat_session_room_finish (fixture->ann.session, result, &error);
  g_assert_no_error (error);
  fixture->ann.room = first_room (&fixture->ann);
  fixture->bob.room = first_room (&fixture->bob);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  leave (&fixture->ann);
  leave (&fixture->bob);
  test_house_free (fixture->house);
}

/* --- what they see ---------------------------------------------------------------- */

/* What people said, in order. */
static char *
read_room (Person *person)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (person->room));
  GString *texts = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);

    if (chat_message_get_kind (message) == CHAT_MESSAGE_KIND_TEXT)
      g_string_append_printf (texts, "%s ", chat_message_get_text (message));
  }

  return g_string_free_and_steal (texts);
}

static void
await_room (Person *person, const char *expected)
{
  for (;;) {
    g_autofree char *texts = read_room (person);

    if (g_str_equal (texts, expected))
      return;
    g_main_context_iteration (NULL, TRUE);
  }
}

static ChatMessage *
find (Person *person, ChatMessage *message)
{
  return chat_timeline_find (chat_room_get_timeline (person->room), chat_message_get_id (message));
}

static ChatMessage *
say (Person *person, const char *text)
{
  return chat_session_send_text (person->session, person->room, text);
}

static guint
count_files (Person *person, const char *folder)
{
  g_autofree char *path = g_build_filename (person->folder, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

static ChatFile *
nth_file (ChatMessage *message, guint n)
{
  g_autoptr (ChatFile) file = g_list_model_get_item (chat_message_get_files (message), n);

  return file; /* the message holds it */
}

/* --- messages --------------------------------------------------------------------- */

static void
test_burst (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  /* More than the server takes at once. */
  for (guint i = 0; i < 24; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    say (&fixture->ann, text);
    g_string_append_printf (expected, "%s ", text);
  }
  await_room (&fixture->bob, expected->str);
  await_room (&fixture->ann, expected->str);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (9000, 'x');
  ChatMessage *message = say (&fixture->ann, long_text);

  say (&fixture->ann, "after");
  await_room (&fixture->bob, "after ");
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_nonnull (chat_message_get_error (message));
  chat_session_change_outgoing (fixture->ann.session, fixture->ann.room, message, "short");
  await_room (&fixture->bob, "after short ");
  test_await_that (chat_message_get_is_sent (message));
  await_room (&fixture->ann, "after short ");
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  ChatSession *ann = fixture->ann.session;
  ChatRoom *room = fixture->ann.room;
  ChatMessage *a = say (&fixture->ann, "a");
  ChatMessage *b = say (&fixture->ann, "b");
  ChatMessage *theirs = NULL;

  /* At once, whether it has left or not. */
  chat_session_edit (ann, room, a, "aa");
  chat_session_react (ann, room, a, "👍", TRUE);
  chat_session_delete (ann, room, b);
  await_room (&fixture->bob, "aa ");
  theirs = find (&fixture->bob, a);
  test_await_that (chat_message_get_reactions (theirs)->len == 1);
  chat_session_react (fixture->bob.session, fixture->bob.room, theirs, "👍", TRUE);
  g_assert_cmpuint (chat_reaction_get_users (chat_message_get_reactions (theirs)->pdata[0])->len,
                    ==, 2);
  test_await_that (chat_reaction_get_users (chat_message_get_reactions (a)->pdata[0])->len == 2);

  chat_session_delete (ann, room, a);
  g_assert_true (chat_message_get_deleted (a));
  test_await_that (chat_message_get_deleted (theirs));
  g_assert_cmpstr (chat_message_get_text (theirs), ==, "");
}

static void
change_refused_cb (ChatSession *session,
                   ChatRoom *room,
                   const char *message,
                   const char *reason,
                   char **refused)
{
  g_set_str (refused, reason);
}

static void
test_change_refused (Fixture *fixture, gconstpointer data)
{
  ChatSession *bob = fixture->bob.session;
  ChatMessage *a = say (&fixture->ann, "a");
  ChatMessage *theirs = NULL;
  g_autofree char *refused = NULL;

  await_room (&fixture->bob, "a ");
  theirs = find (&fixture->bob, a);
  g_signal_connect (bob, "change-refused", G_CALLBACK (change_refused_cb), &refused);
  chat_session_delete (bob, fixture->bob.room, theirs);
  g_assert_true (chat_message_get_deleted (theirs));
  test_await_that (refused != NULL);
  g_assert_false (chat_message_get_deleted (theirs));
  g_assert_cmpstr (chat_message_get_text (theirs), ==, "a");
}

static void
test_plug (Fixture *fixture, gconstpointer data)
{
  say (&fixture->ann, "a");
  test_house_stop (fixture->house, SIGKILL);
  say (&fixture->ann, "b");
  say (&fixture->ann, "c");
  test_house_start (fixture->house);
  say (&fixture->ann, "d");
  await_room (&fixture->bob, "a b c d ");
  await_room (&fixture->ann, "a b c d ");
}

static void
test_offline (Fixture *fixture, gconstpointer data)
{
  ChatMessage *b = NULL;

  chat_session_disconnect (fixture->ann.session);
  say (&fixture->ann, "a");
  b = say (&fixture->ann, "b");
  chat_session_edit (fixture->ann.session, fixture->ann.room, b, "bb");
  say (&fixture->ann, "c");
  close_it (&fixture->ann);

  open_it (&fixture->ann);
  fixture->ann.room = first_room (&fixture->ann);
  await_room (&fixture->ann, "a bb c ");
  chat_session_set_token (fixture->ann.session, fixture->ann.token);
  go_online (&fixture->ann);
  await_room (&fixture->bob, "a bb c ");
  await_room (&fixture->ann, "a bb c ");
}

/* --- files ------------------------------------------------------------------------ */

static ChatFile *
make_file (Fixture *fixture, const char *name, const char *type, gsize size)
{
  g_autofree char *original = g_strconcat ("original-", name, NULL);
  g_autofree char *path = g_build_filename (fixture->ann.folder, original, NULL);
  g_autofree char *bytes = g_strnfill (size, 'x');
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize) size, &error);
  g_assert_no_error (error);

  return chat_file_new_local (path, name, type, (gint64) size);
}

static ChatMessage *
send_file (Fixture *fixture, const char *text, ChatFile *file)
{
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);

  g_list_store_append (files, file);

  return chat_session_send (fixture->ann.session, fixture->ann.room, text, NULL,
                            G_LIST_MODEL (files));
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "Käse.png", "image/png", 300000);
  ChatMessage *before = say (&fixture->ann, "before");
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  ChatMessage *message = NULL;
  ChatMessage *theirs = NULL;
  ChatFile *got = NULL;
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_list_store_append (files, file);
  message =
    chat_session_send (fixture->ann.session, fixture->ann.room, "", before, G_LIST_MODEL (files));
  say (&fixture->ann, "after");
  await_room (&fixture->bob, "before  after ");
  theirs = find (&fixture->bob, message);
  g_assert_cmpstr (chat_reply_get_text (chat_message_get_reply (theirs)), ==, "before");
  got = nth_file (theirs, 0);
  g_assert_cmpstr (chat_file_get_name (got), ==, "Käse.png");
  g_assert_cmpstr (chat_file_get_content_type (got), ==, "image/png");

  chat_session_fetch_file (fixture->bob.session, got);
  test_await_that (chat_file_get_state (got) == CHAT_FILE_HERE);
  g_assert_true (g_file_get_contents (chat_file_get_path (got), &bytes, &length, NULL));
  g_assert_cmpuint (length, ==, 300000);

  /* What I have sent need not come. */
  test_await_that (chat_message_get_is_sent (message));
  chat_session_fetch_file (fixture->ann.session, nth_file (message, 0));
  test_await_that (chat_file_get_state (nth_file (message, 0)) == CHAT_FILE_HERE);
  g_assert_cmpuint (count_files (&fixture->ann, "outgoing"), ==, 0);
  g_assert_cmpuint (count_files (&fixture->ann, "files"), ==, 1);
}

static void
test_files_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 1000);
  g_autofree char *original = g_strdup (chat_file_get_path (file));

  chat_session_disconnect (fixture->ann.session);
  send_file (fixture, "look", file);
  test_await_that (!g_str_equal (chat_file_get_path (file), original));
  test_settle ();
  g_remove (original);
  close_it (&fixture->ann);

  open_it (&fixture->ann);
  fixture->ann.room = first_room (&fixture->ann);
  chat_session_set_token (fixture->ann.session, fixture->ann.token);
  go_online (&fixture->ann);
  await_room (&fixture->bob, "look ");
  test_await_that (count_files (&fixture->ann, "outgoing") == 0);
  g_assert_cmpuint (count_files (&fixture->ann, "files"), ==, 1);
}

/* What goes is what was attached, whatever became of that since. */
static void
test_attached (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 1000);
  g_autofree char *original = g_strdup (chat_file_get_path (file));
  ChatDraft *draft = chat_room_get_draft (fixture->ann.room);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_attach_async (fixture->ann.session, fixture->ann.room, file, test_keep_result,
                             &result);
  test_await (&result);
  g_assert_true (chat_session_attach_finish (fixture->ann.session, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  g_assert_true (g_file_set_contents (original, "another", -1, NULL));
  chat_session_disconnect (fixture->ann.session);
  chat_draft_set_text (draft, "look");
  g_assert_nonnull (chat_session_send_draft (fixture->ann.session, fixture->ann.room));
  g_assert_cmpstr (chat_draft_get_text (draft), ==, "");
  g_assert_null (chat_session_send_draft (fixture->ann.session, fixture->ann.room));
  g_remove (original);
  g_assert_cmpuint (count_files (&fixture->ann, "outgoing"), ==, 1);
  close_it (&fixture->ann);

  open_it (&fixture->ann);
  fixture->ann.room = first_room (&fixture->ann);
  draft = chat_room_get_draft (fixture->ann.room);
  g_assert_cmpstr (chat_draft_get_text (draft), ==, "");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat_draft_get_files (draft))), ==, 0);
  chat_session_set_token (fixture->ann.session, fixture->ann.token);
  go_online (&fixture->ann);
  await_room (&fixture->bob, "look ");
  g_assert_cmpint (chat_file_get_size (
                     nth_file (chat_timeline_get_last (chat_room_get_timeline (fixture->bob.room)),
                               0)),
                   ==, 1000);
}

static void
test_upload_is_cut (Fixture *fixture, gconstpointer data)
{
  const gsize size = 24 * 1024 * 1024;
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", size);
  ChatMessage *message = send_file (fixture, "look", file);
  ChatFile *got = NULL;

  test_await_that (chat_file_get_progress (file) > 0);
  g_assert_cmpfloat (chat_file_get_progress (file), <, 1);
  test_house_stop (fixture->house, SIGKILL);
  test_await_that (chat_file_get_state (file) == CHAT_FILE_WAITING);
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_PENDING);
  test_house_start (fixture->house);
  await_room (&fixture->bob, "look ");
  got = nth_file (find (&fixture->bob, message), 0);
  g_assert_cmpint (chat_file_get_size (got), ==, (gint64) size);
  chat_session_fetch_file (fixture->bob.session, got);
  test_await_that (chat_file_get_state (got) == CHAT_FILE_HERE);
}

/* The program ends before it has its copy. */
static void
test_copy_is_made_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 1000);

  chat_session_disconnect (fixture->ann.session);
  send_file (fixture, "look", file);
  close_it (&fixture->ann);
  open_it (&fixture->ann);
  fixture->ann.room = first_room (&fixture->ann);
  chat_session_set_token (fixture->ann.session, fixture->ann.token);
  go_online (&fixture->ann);
  await_room (&fixture->bob, "look ");
}

/* On the disk of a person, by somebody else. */
static void
run_sql (Person *person, const char *sql)
{
  g_autofree char *path = g_build_filename (person->folder, "chat.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) disk = db_connection_open (path, DB_DURABILITY_FULL, &error);

  g_assert_no_error (error);
  db_connection_execute (disk, sql, &error);
  g_assert_no_error (error);
}

/* What cannot be kept is not sent, and not lost: it stays where it was written, and goes, with its
 * file, when somebody wants it once more. */
static void
test_failing_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 1000);
  g_autoptr (ChatFile) other = make_file (fixture, "y", "text/plain", 2000);
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  ChatMessage *message = NULL;
  ChatMessage *arrived = NULL;

  run_sql (&fixture->ann, "CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN "
                          "SELECT raise (FAIL, 'disk is full'); END");
  g_list_store_append (files, file);
  g_list_store_append (files, other);
  message =
    chat_session_send (fixture->ann.session, fixture->ann.room, "look", NULL, G_LIST_MODEL (files));
  test_await_that (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED);

  run_sql (&fixture->ann, "DROP TRIGGER full");
  chat_session_retry_message (fixture->ann.session, fixture->ann.room, message);
  await_room (&fixture->bob, "look ");
  arrived = chat_timeline_get_last (chat_room_get_timeline (fixture->bob.room));
  for (guint i = 0; i < 2; i++) {
    g_autoptr (ChatFile) came = g_list_model_get_item (chat_message_get_files (arrived), i);

    g_assert_cmpint (chat_file_get_size (came), ==, 1000 * (i + 1));
  }
}

/* Said by the server, while the rest is still coming. */
static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 26 * 1024 * 1024);
  g_autoptr (ChatAttachments) attachments =
    chat_attachments_new (test_house_get_address (fixture->house), fixture->ann.folder, NULL);
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (GAsyncResult) sent = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = NULL;

  chat_attachments_set_token (attachments, fixture->ann.token);
  chat_spool_keep_async (chat_attachments_get_spool (attachments), file, NULL, test_keep_result,
                         &kept);
  test_await (&kept);
  copy = chat_spool_keep_finish (chat_attachments_get_spool (attachments), kept, &error);
  g_assert_no_error (error);
  chat_attachments_send_async (attachments, file, copy, test_keep_result, &sent);
  test_await (&sent);
  g_assert_false (chat_attachments_send_finish (attachments, sent, &error));
  g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED);
  chat_spool_drop (chat_attachments_get_spool (attachments), copy);
}

static void
test_file_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 26 * 1024 * 1024);
  ChatMessage *message = send_file (fixture, "large", file);

  say (&fixture->ann, "after");
  await_room (&fixture->bob, "after ");
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
  chat_session_discard_message (fixture->ann.session, fixture->ann.room, message);
  g_assert_cmpuint (count_files (&fixture->ann, "outgoing"), ==, 0);
}

/* --- rooms that are left ---------------------------------------------------------- */

static guint
count_rooms (Person *person)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_session_get_rooms (person->session)));
}

static void
start_leaving (Person *person, GAsyncResult **result)
{
  chat_session_leave_async (person->session, person->room, NULL, test_keep_result, result);
}

/* The server is asked once. */
static void
test_leaving_twice (Fixture *fixture, gconstpointer data)
{
  ChatSession *ann = fixture->ann.session;
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;

  say (&fixture->ann, "bye");
  start_leaving (&fixture->ann, &first);
  start_leaving (&fixture->ann, &second);
  g_assert_true (chat_session_is_leaving (ann, fixture->ann.room));
  test_await (&first);
  test_await (&second);
  g_assert_true (chat_session_done_finish (ann, first, &error));
  g_assert_no_error (error);
  g_assert_true (chat_session_done_finish (ann, second, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rooms (&fixture->ann), ==, 0);
  g_assert_false (chat_session_is_leaving (ann, fixture->ann.room));
}

static void
test_last_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_file (fixture, "x", "text/plain", 300000);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatMessage *a = say (&fixture->ann, "a");
  ChatMessage *theirs = NULL;

  chat_session_edit (fixture->ann.session, fixture->ann.room, a, "aa");
  send_file (fixture, "look", file);
  say (&fixture->ann, "bye");
  chat_session_react (fixture->ann.session, fixture->ann.room, a, "👍", TRUE);
  start_leaving (&fixture->ann, &result);
  say (&fixture->ann, "really");
  test_await (&result);
  g_assert_true (chat_session_done_finish (fixture->ann.session, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_rooms (&fixture->ann), ==, 0);

  await_room (&fixture->bob, "aa look bye really ");
  theirs = find (&fixture->bob, a);
  test_await_that (chat_message_get_reactions (theirs)->len == 1);
}

static void
lost_cb (ChatSession *session, ChatRoom *room, char **texts, GString *lost)
{
  g_autofree char *words = g_strjoinv (" ", texts);

  g_string_append_printf (lost, "%s ", words);
}

/* Who leaves with something unsaid stays; whoever leaves all the same is told what is lost. */
static void
test_refused_words (Fixture *fixture, gconstpointer data)
{
  g_autofree char *long_text = g_strnfill (9000, 'x');
  g_autofree char *long_word = g_strconcat (long_text, " ", NULL);
  g_autoptr (GString) lost = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->ann.session, "lost", G_CALLBACK (lost_cb), lost);
  say (&fixture->ann, long_text);
  say (&fixture->ann, "bye");
  start_leaving (&fixture->ann, &result);
  test_await (&result);
  g_assert_false (chat_session_done_finish (fixture->ann.session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (count_rooms (&fixture->ann), ==, 1);
  await_room (&fixture->bob, "bye ");
  g_assert_cmpstr (lost->str, ==, "");

  g_clear_object (&result);
  start_leaving (&fixture->ann, &result);
  test_await (&result);
  g_assert_true (chat_session_done_finish (fixture->ann.session, result, NULL));
  g_assert_cmpuint (count_rooms (&fixture->ann), ==, 0);
  g_assert_cmpstr (lost->str, ==, long_word);
}

static void
test_leaving_without_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  say (&fixture->ann, "a");
  say (&fixture->ann, "b");
  start_leaving (&fixture->ann, &result);
  chat_session_disconnect (fixture->ann.session);
  test_await (&result);
  g_assert_false (chat_session_done_finish (fixture->ann.session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  g_clear_error (&error);
  g_clear_object (&result);

  start_leaving (&fixture->ann, &result);
  test_await (&result);
  g_assert_false (chat_session_done_finish (fixture->ann.session, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED);
  go_online (&fixture->ann);
  await_room (&fixture->bob, "a b ");
}

static void
test_put_out (Fixture *fixture, gconstpointer data)
{
  ChatSession *ann = fixture->ann.session;
  g_autoptr (ChatUser) bob = chat_user_new (chat_account_get_user_id (fixture->bob.account), "Bob");
  g_autoptr (GString) lost = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (fixture->bob.session, "lost", G_CALLBACK (lost_cb), lost);
  chat_session_disconnect (fixture->bob.session);
  say (&fixture->bob, "one");
  say (&fixture->bob, "two");
  chat_session_remove_async (ann, fixture->ann.room, bob, NULL, test_keep_result, &result);
  test_await (&result);
  chat_session_done_finish (ann, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lost->str, ==, "");
  go_online (&fixture->bob);
  g_assert_cmpuint (count_rooms (&fixture->bob), ==, 0);
  g_assert_cmpstr (lost->str, ==, "one two ");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/session-writing/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("burst-arrives-in-order", test_burst);
  ADD ("refused-is-changed-and-sent-again", test_refused);
  ADD ("changes-arrive", test_changes);
  ADD ("refused-change-is-taken-back", test_change_refused);
  ADD ("nothing-is-lost-with-the-server", test_plug);
  ADD ("written-offline-goes-later", test_offline);
  ADD ("files-arrive", test_files);
  ADD ("files-wait-with-their-message", test_files_wait);
  ADD ("what-the-disk-does-not-take-is-not-lost", test_failing_disk);
  ADD ("files-go-as-they-were-attached", test_attached);
  ADD ("an-upload-that-was-cut-begins-anew", test_upload_is_cut);
  ADD ("files-are-copied-later", test_copy_is_made_later);
  ADD ("too-large-is-said-by-the-server", test_too_large);
  ADD ("too-large-does-not-hold-up-the-rest", test_file_refused);
  ADD ("whoever-leaves-twice-leaves-once", test_leaving_twice);
  ADD ("what-was-done-in-a-room-arrives-before-it-is-left", test_last_words);
  ADD ("a-room-with-refused-messages-is-left-at-the-second-try", test_refused_words);
  ADD ("a-room-is-not-left-without-a-connection", test_leaving_without_connection);
  ADD ("who-is-put-out-is-told-what-is-lost", test_put_out);

  return g_test_run ();
}
