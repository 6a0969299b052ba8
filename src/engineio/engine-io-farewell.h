/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The last answer on a connection that was taken from the HTTP server: says it, reads what the
 * client is still sending, for a while, and closes.  Goes on by itself; takes @stream. */
void engine_io_farewell_say (GIOStream *stream,
                             guint status,
                             SoupMessageHeaders *headers,
                             const char *content_type,
                             const char *text);

G_END_DECLS
