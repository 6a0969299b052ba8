/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-session-list.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "accounts.h"
#include "chat-session-operations.h"
#include "socket-io-server.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-house.h"

/* A computer with accounts, and a server. */
typedef struct {
  char *folder;
  char *accounts;
  ChatHost *host;
  ChatCredentials *credentials;
  ChatSessionList *list;
} Fixture;

static void
drop_list (Fixture *fixture)
{
  test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->list));
}

/* The program ends, and starts again. */
static void
start_again (Fixture *fixture)
{
  accounts_close (fixture->list);
  drop_list (fixture);
  fixture->list = chat_session_list_new (fixture->accounts, fixture->credentials);
  accounts_load (fixture->list);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program =
    g_test_build_filename (G_TEST_BUILT, "..", "src", "server", "parlour-server", NULL);
  g_autofree char *server = NULL;

  fixture->folder = test_folder_new ();
  fixture->accounts = g_build_filename (fixture->folder, "parlour", "accounts", NULL);
  server = g_build_filename (fixture->folder, "server", NULL);
  fixture->host = chat_host_new (server, program);
  fixture->credentials = chat_credentials_new ();
  fixture->list = chat_session_list_new (fixture->accounts, fixture->credentials);
  accounts_load (fixture->list);
  accounts_start_server (fixture->host);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  accounts_close (fixture->list);
  drop_list (fixture);
  accounts_stop_server (fixture->host);
  test_settle ();
  g_assert_finalize_object (fixture->host);
  g_assert_finalize_object (fixture->credentials);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->accounts);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->list));
}

static ChatSession *
get (Fixture *fixture, guint position)
{
  g_autoptr (ChatSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->list), position);

  return session; /* the list has it */
}

static char *
dup_path (Fixture *fixture, ChatSession *session)
{
  return g_build_filename (fixture->accounts,
                           chat_account_get_id (chat_session_get_account (session)), NULL);
}

static char *
dup_token (Fixture *fixture, ChatSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  char *token = NULL;
  char *copy = NULL;

  chat_credentials_lookup_async (fixture->credentials,
                                 chat_account_get_id (chat_session_get_account (session)),
                                 test_keep_result, &result);
  test_await (&result);
  token = chat_credentials_lookup_finish (fixture->credentials, result);
  copy = g_strdup (token);
  chat_credentials_free_token (token);

  return copy;
}

static ChatSession *
begin (Fixture *fixture, const char *name, const char *password, gboolean enrol)
{
  return accounts_begin (fixture->list, chat_host_get_address (fixture->host), name, password,
                         enrol);
}

static ChatSession *
sign_up (Fixture *fixture, const char *name)
{
  ChatSession *session = begin (fixture, name, ACCOUNTS_PASSWORD, TRUE);

  accounts_await (session, CHAT_SESSION_ONLINE);

  return session;
}

static void
forget (Fixture *fixture, ChatSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_list_remove_async (fixture->list, session, test_keep_result, &result);
  test_await (&result);
  chat_session_list_remove_finish (fixture->list, result, &error);
  g_assert_no_error (error);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture, "noor");
  ChatAccount *account = chat_session_get_account (session);
  g_autofree char *id = g_strdup (chat_account_get_id (account));
  g_autofree char *user_id = g_strdup (chat_account_get_user_id (account));
  g_autofree char *path = dup_path (fixture, session);
  g_autofree char *file = g_build_filename (path, "account.ini", NULL);
  g_autofree char *token = dup_token (fixture, session);
  g_autofree char *text = NULL;
  GStatBuf status;

  g_assert_true (chat_session_list_find (fixture->list, id) == session);
  g_assert_cmpstr (chat_account_get_folder (account), ==, path);
  g_assert_nonnull (token);
  sign_up (fixture, "karim");
  start_again (fixture);

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_null (strstr (text, token));
  g_assert_null (strstr (text, ACCOUNTS_PASSWORD));

  g_assert_cmpuint (count (fixture), ==, 2);
  session = get (fixture, 0);
  account = chat_session_get_account (session);
  g_assert_true (chat_session_list_find (fixture->list, id) == session);
  g_assert_true (chat_session_get_ready (session));
  g_assert_cmpstr (chat_account_get_name (account), ==, "noor");
  g_assert_cmpstr (chat_account_get_user_id (account), ==, user_id);
  g_assert_cmpstr (chat_account_get_title (account), ==, "Parlour");
  g_assert_cmpstr (chat_account_get_dialect (account), ==, "native");
  accounts_await (session, CHAT_SESSION_ONLINE);
  accounts_await (get (fixture, 1), CHAT_SESSION_ONLINE);
}

static void
did_create (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(ChatRoom **) user_data = chat_session_room_finish (CHAT_SESSION (session), result, &error);
  g_assert_no_error (error);
}

