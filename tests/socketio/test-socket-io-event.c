/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-event.h"

typedef struct {
  guint answers;
  guint freed;
  gboolean connected;
  SocketIoEvent *event; /* dropped in the answer, if set */
} Peer;

static gboolean
acknowledge_cb (SocketIoEvent *event,
                JsonArray *arguments,
                SocketIoAttachments *attachments,
                gpointer user_data)
{
  Peer *peer = user_data;

  peer->answers++;
  g_clear_object (&peer->event);

  return peer->connected;
}

static void
free_peer_cb (gpointer data)
{
  ((Peer *) data)->freed++;
}

static SocketIoEvent *
new_question (Peer *peer)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  SocketIoEvent *event = socket_io_event_new ("question", arguments, NULL, NULL);

  socket_io_event_set_acknowledge (event, acknowledge_cb, peer, free_peer_cb);

  return event;
}

static void
test_has_what_was_sent (void)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  SocketIoEvent *event = socket_io_event_new ("chat", arguments, attachments, "1-0");

  g_assert_cmpstr (socket_io_event_get_name (event), ==, "chat");
  g_assert_true (socket_io_event_get_arguments (event) == arguments);
  g_assert_true (socket_io_event_get_attachments (event) == attachments);
  g_assert_cmpstr (socket_io_event_get_offset (event), ==, "1-0");
  g_assert_finalize_object (event);
}

static void
test_without_a_question_there_is_no_answer (void)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  SocketIoEvent *event = socket_io_event_new ("chat", arguments, NULL, NULL);

  g_assert_false (socket_io_event_wants_acknowledgement (event));
  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
  g_assert_null (socket_io_event_get_attachments (event));
  g_assert_null (socket_io_event_get_offset (event));
  g_assert_finalize_object (event);
}

static void
test_only_the_first_answer_counts (void)
{
  Peer peer = { .connected = TRUE };
  SocketIoEvent *event = new_question (&peer);

  g_assert_true (socket_io_event_wants_acknowledgement (event));
  g_assert_true (socket_io_event_acknowledge (event, NULL, NULL));
  g_assert_false (socket_io_event_wants_acknowledgement (event));
  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
  g_assert_cmpuint (peer.answers, ==, 1);
  g_assert_cmpuint (peer.freed, ==, 1);
  g_assert_finalize_object (event);
  g_assert_cmpuint (peer.freed, ==, 1);
}

static void
test_an_answer_to_nobody_is_told (void)
{
  Peer peer = { .connected = FALSE };
  SocketIoEvent *event = new_question (&peer);

  g_assert_false (socket_io_event_acknowledge (event, NULL, NULL));
  g_assert_cmpuint (peer.answers, ==, 1);
  g_assert_finalize_object (event);
}

static void
test_forgetting_the_answer_frees_the_question (void)
{
  Peer peer = { 0 };
  SocketIoEvent *event = new_question (&peer);

  g_assert_finalize_object (event);
  g_assert_cmpuint (peer.answers, ==, 0);
  g_assert_cmpuint (peer.freed, ==, 1);
}

static void
test_it_may_be_dropped_while_it_is_answered (void)
{
  Peer peer = { .connected = TRUE };

  peer.event = new_question (&peer);
  g_assert_true (socket_io_event_acknowledge (peer.event, NULL, NULL));
  g_assert_null (peer.event);
  g_assert_cmpuint (peer.freed, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/event/has-what-was-sent", test_has_what_was_sent);
  g_test_add_func ("/socket-io/event/without-a-question-there-is-no-answer",
                   test_without_a_question_there_is_no_answer);
  g_test_add_func ("/socket-io/event/only-the-first-answer-counts",
                   test_only_the_first_answer_counts);
  g_test_add_func ("/socket-io/event/an-answer-to-nobody-is-told",
                   test_an_answer_to_nobody_is_told);
  g_test_add_func ("/socket-io/event/forgetting-the-answer-frees-the-question",
                   test_forgetting_the_answer_frees_the_question);
  g_test_add_func ("/socket-io/event/it-may-be-dropped-while-it-is-answered",
                   test_it_may_be_dropped_while_it_is_answered);

  return g_test_run ();
}
