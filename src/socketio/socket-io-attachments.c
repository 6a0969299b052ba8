/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The binary parts of a message, in the order of their placeholders' numbers.
 *
 * On the wire they follow the message that has the placeholders; in memory they lie
 * beside it, so a payload is always plain JSON, whatever the parser.
 */
#include "socket-io-attachments.h"

#include "socket-io-error.h"
#include "socket-io-json.h"

struct _SocketIoAttachments {
  GObject parent_instance;

  GPtrArray *parts; /* of GBytes */
};

G_DEFINE_FINAL_TYPE (SocketIoAttachments, socket_io_attachments, G_TYPE_OBJECT)

static gboolean
is_placeholder (JsonObject *object)
{
  JsonNode *mark = json_object_get_member (object, "_placeholder");

  return mark != NULL && JSON_NODE_HOLDS_VALUE (mark) &&
         json_node_get_value_type (mark) == G_TYPE_BOOLEAN && json_node_get_boolean (mark);
}

/* The part that a placeholder stands for, or NULL if it stands for none. */
static GBytes *
find_part (SocketIoAttachments *self, JsonObject *placeholder)
{
  JsonNode *num = json_object_get_member (placeholder, "num");
  guint index = 0;
  double value = -1;

  if (num == NULL || !JSON_NODE_HOLDS_VALUE (num))
    return NULL;

  /* 1.0 and 1e0 are the same number to the sender. */
  if (json_node_get_value_type (num) == G_TYPE_INT64 ||
      json_node_get_value_type (num) == G_TYPE_DOUBLE)
    value = json_node_get_double (num);
  if (!(value >= 0 && value < self->parts->len))
    return NULL;

  index = (guint) value;
  if (index != value)
    return NULL;

  return g_ptr_array_index (self->parts, index);
}

/* Depth first, as deep as JSON may be; what is deeper cannot have come from, or go to, the wire. */
static gboolean
check_node (SocketIoAttachments *self, JsonNode *node, guint depth)
{
  if (depth > SOCKET_IO_JSON_MAX_DEPTH)
    return FALSE;

  if (JSON_NODE_HOLDS_ARRAY (node) && json_node_get_array (node) != NULL) {
    JsonArray *array = json_node_get_array (node);
    guint length = json_array_get_length (array);

    for (guint i = 0; i < length; i++)
      if (!check_node (self, json_array_get_element (array, i), depth + 1))
        return FALSE;
  } else if (JSON_NODE_HOLDS_OBJECT (node) && json_node_get_object (node) != NULL) {
    JsonObject *object = json_node_get_object (node);
    JsonObjectIter iter;
    JsonNode *value = NULL;

    if (is_placeholder (object))
      return find_part (self, object) != NULL;

    json_object_iter_init (&iter, object);
    while (json_object_iter_next (&iter, NULL, &value))
      if (!check_node (self, value, depth + 1))
        return FALSE;
  }

  return TRUE;
}

static void
socket_io_attachments_finalize (GObject *object)
{
  SocketIoAttachments *self = SOCKET_IO_ATTACHMENTS (object);

  g_clear_pointer (&self->parts, g_ptr_array_unref);

  G_OBJECT_CLASS (socket_io_attachments_parent_class)->finalize (object);
}

static void
socket_io_attachments_class_init (SocketIoAttachmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = socket_io_attachments_finalize;
}

static void
socket_io_attachments_init (SocketIoAttachments *self)
{
  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

/**
 * socket_io_attachments_new:
 *
 * Makes an empty list of attachments.
 *
 * Returns: (transfer full): the list
 */
SocketIoAttachments *
socket_io_attachments_new (void)
{
  return g_object_new (SOCKET_IO_TYPE_ATTACHMENTS, NULL);
}

/**
 * socket_io_attachments_add:
 * @self: attachments
 * @bytes: a binary part
 *
 * Adds a part, and gives the placeholder that stands for it: put it into the payload
 * where the part belongs, in one place or in several.
 *
 * Returns: (transfer full): the placeholder
 */
JsonNode *
socket_io_attachments_add (SocketIoAttachments *self, GBytes *bytes)
{
  JsonNode *placeholder = NULL;
  JsonObject *object = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (self), NULL);
  g_return_val_if_fail (bytes != NULL, NULL);

  object = json_object_new ();
  json_object_set_boolean_member (object, "_placeholder", TRUE);
  json_object_set_int_member (object, "num", self->parts->len);
  g_ptr_array_add (self->parts, g_bytes_ref (bytes));

  placeholder = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (placeholder, object);

  return placeholder;
}

/**
 * socket_io_attachments_get:
 * @self: attachments
 * @placeholder: a value of the payload
 *
 * Finds the part that a placeholder stands for.
 *
 * Returns: (transfer none) (nullable): the part, or %NULL if @placeholder is no placeholder, or
 *   none of these attachments'
 */
GBytes *
socket_io_attachments_get (SocketIoAttachments *self, JsonNode *placeholder)
{
  JsonObject *object = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (self), NULL);
  g_return_val_if_fail (placeholder != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (placeholder))
    return NULL;

  object = json_node_get_object (placeholder);
  if (object == NULL || !is_placeholder (object))
    return NULL;

  return find_part (self, object);
}

/**
 * socket_io_attachments_get_length:
 * @self: attachments
 *
 * Counts the parts.
 *
 * Returns: how many parts there are
 */
guint
socket_io_attachments_get_length (SocketIoAttachments *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (self), 0);

  return self->parts->len;
}

/**
 * socket_io_attachments_get_nth:
 * @self: attachments
 * @index: which one, from 0
 *
 * Gets a part by its number.
 *
 * Returns: (transfer none) (nullable): the part, or %NULL if there are not so many
 */
GBytes *
socket_io_attachments_get_nth (SocketIoAttachments *self, guint index)
{
  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (self), NULL);

  return index < self->parts->len ? g_ptr_array_index (self->parts, index) : NULL;
}

/**
 * socket_io_attachments_get_all:
 * @self: attachments
 *
 * Gets all parts; the array belongs to @self.
 *
 * Returns: (transfer none) (element-type GBytes): all parts, in order
 */
GPtrArray *
socket_io_attachments_get_all (SocketIoAttachments *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (self), NULL);

  return self->parts;
}

/**
 * socket_io_attachments_check:
 * @self: attachments
 * @payload: the payload that has the placeholders
 * @error: return location for an error
 *
 * Checks that every placeholder in @payload stands for one of these parts.  A part may have
 * several placeholders, or none.
 *
 * Returns: %FALSE with a %SOCKET_IO_ERROR_PARSE if one does not
 */
gboolean
socket_io_attachments_check (SocketIoAttachments *self, JsonNode *payload, GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (self), FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  if (check_node (self, payload, 0))
    return TRUE;

  g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE,
                       "Illegal attachments: a placeholder stands for none of them");
  return FALSE;
}
