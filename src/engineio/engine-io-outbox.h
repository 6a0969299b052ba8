/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "engine-io-transport.h"

G_BEGIN_DECLS

/* What waits to be sent: packets in order, and which message each is a part of. */
typedef struct {
  GQueue packets;
  guint64 last_id;
} EngineIoOutbox;

void engine_io_outbox_init (EngineIoOutbox *self);
void engine_io_outbox_clear (EngineIoOutbox *self);
gboolean engine_io_outbox_is_empty (const EngineIoOutbox *self);

/* Adds a message, whole, if all of its parts are as @transport can carry and as the server takes;
 * gives its number, or 0.  There is a @text, or one attachment, or both. */
guint64 engine_io_outbox_add (EngineIoOutbox *self,
                              EngineIoTransport *transport,
                              GBytes *text,
                              GPtrArray *attachments,
                              EngineIoSendFlags flags,
                              GError **error);

/* Adds the answer to a ping. */
void engine_io_outbox_add_pong (EngineIoOutbox *self);

/* Removes a message that is there whole. */
gboolean engine_io_outbox_take_back (EngineIoOutbox *self, guint64 id);

G_END_DECLS
