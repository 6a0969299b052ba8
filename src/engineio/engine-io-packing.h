/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What "permessage-deflate" does to the payload of a message, without any state of a connection. */

/* A message ends with an empty block, which is not sent. */
#define ENGINE_IO_PACKING_TAIL "\x00\x00\xff\xff"
#define ENGINE_IO_PACKING_TAIL_LENGTH 4

/* Feeds @data to the converter up to its last byte and appends what comes out; @out has at most
 * @max_size bytes in the end (0 is no limit). */
gboolean engine_io_packing_convert (GConverter *converter,
                                    GConverterFlags flags,
                                    const guint8 *data,
                                    gsize size,
                                    GByteArray *out,
                                    gsize max_size,
                                    GError **error);

/* A message that is compressed for itself. */
GByteArray *engine_io_packing_pack (const guint8 *data, gsize size);

/* And back; @max_size as above. */
GByteArray *engine_io_packing_unpack (const guint8 *data,
                                      gsize size,
                                      gsize max_size,
                                      GError **error);

G_END_DECLS
