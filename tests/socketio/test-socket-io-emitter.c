/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The emitter on its own, without a connection: everything ends once, and in order.
 */
#include "socket-io-emitter.h"

#include "socket-io-error.h"
#include "test-await.h"

typedef struct {
  SocketIoManager *manager;
  SocketIoEmitter *emitter;
  GString *heard; /* what the client and those who wait are told */
} Fixture;

static void
outgoing_cb (gpointer client, const char *name, JsonArray *arguments)
{
  g_string_append_printf (((Fixture *) client)->heard, "out %s;", name);
}

static void
failed_cb (gpointer client, const char *name, JsonArray *arguments, const GError *error)
{
  g_string_append_printf (((Fixture *) client)->heard, "failed %s %d;", name, error->code);
}

static const SocketIoEmitterListener listener = { outgoing_cb, failed_cb };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->heard = g_string_new (NULL);
  fixture->manager = socket_io_manager_new ("http://127.0.0.1:9", NULL);
  fixture->emitter = socket_io_emitter_new (fixture->manager, "/", &listener, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  socket_io_emitter_stop (fixture->emitter);
  g_assert_finalize_object (fixture->emitter);
  g_assert_finalize_object (fixture->manager);
  g_string_free (fixture->heard, TRUE);
}

typedef struct {
  Fixture *fixture;
  const char *name;
} Asker;

static void
ended_cb (JsonArray *arguments,
          SocketIoAttachments *attachments,
          const GError *error,
          gpointer user_data)
{
  Asker *asker = user_data;

  if (error == NULL)
    g_string_append_printf (asker->fixture->heard, "answer %s;", asker->name);
  else
    g_string_append_printf (asker->fixture->heard, "end %s %d;", asker->name, error->code);
}

static gboolean
emit (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;

  return socket_io_emitter_emit (fixture->emitter, name, NULL, NULL, SOCKET_IO_EMIT_DEFAULT,
                                 &error);
}

static void
ask (Fixture *fixture, Asker *asker, guint timeout_ms, GCancellable *cancellable)
{
  asker->fixture = fixture;
  socket_io_emitter_emit_for_ack (fixture->emitter, asker->name, NULL, NULL, SOCKET_IO_EMIT_DEFAULT,
                                  timeout_ms, cancellable, ended_cb, asker);
}

static void
assert_heard (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->heard->str, ==, expected);
  g_string_truncate (fixture->heard, 0);
}

static void
test_stopping_ends_everything (Fixture *fixture, gconstpointer data)
{
  Asker first = { .name = "a" };
  Asker second = { .name = "c" };

  ask (fixture, &first, 1000, NULL);
  g_assert_true (emit (fixture, "b"));
  socket_io_emitter_set_retries (fixture->emitter, 3);
  ask (fixture, &second, 1000, NULL);
  g_assert_cmpuint (socket_io_emitter_get_length (fixture->emitter), ==, 3);
  socket_io_emitter_stop (fixture->emitter);
  g_assert_cmpuint (socket_io_emitter_get_length (fixture->emitter), ==, 0);
  assert_heard (fixture, "end a 4;end c 4;");
  g_assert_cmpint (SOCKET_IO_ERROR_DISCONNECTED, ==, 4);

  /* Nothing is accepted any more, and nobody is told. */
  g_assert_false (emit (fixture, "d"));
  assert_heard (fixture, "");
}

static void
test_a_lost_connection_spares_what_waits (Fixture *fixture, gconstpointer data)
{
  Asker asker = { .name = "a" };

  ask (fixture, &asker, 0, NULL);
  socket_io_emitter_disconnected (fixture->emitter, "transport close");
  assert_heard (fixture, "");
  g_assert_cmpuint (socket_io_emitter_get_length (fixture->emitter), ==, 1);
  socket_io_emitter_clear (fixture->emitter);
  assert_heard (fixture, "end a 9;");
  g_assert_cmpint (SOCKET_IO_ERROR_DROPPED, ==, 9);
}

/* There is no connection in truth: what cannot leave goes back to where it was. */
static void
test_flushing_in_vain_keeps_the_order (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;

  emit (fixture, "a");
  emit (fixture, "b");
  socket_io_emitter_connected (fixture->emitter);
  socket_io_emitter_flush (fixture->emitter);
  names = socket_io_emitter_dup_names (fixture->emitter);
  joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, "a b");
}

static void
test_time_includes_the_wait (Fixture *fixture, gconstpointer data)
{
  Asker asker = { .name = "a" };

  socket_io_emitter_set_ack_timeout (fixture->emitter, 2);
  g_assert_cmpuint (socket_io_emitter_get_ack_timeout (fixture->emitter), ==, 2);
  ask (fixture, &asker, 0, NULL);
  test_await_that (fixture->heard->len > 0);
  assert_heard (fixture, "end a 5;");
  g_assert_cmpint (SOCKET_IO_ERROR_TIMED_OUT, ==, 5);
  g_assert_cmpuint (socket_io_emitter_get_length (fixture->emitter), ==, 0);
}

static void
test_the_cancelled_are_not_accepted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Asker asker = { .name = "a" };

  g_cancellable_cancel (cancellable);
  ask (fixture, &asker, 0, cancellable);
  assert_heard (fixture, "end a 19;");
  g_assert_cmpint (G_IO_ERROR_CANCELLED, ==, 19);
  g_assert_cmpuint (socket_io_emitter_get_length (fixture->emitter), ==, 0);
}

static void
test_an_answer_to_nobody_is_nothing (Fixture *fixture, gconstpointer data)
{
  static const gint64 ids[] = { SOCKET_IO_PACKET_NO_ID, 0, SOCKET_IO_PACKET_MAX_ID };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (SocketIoPacket) packet = socket_io_packet_new (SOCKET_IO_PACKET_ACK, "/");

    packet->id = ids[i];
    packet->data = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (packet->data, json_array_new ());
    socket_io_emitter_acknowledged (fixture->emitter, packet);
  }
  assert_heard (fixture, "");
}

static void
test_the_retry_queue_has_the_same_limit (Fixture *fixture, gconstpointer data)
{
  Asker asker = { .name = "c" };

  socket_io_emitter_set_limit (fixture->emitter, 2);
  socket_io_emitter_set_retries (fixture->emitter, 1);
  g_assert_true (emit (fixture, "a"));
  g_assert_true (emit (fixture, "b"));
  ask (fixture, &asker, 0, NULL);
  assert_heard (fixture, "end c 7;");
  g_assert_cmpint (SOCKET_IO_ERROR_BUFFER_FULL, ==, 7);
}

#define ADD(name, func)                                                                            \
  g_test_add ("/socket-io/emitter/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("stopping-ends-everything", test_stopping_ends_everything);
  ADD ("a-lost-connection-spares-what-waits", test_a_lost_connection_spares_what_waits);
  ADD ("flushing-in-vain-keeps-the-order", test_flushing_in_vain_keeps_the_order);
  ADD ("time-includes-the-wait", test_time_includes_the_wait);
  ADD ("the-cancelled-are-not-accepted", test_the_cancelled_are_not_accepted);
  ADD ("an-answer-to-nobody-is-nothing", test_an_answer_to_nobody_is_nothing);
  ADD ("the-retry-queue-has-the-same-limit", test_the_retry_queue_has_the_same_limit);

  return g_test_run ();
}
