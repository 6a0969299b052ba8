/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "server-config.h"

G_BEGIN_DECLS

/* Whether whoever sent these headers may come in: no web page but the server's own and those of the
 * allowed origins, and nobody who calls the server by a name that it does not go by.  NULL, or why
 * not. */
const char *server_pages_object (const ServerConfig *config, SoupMessageHeaders *headers);

/* Whether a request may be answered; otherwise it is now. */
gboolean server_pages_admit (const ServerConfig *config, SoupServerMessage *message);

G_END_DECLS
