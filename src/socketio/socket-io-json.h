/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * JSON texts as JsonNodes and back: the one place where the library reads and writes JSON.
 * Strict when reading, and to the byte as JavaScript when writing.
 */

/* Deepest nesting of arrays and objects that is read or written. */
#define SOCKET_IO_JSON_MAX_DEPTH 512

JsonNode *socket_io_json_parse (const char *text, gsize length, GError **error);
gboolean socket_io_json_append (GString *out, JsonNode *node, GError **error);
gboolean socket_io_json_append_array (GString *out, JsonArray *array, GError **error);
void socket_io_json_append_string (GString *out, const char *string);
char *socket_io_json_to_string (JsonNode *node, GError **error);

G_END_DECLS
