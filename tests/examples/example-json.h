/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Careful reading: what a client sends may be anything.  Each gives NULL for what is not there, or
 * is of another type; a text that is empty counts as not there. */
const char *example_json_get_text (JsonArray *arguments, guint index);
JsonObject *example_json_get_object (JsonArray *arguments, guint index);

/* Of a member of @object, which may be NULL. */
const char *example_json_get_member_text (JsonObject *object, const char *name);

/* An array with one element, as events take it. */
JsonArray *example_json_new_arguments (JsonNode *argument);

G_END_DECLS
