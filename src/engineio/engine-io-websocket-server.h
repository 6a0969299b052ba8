/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "engine-io-epoll.h"
#include "engine-io-message.h"

G_BEGIN_DECLS

/*
 * The server's end of one WebSocket: frames in (EngineIoFrameReader), messages out
 * (EngineIoSendQueue), back-pressure, over a plain socket or TLS (EngineIoByteStream).  It is
 * small, because there are thousands: nothing is allocated while it is idle.
 */
typedef struct _EngineIoWebsocketServer EngineIoWebsocketServer;

/*
 * How the owner is told:
 *   message   a whole message; text is checked to be UTF-8; @data lives as long as the call
 *   drained   what was queued has left, after some of it had to wait
 *   ended     the last call: the client closed with @code (1005 without one; 0 if without a word),
 *             broke the rules (@error: ENGINE_IO_ERROR_PROTOCOL), sent or left unread more than is
 *             allowed (ENGINE_IO_ERROR_TOO_LARGE), or the connection broke (any other @error)
 * The owner may free the WebSocket in any of them.
 */
typedef struct {
  void (*message) (gpointer owner, gboolean binary, const char *data, gsize length);
  void (*drained) (gpointer owner);
  void (*ended) (gpointer owner, guint code, const GError *error);
} EngineIoWebsocketListener;

typedef struct {
  gsize max_message;       /* largest message that is taken; above it: close with 1009 */
  gsize max_queued;        /* most that waits to be sent; 0 is no limit */
  gboolean deflate;        /* permessage-deflate was agreed */
  gsize deflate_threshold; /* smallest message that is worth compressing */
} EngineIoWebsocketLimits;

/* Takes the connection over from the HTTP server: @stream is what
 * soup_server_message_steal_connection() gave, @head the answer to the handshake (the raw bytes of
 * "HTTP/1.1 101 ...") which leaves together with what is sent first. */
EngineIoWebsocketServer *engine_io_websocket_server_new (EngineIoEpoll *epoll,
                                                         GIOStream *stream,
                                                         GBytes *head,
                                                         const EngineIoWebsocketLimits *limits);

/* Closes without a word if it is still open. */
void engine_io_websocket_server_free (EngineIoWebsocketServer *self);

/* From now on @owner is told; may change (a probe becomes a session's transport). */
void engine_io_websocket_server_set_listener (EngineIoWebsocketServer *self,
                                              const EngineIoWebsocketListener *listener,
                                              gpointer owner);

/* Queues a message; it leaves at the end of the turn, with all that was queued before. */
void engine_io_websocket_server_send (EngineIoWebsocketServer *self, EngineIoMessage *message);

/* FALSE from a send until the kernel has taken it. */
gboolean engine_io_websocket_server_is_writable (EngineIoWebsocketServer *self);

gsize engine_io_websocket_server_get_queued (EngineIoWebsocketServer *self);

/* Once, drained is told even if nothing has to wait: somebody waits for the last of it. */
void engine_io_websocket_server_await_drain (EngineIoWebsocketServer *self);

/* Frees it, but what was queued goes out, then a close frame with @code (0 for an empty one), and
 * the connection stays until the client has closed, too, or a second has passed. */
void engine_io_websocket_server_close (EngineIoWebsocketServer *self, guint code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoWebsocketServer, engine_io_websocket_server_free)

G_END_DECLS
