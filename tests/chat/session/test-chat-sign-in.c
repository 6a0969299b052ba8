/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-sign-in.h"

#include "chat-native-dialect.h"
#include "chat-session-error.h"
#include "socket-io-error.h"

typedef struct {
  ChatDialect *dialect;
  ChatSignIn *sign_in;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dialect = chat_native_dialect_new ();
  fixture->sign_in = chat_sign_in_new (fixture->dialect);
  chat_sign_in_set_password (fixture->sign_in, "ann", "correct horse", TRUE, NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->sign_in);
  g_assert_finalize_object (fixture->dialect);
}

/* Whether an account is asked for. */
static gboolean
knock (Fixture *fixture)
{
  g_autoptr (JsonNode) auth = chat_sign_in_write (fixture->sign_in);
  JsonObject *said = json_node_get_object (auth);

  g_assert_cmpstr (json_object_get_string_member (said, "name"), ==, "ann");
  g_assert_cmpstr (json_object_get_string_member (said, "password"), ==, "correct horse");

  return json_object_get_boolean_member_with_default (said, "register", FALSE);
}

/* In how many ms it is worth trying again. */
static gint64
refuse (Fixture *fixture, const char *data, int code)
{
  g_autoptr (JsonNode) node = json_from_string (data, NULL);
  g_autoptr (GError) refusal = socket_io_error_new_refused_with ("no", node);
  g_autoptr (GError) error = NULL;
  gint64 retry_after = 0;

  error = chat_sign_in_explain (fixture->sign_in, refusal, &retry_after);
  g_assert_error (error, CHAT_SESSION_ERROR, code);

  return retry_after;
}

#define TAKEN "{\"code\":\"name-taken\"}", CHAT_SESSION_ERROR_NAME_TAKEN
#define THROTTLED "{\"code\":\"throttled\",\"retryAfter\":300}", CHAT_SESSION_ERROR_THROTTLED

static void
test_taken (Fixture *fixture, gconstpointer data)
{
  g_assert_true (knock (fixture));
  g_assert_cmpint (refuse (fixture, TAKEN), ==, -1);
}

/* The server made the account; the connection broke before it could say so. */
static void
test_taken_by_me (Fixture *fixture, gconstpointer data)
{
  g_assert_true (knock (fixture));
  g_assert_true (knock (fixture));
  g_assert_cmpint (refuse (fixture, TAKEN), ==, 0);
  g_assert_false (knock (fixture));
  chat_sign_in_succeed (fixture->sign_in, "a-token");
  g_assert_cmpstr (chat_sign_in_get_token (fixture->sign_in), ==, "a-token");
}

static void
test_taken_after_waiting (Fixture *fixture, gconstpointer data)
{
  g_assert_true (knock (fixture));
  g_assert_cmpint (refuse (fixture, THROTTLED), ==, 300);
  g_assert_true (knock (fixture));
  g_assert_cmpint (refuse (fixture, TAKEN), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/sign-in/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("name-of-another-is-refused", test_taken);
  ADD ("name-that-i-have-got-without-knowing-lets-me-in", test_taken_by_me);
  ADD ("what-was-put-off-was-not-done", test_taken_after_waiting);

  return g_test_run ();
}
