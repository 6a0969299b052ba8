/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-frame.h"

G_BEGIN_DECLS

/*
 * What a client sends, as a server has to read it (RFC 6455, RFC 7692): bytes in, cut anywhere;
 * messages and control frames out.  A field of what reads; all zero but for its first two fields
 * it is new, and so it is whenever it is between two messages.
 */
typedef struct {
  gsize max_message;      /* most bytes of a message, also once it is inflated; 0 is no limit */
  gboolean may_be_packed; /* permessage-deflate was agreed */

  struct _EngineIoFramePart *part; /* what is not whole yet, or NULL */
} EngineIoFrameReader;

/* A whole message, or a control frame. */
typedef struct {
  EngineIoFrameType type; /* anything but a continuation */
  const guint8 *data;     /* unmasked, inflated; text is UTF-8; the reason in a close frame */
  gsize length;
  guint code;         /* in a close frame: 1005 without one */
  GByteArray *memory; /* where the data is, unless it is in what was given to be read */
} EngineIoFrameEvent;

/*
 * Reads on in *@data, which is moved behind what was read and written to (unmasked in place).
 * FALSE without @error: all was read, and nothing more is whole.  With @error, which is one of
 * SOUP_WEBSOCKET_ERROR with the code to close with, there is nothing to be read any more.
 */
gboolean engine_io_frame_reader_next (EngineIoFrameReader *self,
                                      guint8 **data,
                                      gsize *length,
                                      EngineIoFrameEvent *event,
                                      GError **error);

/* Forgets what is not whole. */
void engine_io_frame_reader_clear (EngineIoFrameReader *self);

void engine_io_frame_event_clear (EngineIoFrameEvent *event);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EngineIoFrameEvent, engine_io_frame_event_clear)

G_END_DECLS
