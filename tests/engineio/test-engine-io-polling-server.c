/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-polling-server.h"

#include <string.h>

#include "engine-io-error.h"
#include "fake-exchange.h"
#include "test-await.h"

typedef struct {
  EngineIoEpoll *epoll;
  EngineIoDeadlines *deadlines;
  EngineIoPollingServer *polling;
  FakeRequest get;
  FakeRequest second_get;
  FakeRequest post;
  SoupServerMessage *message;

  GString *packets; /* as they came, each with a line of its own */
  guint drained;
  guint failed;
  EngineIoCloseReason reason;
  GError *error;
  gboolean frees; /* inside whatever it is told next */
} Fixture;

static void
free_if_asked (Fixture *fixture)
{
  if (fixture->frees)
    g_clear_pointer (&fixture->polling, engine_io_polling_server_free);
}

static void
packet_cb (gpointer owner, const EngineIoPacket *packet)
{
  Fixture *fixture = owner;
  gsize size = 0;
  const char *data = g_bytes_get_data (packet->data, &size);

  g_string_append_printf (fixture->packets, "%s%d ", packet->binary ? "b" : "", packet->type);
  g_string_append_len (fixture->packets, data, (gssize) size);
  g_string_append_c (fixture->packets, '\n');
  free_if_asked (fixture);
}

static void
drained_cb (gpointer owner)
{
  Fixture *fixture = owner;

  fixture->drained++;
  free_if_asked (fixture);
}

static void
failed_cb (gpointer owner, EngineIoCloseReason reason, const GError *error)
{
  Fixture *fixture = owner;

  fixture->failed++;
  fixture->reason = reason;
  g_clear_error (&fixture->error);
  fixture->error = g_error_copy (error);
  free_if_asked (fixture);
}

static const EngineIoPollingListener listener = { packet_cb, drained_cb, failed_cb };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->epoll = engine_io_epoll_new (NULL, &error);
  g_assert_no_error (error);
  fixture->deadlines = engine_io_deadlines_new (NULL);
  fixture->polling =
    engine_io_polling_server_new (fixture->epoll, fixture->deadlines, 100, &listener, fixture);
  fixture->message = g_object_new (SOUP_TYPE_SERVER_MESSAGE, NULL);
  fixture->packets = g_string_new (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->polling, engine_io_polling_server_free);
  g_clear_pointer (&fixture->epoll, engine_io_epoll_unref);
  g_assert_cmpuint (engine_io_deadlines_get_length (fixture->deadlines), ==, 0);
  g_clear_pointer (&fixture->deadlines, engine_io_deadlines_unref);
  g_clear_error (&fixture->error);
  g_string_free (fixture->packets, TRUE);
  fake_request_clear (&fixture->get);
  fake_request_clear (&fixture->second_get);
  fake_request_clear (&fixture->post);
  g_assert_finalize_object (fixture->message);
}

static void
poll_once (Fixture *fixture)
{
  engine_io_polling_server_take_poll (fixture->polling, fake_request_begin (&fixture->get));
}

static gboolean
send_text (Fixture *fixture, const char *text)
{
  g_autoptr (EngineIoMessage) message = engine_io_message_new_text (text, strlen (text));

  return engine_io_polling_server_send (fixture->polling, message);
}

