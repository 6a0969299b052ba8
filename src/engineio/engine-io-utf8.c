/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether text is UTF-8 (RFC 3629), also where it comes in pieces that end
 * anywhere: a WebSocket message in fragments has to be refused at the first byte
 * that is wrong, and not at its end.  U+0000 is text like any other.
 *
 * Most text is ASCII, so that is passed eight bytes at a time.
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

/* The first byte of a character of several says how many, and what the second one may be: this is
 * where overlong forms, surrogates and what lies above U+10FFFF are kept out. */
static gboolean
begin (EngineIoUtf8 *self, guint8 byte)
{
  self->lowest = 0x80;
  self->highest = 0xbf;

  if (byte >= 0xc2 && byte <= 0xdf) {
    self->missing = 1;
  } else if (byte >= 0xe0 && byte <= 0xef) {
    self->missing = 2;
    if (byte == 0xe0)
      self->lowest = 0xa0;
    else if (byte == 0xed)
      self->highest = 0x9f;
  } else if (byte >= 0xf0 && byte <= 0xf4) {
    self->missing = 3;
    if (byte == 0xf0)
      self->lowest = 0x90;
    else if (byte == 0xf4)
      self->highest = 0x8f;
  } else {
    return FALSE;
  }

  return TRUE;
}

gboolean
engine_io_utf8_check (EngineIoUtf8 *self, const guint8 *text, gsize length)
{
  gsize i = 0;

  while (i < length) {
    if (self->missing == 0) {
      i += skip_ascii (text + i, length - i);
      if (i < length && !begin (self, text[i++]))
        return FALSE;
    } else {
      if (text[i] < self->lowest || text[i] > self->highest)
        return FALSE;
      self->missing--;
      self->lowest = 0x80;
      self->highest = 0xbf;
      i++;
    }
  }

  return TRUE;
}

gboolean
engine_io_utf8_is_whole (const EngineIoUtf8 *self)
{
  return self->missing == 0;
}
