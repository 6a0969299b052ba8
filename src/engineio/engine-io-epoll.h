/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sys/epoll.h>

G_BEGIN_DECLS

/*
 * All plain sockets of a server behind one descriptor that is one GSource, so that a turn of the
 * main loop costs the same however many there are.  Reads go into one buffer for all.  What was
 * queued during a turn is flushed at its end: who has something to send asks for it once.
 */
typedef struct _EngineIoEpoll EngineIoEpoll;

/* A field of what waits for a descriptor.  It may be removed, and freed, in any callback. */
typedef struct _EngineIoWatch EngineIoWatch;
struct _EngineIoWatch {
  int fd;
  void (*ready) (EngineIoWatch *self, guint32 events);
};

/* A field of what has something to flush. */
typedef struct _EngineIoFlush EngineIoFlush;
struct _EngineIoFlush {
  EngineIoFlush *next;
  EngineIoFlush *previous;
  void (*flush) (EngineIoFlush *self);
};

/* A field of what outlives its owner for a second, and is the epoll set's meanwhile. */
typedef struct _EngineIoLinger EngineIoLinger;
struct _EngineIoLinger {
  EngineIoLinger *next;
  EngineIoLinger *previous;
  gint64 until;
  void (*over) (EngineIoLinger *self);
};

EngineIoEpoll *engine_io_epoll_new (GMainContext *context, GError **error);
EngineIoEpoll *engine_io_epoll_ref (EngineIoEpoll *self);
void engine_io_epoll_unref (EngineIoEpoll *self);

gboolean engine_io_epoll_add (EngineIoEpoll *self,
                              EngineIoWatch *watch,
                              guint32 events,
                              GError **error);
void engine_io_epoll_change (EngineIoEpoll *self, EngineIoWatch *watch, guint32 events);
void engine_io_epoll_remove (EngineIoEpoll *self, EngineIoWatch *watch);

GMainContext *engine_io_epoll_get_context (EngineIoEpoll *self);

/* Where everybody reads to; what is in there is gone with the next callback. */
guint8 *engine_io_epoll_get_buffer (EngineIoEpoll *self, gsize *size);

/* Calls flush at the end of this turn; asking again before that changes nothing. */
void engine_io_epoll_flush_later (EngineIoEpoll *self, EngineIoFlush *flush);
void engine_io_epoll_forget_flush (EngineIoEpoll *self, EngineIoFlush *flush);

/* Calls over in a second, or when the epoll set goes. */
void engine_io_epoll_linger (EngineIoEpoll *self, EngineIoLinger *linger);
void engine_io_epoll_forget_linger (EngineIoEpoll *self, EngineIoLinger *linger);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoEpoll, engine_io_epoll_unref)

G_END_DECLS
