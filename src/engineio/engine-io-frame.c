/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * WebSocket frames (RFC 6455, section 5), without any I/O:
 *
 *   FIN, RSV1 to 3, 4 bits of type | MASK, 7 bits of length | longer length | mask | payload
 *
 * A length of 126 says that 16 bits of length follow, 127 that 64 do.  What a
 * client sends is masked, what a server sends is not.
 */
#include "engine-io-frame.h"

#include <libsoup/soup.h>
#include <string.h>

#define MASKED 0x80
#define UNKNOWN_BITS 0x30 /* RSV2 and RSV3: no extension that we know uses them */

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, what);

  return FALSE;
}

static gboolean
check_first (guint8 first, gboolean may_be_packed, GError **error)
{
  switch ((EngineIoFrameType) (first & ENGINE_IO_FRAME_TYPE)) {
  case ENGINE_IO_FRAME_CONTINUATION:
  case ENGINE_IO_FRAME_TEXT:
  case ENGINE_IO_FRAME_BINARY:
    break;
  case ENGINE_IO_FRAME_CLOSE:
  case ENGINE_IO_FRAME_PING:
  case ENGINE_IO_FRAME_PONG:
    if ((first & ENGINE_IO_FRAME_LAST) == 0)
      return fail (error, "A control frame is in pieces");
    if ((first & ENGINE_IO_FRAME_PACKED) != 0)
      return fail (error, "A control frame is compressed");
    break;
  default:
    return fail (error, "A frame is of an unknown type");
  }

  if ((first & UNKNOWN_BITS) != 0 || ((first & ENGINE_IO_FRAME_PACKED) != 0 && !may_be_packed))
    return fail (error, "A frame uses an extension that was not agreed");

  return TRUE;
}

/* A length that says in more bytes what fewer can is refused from a client only: servers were
 * always taken as they are. */
static gboolean
check_length (const EngineIoFrame *frame, guint n_bytes, EngineIoFrameRules rules, GError **error)
{
  if (frame->length > G_MAXINT64)
    return fail (error, "A frame's length is out of range");
  if ((rules & ENGINE_IO_FRAME_FROM_CLIENT) != 0 &&
      ((n_bytes == 2 && frame->length <= ENGINE_IO_FRAME_MAX_CONTROL) ||
       (n_bytes == 8 && frame->length <= G_MAXUINT16)))
    return fail (error, "A frame's length takes more bytes than it needs");

  return TRUE;
}

gboolean
engine_io_frame_read (const guint8 *data,
                      gsize length,
                      EngineIoFrameRules rules,
                      EngineIoFrame *frame,
                      GError **error)
{
  gboolean masked = (rules & ENGINE_IO_FRAME_FROM_CLIENT) != 0;
  guint n_bytes = 0;

  if (length < 2)
    return FALSE;
  if (!check_first (data[0], (rules & ENGINE_IO_FRAME_MAY_BE_PACKED) != 0, error))
    return FALSE;
  if (((data[1] & MASKED) != 0) != masked)
    return fail (error,
                 masked ? "The client does not mask its frames" : "The server masks its frames");

  frame->first = data[0];
  frame->length = data[1] & ~MASKED;
  memset (frame->mask, 0, sizeof frame->mask);
  if (frame->length > ENGINE_IO_FRAME_MAX_CONTROL) {
    if ((data[0] & ENGINE_IO_FRAME_CLOSE) != 0)
      return fail (error, "A control frame is too long");
    n_bytes = frame->length == 126 ? 2 : 8;
    if (length < 2 + n_bytes)
      return FALSE;
    frame->length = 0;
    for (guint i = 0; i < n_bytes; i++)
      frame->length = frame->length << 8 | data[2 + i];
    if (!check_length (frame, n_bytes, rules, error))
      return FALSE;
  }
  frame->header_length = (guint8) (2 + n_bytes);
  if (masked) {
    if (length < frame->header_length + sizeof frame->mask)
      return FALSE;
    memcpy (frame->mask, data + frame->header_length, sizeof frame->mask);
    frame->header_length += sizeof frame->mask;
  }

  return TRUE;
}

/* Eight bytes at a time, as far as they go; the mask is four bytes in memory order. */
void
engine_io_frame_mask (guint8 *to, const guint8 *from, gsize length, const guint8 *mask)
{
  guint64 wide_mask = 0;
  gsize i = 0;

  memcpy (&wide_mask, mask, 4);
  memcpy ((guint8 *) &wide_mask + 4, mask, 4);
  for (; length - i >= sizeof wide_mask; i += sizeof wide_mask) {
    guint64 word = 0;

    memcpy (&word, from + i, sizeof word);
    word ^= wide_mask;
    memcpy (to + i, &word, sizeof word);
  }
  for (; i < length; i++)
    to[i] = from[i] ^ mask[i % 4];
}

guint
engine_io_frame_write_header (guint8 *to, guint8 first, gsize length)
{
  guint n_bytes = 0;

  to[0] = first;
  if (length <= ENGINE_IO_FRAME_MAX_CONTROL) {
    to[1] = (guint8) length;
    return 2;
  }

  n_bytes = length <= G_MAXUINT16 ? 2 : 8;
  to[1] = n_bytes == 2 ? 126 : 127;
  for (guint i = 0; i < n_bytes; i++)
    to[2 + i] = (guint8) ((guint64) length >> (n_bytes - 1 - i) * 8);

  return 2 + n_bytes;
}

void
engine_io_frame_append (GByteArray *out, guint8 first, const guint8 *payload, gsize length)
{
  guint start = out->len;
  guint32 key = g_random_int ();
  guint8 mask[4];
  guint8 *to = NULL;

  memcpy (mask, &key, sizeof mask);
  g_byte_array_set_size (out, start + ENGINE_IO_FRAME_MAX_HEADER + (guint) length);
  to = out->data + start;
  to += engine_io_frame_write_header (to, first, length);
  out->data[start + 1] |= MASKED;
  memcpy (to, mask, sizeof mask);
  to += sizeof mask;
  engine_io_frame_mask (to, payload, length, mask);
  g_byte_array_set_size (out, (guint) (to - out->data) + (guint) length);
}
