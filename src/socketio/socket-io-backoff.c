/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The delays between reconnection attempts, as JavaScript's client has them: from
 * one random number come both the size of the deviation and its direction, and the
 * maximum is applied last, so that late attempts still spread below it.
 */
#include "socket-io-backoff.h"

#include <math.h>

/* Doubling more often than this changes nothing: the delay is far beyond any maximum. */
#define MAX_DOUBLINGS 64

/**
 * socket_io_backoff_init: (skip)
 * @self: uninitialized memory
 * @min_ms: the first delay, before deviation
 * @max_ms: the longest delay
 * @jitter: the largest deviation, as a part of the delay; 0 is none
 *
 * Begins with no attempt made.
 */
void
socket_io_backoff_init (SocketIoBackoff *self, guint min_ms, guint max_ms, double jitter)
{
  g_return_if_fail (self != NULL);

  self->min_ms = min_ms;
  self->max_ms = max_ms;
  self->jitter = CLAMP (jitter, 0, 1);
  self->attempts = 0;
}

/**
 * socket_io_backoff_next: (skip)
 * @self: a back-off
 * @random: a random number, at least 0 and below 1
 *
 * Counts one more attempt.
 *
 * Returns: how long to wait before it, in milliseconds
 */
guint
socket_io_backoff_next (SocketIoBackoff *self, double random)
{
  double ms = 0;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (random >= 0 && random < 1, 0);

  ms = ldexp (self->min_ms, (int) MIN (self->attempts, MAX_DOUBLINGS));
  if (self->attempts < G_MAXUINT)
    self->attempts++;

  if (self->jitter > 0) {
    double deviation = floor (random * self->jitter * ms);
    gboolean later = ((int) floor (random * 10) & 1) != 0;

    ms = later ? ms + deviation : ms - deviation;
  }

  return (guint) MIN (ms, self->max_ms);
}

/**
 * socket_io_backoff_next_with_options: (skip)
 * @self: a backoff
 * @options: how long and how random the delays are as of now
 *
 * Returns: the next delay in milliseconds
 */
guint
socket_io_backoff_next_with_options (SocketIoBackoff *self, SocketIoOptions *options)
{
  self->min_ms = socket_io_options_get_reconnection_delay (options);
  self->max_ms = socket_io_options_get_reconnection_delay_max (options);
  self->jitter = socket_io_options_get_randomization_factor (options);

  return socket_io_backoff_next (self, g_random_double ());
}

/**
 * socket_io_backoff_reset: (skip)
 * @self: a back-off
 *
 * Begins anew, after a connection was made.
 */
void
socket_io_backoff_reset (SocketIoBackoff *self)
{
  g_return_if_fail (self != NULL);

  self->attempts = 0;
}
