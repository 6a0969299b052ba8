/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-auth-request.h"
#include "socket-io-emit-flags.h"
#include "socket-io-event.h"
#include "socket-io-manager.h"

G_BEGIN_DECLS

/**
 * SocketIoClientState:
 * @SOCKET_IO_CLIENT_DISCONNECTED: not connected, and not trying
 * @SOCKET_IO_CLIENT_CONNECTING: connects, or waits to connect again
 * @SOCKET_IO_CLIENT_CONNECTED: the server has accepted
 *
 * Where a client is between not connected and connected.
 */
typedef enum {
  SOCKET_IO_CLIENT_DISCONNECTED,
  SOCKET_IO_CLIENT_CONNECTING,
  SOCKET_IO_CLIENT_CONNECTED,
} SocketIoClientState;

/**
 * SocketIoOfflinePolicy:
 * @SOCKET_IO_OFFLINE_BUFFER: what is emitted while not connected waits
 * @SOCKET_IO_OFFLINE_DROP: it is dropped
 * @SOCKET_IO_OFFLINE_FAIL: the emit fails
 *
 * What becomes of an event that is emitted while the client is not connected.
 */
typedef enum {
  SOCKET_IO_OFFLINE_BUFFER,
  SOCKET_IO_OFFLINE_DROP,
  SOCKET_IO_OFFLINE_FAIL,
} SocketIoOfflinePolicy;

/**
 * SocketIoClient:
 *
 * The client's end of one namespace ("socket" in JavaScript): it emits events, and
 * reports those of the server as [signal@SocketIo.Client::event], whose detail is
 * the event's name.
 *
 * ```c
 * SocketIoClient *client = socket_io_client_new ("http://localhost:3000");
 *
 * g_signal_connect (client, "event::greeting", G_CALLBACK (greeting_cb), NULL);
 * socket_io_client_connect (client);
 * ```
 *
 * Once connected it comes back by itself whenever the connection is lost, until it
 * is disconnected, by either side, or dropped.
 */
#define SOCKET_IO_TYPE_CLIENT (socket_io_client_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoClient, socket_io_client, SOCKET_IO, CLIENT, GObject)

/**
 * SocketIoAuthFunc:
 * @client: the client that connects
 * @request: to be answered or failed, now or later
 * @user_data: what was set with it
 *
 * Gives the auth object; called on every connect.
 */
typedef void (*SocketIoAuthFunc) (SocketIoClient *client,
                                  SocketIoAuthRequest *request,
                                  gpointer user_data);

/**
 * SocketIoEventFunc:
 * @client: a client
 * @event: what was received
 * @user_data: what was set with it
 */
typedef void (*SocketIoEventFunc) (SocketIoClient *client,
                                   SocketIoEvent *event,
                                   gpointer user_data);

SocketIoClient *socket_io_client_new (const char *uri);
SocketIoClient *socket_io_client_new_with_options (const char *uri, SocketIoOptions *options);
SocketIoClient *socket_io_client_new_for_manager (SocketIoManager *manager, const char *nsp);

SocketIoManager *socket_io_client_get_manager (SocketIoClient *self);
const char *socket_io_client_get_namespace (SocketIoClient *self);
const char *socket_io_client_get_id (SocketIoClient *self);
SocketIoClientState socket_io_client_get_state (SocketIoClient *self);
gboolean socket_io_client_get_connected (SocketIoClient *self);
gboolean socket_io_client_get_active (SocketIoClient *self);
gboolean socket_io_client_get_recovered (SocketIoClient *self);
JsonNode *socket_io_client_get_refusal_data (SocketIoClient *self);

void socket_io_client_set_auth (SocketIoClient *self, JsonNode *auth);
void socket_io_client_set_auth_func (SocketIoClient *self,
                                     SocketIoAuthFunc func,
                                     gpointer user_data,
                                     GDestroyNotify destroy);

void socket_io_client_connect (SocketIoClient *self);
void socket_io_client_disconnect (SocketIoClient *self);
void socket_io_client_open (SocketIoClient *self);
void socket_io_client_close (SocketIoClient *self);

void socket_io_client_once (SocketIoClient *self,
                            const char *event,
                            SocketIoEventFunc func,
                            gpointer user_data,
                            GDestroyNotify destroy);

gboolean socket_io_client_emit (SocketIoClient *self, const char *event, JsonArray *arguments);
gboolean socket_io_client_send (SocketIoClient *self, JsonArray *arguments);
gboolean socket_io_client_emit_full (SocketIoClient *self,
                                     const char *event,
                                     JsonArray *arguments,
                                     SocketIoAttachments *attachments,
                                     SocketIoEmitFlags flags,
                                     GError **error);
void socket_io_client_emit_async (SocketIoClient *self,
                                  const char *event,
                                  JsonArray *arguments,
                                  guint timeout_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void socket_io_client_emit_full_async (SocketIoClient *self,
                                       const char *event,
                                       JsonArray *arguments,
                                       SocketIoAttachments *attachments,
                                       SocketIoEmitFlags flags,
                                       guint timeout_ms,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
JsonArray *socket_io_client_emit_finish (SocketIoClient *self,
                                         GAsyncResult *result,
                                         SocketIoAttachments **attachments,
                                         GError **error);

guint socket_io_client_get_send_buffer_length (SocketIoClient *self);
char **socket_io_client_dup_send_buffer (SocketIoClient *self);
void socket_io_client_clear_send_buffer (SocketIoClient *self);

G_END_DECLS
