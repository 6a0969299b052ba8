/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>

#include "accounts.h"
#include "test-await.h"
#include "test-folder.h"

#define LONG_NAME                                                                                  \
  "a-folder-of-which-the-path-is-longer-than-any-that-a-socket-may-have/"                          \
  "which-takes-more-than-a-hundred-characters-on-this-system"

/* A computer that hosts, without a keyring. */
typedef struct {
  char *folder;
  char *accounts;
  char *data;
  ChatHost *host;
  ChatCredentials *credentials;
  ChatSessionList *list;
} Fixture;

/* The program starts. */
static void
start (Fixture *fixture)
{
  g_autofree char *program =
    g_test_build_filename (G_TEST_BUILT, "..", "src", "server", "parlour-server", NULL);

  fixture->host = g_object_new (CHAT_TYPE_HOST, "folder", fixture->data, "program", program,
                                "retry-delay", 20, NULL);
  fixture->credentials = chat_credentials_new ();
  fixture->list =
    chat_session_list_new_with_host (fixture->accounts, fixture->credentials, fixture->host);
  accounts_load (fixture->list);
}

/* It ends, and so does the server. */
static void
end (Fixture *fixture)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) ended = NULL;

  chat_session_list_close_async (fixture->list, test_keep_result, &closed);
  chat_host_close_async (fixture->host, test_keep_result, &ended);
  test_await (&closed);
  test_await (&ended);
  g_clear_object (&closed);
  g_clear_object (&ended);
  test_settle ();
  g_assert_finalize_object (g_steal_pointer (&fixture->list));
  g_assert_finalize_object (g_steal_pointer (&fixture->credentials));
  g_assert_finalize_object (g_steal_pointer (&fixture->host));
}

static void
set_up (Fixture *fixture, gconstpointer server)
{
  fixture->folder = test_folder_new ();
  fixture->accounts = g_build_filename (fixture->folder, "accounts", NULL);
  fixture->data = g_build_filename (fixture->folder, server != NULL ? server : "server", NULL);
  start (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  end (fixture);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->accounts);
  g_free (fixture->data);
}

static ChatSession *
get_only_session (Fixture *fixture)
{
  g_autoptr (ChatSession) session = g_list_model_get_item (G_LIST_MODEL (fixture->list), 0);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 1);
  return session; /* the list has it */
}

static ChatSession *
sign_up (Fixture *fixture)
{
  ChatSession *session = accounts_begin (fixture->list, chat_host_get_address (fixture->host),
                                         "noor", ACCOUNTS_PASSWORD, TRUE);

  accounts_await (session, CHAT_SESSION_ONLINE);
  g_assert_true (chat_account_get_hosted (chat_session_get_account (session)));

  return session;
}

static void
assert_not_running (ChatSession *session)
{
  g_assert_cmpint (chat_session_get_state (session), ==, CHAT_SESSION_OFFLINE);
  g_assert_error (chat_session_get_error (session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_NOT_RUNNING);
}

/* --- where the server is ------------------------------------------------------------------ */

static GSocketListener *
take_port (const char *address)
{
  g_autoptr (GSocketListener) stranger = g_socket_listener_new ();
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GSocketAddress)
    place = g_inet_socket_address_new_from_string ("127.0.0.1", (guint) g_uri_get_port (uri));
  g_autoptr (GError) error = NULL;

  g_socket_listener_add_address (stranger, place, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 NULL, &error);
  g_assert_no_error (error);

  return g_steal_pointer (&stranger);
}

static void
met_cb (GObject *stranger, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GSocketConnection)
    met = g_socket_listener_accept_finish (G_SOCKET_LISTENER (stranger), result, NULL, NULL);

  g_assert_null (met);
  *(gboolean *) user_data = TRUE;
}

