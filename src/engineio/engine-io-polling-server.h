/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-client.h"
#include "engine-io-deadlines.h"
#include "engine-io-epoll.h"
#include "engine-io-exchange.h"
#include "engine-io-message.h"
#include "engine-io-packet.h"

G_BEGIN_DECLS

/*
 * The server's end of a session over long-polling: the poll that waits for something to say, the
 * POST that runs, and what waits for the next poll.
 */
typedef struct _EngineIoPollingServer EngineIoPollingServer;

/*
 * How the owner is told:
 *   packet    a packet of a POST, in order; it lives as long as the call
 *   drained   everything that was queued has left
 *   failed    the client broke the rules or went away; the transport is of no use any more
 * The owner may free the transport in any of them.
 */
typedef struct {
  void (*packet) (gpointer owner, const EngineIoPacket *packet);
  void (*drained) (gpointer owner);
  void (*failed) (gpointer owner, EngineIoCloseReason reason, const GError *error);
} EngineIoPollingListener;

/* @max_queued: most bytes that wait for a poll; 0 is no limit */
EngineIoPollingServer *engine_io_polling_server_new (EngineIoEpoll *epoll,
                                                     EngineIoDeadlines *deadlines,
                                                     gsize max_queued,
                                                     const EngineIoPollingListener *listener,
                                                     gpointer owner);

/* Without a word: a poll that waits and a POST that runs lose their connection. */
void engine_io_polling_server_free (EngineIoPollingServer *self);

/* Frees it, too, but a poll that waits is answered with a packet of the type @last; before
 * ENGINE_IO_PACKET_CLOSE comes what is queued. */
void engine_io_polling_server_end (EngineIoPollingServer *self, EngineIoPacketType last);

/* Takes no reference and queues nothing, but is FALSE, if that were more than may wait. */
gboolean engine_io_polling_server_send (EngineIoPollingServer *self, EngineIoMessage *message);

/* Whether a poll waits, and nothing before it. */
gboolean engine_io_polling_server_is_writable (EngineIoPollingServer *self);

/* Answers a poll that waits, if there is nothing better with a noop. */
void engine_io_polling_server_release_poll (EngineIoPollingServer *self);

/* What waits, which is forgotten here; NULL for nothing. */
GPtrArray *engine_io_polling_server_steal_queue (EngineIoPollingServer *self);

/* What comes by HTTP: see engine-io-socket.h. */
void engine_io_polling_server_take_poll (EngineIoPollingServer *self, EngineIoExchange *exchange);
gboolean engine_io_polling_server_begin_post (EngineIoPollingServer *self,
                                              SoupServerMessage *message);
void engine_io_polling_server_take_post (EngineIoPollingServer *self,
                                         EngineIoExchange *exchange,
                                         GBytes *body);
void engine_io_polling_server_post_refused (EngineIoPollingServer *self);
void engine_io_polling_server_post_failed (EngineIoPollingServer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoPollingServer, engine_io_polling_server_free)

G_END_DECLS
