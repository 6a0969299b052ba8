/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-options.h"

G_BEGIN_DECLS

/*
 * How long to wait before the next reconnection attempt: twice as long each time,
 * with a random deviation so that the clients of a restarted server do not come all
 * at once, and never longer than @max_ms.  Plain data: initialize, ask, reset.
 */
typedef struct {
  guint min_ms;
  guint max_ms;
  double jitter; /* 0 to 1: the largest deviation, as a part of the delay */
  guint attempts;
} SocketIoBackoff;

void socket_io_backoff_init (SocketIoBackoff *self, guint min_ms, guint max_ms, double jitter);
guint socket_io_backoff_next (SocketIoBackoff *self, double random);
guint socket_io_backoff_next_with_options (SocketIoBackoff *self, SocketIoOptions *options);
void socket_io_backoff_reset (SocketIoBackoff *self);

G_END_DECLS
