/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-acks.h"

#include "socket-io-error.h"
#include "socket-io-packet.h"
#include "test-await.h"

typedef struct {
  SocketIoAcks *acks;
  GString *heard; /* how each wait has ended, in order */
  guint given_up;
  gint64 last_id;
  guint64 last_message;
} Fixture;

static void
given_up_cb (gint64 id, guint64 message_id, gpointer owner)
{
  Fixture *fixture = owner;

  fixture->given_up++;
  fixture->last_id = id;
  fixture->last_message = message_id;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->acks = socket_io_acks_new (given_up_cb, fixture);
  fixture->heard = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (socket_io_acks_get_length (fixture->acks), ==, 0);
  socket_io_acks_free (fixture->acks);
  g_string_free (fixture->heard, TRUE);
}

static void
ended_cb (JsonArray *arguments,
          SocketIoAttachments *attachments,
          const GError *error,
          gpointer user_data)
{
  Fixture *fixture = user_data;

  if (error == NULL)
    g_string_append_printf (fixture->heard, "%u arguments;", json_array_get_length (arguments));
  else
    g_string_append_printf (fixture->heard, "%s %d;",
                            error->domain == SOCKET_IO_ERROR ? "error" : "io", error->code);
}

static GError *
new_error (void)
{
  return g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED, "gone");
}

static void
test_ids_count_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = new_error ();

  for (gint64 i = 0; i < 3; i++) {
    g_assert_cmpint (socket_io_acks_add (fixture->acks, 0, NULL, ended_cb, fixture), ==, i);
    socket_io_acks_fail (fixture->acks, i, error);
  }
}

/* As at a server, where all sockets of a namespace count together. */
static void
test_ids_and_deadlines_may_be_shared (Fixture *fixture, gconstpointer data)
{
  EngineIoDeadlines *deadlines = engine_io_deadlines_new (NULL);
  g_autoptr (SocketIoAcks) others = socket_io_acks_new (NULL, NULL);
  g_autoptr (JsonArray) arguments = json_array_new ();

  socket_io_acks_share_deadlines (fixture->acks, deadlines);
  socket_io_acks_share_deadlines (others, deadlines);
  socket_io_acks_add_as (fixture->acks, 7, 10000, NULL, ended_cb, fixture);
  socket_io_acks_add_as (others, 7, 1, NULL, ended_cb, fixture);
  socket_io_acks_add_as (others, 8, 10000, NULL, ended_cb, fixture);
  g_assert_cmpuint (engine_io_deadlines_get_length (deadlines), ==, 3);

  test_await_that (fixture->heard->len > 0);
  g_assert_true (socket_io_acks_resolve (others, 8, arguments, NULL));
  g_assert_true (socket_io_acks_resolve (fixture->acks, 7, arguments, NULL));
  g_assert_cmpstr (fixture->heard->str, ==, "error 5;0 arguments;0 arguments;");
  g_assert_cmpuint (engine_io_deadlines_get_length (deadlines), ==, 0);
  engine_io_deadlines_unref (deadlines);
}

static void
test_an_answer_ends_it_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (GError) error = new_error ();
  gint64 id = socket_io_acks_add (fixture->acks, 1000, NULL, ended_cb, fixture);

  json_array_add_int_element (arguments, 1);
  json_array_add_int_element (arguments, 2);
  g_assert_true (socket_io_acks_resolve (fixture->acks, id, arguments, NULL));
  g_assert_false (socket_io_acks_resolve (fixture->acks, id, arguments, NULL));
  g_assert_false (socket_io_acks_fail (fixture->acks, id, error));
  socket_io_acks_fail_all (fixture->acks, error);
  g_assert_cmpstr (fixture->heard->str, ==, "2 arguments;");
}

static void
test_unknown_answers_are_ignored (Fixture *fixture, gconstpointer data)
{
  static const gint64 ids[] = { 0, 1, -1, SOCKET_IO_PACKET_MAX_ID, G_MAXINT64, G_MININT64 };
  g_autoptr (JsonArray) arguments = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_false (socket_io_acks_resolve (fixture->acks, ids[i], arguments, NULL));
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

static void
test_time_ends_it (Fixture *fixture, gconstpointer data)
{
  gint64 id = socket_io_acks_add (fixture->acks, 1, NULL, ended_cb, fixture);

  socket_io_acks_mark_sent (fixture->acks, id, 77);
  test_await_that (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "error 5;");
  g_assert_cmpint (SOCKET_IO_ERROR_TIMED_OUT, ==, 5);
  g_assert_cmpuint (fixture->given_up, ==, 1);
  g_assert_cmpint (fixture->last_id, ==, id);
  g_assert_cmpuint (fixture->last_message, ==, 77);
}

static void
test_cancelling_ends_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  socket_io_acks_add (fixture->acks, 1000, cancellable, ended_cb, fixture);
  g_cancellable_cancel (cancellable);
  test_await_that (fixture->heard->len > 0);
  g_assert_cmpstr (fixture->heard->str, ==, "io 19;");
  g_assert_cmpint (G_IO_ERROR_CANCELLED, ==, 19);
  g_assert_cmpuint (fixture->given_up, ==, 1);
  g_assert_cmpuint (fixture->last_message, ==, 0);
}

