/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was emitted while there was no connection, oldest first.  A limit bounds
 * how much may wait, an age how long: a chat message from yesterday is worth
 * sending, "is typing" from yesterday is not.
 */
#include "socket-io-send-buffer.h"

#include "socket-io-timer.h"

struct _SocketIoSendBuffer {
  GQueue emissions; /* SocketIoEmission, in the order of their time */
  guint limit;      /* how many; 0 for any number */
  guint age_ms;     /* how long; 0 for ever */
  SocketIoTimer oldest;
  SocketIoEmissionExpiredFunc expired;
  gpointer owner;
};

void
socket_io_emission_free (SocketIoEmission *self)
{
  g_free (self->name);
  g_clear_pointer (&self->arguments, json_array_unref);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_clear_pointer (&self->binaries, g_ptr_array_unref);
  g_free (self);
}

static gint64
get_age_ms (SocketIoEmission *emission)
{
  return (g_get_monotonic_time () - emission->since) / 1000;
}

static void oldest_expired_cb (gpointer data);

/* The timer runs for the oldest only. */
static void
watch_oldest (SocketIoSendBuffer *self)
{
  SocketIoEmission *oldest = g_queue_peek_head (&self->emissions);
  gint64 left = 0;

  socket_io_timer_stop (&self->oldest);
  if (oldest == NULL || self->age_ms == 0)
    return;

  left = (gint64) self->age_ms - get_age_ms (oldest);
  socket_io_timer_start (&self->oldest, (guint) MAX (left, 0), oldest_expired_cb, self);
}

static void
oldest_expired_cb (gpointer data)
{
  SocketIoSendBuffer *self = data;
  g_autoptr (GPtrArray)
    old = g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_emission_free);
  SocketIoEmission *emission = NULL;

  while ((emission = g_queue_peek_head (&self->emissions)) != NULL &&
         get_age_ms (emission) >= self->age_ms)
    g_ptr_array_add (old, g_queue_pop_head (&self->emissions));
  watch_oldest (self);

  /* The owner may free the buffer in answer. */
  if (old->len > 0)
    self->expired (old, self->owner);
}

SocketIoSendBuffer *
socket_io_send_buffer_new (SocketIoEmissionExpiredFunc expired, gpointer owner)
{
  SocketIoSendBuffer *self = g_new0 (SocketIoSendBuffer, 1);

  g_queue_init (&self->emissions);
  self->expired = expired;
  self->owner = owner;

  return self;
}

void
socket_io_send_buffer_free (SocketIoSendBuffer *self)
{
  socket_io_timer_stop (&self->oldest);
  g_queue_clear_full (&self->emissions, (GDestroyNotify) socket_io_emission_free);
  g_free (self);
}

/* A lower limit than what waits already only refuses what comes next. */
void
socket_io_send_buffer_set_limit (SocketIoSendBuffer *self, guint limit)
{
  self->limit = limit;
}

guint
socket_io_send_buffer_get_limit (SocketIoSendBuffer *self)
{
  return self->limit;
}

void
socket_io_send_buffer_set_age (SocketIoSendBuffer *self, guint age_ms)
{
  self->age_ms = age_ms;
  watch_oldest (self);
}

guint
socket_io_send_buffer_get_age (SocketIoSendBuffer *self)
{
  return self->age_ms;
}

/* Takes the emission, or gives FALSE if the buffer is full. */
gboolean
socket_io_send_buffer_push (SocketIoSendBuffer *self, SocketIoEmission *emission)
{
  if (self->limit > 0 && self->emissions.length >= self->limit)
    return FALSE;

  g_queue_push_tail (&self->emissions, emission);
  if (self->emissions.length == 1)
    watch_oldest (self);

  return TRUE;
}

SocketIoEmission *
socket_io_send_buffer_pop (SocketIoSendBuffer *self)
{
  SocketIoEmission *emission = g_queue_pop_head (&self->emissions);

  watch_oldest (self);

  return emission;
}

/* Puts back what was popped and could not leave after all. */
void
socket_io_send_buffer_push_back (SocketIoSendBuffer *self, SocketIoEmission *emission)
{
  g_queue_push_head (&self->emissions, emission);
  watch_oldest (self);
}

/* Takes out the emission that the acknowledgement @ack_id belongs to, if it waits here. */
SocketIoEmission *
socket_io_send_buffer_take (SocketIoSendBuffer *self, gint64 ack_id)
{
  for (GList *l = self->emissions.head; l != NULL; l = l->next) {
    SocketIoEmission *emission = l->data;

    if (emission->ack_id == ack_id) {
      g_queue_delete_link (&self->emissions, l);
      watch_oldest (self);
      return emission;
    }
  }

  return NULL;
}

guint
socket_io_send_buffer_get_length (SocketIoSendBuffer *self)
{
  return self->emissions.length;
}

/* The names of the events that wait, oldest first. */
char **
socket_io_send_buffer_dup_names (SocketIoSendBuffer *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (GList *l = self->emissions.head; l != NULL; l = l->next)
    g_strv_builder_add (names, ((SocketIoEmission *) l->data)->name);

  return g_strv_builder_end (names);
}
