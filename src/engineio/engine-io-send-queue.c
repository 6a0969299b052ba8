/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The queue in front of a connection, without any I/O.
 *
 * Nothing is copied: the queue is references to messages that wait for others as
 * well.  A few fit into the queue itself, and what a burst needs beyond that is
 * given back as soon as the queue is empty.
 */
#include "engine-io-send-queue.h"

#include <string.h>

/* Messages, when few are too few. */
#define FIRST_ROOM 16

static EngineIoMessage **
get_messages (EngineIoSendQueue *self)
{
  return self->room > 0 ? self->more : self->few;
}

/* Back to the beginning, or into more memory.  Kept apart: pushing is short without it. */
G_NO_INLINE static void
make_room (EngineIoSendQueue *self)
{
  EngineIoMessage **messages = get_messages (self);
  guint room = self->room > 0 ? self->room : ENGINE_IO_SEND_QUEUE_FEW;

  if (self->first > 0 && self->length <= room / 2) {
    memmove (messages, messages + self->first, self->length * sizeof *messages);
  } else {
    guint new_room = MAX (FIRST_ROOM, room * 2);
    EngineIoMessage **new_messages = g_new (EngineIoMessage *, new_room);

    memcpy (new_messages, messages + self->first, self->length * sizeof *messages);
    if (self->room > 0)
      g_free (self->more);
    self->more = new_messages;
    self->room = new_room;
  }
  self->first = 0;
}

void
engine_io_send_queue_push (EngineIoSendQueue *self, EngineIoMessage *message)
{
  guint at = self->first + self->length;

  self->size += message->length;
  if (G_LIKELY (self->room == 0 && at < ENGINE_IO_SEND_QUEUE_FEW)) {
    self->few[at] = message;
    self->length++;
    return;
  }

  if (self->room == 0 || at == self->room)
    make_room (self);
  get_messages (self)[self->first + self->length++] = message;
}

EngineIoMessage *
engine_io_send_queue_peek_last (EngineIoSendQueue *self)
{
  if (self->length == 0 || (self->length == 1 && self->offset > 0))
    return NULL;

  return get_messages (self)[self->first + self->length - 1];
}

void
engine_io_send_queue_drop_last (EngineIoSendQueue *self)
{
  EngineIoMessage *last = engine_io_send_queue_peek_last (self);

  g_assert (last != NULL);
  self->size -= last->length;
  self->length--;
  engine_io_message_unref (last);
}

guint
engine_io_send_queue_gather (EngineIoSendQueue *self, struct iovec *pieces, guint max)
{
  EngineIoMessage **messages = get_messages (self) + self->first;
  guint n = MIN (self->length, max);

  for (guint i = 0; i < n; i++) {
    pieces[i].iov_base = messages[i]->frame;
    pieces[i].iov_len = messages[i]->length;
  }
  if (n > 0) {
    pieces[0].iov_base = (guint8 *) pieces[0].iov_base + self->offset;
    pieces[0].iov_len -= self->offset;
  }

  return n;
}

void
engine_io_send_queue_take (EngineIoSendQueue *self, gsize n_bytes)
{
  EngineIoMessage **messages = get_messages (self);

  g_assert (n_bytes <= self->size);

  self->size -= n_bytes;
  self->offset += n_bytes;
  while (self->length > 0) {
    EngineIoMessage *message = messages[self->first];

    if (self->offset < message->length)
      return;
    self->offset -= message->length;
    self->first++;
    self->length--;
    engine_io_message_unref (message);
  }

  self->first = 0;
  if (self->room > 0) {
    g_free (self->more);
    self->room = 0;
  }
}

void
engine_io_send_queue_clear (EngineIoSendQueue *self)
{
  engine_io_send_queue_take (self, self->size);
}