static void
test_cancelling_after_the_end_is_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (JsonArray) arguments = json_array_new ();
  gint64 id = socket_io_acks_add (fixture->acks, 1, cancellable, ended_cb, fixture);

  socket_io_acks_resolve (fixture->acks, id, arguments, NULL);
  g_cancellable_cancel (cancellable);
  test_settle ();
  g_assert_cmpstr (fixture->heard->str, ==, "0 arguments;");
  g_assert_cmpuint (fixture->given_up, ==, 0);
}

/* What waits in a buffer may still be sent on the next connection. */
static void
test_a_lost_connection_ends_what_was_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = new_error ();
  g_autoptr (JsonArray) arguments = json_array_new ();
  gint64 first = socket_io_acks_add (fixture->acks, 0, NULL, ended_cb, fixture);
  gint64 second = socket_io_acks_add (fixture->acks, 0, NULL, ended_cb, fixture);
  gint64 third = socket_io_acks_add (fixture->acks, 0, NULL, ended_cb, fixture);

  socket_io_acks_mark_sent (fixture->acks, first, 1);
  socket_io_acks_mark_sent (fixture->acks, third, 2);
  socket_io_acks_mark_sent (fixture->acks, third + 1, 3);
  socket_io_acks_fail_sent (fixture->acks, error);
  g_assert_cmpstr (fixture->heard->str, ==, "error 4;error 4;");
  g_assert_cmpuint (socket_io_acks_get_length (fixture->acks), ==, 1);
  g_assert_true (socket_io_acks_resolve (fixture->acks, second, arguments, NULL));
}

typedef struct {
  Fixture *fixture;
  guint left;
} Chain;

static void
ask_again_cb (JsonArray *arguments,
              SocketIoAttachments *attachments,
              const GError *error,
              gpointer user_data)
{
  Chain *chain = user_data;

  g_string_append_c (chain->fixture->heard, 'x');
  if (chain->left-- > 0)
    socket_io_acks_add (chain->fixture->acks, 0, NULL, ask_again_cb, chain);
}

/* Who asks again in answer to a failure waits anew, instead of failing for ever. */
static void
test_asking_again_in_answer_is_a_new_wait (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = new_error ();
  Chain chain = { fixture, 1 };

  socket_io_acks_add (fixture->acks, 0, NULL, ask_again_cb, &chain);
  socket_io_acks_fail_all (fixture->acks, error);
  g_assert_cmpstr (fixture->heard->str, ==, "x");
  g_assert_cmpuint (socket_io_acks_get_length (fixture->acks), ==, 1);
  socket_io_acks_fail_all (fixture->acks, error);
  g_assert_cmpstr (fixture->heard->str, ==, "xx");
}

static void
note_order_cb (JsonArray *arguments,
               SocketIoAttachments *attachments,
               const GError *error,
               gpointer user_data)
{
  guint **next = user_data;

  g_assert_cmpuint (**next, ==, 0);
  **next = 1;
  (*next)++;
}

static void
turn_the_loop_cb (JsonArray *arguments,
                  SocketIoAttachments *attachments,
                  const GError *error,
                  gpointer user_data)
{
  ended_cb (arguments, attachments, error, user_data);
  g_usleep (5000);
  test_settle ();
}

/* Its time passes, but it is ended already. */
static void
test_a_function_may_turn_the_loop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = new_error ();

  socket_io_acks_add (fixture->acks, 0, NULL, turn_the_loop_cb, fixture);
  socket_io_acks_add (fixture->acks, 1, NULL, ended_cb, fixture);
  socket_io_acks_fail_all (fixture->acks, error);
  g_assert_cmpstr (fixture->heard->str, ==, "error 4;error 4;");
  g_assert_cmpuint (fixture->given_up, ==, 0);
}

static void
test_many_end_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = new_error ();
  guint ends[100] = { 0 };
  guint *next = ends;

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    socket_io_acks_add (fixture->acks, 1000, NULL, note_order_cb, &next);
  socket_io_acks_fail_all (fixture->acks, error);
  g_assert_true (next == ends + G_N_ELEMENTS (ends));
}

#define ADD(name, func) g_test_add ("/socket-io/acks/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("ids-count-up", test_ids_count_up);
  ADD ("ids-and-deadlines-may-be-shared", test_ids_and_deadlines_may_be_shared);
  ADD ("an-answer-ends-it-once", test_an_answer_ends_it_once);
  ADD ("unknown-answers-are-ignored", test_unknown_answers_are_ignored);
  ADD ("time-ends-it", test_time_ends_it);
  ADD ("cancelling-ends-it", test_cancelling_ends_it);
  ADD ("cancelling-after-the-end-is-nothing", test_cancelling_after_the_end_is_nothing);
  ADD ("a-lost-connection-ends-what-was-sent", test_a_lost_connection_ends_what_was_sent);
  ADD ("asking-again-in-answer-is-a-new-wait", test_asking_again_in_answer_is_a_new_wait);
  ADD ("a-function-may-turn-the-loop", test_a_function_may_turn_the_loop);
  ADD ("many-end-in-order", test_many_end_in_order);

  return g_test_run ();
}
