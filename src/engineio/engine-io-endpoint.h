/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-options.h"

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_ENDPOINT (engine_io_endpoint_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoEndpoint, engine_io_endpoint, ENGINE_IO, ENDPOINT, GObject)

/*
 * Signals:
 *   accept-certificate (GTlsCertificate *, GTlsCertificateFlags) -> gboolean
 *   authenticate (SoupAuth *auth, gboolean retrying) -> gboolean
 */
EngineIoEndpoint *engine_io_endpoint_new (const char *uri,
                                          EngineIoOptions *options,
                                          GError **error);

EngineIoOptions *engine_io_endpoint_get_options (EngineIoEndpoint *self);
SoupSession *engine_io_endpoint_get_session (EngineIoEndpoint *self);
GMainContext *engine_io_endpoint_get_context (EngineIoEndpoint *self);
const char *engine_io_endpoint_get_host (EngineIoEndpoint *self);
const char *engine_io_endpoint_get_sid (EngineIoEndpoint *self);
void engine_io_endpoint_set_sid (EngineIoEndpoint *self, const char *sid);
gsize engine_io_endpoint_get_max_payload (EngineIoEndpoint *self);
void engine_io_endpoint_set_max_payload (EngineIoEndpoint *self, gsize max_payload);

SoupMessage *engine_io_endpoint_new_message (EngineIoEndpoint *self,
                                             const char *transport,
                                             const char *method);

/* What a failed request means. */
GError *engine_io_endpoint_explain (SoupMessage *message, const GError *error);

G_END_DECLS
