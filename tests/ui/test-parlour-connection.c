/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-connection.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "chat-host-error.h"
#include "parlour-problem.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-house.h"

/* An address where nobody listens. */
static char *
dup_deaf_address (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  g_autoptr (GError) error = NULL;
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, &error);

  g_assert_no_error (error);
  g_socket_listener_close (listener);

  return g_strdup_printf ("http://127.0.0.1:%u", port);
}

static gboolean
says (ParlourConnection *connection, const char *property, const char *beginning)
{
  g_autofree char *text = NULL;

  g_object_get (connection, property, &text, NULL);

  return g_str_has_prefix (text, beginning);
}

static void
test_it_counts_down (void)
{
  g_autofree char *address = dup_deaf_address ();
  g_autoptr (ChatAccount) account = chat_account_new (address, NULL, "Noor");
  ChatSession *session = chat_session_new (account);
  ParlourConnection *connection = g_object_new (PARLOUR_TYPE_CONNECTION, "session", session, NULL);

  g_assert_true (says (connection, "status", "Offline"));
  chat_session_connect (session);
  g_assert_true (says (connection, "status", "Connecting…"));
  g_assert_null (parlour_connection_get_notice (connection));

  test_await_that (says (connection, "notice", "Reconnecting in "));
  g_assert_nonnull (parlour_connection_get_notice (connection));
  g_assert_true (says (connection, "remedy", "Try Now"));
  g_assert_true (says (connection, "status", "Reconnecting…"));

  /* A later attempt does not take the notice away while it lasts. */
  chat_session_retry_now (session);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_CONNECTING);
  g_assert_true (says (connection, "status", "Reconnecting…"));
  g_assert_cmpstr (parlour_connection_get_notice (connection), ==, "Reconnecting…");

  chat_session_disconnect (session);
  test_await_that (says (connection, "remedy", "Connect"));
  g_assert_nonnull (parlour_connection_get_notice (connection));

  g_assert_finalize_object (connection);
  g_assert_finalize_object (session);
}

/* One that is on this computer can be helped. */
static void
test_it_offers_to_start (void)
{
  g_autoptr (ChatAccount)
    account = g_object_new (CHAT_TYPE_ACCOUNT, "address", "http://127.0.0.1:1", "name", "Noor",
                            "hosted", TRUE, NULL);
  ChatSession *session = chat_session_new (account);
  ParlourConnection *connection = g_object_new (PARLOUR_TYPE_CONNECTION, "session", session, NULL);

  chat_session_connect (session);
  g_assert_true (says (connection, "notice", "The server on this computer is not running"));
  g_assert_true (says (connection, "remedy", "Start"));
  chat_session_set_server_state (session, CHAT_SERVER_STARTING);
  g_assert_true (says (connection, "status", "Connecting…"));
  g_assert_null (parlour_connection_get_notice (connection));

  g_assert_finalize_object (connection);
  g_assert_finalize_object (session);
}

static void
close_session (ChatSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_close_async (session, test_keep_result, &result);
  test_await (&result);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (session);
}

/* With a server everything works, but what is said is gone with the program. */
static void
test_it_tells_that_nothing_is_kept (void)
{
  g_autoptr (TestHouse) house = test_house_new (NULL);
  g_autofree char *folder = test_folder_new ();
  g_autofree char *path = g_build_filename (folder, "chat.db", NULL);
  g_autoptr (ChatAccount)
    account = g_object_new (CHAT_TYPE_ACCOUNT, "address", test_house_get_address (house), "dialect",
                            "native", "name", "noor", "folder", folder, NULL);
  ChatSession *session = chat_session_new (account);
  ParlourConnection *connection = g_object_new (PARLOUR_TYPE_CONNECTION, "session", session, NULL);

  g_assert_true (g_file_set_contents (path, "This is no database, and it is not empty", -1, NULL));
  chat_session_set_password (session, "noor", "correct horse", TRUE, NULL, NULL);
  chat_session_connect (session);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_ONLINE);
  g_assert_true (says (connection, "status", "Connected"));
  g_assert_cmpstr (parlour_connection_get_notice (connection), ==,
                   "What this computer remembers of this account cannot be read · "
                   "Nothing is kept on this computer");
  g_assert_true (says (connection, "remedy", ""));

  /* What was wrong may be over the next time. */
  chat_session_disconnect (session);
  g_assert_cmpint (g_remove (path), ==, 0);
  chat_session_connect (session);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_ONLINE);
  g_assert_null (parlour_connection_get_notice (connection));

  g_assert_finalize_object (connection);
  close_session (session);
  test_folder_remove (folder);
}

static void
test_every_problem_of_a_host_has_words (void)
{
  for (int code = CHAT_HOST_ERROR_NOT_INSTALLED; code <= CHAT_HOST_ERROR_COMPLAINED; code++) {
    g_autoptr (GError) error = chat_host_error_new ((ChatHostError) code, "a reason");
    g_autofree char *words = parlour_problem_describe (error);

    g_assert_cmpuint (strlen (words), >, 10);
    g_assert_true ((strstr (words, "a reason") != NULL) == (code == CHAT_HOST_ERROR_COMPLAINED));
  }
}

static void
test_every_problem_has_words (void)
{
  for (int code = CHAT_SESSION_ERROR_ADDRESS; code <= CHAT_SESSION_ERROR_STORE_FULL; code++) {
    g_autoptr (GError) error = g_error_new_literal (CHAT_SESSION_ERROR, code, "a reason");
    g_autofree char *words = parlour_problem_describe (error);

    g_assert_cmpuint (strlen (words), >, 10);
    g_assert_cmpstr (words, !=, "a reason");
    if (code == CHAT_SESSION_ERROR_REFUSED)
      g_assert_nonnull (strstr (words, "a reason"));
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parlour/connection/it-counts-down", test_it_counts_down);
  g_test_add_func ("/parlour/connection/it-offers-to-start", test_it_offers_to_start);
  g_test_add_func ("/parlour/connection/it-tells-that-nothing-is-kept",
                   test_it_tells_that_nothing_is_kept);
  g_test_add_func ("/parlour/problem/every-problem-has-words", test_every_problem_has_words);
  g_test_add_func ("/parlour/problem/every-problem-of-a-host-has-words",
                   test_every_problem_of_a_host_has_words);

  return g_test_run ();
}
