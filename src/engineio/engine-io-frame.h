/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  ENGINE_IO_FRAME_CONTINUATION = 0x0,
  ENGINE_IO_FRAME_TEXT = 0x1,
  ENGINE_IO_FRAME_BINARY = 0x2,
  ENGINE_IO_FRAME_CLOSE = 0x8,
  ENGINE_IO_FRAME_PING = 0x9,
  ENGINE_IO_FRAME_PONG = 0xa,
} EngineIoFrameType;

/* The bits beside the type in a frame's first byte. */
#define ENGINE_IO_FRAME_LAST 0x80   /* FIN: the message ends with this frame */
#define ENGINE_IO_FRAME_PACKED 0x40 /* RSV1: the message is compressed */
#define ENGINE_IO_FRAME_TYPE 0x0f

/* No payload of a control frame is longer. */
#define ENGINE_IO_FRAME_MAX_CONTROL 125

/* No header is longer. */
#define ENGINE_IO_FRAME_MAX_HEADER 14

/* What a frame that is read may be, or has to be. */
typedef enum {
  ENGINE_IO_FRAME_FROM_SERVER = 0,      /* not masked */
  ENGINE_IO_FRAME_FROM_CLIENT = 1 << 0, /* masked; its length takes no more bytes than it needs */
  ENGINE_IO_FRAME_MAY_BE_PACKED = 1 << 1,
} EngineIoFrameRules;

/* A frame's header as it was read. */
typedef struct {
  guint8 first;         /* the first byte */
  guint8 header_length; /* where the payload begins */
  guint8 mask[4];       /* zero if it is not masked */
  guint64 length;       /* of the payload */
} EngineIoFrame;

/* Reads the header that @data begins with; FALSE without @error if there is more to come of it. */
gboolean engine_io_frame_read (const guint8 *data,
                               gsize length,
                               EngineIoFrameRules rules,
                               EngineIoFrame *frame,
                               GError **error);

/* Puts @length bytes of @from, masked or unmasked, to @to, which may be the same. */
void engine_io_frame_mask (guint8 *to, const guint8 *from, gsize length, const guint8 *mask);

/* Writes the header of a frame that is not masked, and says how long it is. */
guint engine_io_frame_write_header (guint8 *to, guint8 first, gsize length);

/* Appends a frame as a client sends it. */
void engine_io_frame_append (GByteArray *out, guint8 first, const guint8 *payload, gsize length);

G_END_DECLS
