/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A Socket.IO packet, and what the protocol asks of one whatever its encoding.
 *
 * Both directions are held to the same rules: a peer's packet that breaks them ends
 * the connection, and one of our own is refused before it would do that to us.
 */
#include "socket-io-packet.h"

#include "socket-io-error.h"

#include <math.h>
#include <string.h>

G_DEFINE_BOXED_TYPE (SocketIoPacket, socket_io_packet, socket_io_packet_copy, socket_io_packet_free)

/* A node made by hand may be an array without being given one. */
static gboolean
holds_array (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) && json_node_get_array (node) != NULL;
}

static gboolean
holds_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) && json_node_get_object (node) != NULL;
}

static gboolean
holds_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING && json_node_get_string (node) != NULL;
}

/* Infinity is a number that JSON cannot say. */
static gboolean
holds_finite_number (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;

  return json_node_get_value_type (node) == G_TYPE_INT64 ||
         (json_node_get_value_type (node) == G_TYPE_DOUBLE &&
          isfinite (json_node_get_double (node)));
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE, message);

  return FALSE;
}

static gboolean
check_event (JsonNode *data, GError **error)
{
  JsonArray *arguments = NULL;
  JsonNode *name = NULL;

  if (!holds_array (data))
    return fail (error, "The payload of an event must be an array");

  arguments = json_node_get_array (data);
  if (json_array_get_length (arguments) == 0)
    return fail (error, "The payload of an event must begin with the event's name");

  name = json_array_get_element (arguments, 0);
  if (holds_finite_number (name))
    return TRUE;
  if (!holds_string (name))
    return fail (error, "The name of an event must be a string or a number");
  if (!socket_io_event_name_is_reserved (json_node_get_string (name)))
    return TRUE;

  g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE, "The event name “%s” is reserved",
               json_node_get_string (name));
  return FALSE;
}

static gboolean
check_data (const SocketIoPacket *self, GError **error)
{
  JsonNode *data = self->data;

  switch (self->type) {
  case SOCKET_IO_PACKET_CONNECT:
    if (data != NULL && !holds_object (data))
      return fail (error, "The payload of a CONNECT packet must be an object");
    return TRUE;
  case SOCKET_IO_PACKET_DISCONNECT:
    if (data != NULL)
      return fail (error, "A DISCONNECT packet must not have a payload");
    return TRUE;
  case SOCKET_IO_PACKET_EVENT:
    return check_event (data, error);
  case SOCKET_IO_PACKET_ACK:
    if (!holds_array (data))
      return fail (error, "The payload of an acknowledgement must be an array");
    return TRUE;
  case SOCKET_IO_PACKET_CONNECT_ERROR:
    if (!holds_object (data) && !holds_string (data))
      return fail (error, "The payload of a CONNECT_ERROR packet must be an object or a string");
    return TRUE;
  }

  return fail (error, "Unknown packet type");
}

/**
 * socket_io_packet_new:
 * @type: what it is
 * @nsp: (nullable): the namespace; %NULL is the main one, "/"
 *
 * Makes a packet without id, payload and attachments.
 *
 * Returns: (transfer full): the packet
 */
SocketIoPacket *
socket_io_packet_new (SocketIoPacketType type, const char *nsp)
{
  SocketIoPacket *self = g_new0 (SocketIoPacket, 1);

  self->type = type;
  self->nsp = g_strdup (nsp != NULL ? nsp : "/");
  self->id = SOCKET_IO_PACKET_NO_ID;

  return self;
}

static JsonNode *
build_payload (const char *name, JsonArray *arguments)
{
  guint length = arguments != NULL ? json_array_get_length (arguments) : 0;
  JsonArray *payload = json_array_sized_new (length + 1);
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_array_add_string_element (payload, name);
  for (guint i = 0; i < length; i++)
    json_array_add_element (payload, json_node_ref (json_array_get_element (arguments, i)));
  json_node_take_array (node, payload);

  return node;
}

