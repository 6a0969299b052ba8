/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets to bytes and back, without any I/O.
 *
 * A packet as text is a digit (its type) and its data.  Bytes, where only text
 * can go, are "b" and base64; they are always a message.  A polling payload is
 * packets joined by the separator U+001E, which cannot occur in JSON text.
 *
 * What is read here was written by a stranger.  Everything that is not exactly
 * a packet is an error, and the session ends; nothing is skipped in silence.
 */
#include "engine-io-codec.h"

#include <string.h>

#include "engine-io-error.h"
#include "engine-io-utf8.h"

#define SEPARATOR 0x1e

/* Where the server names no limit, payloads stay below this anyway: what waits longer can be taken
 * back longer. */
#define MAX_BATCH ((gsize) 16 * 1024 * 1024)

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL, what);

  return FALSE;
}

/* g_base64_decode() skips what it does not know; here that is an error. */
static GBytes *
decode_base64 (const char *text, gsize length, GError **error)
{
  gsize padding = 0;
  guint8 *data = NULL;
  gsize size = 0;
  int state = 0;
  guint save = 0;

  while (padding < 2 && length > 0 && text[length - 1] == '=') {
    length--;
    padding++;
  }
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/') {
      refuse (error, "The peer sent base64 that is none");
      return NULL;
    }
  }
  if (length % 4 == 1 || (padding > 0 && (length + padding) % 4 != 0)) {
    refuse (error, "The peer sent base64 that is cut off");
    return NULL;
  }

  data = g_malloc (length / 4 * 3 + 3);
  size = g_base64_decode_step (text, length, data, &state, &save);
  if (length % 4 != 0)
    size += g_base64_decode_step ("==", 4 - length % 4, data + size, &state, &save);

  return g_bytes_new_take (data, size);
}

gboolean
engine_io_codec_is_text (const char *text, gsize length)
{
  EngineIoUtf8 utf8 = { 0 };

  return engine_io_utf8_check (&utf8, (const guint8 *) text, length) &&
         engine_io_utf8_is_whole (&utf8);
}

gboolean
engine_io_codec_decode_text (const char *text, gsize length, EngineIoPacket *packet, GError **error)
{
  memset (packet, 0, sizeof *packet);
  if (length == 0)
    return refuse (error, "The peer sent an empty packet");

  if (*text == 'b') {
    packet->type = ENGINE_IO_PACKET_MESSAGE;
    packet->binary = TRUE;
    packet->data = decode_base64 (text + 1, length - 1, error);

    return packet->data != NULL;
  }

  if (*text < '0' || *text > '6')
    return refuse (error, "The peer sent a packet of an unknown type");

  packet->type = (EngineIoPacketType) (*text - '0');
  packet->data = g_bytes_new (text + 1, length - 1);

  return TRUE;
}

gboolean
engine_io_codec_decode_next (GBytes *payload, gsize *offset, EngineIoPacket *packet, GError **error)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (payload, &size);
  const char *data = size > 0 ? bytes : "";
  const char *end = NULL;
  gsize start = *offset;
  gsize length = 0;

  g_assert (start <= size);

  end = size > start ? memchr (data + start, SEPARATOR, size - start) : NULL;
  length = (end != NULL ? (gsize) (end - data) : size) - start;
  *offset = start + length + 1;

  if (length > 0 && !engine_io_codec_is_text (data + start, length)) {
    memset (packet, 0, sizeof *packet);
    return refuse (error, "The peer sent text that is not UTF-8");
  }

  return engine_io_codec_decode_text (data + start, length, packet, error);
}

/*
 * Version 3 puts the length of a packet before it: "96:0{...", or in its binary
 * form a byte 0 or 1, the digits of the length as bytes 0 to 9, and a byte 255.
 */
gboolean
engine_io_codec_is_version_3 (GBytes *payload)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (payload, &size);
  gsize i = 0;

  if (size == 0)
    return FALSE;

  if (data[0] <= 1) {
    for (i = 1; i < size && data[i] <= 9; i++)
      ;
    return i > 1 && i < size && data[i] == 0xff;
  }

  for (i = 0; i < size && g_ascii_isdigit (data[i]); i++)
    ;
  return i > 0 && i + 1 < size && data[i] == ':' && data[i + 1] == '0';
}

gsize
engine_io_codec_binary_size (gsize size)
{
  return 1 + size / 3 * 4 + (size % 3 != 0 ? 4 : 0);
}

void
engine_io_codec_append_binary (GByteArray *out, const guint8 *data, gsize size)
{
  guint length = out->len + 1;
  int state = 0;
  int save = 0;
  char *to = NULL;

  g_byte_array_set_size (out, length + (guint) (size / 3 + 1) * 4 + 4);
  out->data[length - 1] = 'b';
  to = (char *) out->data + length;
  length += (guint) g_base64_encode_step (data, size, FALSE, to, &state, &save);
  length += (guint) g_base64_encode_close (FALSE, (char *) out->data + length, &state, &save);
  g_byte_array_set_size (out, length);
}

gsize
engine_io_codec_text_size (const EngineIoPacket *packet)
{
  gsize size = packet->data != NULL ? g_bytes_get_size (packet->data) : 0;

  return packet->binary ? engine_io_codec_binary_size (size) : 1 + size;
}

static void
append_text (GByteArray *out, const EngineIoPacket *packet)
{
  char digit = (char) ('0' + (int) packet->type);
  gsize size = 0;
  const guint8 *data = packet->data != NULL ? g_bytes_get_data (packet->data, &size) : NULL;

  if (packet->binary) {
    g_assert (packet->type == ENGINE_IO_PACKET_MESSAGE);
    engine_io_codec_append_binary (out, data, size);
  } else {
    g_byte_array_append (out, (const guint8 *) &digit, 1);
    if (size > 0)
      g_byte_array_append (out, data, (guint) size);
  }
}

GBytes *
engine_io_codec_encode_text (const EngineIoPacket *packet)
{
  GByteArray *out = g_byte_array_sized_new ((guint) engine_io_codec_text_size (packet) + 4);

  append_text (out, packet);

  return g_byte_array_free_to_bytes (out);
}

GBytes *
engine_io_codec_take_payload (GQueue *queue, gsize max_payload)
{
  static const guint8 separator = SEPARATOR;
  GByteArray *out = g_byte_array_new ();
  gsize limit = max_payload > 0 ? MIN (max_payload, MAX_BATCH) : MAX_BATCH;
  EngineIoPacket *packet = NULL;

  while ((packet = g_queue_peek_head (queue)) != NULL) {
    gsize size = engine_io_codec_text_size (packet);

    if (out->len > 0) {
      if (out->len + 1 + size > limit)
        break;
      g_byte_array_append (out, &separator, 1);
    }
    append_text (out, packet);
    engine_io_packet_free (g_queue_pop_head (queue));
  }

  return g_byte_array_free_to_bytes (out);
}
