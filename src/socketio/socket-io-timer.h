/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * One deadline, a field of the object that waits for it.  It belongs to the
 * thread-default main context; its owner stops it in dispose.
 */
typedef struct {
  GSource *source;
  GSourceOnceFunc func;
  gpointer user_data;
} SocketIoTimer;

void socket_io_timer_start (SocketIoTimer *self,
                            guint delay_ms,
                            GSourceOnceFunc func,
                            gpointer user_data);
void socket_io_timer_stop (SocketIoTimer *self);
gboolean socket_io_timer_is_running (const SocketIoTimer *self);

G_END_DECLS
