/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The value of the last parameter called @name, decoded; NULL if there is none. */
char *engine_io_query_get (const char *query, const char *name);

/* All parameters by name, decoded; of those with the same name the last one counts. */
GHashTable *engine_io_query_parse (const char *query);

G_END_DECLS
