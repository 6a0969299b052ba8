/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "engine-io-deadlines.h"

G_BEGIN_DECLS

/* The end of a server, and those who wait for it. */
typedef struct _EngineIoClosing EngineIoClosing;

/*
 * What the server, which is held meanwhile, is asked and told:
 *
 *   is_empty   whether all sessions are over
 *   is_quiet   whether nothing is being said any more; if not, it calls _look () then
 *   hurry      the time is up: all sessions are to end
 *   closed     all that is left is to listen no more
 */
typedef struct {
  gboolean (*is_empty) (gpointer server);
  gboolean (*is_quiet) (gpointer server);
  void (*hurry) (gpointer server);
  void (*closed) (gpointer server);
} EngineIoClosingListener;

/* For the GObject @server, which owns it. */
EngineIoClosing *engine_io_closing_new (gpointer server,
                                        const EngineIoClosingListener *listener,
                                        EngineIoDeadlines *deadlines,
                                        GMainContext *context);
void engine_io_closing_free (EngineIoClosing *self);

/* Nothing is told any more. */
void engine_io_closing_stop (EngineIoClosing *self);

gboolean engine_io_closing_is_begun (EngineIoClosing *self);

/* Takes a task of the server that waits for the end; the first one says how much time there is.
 * Its cancellable makes haste. */
void engine_io_closing_add (EngineIoClosing *self, guint drain_ms, GTask *task);

/* The end may have come. */
void engine_io_closing_look (EngineIoClosing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoClosing, engine_io_closing_free)

G_END_DECLS
