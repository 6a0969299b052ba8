/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/uio.h>

#include "engine-io-message.h"

G_BEGIN_DECLS

/* What a connection is given to take with it when it is empty. */
#define ENGINE_IO_SEND_QUEUE_FEW 4

/*
 * What waits for one connection: references to messages, and how much of the first has left.  A
 * field of the connection; all zero is an empty one, which owns no memory.
 */
typedef struct {
  gsize size;   /* bytes that wait */
  gsize offset; /* of the first message that have left */
  guint first;  /* where the first message is */
  guint length;
  guint room; /* of more; 0 while there are few */
  union {
    EngineIoMessage *few[ENGINE_IO_SEND_QUEUE_FEW];
    EngineIoMessage **more; /* memory for many */
  };
} EngineIoSendQueue;

/* Takes @message. */
void engine_io_send_queue_push (EngineIoSendQueue *self, EngineIoMessage *message);

/* The only message if nothing of it has left, or NULL.  This and the next are what most connections
 * need in most turns. */
static inline EngineIoMessage *
engine_io_send_queue_peek_lone (const EngineIoSendQueue *self)
{
  return self->length == 1 && self->room == 0 && self->offset == 0 ? self->few[self->first] : NULL;
}

/* The only message has left. */
static inline void
engine_io_send_queue_take_lone (EngineIoSendQueue *self)
{
  EngineIoMessage *message = self->few[self->first];

  self->size = 0;
  self->first = 0;
  self->length = 0;
  engine_io_message_unref (message);
}

/* The last message if nothing of it has left, or NULL. */
EngineIoMessage *engine_io_send_queue_peek_last (EngineIoSendQueue *self);

/* Drops the last message, of which nothing has left. */
void engine_io_send_queue_drop_last (EngineIoSendQueue *self);

/* What is to be sent next, in at most @max pieces; says how many. */
guint engine_io_send_queue_gather (EngineIoSendQueue *self, struct iovec *pieces, guint max);

/* So many bytes have left. */
void engine_io_send_queue_take (EngineIoSendQueue *self, gsize n_bytes);

void engine_io_send_queue_clear (EngineIoSendQueue *self);

G_END_DECLS
