/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SocketIoAuthRequest:
 *
 * A client's question for its auth object, asked on every connect.  Answer or
 * fail it once, at once or seconds later; dropping it unanswered fails it.
 */
#define SOCKET_IO_TYPE_AUTH_REQUEST (socket_io_auth_request_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoAuthRequest, socket_io_auth_request, SOCKET_IO, AUTH_REQUEST, GObject)

void socket_io_auth_request_answer (SocketIoAuthRequest *self, JsonNode *auth);
void socket_io_auth_request_fail (SocketIoAuthRequest *self, const char *message);

/**
 * SocketIoAuthSettled: (skip)
 * @auth: (nullable): the auth object
 * @error: (nullable): why there is none
 * @user_data: what was set with it
 *
 * How the client that asked hears the answer.
 */
typedef void (*SocketIoAuthSettled) (JsonNode *auth, const GError *error, gpointer user_data);

SocketIoAuthRequest *socket_io_auth_request_new (SocketIoAuthSettled settled, gpointer user_data);
void socket_io_auth_request_forget (SocketIoAuthRequest *self);

G_END_DECLS
