/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether text is UTF-8 (RFC 3629), also where it comes in pieces that end
 * anywhere: a WebSocket message in fragments has to be refused at the first byte
 * that is wrong, and not at its end.  U+0000 is text like any other.
 *
 * Most text is ASCII, so that is passed eight bytes at a time.  Other characters that
 * are here whole are left to GLib; only where it stops one is looked at byte by byte.
 */
#include "engine-io-utf8.h"

#include <string.h>

#define NOT_ASCII G_GUINT64_CONSTANT (0x8080808080808080)

static gsize
skip_ascii (const guint8 *text, gsize length)
{
  gsize i = 0;

  for (; length - i >= sizeof (guint64); i += sizeof (guint64)) {
    guint64 word = 0;

    memcpy (&word, text + i, sizeof word);
    if ((word & NOT_ASCII) != 0)
      break;
  }
  while (i < length && text[i] < 0x80)
    i++;

  return i;
}

static gboolean
is_between (guint8 byte, guint8 lowest, guint8 highest)
{
  return byte >= lowest && byte <= highest;
}

/* The first byte of a character of several says how many, and what the second one may be: this is
 * where overlong forms, surrogates and what lies above U+10FFFF are kept out. */
static gboolean
begin (EngineIoUtf8 *self, guint8 byte)
{
  if (!is_between (byte, 0xc2, 0xf4))
    return FALSE;

  self->missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  self->lowest = byte == 0xe0 ? 0xa0 : byte == 0xf0 ? 0x90 : 0x80;
  self->highest = byte == 0xed ? 0x9f : byte == 0xf4 ? 0x8f : 0xbf;

  return TRUE;
}

/* One byte of a character of several. */
static gboolean
check_byte (EngineIoUtf8 *self, guint8 byte)
{
  if (self->missing == 0)
    return begin (self, byte);
  if (!is_between (byte, self->lowest, self->highest))
    return FALSE;

  self->missing--;
  self->lowest = 0x80;
  self->highest = 0xbf;

  return TRUE;
}

/* Bytes that are whole characters, as far as GLib says so: U+0000 is none for it. */
static gsize
skip_characters (const guint8 *text, gsize length)
{
  const char *end = NULL;

  g_utf8_validate_len ((const char *) text, length, &end);

  return (gsize) ((const guint8 *) end - text);
}

gboolean
engine_io_utf8_check (EngineIoUtf8 *self, const guint8 *text, gsize length)
{
  gsize i = 0;

  while (i < length) {
    if (self->missing == 0)
      i += skip_ascii (text + i, length - i);
    if (self->missing == 0 && i < length)
      i += skip_characters (text + i, length - i);
    if (i < length && (self->missing > 0 || text[i] >= 0x80) && !check_byte (self, text[i++]))
      return FALSE;
  }

  return TRUE;
}

gboolean
engine_io_utf8_is_whole (const EngineIoUtf8 *self)
{
  return self->missing == 0;
}
