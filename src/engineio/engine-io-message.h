/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "engine-io-packet.h"

G_BEGIN_DECLS

/*
 * A message (or another packet) that a server sends, encoded once for everybody who gets it: the
 * WebSocket frame and the text of a polling payload share one block of memory.  Counted without
 * atomics, for it never leaves its main context.
 */
typedef struct _EngineIoMessage EngineIoMessage;

/* Here for the functions below, which are called for each recipient of each message. */
struct _EngineIoMessage {
  /*< private >*/
  guint ref_count;
  guint8 header_length; /* of the frame; 0 if this is none */
  guint8 flags;
  gboolean was_packed; /* or it was tried */
  gsize length;        /* of the frame */
  EngineIoMessage *packed;
  guint8 frame[];
};

EngineIoMessage *engine_io_message_new_text (const char *text, gsize length);
EngineIoMessage *engine_io_message_new_binary (const guint8 *data, gsize length);
EngineIoMessage *engine_io_message_new_packet (EngineIoPacketType type, const char *data);

/* For the WebSocket: a frame that is no packet, and bytes without a frame. */
EngineIoMessage *engine_io_message_new_frame (guint8 first, const guint8 *payload, gsize length);
EngineIoMessage *engine_io_message_new_raw (const guint8 *data, gsize length);

void engine_io_message_free (EngineIoMessage *self);

static inline EngineIoMessage *
engine_io_message_ref (EngineIoMessage *self)
{
  self->ref_count++;

  return self;
}

static inline void
engine_io_message_unref (EngineIoMessage *self)
{
  if (--self->ref_count == 0)
    engine_io_message_free (self);
}

/* Never worth compressing. */
void engine_io_message_set_flags (EngineIoMessage *self, EngineIoSendFlags flags);
EngineIoSendFlags engine_io_message_get_flags (EngineIoMessage *self);

gboolean engine_io_message_is_binary (EngineIoMessage *self);

/* The whole WebSocket frame as a server sends it: not masked, not compressed. */
static inline const guint8 *
engine_io_message_get_frame (EngineIoMessage *self, gsize *length)
{
  *length = self->length;

  return self->frame;
}

/* The same compressed, each message for itself, made once; or itself where that is not worth it. */
EngineIoMessage *engine_io_message_get_packed (EngineIoMessage *self, gsize threshold);

/* What is in the frame: "4..." for a text, "2" for a ping, bytes for a binary message. */
const guint8 *engine_io_message_get_payload (EngineIoMessage *self, gsize *length);

/* Bytes as a part of a polling payload, and that part: a binary message is "b" and base64. */
gsize engine_io_message_get_text_size (EngineIoMessage *self);
void engine_io_message_append_text (EngineIoMessage *self, GByteArray *payload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoMessage, engine_io_message_unref)

G_END_DECLS