static void
post (Fixture *fixture, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  g_assert_true (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  engine_io_polling_server_take_post (fixture->polling, fake_request_begin (&fixture->post), bytes);
}

static void
test_what_waits_leaves_with_the_next_poll (Fixture *fixture, gconstpointer data)
{
  static const guint8 bytes[] = { 1, 2, 3, 4 };
  g_autoptr (EngineIoMessage) binary = engine_io_message_new_binary (bytes, sizeof bytes);

  g_assert_true (send_text (fixture, "hello"));
  engine_io_polling_server_send (fixture->polling, binary);
  g_assert_true (send_text (fixture, "€"));
  test_settle ();
  g_assert_cmpuint (fixture->drained, ==, 0);

  poll_once (fixture);
  test_await_that (fixture->get.exchange == NULL);
  g_assert_cmpstr (fixture->get.content_type, ==, "text/plain; charset=UTF-8");
  fake_request_assert_answered (&fixture->get, 200,
                                "4hello\x1e"
                                "bAQIDBA==\x1e"
                                "4€");
  g_assert_cmpuint (fixture->drained, ==, 1);
}

static void
test_what_is_sent_in_one_turn_leaves_together (Fixture *fixture, gconstpointer data)
{
  g_assert_false (engine_io_polling_server_is_writable (fixture->polling));
  poll_once (fixture);
  g_assert_true (engine_io_polling_server_is_writable (fixture->polling));
  send_text (fixture, "a");
  g_assert_false (engine_io_polling_server_is_writable (fixture->polling));
  send_text (fixture, "b");
  g_assert_nonnull (fixture->get.exchange);
  fake_request_assert_answered (&fixture->get, 200,
                                "4a\x1e"
                                "4b");
  g_assert_cmpuint (fixture->drained, ==, 1);
  g_assert_false (engine_io_polling_server_is_writable (fixture->polling));
}

/* One message that may be compressed is enough. */
static void
test_compression_is_the_messages_to_forbid (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EngineIoMessage) plain = engine_io_message_new_text ("a", 1);

  engine_io_message_set_flags (plain, ENGINE_IO_SEND_NO_COMPRESS);
  engine_io_polling_server_send (fixture->polling, plain);
  poll_once (fixture);
  test_await_that (fixture->get.exchange == NULL);
  g_assert_true (fixture->get.uncompressed);

  engine_io_polling_server_send (fixture->polling, plain);
  send_text (fixture, "b");
  poll_once (fixture);
  test_await_that (fixture->get.exchange == NULL);
  g_assert_false (fixture->get.uncompressed);
}

static void
test_too_much_does_not_wait (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = g_strnfill (60, 'x');

  g_assert_true (send_text (fixture, large));
  g_assert_false (send_text (fixture, large));
  g_assert_true (send_text (fixture, "x"));
  poll_once (fixture);
  test_await_that (fixture->drained == 1);
  fake_request_clear (&fixture->get);

  /* What has left does not count any more. */
  g_assert_true (send_text (fixture, large));
}

/* What a client sends in one POST, how it is understood, and why that ends the session. */
typedef struct {
  const char *name;
  const char *body;
  const char *packets;
  int reason;
} Payload;

