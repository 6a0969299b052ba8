/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How large a picture is, by its first bytes, so that whoever shows it can keep a place for it.
 * Nothing of it is decoded.  What a photo says of how the camera was held counts: the size is that
 * of the picture as it is shown.
 */
#include "server-picture.h"

#include <string.h>

#define MAX_SIDE 1000000
#define EXIF_HEADER 6 /* "Exif" and two zero bytes */
#define TIFF_HEADER 8
#define TIFF_ENTRY 12
#define TAG_ORIENTATION 0x0112

static guint
read_16 (const guint8 *data, gboolean big_endian)
{
  return big_endian ? (guint) data[0] << 8 | data[1] : (guint) data[1] << 8 | data[0];
}

static guint
read_24 (const guint8 *data)
{
  return (guint) data[0] | (guint) data[1] << 8 | (guint) data[2] << 16;
}

static guint
read_32 (const guint8 *data, gboolean big_endian)
{
  return big_endian ? read_16 (data, TRUE) << 16 | read_16 (data + 2, TRUE)
                    : read_16 (data + 2, FALSE) << 16 | read_16 (data, FALSE);
}

static gboolean
measure_png (const guint8 *data, gsize length, guint *width, guint *height)
{
  if (length < 24 || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 ||
      memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;

  *width = read_32 (data + 16, TRUE);
  *height = read_32 (data + 20, TRUE);

  return TRUE;
}

static gboolean
measure_gif (const guint8 *data, gsize length, guint *width, guint *height)
{
  if (length < 10 || (memcmp (data, "GIF87a", 6) != 0 && memcmp (data, "GIF89a", 6) != 0))
    return FALSE;

  *width = read_16 (data + 6, FALSE);
  *height = read_16 (data + 8, FALSE);

  return TRUE;
}

static gboolean
measure_webp (const guint8 *data, gsize length, guint *width, guint *height)
{
  if (length < 30 || memcmp (data, "RIFF", 4) != 0 || memcmp (data + 8, "WEBP", 4) != 0)
    return FALSE;

  if (memcmp (data + 12, "VP8X", 4) == 0) {
    *width = read_24 (data + 24) + 1;
    *height = read_24 (data + 27) + 1;
  } else if (memcmp (data + 12, "VP8L", 4) == 0 && data[20] == 0x2f) {
    guint bits = read_32 (data + 21, FALSE);

    *width = (bits & 0x3fff) + 1;
    *height = (bits >> 14 & 0x3fff) + 1;
  } else if (memcmp (data + 12, "VP8 ", 4) == 0) {
    *width = read_16 (data + 26, FALSE) & 0x3fff;
    *height = read_16 (data + 28, FALSE) & 0x3fff;
  } else {
    return FALSE;
  }

  return TRUE;
}

/* Whether the camera was held upright: Exif counts orientations, of which those from 5 on lie. */
static gboolean
lies (const guint8 *segment, gsize length)
{
  const guint8 *tiff = segment + EXIF_HEADER;
  gsize rest = length - EXIF_HEADER;
  gboolean big_endian = FALSE;
  gsize folder = 0;
  guint n_entries = 0;

  if (length < EXIF_HEADER + TIFF_HEADER || memcmp (segment, "Exif\0", EXIF_HEADER) != 0)
    return FALSE;

  big_endian = tiff[0] == 'M';
  folder = read_32 (tiff + 4, big_endian);
  if (folder > rest || rest - folder < 2)
    return FALSE;

  n_entries = read_16 (tiff + folder, big_endian);
  folder += 2;
  for (guint i = 0; i < n_entries && rest - folder >= TIFF_ENTRY; i++, folder += TIFF_ENTRY)
    if (read_16 (tiff + folder, big_endian) == TAG_ORIENTATION)
      return read_16 (tiff + folder + 8, big_endian) >= 5;

  return FALSE;
}

static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* One segment after the other, up to the one with the size. */
static gboolean
measure_jpeg (const guint8 *data, gsize length, guint *width, guint *height)
{
  gboolean is_lying = FALSE;
  gsize here = 2;

  if (length < 4 || data[0] != 0xff || data[1] != 0xd8)
    return FALSE;

  while (length - here >= 4 && data[here] == 0xff) {
    guint8 marker = data[here + 1];
    gsize size = read_16 (data + here + 2, TRUE);

    if (marker == 0xff) {
      here++;
      continue;
    }
    if (size < 2 || size + 2 > length - here)
      return FALSE;
    if (is_frame (marker) && size >= 7) {
      guint across = read_16 (data + here + 7, TRUE);
      guint down = read_16 (data + here + 5, TRUE);

      *width = is_lying ? down : across;
      *height = is_lying ? across : down;
      return TRUE;
    }
    if (marker == 0xe1)
      is_lying |= lies (data + here + 4, size - 2);
    here += size + 2;
  }

  return FALSE;
}

gboolean
server_picture_measure (const guint8 *data, gsize length, guint *width, guint *height)
{
  return (measure_png (data, length, width, height) || measure_gif (data, length, width, height) ||
          measure_jpeg (data, length, width, height) ||
          measure_webp (data, length, width, height)) &&
         *width > 0 && *height > 0 && *width <= MAX_SIDE && *height <= MAX_SIDE;
}
