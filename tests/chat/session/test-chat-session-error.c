/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-session-error.h"

#include "db-error.h"
#include "engine-io-error.h"
#include "socket-io-error.h"

static void
assert_becomes (GQuark domain, int code, ChatSessionError expected)
{
  g_autoptr (GError) cause = g_error_new_literal (domain, code, "epoll_wait: -1");
  g_autoptr (GError) error = chat_session_error_new_from (cause);

  g_assert_error (error, CHAT_SESSION_ERROR, (int) expected);
  if (expected != CHAT_SESSION_ERROR_REFUSED)
    g_assert_null (strstr (error->message, "epoll"));
}

static void
test_causes (void)
{
  assert_becomes (ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE, CHAT_SESSION_ERROR_UNREACHABLE);
  assert_becomes (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TLS, CHAT_SESSION_ERROR_UNTRUSTED);
  assert_becomes (ENGINE_IO_ERROR, ENGINE_IO_ERROR_HTTP, CHAT_SESSION_ERROR_NO_CHAT);
  assert_becomes (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL, CHAT_SESSION_ERROR_NO_CHAT);
  assert_becomes (ENGINE_IO_ERROR, ENGINE_IO_ERROR_VERSION, CHAT_SESSION_ERROR_VERSION);
  assert_becomes (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT, CHAT_SESSION_ERROR_TIMED_OUT);
  assert_becomes (SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED, CHAT_SESSION_ERROR_REFUSED);
  assert_becomes (SOCKET_IO_ERROR, SOCKET_IO_ERROR_VERSION, CHAT_SESSION_ERROR_VERSION);
  assert_becomes (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED, CHAT_SESSION_ERROR_LOST);
  assert_becomes (DB_ERROR, DB_ERROR_NEWER, CHAT_SESSION_ERROR_STORE_NEWER);
  assert_becomes (DB_ERROR, DB_ERROR_FULL, CHAT_SESSION_ERROR_STORE_FULL);
  assert_becomes (DB_ERROR, DB_ERROR_CORRUPT, CHAT_SESSION_ERROR_STORE);
  assert_becomes (G_IO_ERROR, G_IO_ERROR_FAILED, CHAT_SESSION_ERROR_LOST);
}

static void
test_reason (void)
{
  g_autoptr (GError)
    cause = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED, "members only");
  g_autoptr (GError) error = chat_session_error_new_from (cause);

  g_assert_cmpstr (error->message, ==, "members only");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/session-error/says-what-people-can-act-on", test_causes);
  g_test_add_func ("/chat/session-error/refusal-keeps-the-words-of-the-server", test_reason);

  return g_test_run ();
}
