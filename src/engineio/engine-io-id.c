/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ids of sessions and sockets: 120 random bits in base64url.  Who knows the id of
 * a session can take it over, so they come from the kernel; 120 bits do not repeat.
 */
#include "engine-io-id.h"

#include <unistd.h>

#define RANDOM_BYTES 15

void
engine_io_id_make (char id[ENGINE_IO_ID_SIZE])
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  guint8 bytes[RANDOM_BYTES];
  char *end = id;

  if (getentropy (bytes, sizeof bytes) != 0)
    g_error ("The kernel gives no random numbers");

  for (guint i = 0; i < RANDOM_BYTES; i += 3) {
    guint32 group = (guint32) bytes[i] << 16 | (guint32) bytes[i + 1] << 8 | bytes[i + 2];

    for (int shift = 18; shift >= 0; shift -= 6)
      *end++ = digits[group >> shift & 63];
  }
  *end = '\0';
}
