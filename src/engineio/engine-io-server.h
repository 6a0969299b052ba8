/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-next.h"
#include "engine-io-server-options.h"
#include "engine-io-socket.h"

G_BEGIN_DECLS

/**
 * EngineIoServerError:
 * @ENGINE_IO_SERVER_UNKNOWN_TRANSPORT: "Transport unknown"
 * @ENGINE_IO_SERVER_UNKNOWN_SID: "Session ID unknown"
 * @ENGINE_IO_SERVER_BAD_HANDSHAKE_METHOD: "Bad handshake method"
 * @ENGINE_IO_SERVER_BAD_REQUEST: "Bad request"
 * @ENGINE_IO_SERVER_FORBIDDEN: "Forbidden"
 * @ENGINE_IO_SERVER_UNSUPPORTED_VERSION: "Unsupported protocol version"
 *
 * Why a request was refused; the values are the codes on the wire.
 */
typedef enum {
  ENGINE_IO_SERVER_UNKNOWN_TRANSPORT,
  ENGINE_IO_SERVER_UNKNOWN_SID,
  ENGINE_IO_SERVER_BAD_HANDSHAKE_METHOD,
  ENGINE_IO_SERVER_BAD_REQUEST,
  ENGINE_IO_SERVER_FORBIDDEN,
  ENGINE_IO_SERVER_UNSUPPORTED_VERSION,
} EngineIoServerError;

/**
 * EngineIoServer:
 *
 * Engine.IO, revision 4, for many clients: on one path of a [class@Soup.Server],
 * which may serve other paths, too, or on a port of its own.
 *
 * It checks each request, refuses what is wrong with it, and makes an
 * [class@EngineIo.Socket] for each session, which it owns until that is over.
 * Everything happens in the thread-default main context in which the server was
 * made.  Dropping it ends all sessions at once;
 * [method@EngineIo.Server.close_async] lets them end well.
 */
#define ENGINE_IO_TYPE_SERVER (engine_io_server_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoServer, engine_io_server, ENGINE_IO, SERVER, GObject)

/*
 * Signals:
 *   connection (EngineIoSocket *socket)
 *   initial-headers (SoupMessageHeaders *headers, SoupServerMessage *message)   first answer only
 *   headers (SoupMessageHeaders *headers, SoupServerMessage *message)           each answer
 *   connection-error (SoupServerMessage *message, EngineIoServerError code, char *text)
 */

/**
 * EngineIoAllowRequestFunc:
 * @server: a server
 * @message: the request of a handshake, fine so far
 * @next: to be answered, now or later
 * @user_data: what was set with it
 *
 * Says whether a handshake may go on.
 */
typedef void (*EngineIoAllowRequestFunc) (EngineIoServer *server,
                                          SoupServerMessage *message,
                                          EngineIoNext *next,
                                          gpointer user_data);

EngineIoServer *engine_io_server_new (EngineIoServerOptions *options);

EngineIoServerOptions *engine_io_server_get_options (EngineIoServer *self);
guint engine_io_server_get_n_sockets (EngineIoServer *self);
EngineIoSocket *engine_io_server_get_socket (EngineIoServer *self, const char *id);

void engine_io_server_set_allow_request (EngineIoServer *self,
                                         EngineIoAllowRequestFunc func,
                                         gpointer user_data,
                                         GDestroyNotify destroy);

void engine_io_server_attach (EngineIoServer *self, SoupServer *http);
gboolean engine_io_server_listen (EngineIoServer *self,
                                  const char *address,
                                  guint port,
                                  GTlsCertificate *certificate,
                                  GError **error);
SoupServer *engine_io_server_get_http (EngineIoServer *self);
guint engine_io_server_get_port (EngineIoServer *self);

/* Takes nothing new, lets what is queued go out, closes every session, then stops to listen where
 * it listens itself. */
void engine_io_server_close_async (EngineIoServer *self,
                                   guint drain_ms,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean engine_io_server_close_finish (EngineIoServer *self, GAsyncResult *result, GError **error);

/* What the layer above may share: one queue of deadlines, one of flushes, a server. */
EngineIoDeadlines *engine_io_server_get_deadlines (EngineIoServer *self);
EngineIoEpoll *engine_io_server_get_epoll (EngineIoServer *self);

G_END_DECLS
