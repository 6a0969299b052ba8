/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-connection.h"

#include <gio/gio.h>

#include "parlour-problem.h"
#include "test-await.h"

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

static void
test_every_problem_has_words (void)
{
  for (int code = CHAT_SESSION_ERROR_ADDRESS; code <= CHAT_SESSION_ERROR_NOT_RUNNING; code++) {
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
  g_test_add_func ("/parlour/problem/every-problem-has-words", test_every_problem_has_words);

  return g_test_run ();
}