/* Neither the connection nor a picture that is wanted goes where the server was. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture);
  g_autofree char *before = g_strdup (chat_host_get_address (fixture->host));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSocketListener) stranger = NULL;
  g_autoptr (ChatFile) file = chat_file_new ("f", "tree.png", "image/png", 10, 2, 2);
  g_autofree char *after = NULL;
  gboolean over = FALSE;

  accounts_stop_server (fixture->host);
  assert_not_running (session);
  stranger = take_port (before);
  g_socket_listener_accept_async (stranger, cancellable, met_cb, &over);
  chat_session_connect (session);
  chat_session_retry_now (session);
  chat_session_fetch_file (session, file);
  test_await_that (chat_file_get_state (file) == CHAT_FILE_FAILED);
  assert_not_running (session);

  accounts_start_server (fixture->host);
  after = g_strdup (chat_host_get_address (fixture->host));
  g_assert_cmpstr (after, !=, before);
  accounts_await (session, CHAT_SESSION_ONLINE);
  g_assert_cmpstr (chat_account_get_address (chat_session_get_account (session)), ==, after);
  g_assert_false (over);
  g_cancellable_cancel (cancellable);
  test_await_that (over);

  end (fixture);
  start (fixture);
  session = get_only_session (fixture);
  g_assert_cmpstr (chat_account_get_address (chat_session_get_account (session)), ==, after);
  accounts_await (session, CHAT_SESSION_ONLINE);
}

/* Nor does anything where a stranger is taken for the server: for a moment that may happen. */
static void
test_stranger (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture);
  g_autoptr (GSocketListener) stranger = g_socket_listener_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (ChatFile) file = chat_file_new ("f", "tree.png", "image/png", 10, 2, 2);
  g_autofree char *address = NULL;
  gboolean over = FALSE;

  address = g_strdup_printf ("http://127.0.0.1:%u",
                             g_socket_listener_add_any_inet_port (stranger, NULL, NULL));
  g_socket_listener_accept_async (stranger, cancellable, met_cb, &over);
  chat_session_set_server_state (session, CHAT_SERVER_STOPPED);
  chat_account_set_address (chat_session_get_account (session), address);
  chat_session_set_server_state (session, CHAT_SERVER_THERE);
  accounts_await (session, CHAT_SESSION_ONLINE);
  chat_session_fetch_file (session, file);
  test_await_that (chat_file_get_state (file) == CHAT_FILE_FAILED);

  g_assert_false (over);
  g_cancellable_cancel (cancellable);
  test_await_that (over);
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture);
  g_autofree char *path = g_build_filename (fixture->data, "lock", NULL);
  g_autofree char *lock = NULL;

  g_assert_true (g_file_get_contents (path, &lock, NULL, NULL));
  kill (atoi (lock), SIGKILL);
  test_await_that (chat_host_get_state (fixture->host) == CHAT_HOST_FAILED);
  assert_not_running (session);
  accounts_await (session, CHAT_SESSION_ONLINE);

  /* It is told while the server starts, too: with other settings here. */
  chat_host_set_stays (fixture->host, TRUE);
  g_assert_cmpint (chat_session_get_state (session), ==, CHAT_SESSION_CONNECTING);
  g_assert_no_error (chat_session_get_error (session));
  accounts_await (session, CHAT_SESSION_ONLINE);
  chat_host_set_stays (fixture->host, FALSE);
  accounts_await (session, CHAT_SESSION_ONLINE);
}

/* Who wants no connection gets none by the server's coming back. */
static void
test_disconnected (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture);

  chat_session_disconnect (session);
  accounts_stop_server (fixture->host);
  g_assert_no_error (chat_session_get_error (session));
  accounts_start_server (fixture->host);
  test_settle ();
  g_assert_cmpint (chat_session_get_state (session), ==, CHAT_SESSION_OFFLINE);
  chat_session_connect (session);
  accounts_await (session, CHAT_SESSION_ONLINE);
}

static void
test_starts (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = NULL;
  g_autofree char *settings = g_build_filename (fixture->data, "host.ini", NULL);

  accounts_start_server (fixture->host);
  sign_up (fixture);
  end (fixture);
  start (fixture);
  accounts_await (get_only_session (fixture), CHAT_SESSION_ONLINE);

  /* Also where nothing is remembered of it. */
  end (fixture);
  g_assert_cmpint (g_remove (settings), ==, 0);
  start (fixture);
  accounts_await (get_only_session (fixture), CHAT_SESSION_ONLINE);

  /* But not if somebody has stopped it. */
  accounts_stop_server (fixture->host);
  end (fixture);
  start (fixture);
  session = get_only_session (fixture);
  test_await_that (chat_session_get_error (session) != NULL);
  assert_not_running (session);
  g_assert_cmpint (chat_host_get_state (fixture->host), ==, CHAT_HOST_STOPPED);
  accounts_start_server (fixture->host);
  accounts_await (session, CHAT_SESSION_ONLINE);
}

