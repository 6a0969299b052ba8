/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A one-shot timer on the thread-default main context.  It has stopped when its
 * function is called, so that the function may start it again or free its owner.
 */
#include "socket-io-timer.h"

static gboolean
timer_fired_cb (gpointer data)
{
  SocketIoTimer *self = data;
  GSourceOnceFunc func = self->func;
  gpointer user_data = self->user_data;

  g_clear_pointer (&self->source, g_source_unref);
  func (user_data);

  return G_SOURCE_REMOVE;
}

/*
 * Starts the timer, or starts it anew.
 */
void
socket_io_timer_start (SocketIoTimer *self,
                       guint delay_ms,
                       GSourceOnceFunc func,
                       gpointer user_data)
{
  g_return_if_fail (self != NULL && func != NULL);

  socket_io_timer_stop (self);
  self->func = func;
  self->user_data = user_data;
  self->source = g_timeout_source_new (delay_ms);
  g_source_set_callback (self->source, timer_fired_cb, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

void
socket_io_timer_stop (SocketIoTimer *self)
{
  g_return_if_fail (self != NULL);

  if (self->source == NULL)
    return;

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

gboolean
socket_io_timer_is_running (const SocketIoTimer *self)
{
  return self->source != NULL;
}