static const Payload payloads[] = {
  { "one", "4hello", "4 hello\n", -1 },
  { "many",
    "4a\x1e"
    "4b\x1e"
    "3",
    "4 a\n4 b\n3 \n", -1 },
  { "bytes",
    "bAQ==\x1e"
    "4x",
    "b4 \x01\n4 x\n", -1 },
  { "text-that-is-empty", "4", "4 \n", -1 },
  { "close-is-not-the-last",
    "1\x1e"
    "4a",
    "1 \n4 a\n", -1 },
  { "separator-in-front",
    "\x1e"
    "4a",
    "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "separator-behind", "4a\x1e", "4 a\n", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "nothing", "", "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "letters", "abc", "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "type-seven", "7", "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "not-base64", "b*", "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "not-utf-8", "4\xff", "", ENGINE_IO_CLOSE_PARSE_ERROR },
  { "good-then-bad",
    "4a\x1e"
    "x\x1e"
    "4b",
    "4 a\n", ENGINE_IO_CLOSE_PARSE_ERROR },
};

static void
test_payload (Fixture *fixture, gconstpointer data)
{
  const Payload *payload = data;

  post (fixture, payload->body);
  g_assert_cmpstr (fixture->post.content_type, ==, "text/html");
  fake_request_assert_answered (&fixture->post, 200, "ok");
  g_assert_cmpstr (fixture->packets->str, ==, payload->packets);
  g_assert_cmpuint (fixture->failed, ==, payload->reason >= 0);
  if (payload->reason >= 0) {
    g_assert_cmpint (fixture->reason, ==, payload->reason);
    g_assert_error (fixture->error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
  }
}

static void
test_second_poll_ends_it (Fixture *fixture, gconstpointer data)
{
  poll_once (fixture);
  engine_io_polling_server_take_poll (fixture->polling, fake_request_begin (&fixture->second_get));
  fake_request_assert_answered (&fixture->second_get, 400, NULL);
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
  g_assert_error (fixture->error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);

  engine_io_polling_server_end (g_steal_pointer (&fixture->polling), ENGINE_IO_PACKET_CLOSE);
  fake_request_assert_answered (&fixture->get, 200, "1");
}

static void
test_second_post_ends_it (Fixture *fixture, gconstpointer data)
{
  g_assert_true (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  g_assert_false (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);

  g_assert_false (fake_request_was_dropped ());
  engine_io_polling_server_end (g_steal_pointer (&fixture->polling), ENGINE_IO_PACKET_CLOSE);
  g_assert_true (fake_request_was_dropped ());
}

static void
test_bytes_end_it (Fixture *fixture, gconstpointer data)
{
  soup_message_headers_append (soup_server_message_get_request_headers (fixture->message),
                               "Content-Type", "application/octet-stream");
  g_assert_false (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

static void
test_refused_post_is_no_harm (Fixture *fixture, gconstpointer data)
{
  g_assert_true (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  engine_io_polling_server_post_refused (fixture->polling);
  g_assert_cmpuint (fixture->failed, ==, 0);
  post (fixture, "4a");
  fake_request_assert_answered (&fixture->post, 200, "ok");
}

static void
test_post_that_breaks_off_ends_it (Fixture *fixture, gconstpointer data)
{
  g_assert_true (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  engine_io_polling_server_post_failed (fixture->polling);
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

static void
test_client_that_leaves_ends_it (Fixture *fixture, gconstpointer data)
{
  poll_once (fixture);
  fake_request_leave (&fixture->get);
  fake_request_assert_reset (&fixture->get);
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_assert_cmpint (fixture->reason, ==, ENGINE_IO_CLOSE_TRANSPORT_ERROR);
}

static void
test_released_poll_says_nothing (Fixture *fixture, gconstpointer data)
{
  engine_io_polling_server_release_poll (fixture->polling);
  poll_once (fixture);
  engine_io_polling_server_release_poll (fixture->polling);
  test_await_that (fixture->get.exchange == NULL);
  g_assert_true (fixture->get.last);
  fake_request_assert_answered (&fixture->get, 200, "6");

  /* With something to say that is better than nothing. */
  poll_once (fixture);
  send_text (fixture, "a");
  engine_io_polling_server_release_poll (fixture->polling);
  test_await_that (fixture->get.exchange == NULL);
  g_assert_false (fixture->get.last);
  fake_request_assert_answered (&fixture->get, 200, "4a");
}

static void
test_queue_can_be_taken_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) queue = NULL;

  g_assert_null (engine_io_polling_server_steal_queue (fixture->polling));
  send_text (fixture, "a");
  send_text (fixture, "b");
  queue = engine_io_polling_server_steal_queue (fixture->polling);
  g_assert_cmpuint (queue->len, ==, 2);

  poll_once (fixture);
  g_assert_true (engine_io_polling_server_is_writable (fixture->polling));
  engine_io_polling_server_end (g_steal_pointer (&fixture->polling), ENGINE_IO_PACKET_NOOP);
  fake_request_assert_answered (&fixture->get, 200, "6");
}

static void
test_end_comes_after_the_queue (Fixture *fixture, gconstpointer data)
{
  poll_once (fixture);
  send_text (fixture, "a");
  engine_io_polling_server_end (g_steal_pointer (&fixture->polling), ENGINE_IO_PACKET_CLOSE);
  fake_request_assert_answered (&fixture->get, 200,
                                "4a\x1e"
                                "1");
  g_assert_cmpuint (fixture->drained, ==, 0);
}

/* The poll that hears of the end may come after the POST that brings it. */
static void
test_last_post_waits_for_a_poll (Fixture *fixture, gconstpointer data)
{
  post (fixture, "4a\x1e"
                 "1");
  test_settle ();
  g_assert_nonnull (fixture->post.exchange);
  g_assert_cmpstr (fixture->packets->str, ==, "");
  poll_once (fixture);
  fake_request_assert_answered (&fixture->post, 200, "ok");
  g_assert_cmpstr (fixture->packets->str, ==, "4 a\n1 \n");

  post (fixture, "1");
  fake_request_assert_answered (&fixture->post, 200, "ok");
}

static void
test_last_post_does_not_wait_for_ever (Fixture *fixture, gconstpointer data)
{
  post (fixture, "1");
  fake_request_assert_answered (&fixture->post, 200, "ok");
  g_assert_cmpstr (fixture->packets->str, ==, "1 \n");

  post (fixture, "1");
  g_assert_false (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  g_assert_cmpuint (fixture->failed, ==, 1);
  g_clear_pointer (&fixture->polling, engine_io_polling_server_free);
  fake_request_assert_reset (&fixture->post);
}

static void
test_freed_inside_last_post (Fixture *fixture, gconstpointer data)
{
  fixture->frees = TRUE;
  post (fixture, "1");
  poll_once (fixture);
  fake_request_assert_answered (&fixture->post, 200, "ok");
  fake_request_assert_reset (&fixture->get);
  g_assert_null (fixture->polling);
}

static void
test_freed_without_a_word (Fixture *fixture, gconstpointer data)
{
  poll_once (fixture);
  send_text (fixture, "a");
  g_clear_pointer (&fixture->polling, engine_io_polling_server_free);
  fake_request_assert_reset (&fixture->get);
  test_settle ();
}

static void
test_freed_inside_packet (Fixture *fixture, gconstpointer data)
{
  fixture->frees = TRUE;
  post (fixture, "4a\x1e"
                 "4b");
  fake_request_assert_answered (&fixture->post, 200, "ok");
  g_assert_cmpstr (fixture->packets->str, ==, "4 a\n");
}

static void
test_freed_inside_drained (Fixture *fixture, gconstpointer data)
{
  fixture->frees = TRUE;
  poll_once (fixture);
  send_text (fixture, "a");
  fake_request_assert_answered (&fixture->get, 200, "4a");
  g_assert_null (fixture->polling);
}

static void
test_freed_inside_failed (Fixture *fixture, gconstpointer data)
{
  fixture->frees = TRUE;
  post (fixture, "x\x1e"
                 "4b");
  fake_request_assert_answered (&fixture->post, 200, "ok");
  g_assert_null (fixture->polling);

  fixture->polling =
    engine_io_polling_server_new (fixture->epoll, fixture->deadlines, 100, &listener, fixture);
  poll_once (fixture);
  fake_request_leave (&fixture->get);
  g_assert_null (fixture->polling);

  fixture->polling =
    engine_io_polling_server_new (fixture->epoll, fixture->deadlines, 100, &listener, fixture);
  engine_io_polling_server_begin_post (fixture->polling, fixture->message);
  g_assert_false (engine_io_polling_server_begin_post (fixture->polling, fixture->message));
  g_assert_null (fixture->polling);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test)                                                                            \
  g_test_add ("/engine-io/polling-server/" name, Fixture, NULL, set_up, test, tear_down)

  ADD ("what-waits-leaves-with-the-next-poll", test_what_waits_leaves_with_the_next_poll);
  ADD ("what-is-sent-in-one-turn-leaves-together", test_what_is_sent_in_one_turn_leaves_together);
  ADD ("compression-is-the-messages-to-forbid", test_compression_is_the_messages_to_forbid);
  ADD ("too-much-does-not-wait", test_too_much_does_not_wait);
  ADD ("second-poll-ends-it", test_second_poll_ends_it);
  ADD ("second-post-ends-it", test_second_post_ends_it);
  ADD ("bytes-end-it", test_bytes_end_it);
  ADD ("refused-post-is-no-harm", test_refused_post_is_no_harm);
  ADD ("post-that-breaks-off-ends-it", test_post_that_breaks_off_ends_it);
  ADD ("client-that-leaves-ends-it", test_client_that_leaves_ends_it);
  ADD ("released-poll-says-nothing", test_released_poll_says_nothing);
  ADD ("queue-can-be-taken-over", test_queue_can_be_taken_over);
  ADD ("end-comes-after-the-queue", test_end_comes_after_the_queue);
  ADD ("last-post-waits-for-a-poll", test_last_post_waits_for_a_poll);
  ADD ("last-post-does-not-wait-for-ever", test_last_post_does_not_wait_for_ever);
  ADD ("freed-inside-last-post", test_freed_inside_last_post);
  ADD ("freed-without-a-word", test_freed_without_a_word);
  ADD ("freed-inside-packet", test_freed_inside_packet);
  ADD ("freed-inside-drained", test_freed_inside_drained);
  ADD ("freed-inside-failed", test_freed_inside_failed);

#undef ADD

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *path =
      g_strconcat ("/engine-io/polling-server/payload/", payloads[i].name, NULL);

    g_test_add (path, Fixture, &payloads[i], set_up, test_payload, tear_down);
  }

  return g_test_run ();
}
