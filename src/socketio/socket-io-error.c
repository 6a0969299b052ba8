/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What goes wrong in Socket.IO.  A refused namespace carries more than words: the
 * server may give the reason as data of its own, so the domain is an extended one.
 */
#include "socket-io-error.h"

typedef struct {
  JsonNode *data; /* what the server said beside its message, or NULL */
} SocketIoErrorPrivate;

static void
socket_io_error_private_init (SocketIoErrorPrivate *priv)
{
}

static void
socket_io_error_private_copy (const SocketIoErrorPrivate *source, SocketIoErrorPrivate *copy)
{
  if (source->data != NULL)
    copy->data = json_node_ref (source->data);
}

static void
socket_io_error_private_clear (SocketIoErrorPrivate *priv)
{
  g_clear_pointer (&priv->data, json_node_unref);
}

G_DEFINE_EXTENDED_ERROR (SocketIoError, socket_io_error)

static const char *
message_of (JsonNode *answer)
{
  JsonNode *message = answer;

  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    message = json_object_get_member (json_node_get_object (answer), "message");

  if (message == NULL || !JSON_NODE_HOLDS_VALUE (message) ||
      json_node_get_value_type (message) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (message);
}

/**
 * socket_io_error_new_refused_with: (skip)
 * @message: (nullable): why
 * @data: (nullable): what else there is to say
 *
 * Makes the error of what was refused.
 *
 * Returns: (transfer full): a %SOCKET_IO_ERROR_REFUSED
 */
GError *
socket_io_error_new_refused_with (const char *message, JsonNode *data)
{
  GError *error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED,
                                       message != NULL ? message : "Refused");

  if (data != NULL)
    socket_io_error_get_private (error)->data = json_node_ref (data);

  return error;
}

/**
 * socket_io_error_new_refused: (skip)
 * @answer: (nullable): the payload of the server's CONNECT_ERROR: an object with "message" and
 *   perhaps "data", or a string
 *
 * Makes the error of a namespace that the server refused.
 *
 * Returns: (transfer full): a %SOCKET_IO_ERROR_REFUSED with the server's words
 */
GError *
socket_io_error_new_refused (JsonNode *answer)
{
  const char *message = message_of (answer);
  JsonNode *data = NULL;

  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    data = json_object_get_member (json_node_get_object (answer), "data");

  return socket_io_error_new_refused_with (message != NULL && *message != '\0'
                                             ? message
                                             : "The server refused the connection",
                                           data);
}

/**
 * socket_io_error_get_data:
 * @error: an error of any domain
 *
 * Gets what the server said beside the message, as `err.data` in JavaScript.
 *
 * Returns: (transfer none) (nullable): the data, or %NULL if there is none
 */
JsonNode *
socket_io_error_get_data (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != SOCKET_IO_ERROR)
    return NULL;

  return socket_io_error_get_private (error)->data;
}
