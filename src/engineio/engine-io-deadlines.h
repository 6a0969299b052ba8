/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All that a server waits for, in one queue sorted by time, behind one GSource. */
typedef struct _EngineIoDeadlines EngineIoDeadlines;

/* A field of what waits; all zero while it does not. */
typedef struct _EngineIoDeadline EngineIoDeadline;
struct _EngineIoDeadline {
  gint64 at;      /* monotonic, in microseconds */
  guint position; /* in the queue, from 1; 0 while it does not wait */
  void (*passed) (EngineIoDeadline *self);
};

EngineIoDeadlines *engine_io_deadlines_new (GMainContext *context);
EngineIoDeadlines *engine_io_deadlines_ref (EngineIoDeadlines *self);
void engine_io_deadlines_unref (EngineIoDeadlines *self);

/* Calls @passed once, @within_ms from now; setting it again moves it.  The field may be cleared,
 * set, and freed in any callback. */
void engine_io_deadlines_set (EngineIoDeadlines *self,
                              EngineIoDeadline *deadline,
                              guint within_ms,
                              void (*passed) (EngineIoDeadline *deadline));
void engine_io_deadlines_clear (EngineIoDeadlines *self, EngineIoDeadline *deadline);
guint engine_io_deadlines_get_length (EngineIoDeadlines *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoDeadlines, engine_io_deadlines_unref)

G_END_DECLS
