/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Members that are null when there is nothing: no text, the time 0. */
void server_json_set_text (JsonObject *json, const char *name, const char *text);
void server_json_set_time (JsonObject *json, const char *name, gint64 time);

G_END_DECLS
