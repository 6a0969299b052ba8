/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-epoll.h"

G_BEGIN_DECLS

/*
 * One HTTP request and its answer, which may be given later: the message is paused meanwhile, and
 * its socket is watched, so that a client that goes away is noticed at once.  It is answered or
 * reset once; freeing it unanswered resets it.
 */
typedef struct _EngineIoExchange EngineIoExchange;

typedef void (*EngineIoExchangeGoneFunc) (EngineIoExchange *self, gpointer owner);

/* @compress_above: bodies of at least so many bytes are compressed if the client can; 0 is never */
EngineIoExchange *engine_io_exchange_new (SoupServerMessage *message,
                                          EngineIoEpoll *epoll,
                                          gsize compress_above);
void engine_io_exchange_free (EngineIoExchange *self);

SoupServerMessage *engine_io_exchange_get_message (EngineIoExchange *self);

/* Tells @owner once when the client goes away before the answer. */
void engine_io_exchange_set_gone_func (EngineIoExchange *self,
                                       EngineIoExchangeGoneFunc gone,
                                       gpointer owner);

/* The answer is not worth compressing, however large it is. */
void engine_io_exchange_forbid_compression (EngineIoExchange *self);

/* The client has nothing more to ask: its connection closes with the answer. */
void engine_io_exchange_end_connection (EngineIoExchange *self);

/* Both free the exchange.  @body may be NULL for none. */
void engine_io_exchange_answer (EngineIoExchange *self,
                                guint status,
                                const char *content_type,
                                GBytes *body);
void engine_io_exchange_reset (EngineIoExchange *self);

/* Frees the exchange and gives its connection; NULL if the client has gone. */
GIOStream *engine_io_exchange_steal (EngineIoExchange *self);

/* The same for a request that has no exchange yet; the other cuts its connection. */
GIOStream *engine_io_exchange_steal_early (SoupServerMessage *message);
void engine_io_exchange_drop (SoupServerMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoExchange, engine_io_exchange_free)

G_END_DECLS
