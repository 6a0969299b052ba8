/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-acks.h"
#include "socket-io-client.h"

G_BEGIN_DECLS

#define SOCKET_IO_TYPE_EMITTER (socket_io_emitter_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoEmitter, socket_io_emitter, SOCKET_IO, EMITTER, GObject)

/* What the emitter tells the client it belongs to. */
typedef struct {
  void (*outgoing) (gpointer client, const char *name, JsonArray *arguments);
  void (*failed) (gpointer client, const char *name, JsonArray *arguments, const GError *error);
} SocketIoEmitterListener;

SocketIoEmitter *socket_io_emitter_new (SocketIoManager *manager,
                                        const char *nsp,
                                        const SocketIoEmitterListener *listener,
                                        gpointer client);
void socket_io_emitter_stop (SocketIoEmitter *self);

void socket_io_emitter_set_policy (SocketIoEmitter *self, SocketIoOfflinePolicy policy);
SocketIoOfflinePolicy socket_io_emitter_get_policy (SocketIoEmitter *self);
void socket_io_emitter_set_limit (SocketIoEmitter *self, guint limit);
guint socket_io_emitter_get_limit (SocketIoEmitter *self);
void socket_io_emitter_set_age (SocketIoEmitter *self, guint age_ms);
guint socket_io_emitter_get_age (SocketIoEmitter *self);
void socket_io_emitter_set_retries (SocketIoEmitter *self, guint retries);
guint socket_io_emitter_get_retries (SocketIoEmitter *self);
void socket_io_emitter_set_ack_timeout (SocketIoEmitter *self, guint timeout_ms);
guint socket_io_emitter_get_ack_timeout (SocketIoEmitter *self);

gboolean socket_io_emitter_emit (SocketIoEmitter *self,
                                 const char *name,
                                 JsonArray *arguments,
                                 SocketIoAttachments *attachments,
                                 SocketIoEmitFlags flags,
                                 GError **error);
void socket_io_emitter_emit_for_ack (SocketIoEmitter *self,
                                     const char *name,
                                     JsonArray *arguments,
                                     SocketIoAttachments *attachments,
                                     SocketIoEmitFlags flags,
                                     guint timeout_ms,
                                     GCancellable *cancellable,
                                     SocketIoAckFunc func,
                                     gpointer user_data);

void socket_io_emitter_connected (SocketIoEmitter *self);
void socket_io_emitter_flush (SocketIoEmitter *self);
void socket_io_emitter_disconnected (SocketIoEmitter *self, const char *reason);
void socket_io_emitter_acknowledged (SocketIoEmitter *self, const SocketIoPacket *packet);

guint socket_io_emitter_get_length (SocketIoEmitter *self);
char **socket_io_emitter_dup_names (SocketIoEmitter *self);
void socket_io_emitter_clear (SocketIoEmitter *self);

G_END_DECLS
