/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "engine-io-request-head.h"
#include "engine-io-server-options.h"

G_BEGIN_DECLS

/* The library's own; their headers are not installed. */

/**
 * EngineIoDeadlines: (skip)
 */
typedef struct _EngineIoDeadlines EngineIoDeadlines;

/**
 * EngineIoEpoll: (skip)
 */
typedef struct _EngineIoEpoll EngineIoEpoll;

/**
 * EngineIoExchange: (skip)
 */
typedef struct _EngineIoExchange EngineIoExchange;

/**
 * EngineIoMessage: (skip)
 */
typedef struct _EngineIoMessage EngineIoMessage;

/**
 * EngineIoWebsocketServer: (skip)
 */
typedef struct _EngineIoWebsocketServer EngineIoWebsocketServer;

/**
 * EngineIoSocketState:
 * @ENGINE_IO_SOCKET_OPEN: messages go both ways
 * @ENGINE_IO_SOCKET_CLOSING: what was queued goes out, then it closes
 * @ENGINE_IO_SOCKET_CLOSED: over
 *
 * Where in its life a session is.
 */
typedef enum {
  ENGINE_IO_SOCKET_OPEN,
  ENGINE_IO_SOCKET_CLOSING,
  ENGINE_IO_SOCKET_CLOSED,
} EngineIoSocketState;

/**
 * EngineIoSocket:
 *
 * The server's end of one session: messages of text and bytes go both ways, over
 * long-polling, over a WebSocket, or over the one until the client changes to
 * the other.
 *
 * The server owns it until [signal@EngineIo.Socket::closed]; who wants it longer
 * takes a reference.  It may be closed in any state, also by its own listeners.
 */
#define ENGINE_IO_TYPE_SOCKET (engine_io_socket_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoSocket, engine_io_socket, ENGINE_IO, SOCKET, GObject)

/*
 * Signals (G_SIGNAL_RUN_LAST, emitted in the context of construction):
 *   message (GBytes *data, gboolean binary)      text is checked to be UTF-8
 *   heartbeat ()                                 the client has answered a ping
 *   upgraded (char *transport)
 *   drained ()                                   everything queued is on the wire
 *   closed (EngineIoCloseReason reason, GError *details)    exactly once; details nullable
 */
const char *engine_io_socket_get_id (EngineIoSocket *self);
EngineIoRequestHead *engine_io_socket_get_request (EngineIoSocket *self);
EngineIoSocketState engine_io_socket_get_state (EngineIoSocket *self);
const char *engine_io_socket_get_transport (EngineIoSocket *self);

/* Whether a volatile message would leave now: a poll waits, or nothing is queued before it. */
gboolean engine_io_socket_is_writable (EngineIoSocket *self);

gboolean engine_io_socket_send (EngineIoSocket *self, GBytes *text, EngineIoSendFlags flags);
gboolean engine_io_socket_send_binary (EngineIoSocket *self, GBytes *data, EngineIoSendFlags flags);
void engine_io_socket_close (EngineIoSocket *self);
void engine_io_socket_abort (EngineIoSocket *self,
                             EngineIoCloseReason reason,
                             const GError *details);

/**
 * EngineIoSocketListener: (skip)
 *
 * For the layer above, which is told directly and not by signals: this is where everything goes
 * through.  Once it is set ::message and ::drained are not emitted.
 */
typedef struct {
  void (*message) (gpointer owner, gboolean binary, const char *data, gsize length);
  void (*drained) (gpointer owner);
  void (*closed) (gpointer owner, EngineIoCloseReason reason, const GError *details);
} EngineIoSocketListener;

void engine_io_socket_set_listener (EngineIoSocket *self,
                                    const EngineIoSocketListener *listener,
                                    gpointer owner);

/* The way of everything that is sent: takes a reference, copies nothing.  Ignored unless open. */
void engine_io_socket_send_message (EngineIoSocket *self, EngineIoMessage *message);

/**
 * EngineIoSocketContext: (skip)
 *
 * For the server, which owns it.  What a session shares with all others is not copied: the server
 * keeps it where it is until the last session has closed.  @closed is called for each, before
 * anybody else hears of it: the session is not to be found any more then.
 */
typedef struct {
  EngineIoServerOptions *options;
  EngineIoDeadlines *deadlines;
  EngineIoEpoll *epoll;
  void (*closed) (gpointer server, EngineIoSocket *socket);
  gpointer server;
} EngineIoSocketContext;

/* A session that begins with a poll, or with a WebSocket, which it takes.  Its handshake is the
 * first packet that it queues. */
EngineIoSocket *engine_io_socket_new (const EngineIoSocketContext *context,
                                      const char *id,
                                      EngineIoRequestHead *request,
                                      EngineIoWebsocketServer *websocket);

/* The poll of the handshake and each later one; takes @exchange and answers it. */
void engine_io_socket_take_poll (EngineIoSocket *self, EngineIoExchange *exchange);

/* A POST that begins: TRUE if it may go on to its body.  Otherwise (a second one, bytes, after the
 * upgrade) it is the caller's to answer with 400, and the session has drawn its conclusions.  The
 * session may reset the connection of @message as long as the POST runs. */
gboolean engine_io_socket_begin_post (EngineIoSocket *self, SoupServerMessage *message);

/* How the POST that began ends, one of: it is here whole (takes @exchange); the caller refused it
 * (413) and the session goes on; the client went away before it was whole. */
void engine_io_socket_take_post (EngineIoSocket *self, EngineIoExchange *exchange, GBytes *body);
void engine_io_socket_post_refused (EngineIoSocket *self);
void engine_io_socket_post_failed (EngineIoSocket *self);

/* A WebSocket that wants to be the session's transport; takes it. */
void engine_io_socket_take_probe (EngineIoSocket *self, EngineIoWebsocketServer *websocket);

G_END_DECLS
