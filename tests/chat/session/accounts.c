/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "accounts.h"

#include "test-await.h"

void
accounts_load (ChatSessionList *list)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_list_load_async (list, test_keep_result, &result);
  test_await (&result);
  chat_session_list_load_finish (list, result, &error);
  g_assert_no_error (error);
}

void
accounts_close (ChatSessionList *list)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_list_close_async (list, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_session_list_close_finish (list, result, NULL));
}

void
accounts_start_server (ChatHost *host)
{
  chat_host_start (host);
  test_await_that (chat_host_get_state (host) == CHAT_HOST_RUNNING);
}

void
accounts_stop_server (ChatHost *host)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_host_stop_async (host, test_keep_result, &result);
  test_await (&result);
}

ChatSession *
accounts_begin (ChatSessionList *list,
                const char *address,
                const char *name,
                const char *password,
                gboolean enrol)
{
  ChatSession *session = chat_session_list_add (list, address, "native", name);

  chat_session_set_password (session, name, password, enrol, NULL, NULL);
  chat_session_connect (session);

  return session;
}

void
accounts_await (ChatSession *session, ChatSessionState state)
{
  test_await_that (chat_session_get_state (session) == state);
}