static void
test_without_server (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture, "noor");
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (ChatRoom) remembered = NULL;

  chat_session_create_room_async (session, "Garden", NULL, CHAT_ROOM_KIND_PUBLIC, NULL, NULL,
                                  did_create, &room);
  test_await_that (room != NULL);
  accounts_stop_server (fixture->host);
  start_again (fixture);
  session = get (fixture, 0);
  g_assert_true (chat_session_get_ready (session));
  remembered = g_list_model_get_item (G_LIST_MODEL (chat_session_get_rooms (session)), 0);
  g_assert_nonnull (remembered);
  g_assert_cmpstr (chat_room_get_name (remembered), ==, "Garden");
  accounts_await (session, CHAT_SESSION_WAITING);
  accounts_start_server (fixture->host);
  chat_session_retry_now (session);
  accounts_await (session, CHAT_SESSION_ONLINE);
}

static void
test_token_gone (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture, "noor");
  g_autofree char *token = NULL;

  accounts_close (fixture->list);
  drop_list (fixture);
  g_assert_finalize_object (fixture->credentials);
  fixture->credentials = chat_credentials_new ();
  fixture->list = chat_session_list_new (fixture->accounts, fixture->credentials);
  accounts_load (fixture->list);

  session = get (fixture, 0);
  accounts_await (session, CHAT_SESSION_REFUSED);
  g_assert_error (chat_session_get_error (session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_CREDENTIALS);
  g_assert_true (chat_session_get_ready (session));

  chat_session_set_password (session, "noor", ACCOUNTS_PASSWORD, FALSE, NULL, NULL);
  chat_session_connect (session);
  accounts_await (session, CHAT_SESSION_ONLINE);
  token = dup_token (fixture, session);
  g_assert_nonnull (token);
}

static void
test_never_in (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = begin (fixture, "noor", "wrong password", FALSE);
  g_autofree char *first = dup_path (fixture, session);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  accounts_await (session, CHAT_SESSION_REFUSED);
  g_assert_true (g_file_test (first, G_FILE_TEST_IS_DIR));
  forget (fixture, session);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));

  /* The program ends, or is killed, while somebody still tries. */
  second = dup_path (fixture, begin (fixture, "noor", "wrong password", FALSE));
  start_again (fixture);
  g_assert_cmpuint (count (fixture), ==, 0);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  third = dup_path (fixture, begin (fixture, "noor", "wrong password", FALSE));
  drop_list (fixture);
  g_assert_true (g_file_test (third, G_FILE_TEST_EXISTS));
  fixture->list = chat_session_list_new (fixture->accounts, fixture->credentials);
  accounts_load (fixture->list);
  g_assert_cmpuint (count (fixture), ==, 0);
  while (g_file_test (third, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, FALSE);
}

/* Whoever changes their mind at once. */
static void
test_removed_early (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 20; i++) {
    ChatSession *session =
      chat_session_list_add (fixture->list, chat_host_get_address (fixture->host), "native",
                             "noor");
    g_autofree char *path = dup_path (fixture, session);

    forget (fixture, session);
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    test_settle ();
    g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  }
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture, "noor");
  g_autoptr (ChatSession) kept = g_object_ref (session);
  g_autofree char *path = dup_path (fixture, session);
  g_autofree char *token = dup_token (fixture, session);
  g_autofree char *none = NULL;

  sign_up (fixture, "karim");
  forget (fixture, session);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  none = dup_token (fixture, session);
  g_assert_null (none);

  /* The server does not know the token any more, either. */
  chat_session_set_token (session, token);
  chat_session_connect (session);
  accounts_await (session, CHAT_SESSION_REFUSED);

  start_again (fixture);
  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_cmpstr (chat_account_get_name (chat_session_get_account (get (fixture, 0))), ==,
                   "karim");
  accounts_await (get (fixture, 0), CHAT_SESSION_ONLINE);
}

static void
test_removed_without_server (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture, "noor");
  g_autofree char *path = dup_path (fixture, session);

  accounts_stop_server (fixture->host);
  forget (fixture, session);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_closed (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture, "noor");

  accounts_close (fixture->list);
  g_assert_cmpint (chat_session_get_state (session), ==, CHAT_SESSION_OFFLINE);
  g_assert_cmpuint (count (fixture), ==, 1);
}

