/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-io-server.h"

G_BEGIN_DECLS

/*
 * What a server does for a crowd of clients:
 *
 *   join (ROOM, answer)     joins a room
 *   message (MESSAGE)       everybody in MESSAGE.room gets it
 *   echo (VALUE, answer)    answers VALUE
 */
void bench_events_serve (SocketIoServer *io);

G_END_DECLS
