/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/uio.h>

#include "engine-io-epoll.h"

G_BEGIN_DECLS

/*
 * The bytes of a connection that a server has taken over from HTTP: a plain socket or TLS, both in
 * the epoll set.  A field of its owner, who is told by the function of its watch.
 */
typedef struct {
  EngineIoWatch watch;  /* its descriptor is -1 where only a GSource can wait */
  EngineIoEpoll *epoll; /* the owner holds it */
  struct _EngineIoWrapping *wrapping;
  gboolean plain : 1;
  gboolean watched : 1;
} EngineIoByteStream;

/* @stream is the HTTP server's, and can be written to at once. */
void engine_io_byte_stream_init (EngineIoByteStream *self,
                                 EngineIoEpoll *epoll,
                                 GIOStream *stream,
                                 void (*ready) (EngineIoWatch *watch, guint32 events));

/* From here on the connection is ours alone; gives what the HTTP server had read already, which is
 * 0 bytes if that is nothing.  -1 is an error. */
gssize engine_io_byte_stream_begin (EngineIoByteStream *self,
                                    guint8 *buffer,
                                    gsize size,
                                    GError **error);

/* 0 bytes are the end; -1 without @error is nothing for now. */
gssize engine_io_byte_stream_read (EngineIoByteStream *self,
                                   guint8 *buffer,
                                   gsize size,
                                   GError **error);

/* The bytes that were taken: 0 if there is no room. */
gssize engine_io_byte_stream_write (EngineIoByteStream *self,
                                    struct iovec *pieces,
                                    guint n_pieces,
                                    GError **error);

/* So many of the bytes that were not taken have to be the same the next time. */
gsize engine_io_byte_stream_get_promised (EngineIoByteStream *self);

/* A descriptor that can be written to as well, or -1. */
static inline int
engine_io_byte_stream_get_plain (const EngineIoByteStream *self)
{
  return self->plain ? self->watch.fd : -1;
}

/* Whether to tell, by EPOLLOUT, that there is room. */
void engine_io_byte_stream_wait_for_room (EngineIoByteStream *self, gboolean wait);

/* Nothing more is written. */
void engine_io_byte_stream_finish (EngineIoByteStream *self);

/* With @complete everything that was to be written was; without, nobody will read the rest. */
void engine_io_byte_stream_close (EngineIoByteStream *self, gboolean complete);

G_END_DECLS
