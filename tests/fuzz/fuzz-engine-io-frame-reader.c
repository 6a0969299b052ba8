/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that a client may send.  The first byte says how the rest is cut, and
 * whether compression was agreed; the second one the limit.  What is read whole is
 * read the same in pieces, what is read is within the limit, and text is UTF-8.
 */
#include <libsoup/soup.h>
#include <string.h>

#include "engine-io-frame-reader.h"
#include "fuzz-target.h"

/* Each event as its type, code, length and data; an error as its code. */
static void
append_number (GByteArray *heard, guint64 number)
{
  g_byte_array_append (heard, (const guint8 *) &number, sizeof number);
}

static void
append_event (GByteArray *heard, const EngineIoFrameEvent *event, gsize limit)
{
  const char *text = (const char *) event->data;

  g_assert_true (event->type != ENGINE_IO_FRAME_CONTINUATION);
  if ((event->type & ENGINE_IO_FRAME_CLOSE) != 0)
    g_assert_cmpuint (event->length, <=, ENGINE_IO_FRAME_MAX_CONTROL);
  else
    g_assert_cmpuint (event->length, <=, limit);
  if (event->type == ENGINE_IO_FRAME_TEXT && memchr (text, 0, event->length) == NULL)
    g_assert_true (g_utf8_validate_len (text, event->length, NULL));

  append_number (heard, event->type);
  append_number (heard, event->code);
  append_number (heard, event->length);
  g_byte_array_append (heard, event->data, (guint) event->length);
}

static GByteArray *
read_all (const guint8 *bytes, gsize size, EngineIoFrameReader reader, guint cut)
{
  GByteArray *heard = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize at = 0;

  while (at < size && error == NULL) {
    gsize length = cut > 0 ? MIN (size - at, 1 + cut % 23) : size;
    g_autofree guint8 *piece = g_memdup2 (bytes + at, length);
    guint8 *data = piece;

    cut = cut > 0 ? (cut * 75 + 74) % 65537 + 1 : 0;
    at += length;
    while (TRUE) {
      g_auto (EngineIoFrameEvent) event = { 0 };

      if (!engine_io_frame_reader_next (&reader, &data, &length, &event, &error))
        break;
      append_event (heard, &event, reader.max_message);
    }
    g_assert_true (error != NULL || length == 0);
  }

  if (error != NULL) {
    g_assert_true (error->domain == SOUP_WEBSOCKET_ERROR);
    g_assert_true (error->code == SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR ||
                   error->code == SOUP_WEBSOCKET_CLOSE_BAD_DATA ||
                   error->code == SOUP_WEBSOCKET_CLOSE_TOO_BIG);
    append_number (heard, (guint64) error->code);
  }
  engine_io_frame_reader_clear (&reader);

  return heard;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  EngineIoFrameReader reader = { 0 };
  g_autoptr (GByteArray) whole = NULL;
  g_autoptr (GByteArray) cut = NULL;
  g_autoptr (GByteArray) bytes = NULL;

  if (size < 2)
    return 0;

  reader.may_be_packed = (data[0] & 1) != 0;
  reader.max_message = 1 + (gsize) data[1] * 40;
  whole = read_all (data + 2, size - 2, reader, 0);
  cut = read_all (data + 2, size - 2, reader, data[0] | 1u);
  bytes = read_all (data + 2, size - 2, reader, 23);
  g_assert_cmpmem (whole->data, whole->len, cut->data, cut->len);
  g_assert_cmpmem (whole->data, whole->len, bytes->data, bytes->len);

  return 0;
}