/**
 * socket_io_packet_new_event: (skip)
 * @nsp: the namespace
 * @name: the event's name
 * @arguments: (nullable): what goes with it
 * @attachments: (nullable): the bytes for placeholders in @arguments
 * @error: return location for an error
 *
 * Makes the packet of an event that is emitted.
 *
 * Returns: (transfer full) (nullable): the packet, or %NULL with a
 *   %SOCKET_IO_ERROR_ENCODE if the name is reserved
 */
SocketIoPacket *
socket_io_packet_new_event (const char *nsp,
                            const char *name,
                            JsonArray *arguments,
                            SocketIoAttachments *attachments,
                            GError **error)
{
  SocketIoPacket *self = NULL;

  if (socket_io_event_name_is_reserved (name)) {
    g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE, "“%s” is a reserved event name",
                 name);
    return NULL;
  }

  self = socket_io_packet_new (SOCKET_IO_PACKET_EVENT, nsp);
  self->data = build_payload (name, arguments);
  g_set_object (&self->attachments, attachments);

  return self;
}

/**
 * socket_io_packet_copy:
 * @self: a packet
 *
 * Copies a packet; payload and attachments are shared with the original.
 *
 * Returns: (transfer full): the copy
 */
SocketIoPacket *
socket_io_packet_copy (const SocketIoPacket *self)
{
  SocketIoPacket *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = socket_io_packet_new (self->type, self->nsp);
  copy->id = self->id;
  copy->size = self->size;
  if (self->data != NULL)
    copy->data = json_node_ref (self->data);
  g_set_object (&copy->attachments, self->attachments);

  return copy;
}

/**
 * socket_io_packet_free:
 * @self: (nullable) (transfer full): a packet
 *
 * Frees a packet.
 */
void
socket_io_packet_free (SocketIoPacket *self)
{
  if (self == NULL)
    return;

  g_free (self->nsp);
  g_clear_pointer (&self->data, json_node_unref);
  g_clear_object (&self->attachments);
  g_free (self);
}

/**
 * socket_io_packet_check:
 * @self: a packet
 * @error: return location for an error
 *
 * Checks that a packet is one: that its payload is what its type asks for, its
 * namespace begins with a slash, and its id is where there may be one.
 *
 * Returns: %FALSE with a %SOCKET_IO_ERROR_PARSE if it is not
 */
gboolean
socket_io_packet_check (const SocketIoPacket *self, GError **error)
{
  gboolean is_event = FALSE;
  gboolean is_ack = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_data (self, error))
    return FALSE;

  if (self->nsp == NULL || self->nsp[0] != '/')
    return fail (error, "A namespace must begin with a slash");

  is_event = self->type == SOCKET_IO_PACKET_EVENT;
  is_ack = self->type == SOCKET_IO_PACKET_ACK;
  if (self->id == SOCKET_IO_PACKET_NO_ID)
    return is_ack ? fail (error, "An acknowledgement must say of what, by an id") : TRUE;
  if (!is_event && !is_ack)
    return fail (error, "Only events and acknowledgements may have an id");
  if (self->id < 0 || self->id > SOCKET_IO_PACKET_MAX_ID)
    return fail (error, "An acknowledgement id must be at most 2^53 - 1");

  return TRUE;
}

/**
 * socket_io_event_name_is_reserved:
 * @name: an event's name
 *
 * Whether JavaScript uses the name itself, so that peers refuse it on the wire.
 *
 * Returns: whether it must not be emitted
 */
gboolean
socket_io_event_name_is_reserved (const char *name)
{
  static const char *const reserved[] = {
    "connect",     "connect_error",  "disconnect", "disconnecting",
    "newListener", "removeListener", NULL,
  };

  g_return_val_if_fail (name != NULL, FALSE);

  /* Nearly every name is told by its first letter. */
  return strchr ("cdnr", *name) != NULL && g_strv_contains (reserved, name);
}
