/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Deflating and inflating of messages (RFC 7692, section 7.2).
 *
 * A few kilobytes can inflate to gigabytes, so what comes out is counted while it
 * comes, and it ends where the limit is.  A server compresses each message for
 * itself: a connection that is idle keeps nothing then, where a window and its
 * tables would be a quarter of a megabyte.
 */
#include "engine-io-packing.h"

#include <libsoup/soup.h>

#define PIECE 16384

static gboolean
fail (GError **error, gushort code, const char *what)
{
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, code, what);

  return FALSE;
}

gboolean
engine_io_packing_convert (GConverter *converter,
                           GConverterFlags flags,
                           const guint8 *data,
                           gsize size,
                           GByteArray *out,
                           gsize max_size,
                           GError **error)
{
  while (TRUE) {
    g_autoptr (GError) cause = NULL;
    GConverterResult result = G_CONVERTER_ERROR;
    guint length = out->len;
    gsize taken = 0;
    gsize given = 0;

    g_byte_array_set_size (out, length + PIECE);
    result = g_converter_convert (converter, data, size, out->data + length, PIECE, flags, &taken,
                                  &given, &cause);
    g_byte_array_set_size (out, length + (guint) given);
    data += taken;
    size -= taken;

    if (max_size > 0 && out->len > max_size)
      return fail (error, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message inflates above the limit");
    if (result == G_CONVERTER_FINISHED)
      g_converter_reset (converter);
    if (result == G_CONVERTER_FLUSHED || (result == G_CONVERTER_FINISHED && size == 0))
      return TRUE;
    if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && size == 0)
      return TRUE;
    if (result == G_CONVERTER_ERROR)
      return fail (error, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A message cannot be decompressed");
  }
}

GByteArray *
engine_io_packing_pack (const guint8 *data, gsize size)
{
  g_autoptr (GConverter) compressor = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1));
  engine_io_packing_convert (compressor, G_CONVERTER_FLUSH, data, size, out, 0, NULL);
  g_assert (out->len >= ENGINE_IO_PACKING_TAIL_LENGTH);
  g_byte_array_set_size (out, out->len - ENGINE_IO_PACKING_TAIL_LENGTH);

  return g_steal_pointer (&out);
}

GByteArray *
engine_io_packing_unpack (const guint8 *data, gsize size, gsize max_size, GError **error)
{
  g_autoptr (GConverter) decompressor = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  decompressor = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  if (size > 0 && !engine_io_packing_convert (decompressor, G_CONVERTER_NO_FLAGS, data, size, out,
                                              max_size, error))
    return NULL;
  if (!engine_io_packing_convert (decompressor, G_CONVERTER_NO_FLAGS,
                                  (const guint8 *) ENGINE_IO_PACKING_TAIL,
                                  ENGINE_IO_PACKING_TAIL_LENGTH, out, max_size, error))
    return NULL;

  return g_steal_pointer (&out);
}
