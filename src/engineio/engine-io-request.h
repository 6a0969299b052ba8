/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-endpoint.h"

G_BEGIN_DECLS

/* One HTTP exchange; gives the body of a good answer. */
void engine_io_request_async (EngineIoEndpoint *endpoint,
                              SoupMessage *message,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GBytes *engine_io_request_finish (EngineIoEndpoint *endpoint, GAsyncResult *result, GError **error);

G_END_DECLS
