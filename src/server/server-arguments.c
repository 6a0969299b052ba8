/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reading what clients send: of the right type, within its limits, or an error that names it.
 * Numbers are integers, also where they are written as 1e3; a text is not empty by being absent.
 */
#include "server-arguments.h"

#include "server-error.h"

#include <math.h>

/* Ids are opaque, but nobody needs longer ones. */
#define MAX_ID_LENGTH 64

/* Whether there is a member to read; if one is required and not there, that is an error. */
static gboolean
find (JsonObject *arguments, const char *name, gboolean required, JsonNode **node, GError **error)
{
  *node = json_object_get_member (arguments, name);
  if (*node != NULL && JSON_NODE_HOLDS_NULL (*node))
    *node = NULL;
  if (*node != NULL || !required)
    return TRUE;

  server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is missing");
  return FALSE;
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_id (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > MAX_ID_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (text[i]) && text[i] != '-' && text[i] != '_')
      return FALSE;
  }

  return TRUE;
}

static gboolean
read_id (JsonNode *node, const char *name, const char **id, GError **error)
{
  if (is_string (node) && is_id (json_node_get_string (node))) {
    *id = json_node_get_string (node);
    return TRUE;
  }

  server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is no id");
  return FALSE;
}

gboolean
server_arguments_get_id (JsonObject *arguments,
                         const char *name,
                         gboolean required,
                         const char **id,
                         GError **error)
{
  JsonNode *node = NULL;

  if (!find (arguments, name, required, &node, error))
    return FALSE;

  return node == NULL || read_id (node, name, id, error);
}

gboolean
server_arguments_get_text (JsonObject *arguments,
                           const char *name,
                           gboolean required,
                           guint max_characters,
                           const char **text,
                           GError **error)
{
  JsonNode *node = NULL;

  if (!find (arguments, name, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!is_string (node)) {
    server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is no text");
    return FALSE;
  }
  if (g_utf8_strlen (json_node_get_string (node), -1) > max_characters) {
    server_error_set_field (error, SERVER_ERROR_TOO_LONG, name, "it is too long");
    return FALSE;
  }

  *text = json_node_get_string (node);
  return TRUE;
}

gboolean
server_arguments_get_int (JsonObject *arguments,
                          const char *name,
                          gboolean required,
                          gint64 min,
                          gint64 max,
                          gint64 *value,
                          GError **error)
{
  JsonNode *node = NULL;
  GType type = G_TYPE_INVALID;
  double number = 0;

  if (!find (arguments, name, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;

  type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    number = json_node_get_double (node);
  else
    type = G_TYPE_INVALID;
  if (type == G_TYPE_INVALID || number != floor (number) || number < (double) min ||
      number > (double) max) {
    server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is no number within its limits");
    return FALSE;
  }

  *value = json_node_get_int (node);
  return TRUE;
}

gboolean
server_arguments_get_boolean (JsonObject *arguments,
                              const char *name,
                              gboolean required,
                              gboolean *value,
                              GError **error)
{
  JsonNode *node = NULL;

  if (!find (arguments, name, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN) {
    server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is neither true nor false");
    return FALSE;
  }

  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
server_arguments_get_word (JsonObject *arguments,
                           const char *name,
                           gboolean required,
                           const char *const *words,
                           const char **word,
                           GError **error)
{
  JsonNode *node = NULL;

  if (!find (arguments, name, required, &node, error))
    return FALSE;
  if (node == NULL)
    return TRUE;
  if (!is_string (node) || !g_strv_contains (words, json_node_get_string (node))) {
    server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is none of the words it may be");
    return FALSE;
  }

  *word = json_node_get_string (node);
  return TRUE;
}

gboolean
server_arguments_get_ids (JsonObject *arguments,
                          const char *name,
                          guint max_length,
                          GPtrArray **ids,
                          GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  JsonNode *node = json_object_get_member (arguments, name);
  JsonArray *array = NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node)) {
    array = json_node_get_array (node);
  } else if (node != NULL && !JSON_NODE_HOLDS_NULL (node)) {
    server_error_set_field (error, SERVER_ERROR_INVALID, name, "it is no list");
    return FALSE;
  }
  if (array != NULL && json_array_get_length (array) > max_length) {
    server_error_set_field (error, SERVER_ERROR_TOO_LONG, name, "it is too long");
    return FALSE;
  }

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    const char *id = NULL;

    if (!read_id (json_array_get_element (array, i), name, &id, error))
      return FALSE;
    g_ptr_array_add (found, (char *) id);
  }

  *ids = g_steal_pointer (&found);
  return TRUE;
}
