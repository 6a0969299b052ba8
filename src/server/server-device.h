/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"
#include "server-throttle.h"
#include "socket-io-socket.h"

G_BEGIN_DECLS

/* One connected device of somebody: what belongs to its socket. */
typedef struct {
  ServerCaller caller;
  ServerBucket sends;
  ServerBucket events;
  JsonObject *welcome; /* until it is said */
} ServerDevice;

/* Makes @socket the device of the one whom @answer has let in. */
ServerDevice *server_device_attach (SocketIoSocket *socket, JsonObject *answer);

/* NULL before that. */
ServerDevice *server_device_get (SocketIoSocket *socket);

G_END_DECLS