/* --- coming in again -------------------------------------------------------------------------- */

/* There is no keyring: the token is gone with the program. */
static void
test_returns (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = sign_up (fixture);
  g_autofree char *id = g_strdup (chat_account_get_id (chat_session_get_account (session)));
  g_autofree char *user_id =
    g_strdup (chat_account_get_user_id (chat_session_get_account (session)));
  g_autoptr (GAsyncResult) result = NULL;
  char *token = NULL;

  end (fixture);
  start (fixture);
  session = get_only_session (fixture);
  accounts_await (session, CHAT_SESSION_ONLINE);
  g_assert_cmpstr (chat_account_get_user_id (chat_session_get_account (session)), ==, user_id);
  chat_credentials_lookup_async (fixture->credentials, id, test_keep_result, &result);
  test_await (&result);
  token = chat_credentials_lookup_finish (fixture->credentials, result);
  g_assert_nonnull (token);
  chat_credentials_free_token (token);

  /* Not for ever. */
  chat_session_disconnect (session);
  chat_session_set_token (session, "dead");
  chat_session_connect (session);
  accounts_await (session, CHAT_SESSION_REFUSED);
  test_settle ();
  g_assert_cmpint (chat_session_get_state (session), ==, CHAT_SESSION_REFUSED);
}

/* Hosting is no way into an account that was never on this computer. */
static void
test_newcomer (Fixture *fixture, gconstpointer data)
{
  ChatSession *session = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  session = sign_up (fixture);
  chat_session_list_remove_async (fixture->list, session, test_keep_result, &result);
  test_await (&result);

  session = accounts_begin (fixture->list, chat_host_get_address (fixture->host), "noor",
                            "wrong password", FALSE);
  accounts_await (session, CHAT_SESSION_REFUSED);
  test_settle ();
  g_assert_error (chat_session_get_error (session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_CREDENTIALS);
}

/* No socket can be there. */
static void
test_long_path (Fixture *fixture, gconstpointer data)
{
  g_assert_null (chat_host_make_connectable (fixture->host));
  sign_up (fixture);
}

/* It ends while the way back in is looked for. */
static void
test_ends_early (Fixture *fixture, gconstpointer data)
{
  sign_up (fixture);
  end (fixture);
  start (fixture);
  accounts_await (get_only_session (fixture), CHAT_SESSION_REFUSED);
}

/* Somewhere else it is as it was. */
static void
test_elsewhere (Fixture *fixture, gconstpointer data)
{
  ChatSession *session =
    chat_session_list_add (fixture->list, "http://127.0.0.1:1", "native", "noor");

  g_assert_false (chat_account_get_hosted (chat_session_get_account (session)));
  chat_session_set_token (session, "token");
  chat_session_connect (session);
  test_await_that (chat_session_get_error (session) != NULL);
  g_assert_error (chat_session_get_error (session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_UNREACHABLE);
  g_assert_cmpint (chat_host_get_state (fixture->host), ==, CHAT_HOST_STOPPED);
}

static void
set_up_with_server (Fixture *fixture, gconstpointer server)
{
  set_up (fixture, server);
  accounts_start_server (fixture->host);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/chat/tenant/" path, Fixture, NULL, set_up_with_server, func, tear_down)

  ADD ("it-follows-the-server-and-knows-no-stranger", test_moved);
  ADD ("it-is-no-strangers-who-has-the-port", test_stranger);
  ADD ("it-is-there-again-after-a-crash", test_crash);
  ADD ("who-wants-no-connection-gets-none", test_disconnected);
  ADD ("the-server-starts-for-it-unless-it-was-stopped", test_starts);
  ADD ("it-needs-no-keyring", test_returns);
  ADD ("it-was-let-in-before", test_newcomer);
  ADD ("it-may-end-at-once", test_ends_early);

  g_test_add ("/chat/tenant/a-folder-may-be-far-away", Fixture, LONG_NAME, set_up_with_server,
              test_long_path, tear_down);
  g_test_add ("/chat/tenant/other-servers-are-not-this-one", Fixture, NULL, set_up, test_elsewhere,
              tear_down);

  return g_test_run ();
}
