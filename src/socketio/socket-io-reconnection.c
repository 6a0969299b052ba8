/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * When to try again: after a delay that doubles each time, not at all while there
 * is no network, and at once when there is one again.
 *
 * "No network" is the monitor's word for no default route.  The server may be on
 * this computer or in this building all the same, so before an attempt is put off
 * the monitor is asked about the server's own address.
 */
#include "socket-io-reconnection.h"

#include "socket-io-backoff.h"
#include "socket-io-timer.h"

struct _SocketIoReconnection {
  char *uri;
  SocketIoOptions *options;
  SocketIoReconnectionFunc due;
  SocketIoReconnectionFunc put_off;
  gpointer owner;

  SocketIoBackoff backoff;
  SocketIoTimer timer;
  gint64 next_time;
  GNetworkMonitor *network;   /* while an attempt is planned */
  GCancellable *reachability; /* while the monitor is asked */
};

static void
become_due (SocketIoReconnection *self)
{
  socket_io_reconnection_cancel (self);
  self->due (self->owner);
}

/* Unreachable: the timer is not started again, the monitor's next word goes on. */
static void
reachability_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SocketIoReconnection *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean reachable = FALSE;

  reachable = g_network_monitor_can_reach_finish (G_NETWORK_MONITOR (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reachability);
  if (reachable)
    become_due (self);
  else
    self->put_off (self->owner);
}

static void
delay_passed_cb (gpointer data)
{
  SocketIoReconnection *self = data;
  g_autoptr (GSocketConnectable) address = g_network_address_parse_uri (self->uri, 80, NULL);

  self->next_time = 0;
  if (address == NULL || g_network_monitor_get_network_available (self->network)) {
    become_due (self);
    return;
  }

  self->reachability = g_cancellable_new ();
  g_network_monitor_can_reach_async (self->network, address, self->reachability,
                                     reachability_known_cb, self);
}

static void
forget_reachability (SocketIoReconnection *self)
{
  g_cancellable_cancel (self->reachability);
  g_clear_object (&self->reachability);
}

/* What failed a moment ago may work now. */
static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, SocketIoReconnection *self)
{
  forget_reachability (self);
  if (available || !socket_io_timer_is_running (&self->timer))
    socket_io_timer_start (&self->timer, 0, delay_passed_cb, self);
}

SocketIoReconnection *
socket_io_reconnection_new (const char *uri,
                            SocketIoOptions *options,
                            SocketIoReconnectionFunc due,
                            SocketIoReconnectionFunc put_off,
                            gpointer owner)
{
  SocketIoReconnection *self = g_new0 (SocketIoReconnection, 1);

  self->uri = g_strdup (uri);
  self->options = g_object_ref (options);
  self->due = due;
  self->put_off = put_off;
  self->owner = owner;

  return self;
}

void
socket_io_reconnection_free (SocketIoReconnection *self)
{
  socket_io_reconnection_cancel (self);
  g_clear_object (&self->options);
  g_free (self->uri);
  g_free (self);
}

/* Plans one more attempt, or gives FALSE if they are used up. */
gboolean
socket_io_reconnection_plan (SocketIoReconnection *self)
{
  guint allowed = socket_io_options_get_reconnection_attempts (self->options);
  guint delay = 0;

  g_return_val_if_fail (!socket_io_reconnection_is_planned (self), TRUE);

  if (allowed > 0 && self->backoff.attempts >= allowed)
    return FALSE;

  delay = socket_io_backoff_next_with_options (&self->backoff, self->options);
  self->next_time = g_get_monotonic_time () + (gint64) delay * 1000;
  socket_io_timer_start (&self->timer, delay, delay_passed_cb, self);

  self->network = g_object_ref (socket_io_options_get_network_monitor (self->options));
  g_signal_connect (self->network, "network-changed", G_CALLBACK (network_changed_cb), self);

  return TRUE;
}

/* Forgets the planned attempt; how many there were still counts. */
void
socket_io_reconnection_cancel (SocketIoReconnection *self)
{
  socket_io_timer_stop (&self->timer);
  self->next_time = 0;
  forget_reachability (self);
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
}

/* The connection is back, or not wanted any more: the next loss counts from the beginning. */
void
socket_io_reconnection_reset (SocketIoReconnection *self)
{
  socket_io_reconnection_cancel (self);
  socket_io_backoff_reset (&self->backoff);
}

gboolean
socket_io_reconnection_is_planned (SocketIoReconnection *self)
{
  return self->network != NULL;
}

/* How many attempts were planned since the last reset. */
guint
socket_io_reconnection_get_attempts (SocketIoReconnection *self)
{
  return self->backoff.attempts;
}

/* Monotonic time of the next attempt in microseconds; 0 if there is none, or no network for it. */
gint64
socket_io_reconnection_get_next_time (SocketIoReconnection *self)
{
  return self->next_time;
}
