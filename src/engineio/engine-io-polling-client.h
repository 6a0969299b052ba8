/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-transport.h"

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_POLLING_CLIENT (engine_io_polling_client_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoPollingClient,
                      engine_io_polling_client,
                      ENGINE_IO,
                      POLLING_CLIENT,
                      EngineIoTransport)

EngineIoTransport *engine_io_polling_client_new (EngineIoEndpoint *endpoint);

G_END_DECLS
