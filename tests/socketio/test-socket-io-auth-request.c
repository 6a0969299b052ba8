/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-auth-request.h"

#include "socket-io-error.h"

typedef struct {
  guint answers;
  guint failures;
  JsonNode *auth;
  SocketIoAuthRequest *request; /* dropped in the answer, if set */
} Asker;

static void
settled_cb (JsonNode *auth, const GError *error, gpointer user_data)
{
  Asker *asker = user_data;

  if (error == NULL) {
    asker->answers++;
    asker->auth = auth;
  } else {
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_AUTH);
    asker->failures++;
  }
  g_clear_object (&asker->request);
}

static void
test_the_first_answer_counts (void)
{
  Asker asker = { 0 };
  g_autoptr (JsonNode) auth = json_node_init_object (json_node_alloc (), NULL);
  SocketIoAuthRequest *request = socket_io_auth_request_new (settled_cb, &asker);

  socket_io_auth_request_answer (request, auth);
  socket_io_auth_request_answer (request, NULL);
  socket_io_auth_request_fail (request, "too late");
  g_assert_finalize_object (request);
  g_assert_cmpuint (asker.answers, ==, 1);
  g_assert_cmpuint (asker.failures, ==, 0);
  g_assert_true (asker.auth == auth);
}

static void
test_no_auth_is_an_answer (void)
{
  Asker asker = { 0 };
  SocketIoAuthRequest *request = socket_io_auth_request_new (settled_cb, &asker);

  socket_io_auth_request_answer (request, NULL);
  g_assert_finalize_object (request);
  g_assert_cmpuint (asker.answers, ==, 1);
  g_assert_null (asker.auth);
}

static void
test_a_failure_counts_once (void)
{
  Asker asker = { 0 };
  SocketIoAuthRequest *request = socket_io_auth_request_new (settled_cb, &asker);

  socket_io_auth_request_fail (request, "The token server is down");
  socket_io_auth_request_answer (request, NULL);
  g_assert_finalize_object (request);
  g_assert_cmpuint (asker.answers, ==, 0);
  g_assert_cmpuint (asker.failures, ==, 1);
}

static void
test_dropping_it_fails_it (void)
{
  Asker asker = { 0 };
  SocketIoAuthRequest *request = socket_io_auth_request_new (settled_cb, &asker);

  g_assert_finalize_object (request);
  g_assert_cmpuint (asker.failures, ==, 1);
}

static void
test_a_forgotten_one_finds_nobody (void)
{
  Asker asker = { 0 };
  SocketIoAuthRequest *request = socket_io_auth_request_new (settled_cb, &asker);

  socket_io_auth_request_forget (request);
  socket_io_auth_request_answer (request, NULL);
  g_assert_finalize_object (request);
  g_assert_cmpuint (asker.answers + asker.failures, ==, 0);
}

static void
test_the_asker_may_drop_it_in_answer (void)
{
  Asker asker = { 0 };

  asker.request = socket_io_auth_request_new (settled_cb, &asker);
  socket_io_auth_request_answer (asker.request, NULL);
  g_assert_null (asker.request);
  g_assert_cmpuint (asker.answers, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/auth-request/the-first-answer-counts", test_the_first_answer_counts);
  g_test_add_func ("/socket-io/auth-request/no-auth-is-an-answer", test_no_auth_is_an_answer);
  g_test_add_func ("/socket-io/auth-request/a-failure-counts-once", test_a_failure_counts_once);
  g_test_add_func ("/socket-io/auth-request/dropping-it-fails-it", test_dropping_it_fails_it);
  g_test_add_func ("/socket-io/auth-request/a-forgotten-one-finds-nobody",
                   test_a_forgotten_one_finds_nobody);
  g_test_add_func ("/socket-io/auth-request/the-asker-may-drop-it-in-answer",
                   test_the_asker_may_drop_it_in_answer);

  return g_test_run ();
}
