/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Whether a string has the form of an offset that a server's adapter makes, at time @now_ms. */
gboolean socket_io_offset_is_plausible (const char *text, gint64 now_ms);

/* Takes the offset off the end of an event's arguments; NULL if there is none. */
char *socket_io_offset_strip (JsonArray *arguments, gint64 now_ms);

G_END_DECLS
