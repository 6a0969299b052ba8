/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-next.h"

typedef struct {
  guint n_answers;
  gboolean passed;
  char *message;
} Answer;

static void
answered_cb (gboolean passed, const char *message, JsonNode *data, gpointer user_data)
{
  Answer *answer = user_data;

  answer->n_answers++;
  answer->passed = passed;
  g_set_str (&answer->message, message);
}

static void
test_pass (void)
{
  Answer answer = { 0 };
  EngineIoNext *next = engine_io_next_new (answered_cb, &answer);

  engine_io_next_pass (next);
  g_assert_cmpuint (answer.n_answers, ==, 1);
  g_assert_true (answer.passed);

  g_assert_finalize_object (next);
  g_assert_cmpuint (answer.n_answers, ==, 1);
}

static void
test_refuse (void)
{
  Answer answer = { 0 };
  EngineIoNext *next = engine_io_next_new (answered_cb, &answer);

  engine_io_next_refuse (next, "not today", NULL);
  g_assert_cmpuint (answer.n_answers, ==, 1);
  g_assert_false (answer.passed);
  g_assert_cmpstr (answer.message, ==, "not today");

  g_assert_finalize_object (next);
  g_free (answer.message);
}

static void
test_dropped (void)
{
  Answer answer = { 0 };
  EngineIoNext *next = engine_io_next_new (answered_cb, &answer);

  answer.passed = TRUE;
  g_assert_finalize_object (next);
  g_assert_cmpuint (answer.n_answers, ==, 1);
  g_assert_false (answer.passed);
  g_assert_null (answer.message);
}

static void
test_forgotten (void)
{
  Answer answer = { 0 };
  EngineIoNext *next = engine_io_next_new (answered_cb, &answer);

  engine_io_next_forget (next);
  engine_io_next_pass (next);
  g_assert_finalize_object (next);
  g_assert_cmpuint (answer.n_answers, ==, 0);
}

static void
test_twice (void)
{
  Answer answer = { 0 };
  EngineIoNext *next = engine_io_next_new (answered_cb, &answer);

  engine_io_next_pass (next);
  g_test_expect_message ("EngineIo", G_LOG_LEVEL_CRITICAL, "*STATE_ANSWERED*");
  engine_io_next_refuse (next, NULL, NULL);
  g_test_assert_expected_messages ();
  g_assert_true (answer.passed);

  g_assert_finalize_object (next);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/next/passing-is-heard-once", test_pass);
  g_test_add_func ("/engine-io/next/refusing-says-why", test_refuse);
  g_test_add_func ("/engine-io/next/dropping-refuses", test_dropped);
  g_test_add_func ("/engine-io/next/forgotten-answers-are-not-heard", test_forgotten);
  g_test_add_func ("/engine-io/next/a-second-answer-is-a-mistake", test_twice);

  return g_test_run ();
}
