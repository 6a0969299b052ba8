/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-picture.h"

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
  guint width; /* 0 of what is no picture */
  guint height;
} Case;

#define BYTES(text) (text), sizeof (text) - 1

#define JPEG_FRAME "\xff\xc0\x00\x11\x08\x00\xc8\x01\x40\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01"
#define EXIF(orientation)                                                                          \
  "\xff\xe1\x00\x22"                                                                               \
  "Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" orientation     \
  "\x00\x00\x00\x00\x00\x00"

static const Case cases[] = {
  { "png", BYTES ("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\x00\x00\x01\x40\x00\x00\x00\xc8\x08"), 320,
    200 },
  { "png-of-nothing", BYTES ("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\0\0\0\0\xc8\x08"), 0, 0 },
  { "png-beyond-measure", BYTES ("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\xff\xff\xff\xff\0\0\0\xc8"), 0,
    0 },
  { "gif", BYTES ("GIF89a\x40\x01\xc8\x00\x80"), 320, 200 },
  { "jpeg", BYTES ("\xff\xd8" JPEG_FRAME), 320, 200 },
  { "jpeg-with-padding", BYTES ("\xff\xd8\xff\xe0\x00\x04hi\xff\xff" JPEG_FRAME), 320, 200 },
  { "jpeg-upright", BYTES ("\xff\xd8" EXIF ("\x01") JPEG_FRAME), 320, 200 },
  { "jpeg-lying", BYTES ("\xff\xd8" EXIF ("\x06") JPEG_FRAME), 200, 320 },
  { "jpeg-without-a-frame", BYTES ("\xff\xd8\xff\xe0\x00\x04hi\xff\xd9\x00\x02"), 0, 0 },
  { "jpeg-with-a-wrong-length", BYTES ("\xff\xd8\xff\xe0\x00\x01\xff\xc0"), 0, 0 },
  { "webp-lossy", BYTES ("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\x30\x01\0\x9d\x01\x2a\x40\x01\xc8\x00"), 320,
    200 },
  { "webp-lossless", BYTES ("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x3f\xc1\x31\x00\0\0\0\0\0"), 320,
    200 },
  { "webp-extended", BYTES ("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3f\x01\x00\xc7\x00\x00"), 320,
    200 },
  { "svg", BYTES ("<svg width=\"320\" height=\"200\"></svg>      "), 0, 0 },
  { "nothing", BYTES (""), 0, 0 },
};

/* A copy that is no longer than it says: reading beyond it is noticed. */
static gboolean
measure (const Case *one, gsize length, guint *width, guint *height)
{
  g_autofree guint8 *copy = g_memdup2 (one->bytes, MAX (length, 1));

  return server_picture_measure (copy, length, width, height);
}

static void
test_size (gconstpointer data)
{
  const Case *one = data;
  guint width = 0;
  guint height = 0;
  gboolean is_picture = measure (one, one->length, &width, &height);

  g_assert_cmpint (is_picture, ==, one->width > 0);
  if (is_picture) {
    g_assert_cmpuint (width, ==, one->width);
    g_assert_cmpuint (height, ==, one->height);
  }

  for (gsize length = 0; length < one->length; length++)
    measure (one, length, &width, &height);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/server/picture/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_size);
  }

  return g_test_run ();
}
