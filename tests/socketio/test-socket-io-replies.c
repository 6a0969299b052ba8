/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-replies.h"

#include "socket-io-error.h"
#include "socket-io-json.h"
#include "test-await.h"

static void
count_cb (SocketIoReplies *replies, guint *count)
{
  (*count)++;
}

static void
add_number (SocketIoReplies *replies, gint64 number)
{
  g_autoptr (JsonNode) node = json_node_init_int (json_node_alloc (), number);

  socket_io_replies_add (replies, node, NULL);
}

static char *
print (SocketIoReplies *replies)
{
  g_autoptr (JsonNode)
    node = json_node_init_array (json_node_alloc (), socket_io_replies_get_replies (replies));

  return socket_io_json_to_string (node, NULL);
}

static void
assert_replies (SocketIoReplies *replies, const char *expected)
{
  g_autofree char *printed = print (replies);

  g_assert_cmpstr (printed, ==, expected);
}

static void
wait_with (SocketIoReplies *replies, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  socket_io_replies_wait_async (replies, timeout_ms, cancellable, test_keep_result, &result);
  test_await (&result);
  socket_io_replies_wait_finish (replies, result, error);
}

static void
test_nobody_asked_is_complete_at_once (void)
{
  SocketIoReplies *replies = socket_io_replies_new ();
  g_autoptr (GError) error = NULL;

  socket_io_replies_expect (replies, 0);
  g_assert_false (socket_io_replies_is_complete (replies));
  socket_io_replies_set_n_servers (replies, 1);
  g_assert_true (socket_io_replies_is_complete (replies));
  assert_replies (replies, "[]");
  wait_with (replies, 10, NULL, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (replies);
}

/* An answer may come before anybody has said how many there will be. */
static void
test_answers_may_be_faster_than_counts (void)
{
  SocketIoReplies *replies = socket_io_replies_new ();
  guint completed = 0;

  g_signal_connect (replies, "completed", G_CALLBACK (count_cb), &completed);
  add_number (replies, 1);
  socket_io_replies_expect (replies, 2);
  add_number (replies, 2);
  g_assert_cmpuint (completed, ==, 0);
  socket_io_replies_set_n_servers (replies, 2);
  g_assert_cmpuint (completed, ==, 0);
  socket_io_replies_expect (replies, 1);
  g_assert_cmpuint (completed, ==, 0);
  socket_io_replies_add (replies, NULL, NULL);
  g_assert_cmpuint (completed, ==, 1);
  add_number (replies, 4);
  g_assert_cmpuint (completed, ==, 1);
  assert_replies (replies, "[1,2,null]");
  g_assert_finalize_object (replies);
}

static void
test_the_time_may_be_up (void)
{
  SocketIoReplies *replies = socket_io_replies_new ();
  g_autoptr (GError) error = NULL;
  guint completed = 0;
  guint abandoned = 0;

  g_signal_connect (replies, "completed", G_CALLBACK (count_cb), &completed);
  g_signal_connect (replies, "abandoned", G_CALLBACK (count_cb), &abandoned);
  socket_io_replies_set_n_servers (replies, 1);
  socket_io_replies_expect (replies, 2);
  add_number (replies, 1);
  wait_with (replies, 1, NULL, &error);
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  add_number (replies, 2);
  socket_io_replies_give_up (replies);
  assert_replies (replies, "[1]");
  g_assert_cmpuint (completed, ==, 0);
  g_assert_cmpuint (abandoned, ==, 1);
  g_assert_false (socket_io_replies_is_complete (replies));
  g_assert_finalize_object (replies);
}

static void
test_the_wait_may_be_cancelled (void)
{
  SocketIoReplies *replies = socket_io_replies_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint abandoned = 0;

  g_signal_connect (replies, "abandoned", G_CALLBACK (count_cb), &abandoned);
  g_cancellable_cancel (cancellable);
  wait_with (replies, 0, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (abandoned, ==, 1);
  g_assert_finalize_object (replies);
}

/* Who has gone is not waited for, and not passed over in silence either. */
static void
test_some_may_have_gone (void)
{
  SocketIoReplies *replies = socket_io_replies_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  socket_io_replies_set_n_servers (replies, 1);
  socket_io_replies_expect (replies, 3);
  socket_io_replies_wait_async (replies, 60000, NULL, test_keep_result, &result);
  add_number (replies, 1);
  socket_io_replies_give_up (replies);
  add_number (replies, 3);
  test_await (&result);
  g_assert_false (socket_io_replies_wait_finish (replies, result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  assert_replies (replies, "[1,3]");
  g_clear_object (&result);
  g_assert_finalize_object (replies);
}

/* Whoever waits may forget the answers: the wait holds them. */
static void
test_the_wait_holds_them (void)
{
  g_autoptr (SocketIoReplies) replies = socket_io_replies_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SocketIoReplies *asked = replies;

  socket_io_replies_set_n_servers (replies, 1);
  socket_io_replies_expect (replies, 1);
  socket_io_replies_wait_async (replies, 0, NULL, test_keep_result, &result);
  g_object_unref (g_steal_pointer (&replies));
  add_number (asked, 7);
  test_await (&result);
  g_assert_true (socket_io_replies_wait_finish (asked, result, &error));
  assert_replies (asked, "[7]");
  g_clear_object (&result);
}

/* The parts of each answer count from 0; together they must not be mixed up. */
static void
test_binary_answers_are_kept_apart (void)
{
  SocketIoReplies *replies = socket_io_replies_new ();
  SocketIoAttachments *all = NULL;

  for (guint i = 0; i < 3; i++) {
    g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
    g_autoptr (GBytes) bytes = g_bytes_new (&i, 1);
    g_autoptr (JsonNode) reply = json_node_new (JSON_NODE_ARRAY);
    JsonObject *object = json_object_new ();

    json_object_set_member (object, "part", socket_io_attachments_add (attachments, bytes));
    json_object_set_null_member (object, "nothing");
    json_node_take_array (reply, json_array_new ());
    json_array_add_object_element (json_node_get_array (reply), object);
    socket_io_replies_add (replies, reply, attachments);
  }

  all = socket_io_replies_get_attachments (replies);
  g_assert_cmpuint (socket_io_attachments_get_length (all), ==, 3);
  for (guint i = 0; i < 3; i++) {
    JsonArray *reply = json_array_get_array_element (socket_io_replies_get_replies (replies), i);
    JsonNode *part = json_object_get_member (json_array_get_object_element (reply, 0), "part");
    GBytes *bytes = socket_io_attachments_get (all, part);

    g_assert_nonnull (bytes);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &i, 1);
  }
  g_assert_finalize_object (replies);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/replies/nobody-asked-is-complete-at-once",
                   test_nobody_asked_is_complete_at_once);
  g_test_add_func ("/socket-io/replies/answers-may-be-faster-than-counts",
                   test_answers_may_be_faster_than_counts);
  g_test_add_func ("/socket-io/replies/the-time-may-be-up", test_the_time_may_be_up);
  g_test_add_func ("/socket-io/replies/the-wait-may-be-cancelled", test_the_wait_may_be_cancelled);
  g_test_add_func ("/socket-io/replies/some-may-have-gone", test_some_may_have_gone);
  g_test_add_func ("/socket-io/replies/the-wait-holds-them", test_the_wait_holds_them);
  g_test_add_func ("/socket-io/replies/binary-answers-are-kept-apart",
                   test_binary_answers_are_kept_apart);

  return g_test_run ();
}
