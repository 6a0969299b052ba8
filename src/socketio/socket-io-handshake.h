/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine-io-request-head.h"

G_BEGIN_DECLS

/**
 * SocketIoHandshake:
 *
 * How a socket came: the request that began its session, and what it said to
 * its namespace (`auth`).
 */
typedef struct _SocketIoHandshake SocketIoHandshake;

#define SOCKET_IO_TYPE_HANDSHAKE (socket_io_handshake_get_type ())
GType socket_io_handshake_get_type (void);

SocketIoHandshake *socket_io_handshake_new (EngineIoRequestHead *request, JsonNode *auth);
SocketIoHandshake *socket_io_handshake_ref (SocketIoHandshake *self);
void socket_io_handshake_unref (SocketIoHandshake *self);

JsonObject *socket_io_handshake_get_auth (SocketIoHandshake *self);
const char *socket_io_handshake_get_address (SocketIoHandshake *self);
gboolean socket_io_handshake_is_secure (SocketIoHandshake *self);
gboolean socket_io_handshake_is_cross_domain (SocketIoHandshake *self);
gint64 socket_io_handshake_get_issued (SocketIoHandshake *self);
char *socket_io_handshake_dup_time (SocketIoHandshake *self);
const char *socket_io_handshake_get_url (SocketIoHandshake *self);
GHashTable *socket_io_handshake_dup_query (SocketIoHandshake *self);
char *socket_io_handshake_dup_query_parameter (SocketIoHandshake *self, const char *name);
const char *socket_io_handshake_get_header (SocketIoHandshake *self, const char *name);
SoupMessageHeaders *socket_io_handshake_dup_headers (SocketIoHandshake *self);

/* As JavaScript has it: for adapters, which tell other processes of their sockets. */
JsonNode *socket_io_handshake_to_json (SocketIoHandshake *self);
SocketIoHandshake *socket_io_handshake_new_from_json (JsonNode *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoHandshake, socket_io_handshake_unref)

G_END_DECLS
