/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-server-options.h"

G_BEGIN_DECLS

/* Whether pages of other origins are answered at all. */
gboolean engine_io_cors_is_enabled (EngineIoServerOptions *options);

/* Adds to @response what a browser has to know; a preflight request asks whether another one may
 * come. */
void engine_io_cors_apply (EngineIoServerOptions *options,
                           gboolean preflight,
                           SoupMessageHeaders *request,
                           SoupMessageHeaders *response);

G_END_DECLS
