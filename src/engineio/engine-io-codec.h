/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "engine-io-packet.h"

G_BEGIN_DECLS

/* Whether it is UTF-8. */
gboolean engine_io_codec_is_text (const char *text, gsize length);

/* Reads one text packet: a WebSocket text message that is known to be UTF-8. */
gboolean engine_io_codec_decode_text (const char *text,
                                      gsize length,
                                      EngineIoPacket *packet,
                                      GError **error);

/* Reads the packet at @offset of a polling payload and moves @offset behind it; the whole payload
 * is read when @offset is above its size. */
gboolean engine_io_codec_decode_next (GBytes *payload,
                                      gsize *offset,
                                      EngineIoPacket *packet,
                                      GError **error);

/* Whether a first answer is how Engine.IO v3 begins. */
gboolean engine_io_codec_is_version_3 (GBytes *payload);

/* Bytes as text: "b" and base64; how long that is, and that. */
gsize engine_io_codec_binary_size (gsize size);
void engine_io_codec_append_binary (GByteArray *out, const guint8 *data, gsize size);

/* A packet as text: a WebSocket text frame, or a part of a polling payload. */
GBytes *engine_io_codec_encode_text (const EngineIoPacket *packet);

/* Bytes of engine_io_codec_encode_text(), without doing it. */
gsize engine_io_codec_text_size (const EngineIoPacket *packet);

/* Takes packets from the head of @queue, as many as fit into @max_payload bytes (0 is no limit)
 * but at least one, and joins them to one payload. */
GBytes *engine_io_codec_take_payload (GQueue *queue, gsize max_payload);

G_END_DECLS
