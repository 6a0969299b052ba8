/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* HTTP statuses that libsoup has no name for. */
#define ENGINE_IO_STATUS_UPGRADE_REQUIRED 426
#define ENGINE_IO_STATUS_TOO_MANY_REQUESTS 429
#define ENGINE_IO_STATUS_HEADERS_TOO_LARGE 431

const char *engine_io_status_get_phrase (guint status);

G_END_DECLS
