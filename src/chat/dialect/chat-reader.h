/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Longest id in bytes, longest of what people read in characters; an id above it is none, all else
 * is cut. */
#define CHAT_READER_MAX_ID 256
#define CHAT_READER_MAX_NAME 64
#define CHAT_READER_MAX_REASON 200
#define CHAT_READER_MAX_EMOJI 16
#define CHAT_READER_MAX_TEXT 20000

/* Largest whole number that every JSON reader has exactly. */
#define CHAT_READER_MAX_COUNT G_GINT64_CONSTANT (9007199254740991)

/* Largest list that is read of a server; what is beyond is left out. */
#define CHAT_READER_MAX_LIST 5000

JsonObject *chat_reader_object (JsonNode *node);
JsonObject *chat_reader_object_at (JsonArray *list, guint index);
JsonArray *chat_reader_list (JsonNode *node);

const char *chat_reader_string (JsonNode *node);
char *chat_reader_id (JsonNode *node);
char *chat_reader_name (JsonNode *node);
char *chat_reader_reason (JsonNode *node);
char *chat_reader_text (JsonNode *node);
gboolean chat_reader_flag (JsonNode *node, gboolean fallback);
gint64 chat_reader_time (JsonNode *node, gint64 now);
gint64 chat_reader_count (JsonNode *node, gint64 max, gint64 fallback);
char *chat_reader_line (JsonNode *node, guint max_length);
char *chat_reader_emoji (const char *text);

/* For what comes another way. */
char *chat_reader_clean_line (const char *text, guint max_length);
char *chat_reader_clean_name (const char *name);

G_END_DECLS
