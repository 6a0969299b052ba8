/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WebSocket frames, one after the other.  A header is read the same however it is
 * cut, and its payload is written and found again.
 */
#include <libsoup/soup.h>

#include "engine-io-frame.h"
#include "fuzz-target.h"

static void
send_again (const guint8 *payload, gsize length)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  EngineIoFrame frame;

  engine_io_frame_append (out, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_BINARY, payload, length);
  g_assert_true (
    engine_io_frame_read (out->data, out->len, ENGINE_IO_FRAME_FROM_CLIENT, &frame, NULL));
  g_assert_cmpuint (frame.length, ==, length);
  for (gsize i = 0; i < length; i++)
    g_assert_cmpuint (out->data[frame.header_length + i] ^ frame.mask[i % 4], ==, payload[i]);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  while (TRUE) {
    g_autoptr (GError) error = NULL;
    EngineIoFrame frame;
    EngineIoFrame same;
    EngineIoFrameRules rules = ENGINE_IO_FRAME_MAY_BE_PACKED;
    gsize length = 0;

    if (size > 1 && (data[1] & 0x80) != 0)
      rules |= ENGINE_IO_FRAME_FROM_CLIENT;
    if (!engine_io_frame_read (data, size, rules, &frame, &error)) {
      if (error != NULL)
        g_assert_error (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR);
      return 0;
    }

    g_assert_cmpuint (frame.header_length, <=, size);
    g_assert_false (engine_io_frame_read (data, frame.header_length - 1u, rules, &same, NULL));
    g_assert_true (engine_io_frame_read (data, frame.header_length, rules, &same, NULL));
    g_assert_cmpuint (same.length, ==, frame.length);

    data += frame.header_length;
    size -= frame.header_length;
    length = (gsize) MIN (frame.length, size);
    send_again (data, length);
    if (frame.length > size)
      return 0;
    data += length;
    size -= length;
  }
}
