/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-auth-request.h"
#include "socket-io-options.h"

G_BEGIN_DECLS

/* Where a client's auth object comes from: a value, or a function asked on every connect. */
typedef struct _SocketIoAuth SocketIoAuth;

/* Asks whoever knows, on behalf of @owner. */
typedef void (*SocketIoAuthAsk) (gpointer owner, SocketIoAuthRequest *request, gpointer user_data);

/* The answer, or why there is none yet; in that case the question is asked again later. */
typedef void (*SocketIoAuthKnown) (JsonNode *auth, const GError *error, gpointer owner);

SocketIoAuth *socket_io_auth_new (SocketIoOptions *options,
                                  SocketIoAuthKnown known,
                                  gpointer owner);
void socket_io_auth_free (SocketIoAuth *self);

void socket_io_auth_set_value (SocketIoAuth *self, JsonNode *value);
void socket_io_auth_set_func (SocketIoAuth *self,
                              SocketIoAuthAsk func,
                              gpointer user_data,
                              GDestroyNotify destroy);

void socket_io_auth_ask (SocketIoAuth *self);
void socket_io_auth_stop (SocketIoAuth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoAuth, socket_io_auth_free)

G_END_DECLS
