/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-inbox.h"

#include "test-await.h"

#define NAME "inbox"

/* Anything can stand for the socket that is only held and handed on. */
typedef struct {
  GObject *socket;
  SocketIoInbox *inbox;
  GString *heard;
  GPtrArray *questions; /* EngineIoNext, kept by the middleware that waits */
  guint freed;
} Fixture;

static Fixture *
get_fixture (SocketIoSocket *socket)
{
  return g_object_get_data (G_OBJECT (socket), NAME);
}

static void
passed (SocketIoSocket *socket, SocketIoEvent *event)
{
  g_string_append_printf (get_fixture (socket)->heard, "%s;", socket_io_event_get_name (event));
}

static void
refused (SocketIoSocket *socket, const char *message, JsonNode *data)
{
  g_string_append_printf (get_fixture (socket)->heard, "no: %s %d;",
                          message != NULL ? message : "-", data != NULL);
}

static const SocketIoInboxListener listener = {
  .passed = passed,
  .refused = refused,
};

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->socket = g_object_new (G_TYPE_OBJECT, NULL);
  g_object_set_data (fixture->socket, NAME, fixture);
  fixture->inbox = socket_io_inbox_new (&listener, (SocketIoSocket *) fixture->socket);
  fixture->heard = g_string_new (NULL);
  fixture->questions = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->inbox, socket_io_inbox_free);
  g_ptr_array_unref (fixture->questions);
  g_string_free (fixture->heard, TRUE);
  g_assert_finalize_object (fixture->socket);
}

static gsize
add (Fixture *fixture, const char *name, gsize size)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (SocketIoEvent) event = socket_io_event_new (name, arguments, NULL, NULL);

  return socket_io_inbox_add (fixture->inbox, event, size);
}

static void
pass_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
  g_string_append_printf (get_fixture (socket)->heard, "%s?;", (const char *) user_data);
  engine_io_next_pass (next);
}

static void
wait_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
  g_ptr_array_add (get_fixture (socket)->questions, g_object_ref (next));
}

static void
refuse_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
  g_autoptr (JsonNode) data = json_node_init_int (json_node_alloc (), 7);

  engine_io_next_refuse (next, "bad", data);
}

static void
drop_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
}

static void
stop_cb (SocketIoSocket *socket, SocketIoEvent *event, EngineIoNext *next, gpointer user_data)
{
  socket_io_inbox_stop (get_fixture (socket)->inbox);
  if (user_data != NULL)
    engine_io_next_pass (next);
}

static void
count_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_all_are_asked_in_order (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, pass_cb, (gpointer) "1", NULL);
  socket_io_inbox_use (fixture->inbox, pass_cb, (gpointer) "2", NULL);
  g_assert_cmpuint (add (fixture, "a", 10), ==, 0);
  g_assert_cmpuint (add (fixture, "b", 10), ==, 0);
  g_assert_cmpstr (fixture->heard->str, ==, "1?;2?;a;1?;2?;b;");
}

static void
test_order_is_kept_while_one_waits (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, wait_cb, NULL, NULL);
  g_assert_cmpuint (add (fixture, "a", 10), ==, 10);
  g_assert_cmpuint (add (fixture, "b", 5), ==, 15);
  g_assert_cmpuint (fixture->questions->len, ==, 1);
  g_assert_cmpstr (fixture->heard->str, ==, "");

  engine_io_next_pass (g_ptr_array_index (fixture->questions, 0));
  g_assert_cmpstr (fixture->heard->str, ==, "a;");
  g_assert_cmpuint (add (fixture, "c", 1), ==, 6);
  engine_io_next_pass (g_ptr_array_index (fixture->questions, 1));
  engine_io_next_refuse (g_ptr_array_index (fixture->questions, 2), "late", NULL);
  g_assert_cmpstr (fixture->heard->str, ==, "a;b;no: late 0;");
  g_assert_cmpuint (fixture->questions->len, ==, 3);
}

static void
test_who_refuses_says_why (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, refuse_cb, NULL, NULL);
  socket_io_inbox_use (fixture->inbox, pass_cb, (gpointer) "never", NULL);
  add (fixture, "a", 0);
  g_assert_cmpstr (fixture->heard->str, ==, "no: bad 1;");
}

static void
test_no_answer_is_a_refusal (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, drop_cb, NULL, NULL);
  add (fixture, "a", 0);
  add (fixture, "b", 0);
  g_assert_true (g_str_has_prefix (fixture->heard->str, "no: "));
}

static void
test_nothing_comes_out_once_it_is_stopped (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, wait_cb, NULL, NULL);
  add (fixture, "a", 1);
  add (fixture, "b", 1);
  socket_io_inbox_stop (fixture->inbox);
  engine_io_next_pass (g_ptr_array_index (fixture->questions, 0));
  g_assert_cmpuint (add (fixture, "c", 1), ==, 0);
  g_assert_cmpuint (fixture->questions->len, ==, 1);
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

static void
test_middleware_may_stop_it (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, stop_cb, (gpointer) data, NULL);
  add (fixture, "a", 1);
  add (fixture, "b", 1);
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

static void
test_answers_may_outlive_it (Fixture *fixture, gconstpointer data)
{
  socket_io_inbox_use (fixture->inbox, wait_cb, &fixture->freed, count_cb);
  socket_io_inbox_use (fixture->inbox, pass_cb, &fixture->freed, count_cb);
  add (fixture, "a", 1);
  g_clear_pointer (&fixture->inbox, socket_io_inbox_free);
  g_assert_cmpuint (fixture->freed, ==, 2);
  engine_io_next_pass (g_ptr_array_index (fixture->questions, 0));
  g_assert_cmpstr (fixture->heard->str, ==, "");
}

#define ADD(name, data, func)                                                                      \
  g_test_add ("/socket-io/inbox/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("all-are-asked-in-order", NULL, test_all_are_asked_in_order);
  ADD ("order-is-kept-while-one-waits", NULL, test_order_is_kept_while_one_waits);
  ADD ("who-refuses-says-why", NULL, test_who_refuses_says_why);
  ADD ("no-answer-is-a-refusal", NULL, test_no_answer_is_a_refusal);
  ADD ("nothing-comes-out-once-it-is-stopped", NULL, test_nothing_comes_out_once_it_is_stopped);
  ADD ("middleware-may-stop-it", NULL, test_middleware_may_stop_it);
  ADD ("middleware-may-stop-it/and-answer", "pass", test_middleware_may_stop_it);
  ADD ("answers-may-outlive-it", NULL, test_answers_may_outlive_it);

  return g_test_run ();
}
