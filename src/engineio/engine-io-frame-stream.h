/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-deflate.h"

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_FRAME_STREAM (engine_io_frame_stream_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoFrameStream, engine_io_frame_stream, ENGINE_IO, FRAME_STREAM, GObject)

/*
 * How the owner is told:
 *   message   what the server sent; text is checked to be UTF-8; @data lives as long as the call
 *   writable  what was sent has left, after it had to wait
 *   ended     the last call: the server closed with @code (0 if without a word) and perhaps a
 *             @reason, or the connection broke and @error says why
 */
typedef struct {
  void (*message) (gpointer owner, gboolean binary, const char *data, gsize length);
  void (*writable) (gpointer owner);
  void (*ended) (gpointer owner, guint code, const char *reason, const GError *error);
} EngineIoFrameStreamListener;

EngineIoFrameStream *engine_io_frame_stream_new (SoupWebsocketConnection *connection,
                                                 GMainContext *context,
                                                 gsize max_message,
                                                 const EngineIoFrameStreamListener *listener,
                                                 gpointer owner);

/* Sends a message, or keeps it until it can go. */
void engine_io_frame_stream_send (EngineIoFrameStream *self, gboolean binary, GBytes *message);

/* Whether something waits for the kernel to take more. */
gboolean engine_io_frame_stream_is_full (EngineIoFrameStream *self);

/* Says good-bye and tells the owner nothing any more.  With @linger what was sent goes out, and the
 * connection stays up until the server has closed as well. */
void engine_io_frame_stream_close (EngineIoFrameStream *self, gboolean linger);

G_END_DECLS
