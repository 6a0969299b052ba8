/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Whether whoever sent these headers may talk to the server: no web page but its own and those of
 * @origins, which may be NULL. */
gboolean server_pages_may_come (SoupMessageHeaders *headers, const char *const *origins);

G_END_DECLS
