/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-send-buffer.h"

#include "test-await.h"

typedef struct {
  SocketIoSendBuffer *buffer;
  GString *expired;
} Fixture;

static void
expired_cb (GPtrArray *emissions, gpointer owner)
{
  Fixture *fixture = owner;

  for (guint i = 0; i < emissions->len; i++)
    g_string_append_printf (fixture->expired, "%s;",
                            ((SocketIoEmission *) g_ptr_array_index (emissions, i))->name);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->buffer = socket_io_send_buffer_new (expired_cb, fixture);
  fixture->expired = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  socket_io_send_buffer_free (fixture->buffer);
  g_string_free (fixture->expired, TRUE);
}

static SocketIoEmission *
new_emission (const char *name, gint64 ack_id)
{
  SocketIoEmission *emission = g_new0 (SocketIoEmission, 1);

  emission->name = g_strdup (name);
  emission->arguments = json_array_new ();
  emission->text = g_bytes_new_static ("2[]", 3);
  emission->ack_id = ack_id;
  emission->since = g_get_monotonic_time ();

  return emission;
}

static void
push (Fixture *fixture, const char *name, gint64 ack_id)
{
  g_assert_true (socket_io_send_buffer_push (fixture->buffer, new_emission (name, ack_id)));
}

static void
assert_names (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) names = socket_io_send_buffer_dup_names (fixture->buffer);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, expected);
  g_assert_cmpuint (socket_io_send_buffer_get_length (fixture->buffer), ==, g_strv_length (names));
}

static void
test_first_in_first_out (Fixture *fixture, gconstpointer data)
{
  static const char *names[] = { "a", "b", "c" };

  assert_names (fixture, "");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    push (fixture, names[i], -1);
  assert_names (fixture, "a b c");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (SocketIoEmission) emission = socket_io_send_buffer_pop (fixture->buffer);

    g_assert_cmpstr (emission->name, ==, names[i]);
  }
  g_assert_null (socket_io_send_buffer_pop (fixture->buffer));
}

static void
test_what_could_not_leave_stays_first (Fixture *fixture, gconstpointer data)
{
  push (fixture, "a", -1);
  push (fixture, "b", -1);
  socket_io_send_buffer_push_back (fixture->buffer, socket_io_send_buffer_pop (fixture->buffer));
  assert_names (fixture, "a b");
}

static void
test_the_limit_refuses_the_next (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SocketIoEmission) refused = new_emission ("c", -1);

  socket_io_send_buffer_set_limit (fixture->buffer, 2);
  g_assert_cmpuint (socket_io_send_buffer_get_limit (fixture->buffer), ==, 2);
  push (fixture, "a", -1);
  push (fixture, "b", -1);
  g_assert_false (socket_io_send_buffer_push (fixture->buffer, refused));
  socket_io_send_buffer_set_limit (fixture->buffer, 1);
  assert_names (fixture, "a b");
  g_assert_false (socket_io_send_buffer_push (fixture->buffer, refused));
  socket_io_send_buffer_set_limit (fixture->buffer, 0);
  g_assert_true (socket_io_send_buffer_push (fixture->buffer, g_steal_pointer (&refused)));
  assert_names (fixture, "a b c");
}

static void
test_one_is_found_by_its_acknowledgement (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SocketIoEmission) taken = NULL;

  push (fixture, "a", -1);
  push (fixture, "b", 4);
  push (fixture, "c", 5);
  taken = socket_io_send_buffer_take (fixture->buffer, 4);
  g_assert_cmpstr (taken->name, ==, "b");
  g_assert_null (socket_io_send_buffer_take (fixture->buffer, 4));
  assert_names (fixture, "a c");
}

static void
test_the_old_leave_by_themselves (Fixture *fixture, gconstpointer data)
{
  SocketIoEmission *old = new_emission ("old", -1);

  old->since -= 60 * G_USEC_PER_SEC;
  g_assert_true (socket_io_send_buffer_push (fixture->buffer, old));
  push (fixture, "young", -1);
  test_settle ();
  assert_names (fixture, "old young");

  socket_io_send_buffer_set_age (fixture->buffer, 30000);
  g_assert_cmpuint (socket_io_send_buffer_get_age (fixture->buffer), ==, 30000);
  test_await_that (fixture->expired->len > 0);
  g_assert_cmpstr (fixture->expired->str, ==, "old;");
  assert_names (fixture, "young");
}

static void
test_each_has_its_own_age (Fixture *fixture, gconstpointer data)
{
  static const guint ages_ms[] = { 60000, 50000, 10000 };

  for (guint i = 0; i < G_N_ELEMENTS (ages_ms); i++) {
    g_autofree char *name = g_strdup_printf ("%u", ages_ms[i]);
    SocketIoEmission *emission = new_emission (name, -1);

    emission->since -= (gint64) ages_ms[i] * 1000;
    g_assert_true (socket_io_send_buffer_push (fixture->buffer, emission));
  }
  socket_io_send_buffer_set_age (fixture->buffer, 20000);
  test_await_that (fixture->expired->len > 0);
  g_assert_cmpstr (fixture->expired->str, ==, "60000;50000;");
  assert_names (fixture, "10000");
}

static void
test_age_begins_with_the_emit (Fixture *fixture, gconstpointer data)
{
  socket_io_send_buffer_set_age (fixture->buffer, 20);
  push (fixture, "a", -1);
  test_await_that (fixture->expired->len > 0);
  g_assert_cmpstr (fixture->expired->str, ==, "a;");
  assert_names (fixture, "");
}

static void
free_buffer_cb (GPtrArray *emissions, gpointer owner)
{
  SocketIoSendBuffer **buffer = owner;

  g_clear_pointer (buffer, socket_io_send_buffer_free);
}

static void
test_the_owner_may_free_it_in_answer (Fixture *fixture, gconstpointer data)
{
  SocketIoSendBuffer *buffer = NULL;

  buffer = socket_io_send_buffer_new (free_buffer_cb, &buffer);
  socket_io_send_buffer_set_age (buffer, 1);
  g_assert_true (socket_io_send_buffer_push (buffer, new_emission ("a", -1)));
  test_await_that (buffer == NULL);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/socket-io/send-buffer/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("first-in-first-out", test_first_in_first_out);
  ADD ("what-could-not-leave-stays-first", test_what_could_not_leave_stays_first);
  ADD ("the-limit-refuses-the-next", test_the_limit_refuses_the_next);
  ADD ("one-is-found-by-its-acknowledgement", test_one_is_found_by_its_acknowledgement);
  ADD ("the-old-leave-by-themselves", test_the_old_leave_by_themselves);
  ADD ("each-has-its-own-age", test_each_has_its_own_age);
  ADD ("age-begins-with-the-emit", test_age_begins_with_the_emit);
  ADD ("the-owner-may-free-it-in-answer", test_the_owner_may_free_it_in_answer);

  return g_test_run ();
}
