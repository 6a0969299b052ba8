/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a server sends, ready for the wire: one block of memory with a frame in it
 * that every WebSocket of a room sends as it is.
 *
 *   count, flags | frame header | payload: "4" and the text, or bytes
 *
 * The payload is at the same time the text of a polling payload.  Compressing is
 * done at most once, too: as each message is compressed for itself, the outcome is
 * the same for everybody; it is kept with the message that it is made of.
 */
#include "engine-io-message.h"

#include <string.h>

#include "engine-io-codec.h"
#include "engine-io-frame.h"
#include "engine-io-packing.h"

static EngineIoMessage *
new_of_length (guint8 header_length, gsize length)
{
  EngineIoMessage *self = g_malloc (offsetof (EngineIoMessage, frame) + length);

  self->ref_count = 1;
  self->header_length = header_length;
  self->flags = ENGINE_IO_SEND_DEFAULT;
  self->was_packed = FALSE;
  self->length = length;
  self->packed = NULL;

  return self;
}

/* A frame whose payload is two parts, of which the first may be empty. */
static EngineIoMessage *
new_frame (guint8 first, guint8 digit, const void *data, gsize length)
{
  guint8 header[ENGINE_IO_FRAME_MAX_HEADER];
  gsize prefix = digit != 0 ? 1 : 0;
  guint header_length = engine_io_frame_write_header (header, first, prefix + length);
  EngineIoMessage *self = new_of_length ((guint8) header_length, header_length + prefix + length);
  guint8 *to = self->frame;

  memcpy (to, header, header_length);
  to += header_length;
  if (prefix > 0)
    *to++ = digit;
  if (length > 0)
    memcpy (to, data, length);

  return self;
}

/*
 * engine_io_message_new_text:
 * @text: UTF-8, not terminated
 *
 * Returns: (transfer full): a message of text
 */
EngineIoMessage *
engine_io_message_new_text (const char *text, gsize length)
{
  return new_frame (ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_TEXT, '0' + ENGINE_IO_PACKET_MESSAGE,
                    text, length);
}

/*
 * engine_io_message_new_binary:
 *
 * Returns: (transfer full): a message of bytes
 */
EngineIoMessage *
engine_io_message_new_binary (const guint8 *data, gsize length)
{
  return new_frame (ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_BINARY, 0, data, length);
}

/*
 * engine_io_message_new_packet:
 * @data: (nullable): what stands behind the digit
 *
 * Returns: (transfer full): any packet, as text
 */
EngineIoMessage *
engine_io_message_new_packet (EngineIoPacketType type, const char *data)
{
  return new_frame (ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_TEXT, (guint8) ('0' + (int) type), data,
                    data != NULL ? strlen (data) : 0);
}

/*
 * engine_io_message_new_frame:
 * @first: the first byte of the frame
 *
 * Returns: (transfer full): a frame that is no packet: a pong, a close frame
 */
EngineIoMessage *
engine_io_message_new_frame (guint8 first, const guint8 *payload, gsize length)
{
  return new_frame (first, 0, payload, length);
}

/*
 * engine_io_message_new_raw:
 *
 * Returns: (transfer full): bytes that are sent as they are, without a frame
 */
EngineIoMessage *
engine_io_message_new_raw (const guint8 *data, gsize length)
{
  EngineIoMessage *self = new_of_length (0, length);

  if (length > 0)
    memcpy (self->frame, data, length);

  return self;
}

/* Its last reference is gone. */
void
engine_io_message_free (EngineIoMessage *self)
{
  g_clear_pointer (&self->packed, engine_io_message_unref);
  g_free (self);
}

void
engine_io_message_set_flags (EngineIoMessage *self, EngineIoSendFlags flags)
{
  self->flags = (guint8) flags;
}

EngineIoSendFlags
engine_io_message_get_flags (EngineIoMessage *self)
{
  return (EngineIoSendFlags) self->flags;
}

gboolean
engine_io_message_is_binary (EngineIoMessage *self)
{
  return self->header_length > 0 &&
         (self->frame[0] & ENGINE_IO_FRAME_TYPE) == ENGINE_IO_FRAME_BINARY;
}

const guint8 *
engine_io_message_get_payload (EngineIoMessage *self, gsize *length)
{
  *length = self->length - self->header_length;

  return self->frame + self->header_length;
}

static gboolean
is_worth_packing (EngineIoMessage *self, gsize threshold)
{
  gsize length = self->length - self->header_length;

  return length > 0 && length >= threshold && (self->flags & ENGINE_IO_SEND_NO_COMPRESS) == 0 &&
         self->header_length > 0 && (self->frame[0] & ENGINE_IO_FRAME_CLOSE) == 0;
}

/*
 * engine_io_message_get_packed:
 * @threshold: smallest payload that is worth it
 *
 * Returns: (transfer none): the same message compressed, or itself
 */
EngineIoMessage *
engine_io_message_get_packed (EngineIoMessage *self, gsize threshold)
{
  if (!is_worth_packing (self, threshold))
    return self;

  if (!self->was_packed) {
    gsize length = 0;
    const guint8 *payload = engine_io_message_get_payload (self, &length);
    g_autoptr (GByteArray) packed = engine_io_packing_pack (payload, length);

    self->was_packed = TRUE;
    if (packed->len < length)
      self->packed =
        new_frame (self->frame[0] | ENGINE_IO_FRAME_PACKED, 0, packed->data, packed->len);
  }

  return self->packed != NULL ? self->packed : self;
}

gsize
engine_io_message_get_text_size (EngineIoMessage *self)
{
  gsize length = self->length - self->header_length;

  return engine_io_message_is_binary (self) ? engine_io_codec_binary_size (length) : length;
}

void
engine_io_message_append_text (EngineIoMessage *self, GByteArray *payload)
{
  gsize length = 0;
  const guint8 *data = engine_io_message_get_payload (self, &length);

  if (engine_io_message_is_binary (self))
    engine_io_codec_append_binary (payload, data, length);
  else
    g_byte_array_append (payload, data, (guint) length);
}
