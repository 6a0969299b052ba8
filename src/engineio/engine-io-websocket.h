/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-transport.h"

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_WEBSOCKET (engine_io_websocket_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoWebsocket,
                      engine_io_websocket,
                      ENGINE_IO,
                      WEBSOCKET,
                      EngineIoTransport)

EngineIoTransport *engine_io_websocket_new (EngineIoEndpoint *endpoint);

G_END_DECLS