/* It is closed before it has begun to connect. */
static void
test_closed_early (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  sign_up (fixture, "noor");
  accounts_close (fixture->list);
  drop_list (fixture);
  fixture->list = chat_session_list_new (fixture->accounts, fixture->credentials);
  chat_session_list_load_async (fixture->list, test_keep_result, &result);
  accounts_close (fixture->list);
  test_await (&result);
  g_assert_cmpint (chat_session_get_state (get (fixture, 0)), ==, CHAT_SESSION_OFFLINE);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SocketIoServer) io = socket_io_server_new (NULL);
  g_autofree char *address = NULL;
  g_autofree char *user_id = NULL;
  ChatSession *session = NULL;

  g_assert_true (socket_io_server_listen (io, "127.0.0.1", 0, NULL, NULL));
  address = g_strdup_printf ("http://127.0.0.1:%u", socket_io_server_get_port (io));
  session = chat_session_list_add (fixture->list, address, "plain", "Noor");
  user_id = g_strdup (chat_account_get_user_id (chat_session_get_account (session)));
  chat_session_connect (session);
  accounts_await (session, CHAT_SESSION_ONLINE);

  start_again (fixture);
  session = get (fixture, 0);
  g_assert_null (chat_account_get_folder (chat_session_get_account (session)));
  g_assert_cmpstr (chat_account_get_user_id (chat_session_get_account (session)), ==, user_id);
  accounts_await (session, CHAT_SESSION_ONLINE);
  forget (fixture, session);
}

static ChatRoom *
make_room (ChatSession *session, const char *name)
{
  g_autoptr (ChatRoom) room = NULL;

  chat_session_create_room_async (session, name, NULL, CHAT_ROOM_KIND_PUBLIC, NULL, NULL,
                                  did_create, &room);
  test_await_that (room != NULL);

  return room; /* the list has it */
}

static void
assert_rooms (ChatSession *session, const char *names)
{
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (session));
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    g_string_append_printf (found, "%s ", chat_room_get_name (room));
  }
  g_assert_cmpstr (found->str, ==, names);
}

/* Two people on one server, and one of them on another as well, all at once: what happens to one
 * does not happen to the others. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestHouse) house = test_house_new (NULL);
  ChatSession *noor = sign_up (fixture, "noor");
  ChatSession *karim = sign_up (fixture, "karim");
  ChatSession *elsewhere =
    accounts_begin (fixture->list, test_house_get_address (house), "noor", ACCOUNTS_PASSWORD, TRUE);
  ChatRoom *garden = NULL;
  ChatRoom *cellar = NULL;
  ChatMessage *here = NULL;
  ChatMessage *there = NULL;

  accounts_await (elsewhere, CHAT_SESSION_ONLINE);
  garden = make_room (noor, "Garden");
  cellar = make_room (elsewhere, "Cellar");
  make_room (karim, "Attic");
  test_house_stop (house, SIGKILL);
  here = chat_session_send_text (noor, garden, "hello");
  there = chat_session_send_text (elsewhere, cellar, "hello");
  test_await_that (chat_message_get_is_sent (here));
  accounts_await (elsewhere, CHAT_SESSION_WAITING);
  g_assert_false (chat_message_get_is_sent (there));
  g_assert_cmpint (chat_session_get_state (noor), ==, CHAT_SESSION_ONLINE);
  g_assert_cmpint (chat_session_get_state (karim), ==, CHAT_SESSION_ONLINE);

  test_house_start (house);
  test_await_that (chat_message_get_is_sent (there));
  start_again (fixture);
  for (guint i = 0; i < 3; i++)
    accounts_await (get (fixture, i), CHAT_SESSION_ONLINE);
  assert_rooms (get (fixture, 0), "Garden ");
  assert_rooms (get (fixture, 1), "Attic ");
  assert_rooms (get (fixture, 2), "Cellar ");
}

/* What is in the folder and makes no sense is in nobody's way, and nobody's to remove. */
static void
test_strange (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *broken = g_build_filename (fixture->accounts, id, NULL);
  g_autofree char *file = g_build_filename (broken, "account.ini", NULL);
  g_autofree char *other = g_build_filename (fixture->accounts, "notes", NULL);

  sign_up (fixture, "noor");
  g_assert_cmpint (g_mkdir_with_parents (broken, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (other, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "[account]\naddress=http://a\n", -1, NULL));
  start_again (fixture);

  g_assert_cmpuint (count (fixture), ==, 1);
  g_assert_true (g_file_test (file, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/chat/session-list/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("accounts-are-there-the-next-time-and-connect", test_kept);
  ADD ("what-is-remembered-needs-no-server", test_without_server);
  ADD ("whose-token-is-gone-is-asked-for-the-password", test_token_gone);
  ADD ("who-was-never-let-in-leaves-nothing", test_never_in);
  ADD ("who-signs-out-leaves-nothing-here-nor-there", test_removed);
  ADD ("one-may-change-ones-mind-at-once", test_removed_early);
  ADD ("one-can-sign-out-without-the-server", test_removed_without_server);
  ADD ("at-the-end-nobody-is-connected", test_closed);
  ADD ("the-end-may-come-before-the-beginning-is-over", test_closed_early);
  ADD ("servers-without-accounts-have-accounts-here", test_plain);
  ADD ("several-live-at-once-each-on-its-own", test_several);
  ADD ("what-makes-no-sense-stays", test_strange);

  return g_test_run ();
}
