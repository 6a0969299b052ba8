/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON that others wrote.  json-glib's getters take a wrong type for a mistake of the program, and
 * here it is one of somebody out there.
 */
#include "example-json.h"

static JsonNode *
get_element (JsonArray *arguments, guint index)
{
  return index < json_array_get_length (arguments) ? json_array_get_element (arguments, index)
                                                   : NULL;
}

static const char *
get_text (JsonNode *node)
{
  const char *text = NULL;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
      json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);

  return text != NULL && *text != '\0' ? text : NULL;
}

const char *
example_json_get_text (JsonArray *arguments, guint index)
{
  return get_text (get_element (arguments, index));
}

JsonObject *
example_json_get_object (JsonArray *arguments, guint index)
{
  JsonNode *node = get_element (arguments, index);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
example_json_get_member_text (JsonObject *object, const char *name)
{
  return object != NULL ? get_text (json_object_get_member (object, name)) : NULL;
}

JsonArray *
example_json_new_arguments (JsonNode *argument)
{
  JsonArray *arguments = json_array_new ();

  json_array_add_element (arguments, argument);

  return arguments;
}
