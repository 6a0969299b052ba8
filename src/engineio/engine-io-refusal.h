/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-exchange.h"
#include "engine-io-server.h"

G_BEGIN_DECLS

/* The usual words for @code. */
const char *engine_io_refusal_describe (EngineIoServerError code);

/* {"code":3,"message":"Bad request"}; takes @exchange, as all of these do. */
void engine_io_refusal_say (EngineIoServerOptions *options,
                            EngineIoExchange *exchange,
                            guint status,
                            EngineIoServerError code,
                            const char *text);

/* In plain text, for a request that wanted to become a WebSocket; the connection is closed. */
void engine_io_refusal_say_plainly (EngineIoExchange *exchange, guint status, const char *text);

/* A status alone. */
void engine_io_refusal_say_nothing (EngineIoServerOptions *options,
                                    EngineIoExchange *exchange,
                                    guint status);

/* Before the body is here, and without waiting for it: with the words for @code, or, if @text is
 * NULL, with a status alone. */
void engine_io_refusal_cut_short (EngineIoServerOptions *options,
                                  SoupServerMessage *message,
                                  guint status,
                                  EngineIoServerError code,
                                  const char *text);

G_END_DECLS
