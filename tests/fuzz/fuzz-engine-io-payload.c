/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An answer to a poll.  What can be read from it is written again, and has to be
 * read as the same; a payload that is refused has to be refused in words.
 */
#include "engine-io-codec.h"
#include "engine-io-error.h"
#include "fuzz-target.h"

/* Reads all packets, or as many as there are before the first that is none. */
static gboolean
read_all (GBytes *payload, GQueue *packets)
{
  gsize offset = 0;

  do {
    g_autoptr (GError) error = NULL;
    EngineIoPacket packet;

    if (!engine_io_codec_decode_next (payload, &offset, &packet, &error)) {
      g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
      g_assert_null (packet.data);
      return FALSE;
    }
    g_assert_true (packet.binary ? packet.type == ENGINE_IO_PACKET_MESSAGE : TRUE);
    g_queue_push_tail (packets, g_memdup2 (&packet, sizeof packet));
  } while (offset <= g_bytes_get_size (payload));

  return TRUE;
}

static GQueue *
copy_packets (GQueue *packets)
{
  GQueue *copy = g_queue_new ();

  for (GList *l = packets->head; l != NULL; l = l->next) {
    const EngineIoPacket *packet = l->data;
    EngineIoPacket *other = engine_io_packet_new (packet->type, packet->data);

    other->binary = packet->binary;
    g_queue_push_tail (copy, other);
  }

  return copy;
}

static void
send_again (GQueue *packets, gsize max_payload)
{
  GQueue *left = copy_packets (packets);
  GQueue back = G_QUEUE_INIT;

  while (!g_queue_is_empty (left)) {
    g_autoptr (GBytes) payload = engine_io_codec_take_payload (left, max_payload);

    g_assert_true (read_all (payload, &back));
  }

  g_assert_cmpuint (back.length, ==, packets->length);
  for (GList *l = packets->head; l != NULL; l = l->next) {
    const EngineIoPacket *packet = l->data;
    g_autoptr (EngineIoPacket) other = g_queue_pop_head (&back);

    g_assert_cmpint (packet->type, ==, other->type);
    g_assert_cmpint (packet->binary, ==, other->binary);
    g_assert_true (g_bytes_equal (packet->data, other->data));
  }
  g_queue_free (left);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) payload = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  GQueue packets = G_QUEUE_INIT;
  EngineIoPacket packet;

  engine_io_codec_is_version_3 (payload);
  if (engine_io_codec_is_text ((const char *) data, size) &&
      engine_io_codec_decode_text ((const char *) data, size, &packet, &error))
    g_bytes_unref (packet.data);

  read_all (payload, &packets);
  send_again (&packets, 0);
  send_again (&packets, 64);
  g_queue_clear_full (&packets, (GDestroyNotify) engine_io_packet_free);

  return 0;
}
