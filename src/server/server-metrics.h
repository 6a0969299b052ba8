/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-server.h"
#include "server-hub.h"

G_BEGIN_DECLS

char *server_metrics_write (ServerHub *hub,
                            EngineIoServer *engine,
                            DbWorker *worker,
                            guint64 uptime_s);

G_END_DECLS
