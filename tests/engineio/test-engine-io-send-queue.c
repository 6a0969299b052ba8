/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-send-queue.h"

#define MAX_PIECES 7

static EngineIoMessage *
new_numbered (guint number, gsize length)
{
  g_autofree guint8 *bytes = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8) (number * 7 + i);

  return engine_io_message_new_raw (bytes, length);
}

static void
append_bytes (GByteArray *out, EngineIoMessage *message)
{
  gsize length = 0;
  const guint8 *frame = engine_io_message_get_frame (message, &length);

  g_byte_array_append (out, frame, (guint) length);
}

/* Whatever is pushed and taken in whatever pieces comes out as it went in. */
static void
test_order (void)
{
  g_autoptr (GByteArray) in = g_byte_array_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  EngineIoSendQueue queue = { 0 };

  for (guint round = 0; round < 3000; round++) {
    guint n_pushed = (guint) g_test_rand_int_range (0, round % 100 == 0 ? 60 : 4);
    struct iovec pieces[MAX_PIECES];
    guint n_pieces = 0;
    gsize wanted = 0;
    gsize taken = 0;

    for (guint i = 0; i < n_pushed; i++) {
      EngineIoMessage *message = new_numbered (round + i, (gsize) g_test_rand_int_range (0, 50));

      append_bytes (in, message);
      engine_io_send_queue_push (&queue, message);
    }
    g_assert_cmpuint (queue.size, ==, in->len - out->len);

    n_pieces = engine_io_send_queue_gather (&queue, pieces, MAX_PIECES);
    g_assert_cmpuint (n_pieces, ==, MIN (queue.length, MAX_PIECES));
    wanted = (gsize) g_test_rand_int_range (0, 150);
    for (guint i = 0; i < n_pieces && taken < wanted; i++) {
      gsize size = MIN (pieces[i].iov_len, wanted - taken);

      g_byte_array_append (out, pieces[i].iov_base, (guint) size);
      taken += size;
    }
    engine_io_send_queue_take (&queue, taken);
  }

  g_assert_cmpmem (out->data, out->len, in->data, out->len);
  engine_io_send_queue_clear (&queue);
  g_assert_cmpuint (queue.size, ==, 0);
  g_assert_cmpuint (queue.length, ==, 0);
  g_assert_cmpuint (queue.room, ==, 0);
}

static void
test_lone (void)
{
  EngineIoSendQueue queue = { 0 };
  EngineIoMessage *one = new_numbered (1, 10);

  g_assert_null (engine_io_send_queue_peek_lone (&queue));
  engine_io_send_queue_push (&queue, engine_io_message_ref (one));
  g_assert_true (engine_io_send_queue_peek_lone (&queue) == one);
  engine_io_send_queue_take_lone (&queue);
  g_assert_cmpuint (queue.length, ==, 0);
  g_assert_cmpuint (queue.size, ==, 0);

  engine_io_send_queue_push (&queue, engine_io_message_ref (one));
  engine_io_send_queue_take (&queue, 3);
  g_assert_null (engine_io_send_queue_peek_lone (&queue));
  engine_io_send_queue_push (&queue, one);
  g_assert_null (engine_io_send_queue_peek_lone (&queue));
  g_assert_cmpuint (queue.size, ==, 17);
  engine_io_send_queue_clear (&queue);
}

static void
test_last (void)
{
  EngineIoSendQueue queue = { 0 };
  EngineIoMessage *one = new_numbered (1, 10);
  EngineIoMessage *two = new_numbered (2, 10);

  g_assert_null (engine_io_send_queue_peek_last (&queue));
  engine_io_send_queue_push (&queue, one);
  g_assert_true (engine_io_send_queue_peek_last (&queue) == one);
  engine_io_send_queue_take (&queue, 1);
  g_assert_null (engine_io_send_queue_peek_last (&queue));
  engine_io_send_queue_push (&queue, two);
  g_assert_true (engine_io_send_queue_peek_last (&queue) == two);
  engine_io_send_queue_drop_last (&queue);
  g_assert_cmpuint (queue.size, ==, 9);
  g_assert_null (engine_io_send_queue_peek_last (&queue));
  engine_io_send_queue_clear (&queue);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/send-queue/keeps-order", test_order);
  g_test_add_func ("/engine-io/send-queue/knows-the-only-one", test_lone);
  g_test_add_func ("/engine-io/send-queue/knows-the-last-one", test_last);

  return g_test_run ();
}
