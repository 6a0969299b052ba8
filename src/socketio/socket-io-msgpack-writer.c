/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing JsonNodes as MessagePack, byte for byte as JavaScript's notepack.io does: the
 * shortest form of each value, and integers as such even where C has a double (beyond 2^53
 * notepack.io loses their value; there, doubles stay doubles).
 */
#include "socket-io-msgpack.h"

#include "socket-io-error.h"
#include "socket-io-json.h"

#include <math.h>
#include <string.h>

/* Integers up to here are exact in a double. */
#define MAX_EXACT 9007199254740992.0

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE, message);

  return FALSE;
}

static void
append_byte (GByteArray *out, guint8 byte)
{
  g_byte_array_append (out, &byte, 1);
}

/* Appends a prefix, and a big-endian number of @size bytes. */
static void
append_number (GByteArray *out, guint8 prefix, guint size, guint64 number)
{
  guint8 bytes[1 + sizeof number] = { prefix };

  for (guint i = 0; i < size; i++)
    bytes[1 + i] = (guint8) (number >> (8 * (size - 1 - i)));

  g_byte_array_append (out, bytes, 1 + size);
}

static void
append_double (GByteArray *out, double value)
{
  guint64 bits = 0;

  if (fabs (value) <= MAX_EXACT && value == trunc (value)) {
    socket_io_msgpack_append_int (out, (gint64) value);
    return;
  }

  memcpy (&bits, &value, sizeof bits);
  append_number (out, 0xcb, sizeof bits, bits);
}

static gboolean
append_bytes (GByteArray *out, GBytes *bytes, GError **error)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (out->len + size + 5 > G_MAXUINT32)
    return fail (error, "An attachment is too large to be sent");

  if (size <= G_MAXUINT8)
    append_number (out, 0xc4, 1, size);
  else if (size <= G_MAXUINT16)
    append_number (out, 0xc5, 2, size);
  else
    append_number (out, 0xc6, 4, size);
  g_byte_array_append (out, data, (guint) size);

  return TRUE;
}

static gboolean
append_value (GByteArray *out, JsonNode *node, GError **error)
{
  const char *string = NULL;

  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    string = json_node_get_string (node);
    if (string != NULL)
      return socket_io_msgpack_append_string (out, string, error);
    append_byte (out, 0xc0);
    break;
  case G_TYPE_INT64:
    socket_io_msgpack_append_int (out, json_node_get_int (node));
    break;
  case G_TYPE_DOUBLE:
    append_double (out, json_node_get_double (node));
    break;
  case G_TYPE_BOOLEAN:
    append_byte (out, json_node_get_boolean (node) ? 0xc3 : 0xc2);
    break;
  default:
    append_byte (out, 0xc0);
    break;
  }

  return TRUE;
}

/* What is written: where to, and what the placeholders stand for. */
typedef struct {
  GByteArray *out;
  SocketIoAttachments *attachments;
  GError **error;
} Writer;

/* A tree is recursive, and so is writing it. */
static gboolean append_node (Writer *self, JsonNode *node, guint depth);

static gboolean
append_array (Writer *self, JsonArray *array, guint depth)
{
  guint length = json_array_get_length (array);

  if (length <= 0x0f)
    append_byte (self->out, (guint8) (0x90 | length));
  else if (length <= G_MAXUINT16)
    append_number (self->out, 0xdc, 2, length);
  else
    append_number (self->out, 0xdd, 4, length);

  for (guint i = 0; i < length; i++)
    if (!append_node (self, json_array_get_element (array, i), depth + 1))
      return FALSE;

  return TRUE;
}

static gboolean
append_object (Writer *self, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  socket_io_msgpack_append_map (self->out, json_object_get_size (object));
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    if (!socket_io_msgpack_append_string (self->out, name, self->error) ||
        !append_node (self, value, depth + 1))
      return FALSE;

  return TRUE;
}

static gboolean
append_node (Writer *self, JsonNode *node, guint depth)
{
  GBytes *part = NULL;

  if (JSON_NODE_HOLDS_VALUE (node))
    return append_value (self->out, node, self->error);

  if (self->attachments != NULL)
    part = socket_io_attachments_get (self->attachments, node);
  if (part != NULL)
    return append_bytes (self->out, part, self->error);

  if (depth == SOCKET_IO_JSON_MAX_DEPTH && !JSON_NODE_HOLDS_NULL (node))
    return fail (self->error, "Too many arrays and objects in each other to be sent");
  if (JSON_NODE_HOLDS_ARRAY (node) && json_node_get_array (node) != NULL)
    return append_array (self, json_node_get_array (node), depth);
  if (JSON_NODE_HOLDS_OBJECT (node) && json_node_get_object (node) != NULL)
    return append_object (self, json_node_get_object (node), depth);
  append_byte (self->out, 0xc0);

  return TRUE;
}

/**
 * socket_io_msgpack_append:
 * @out: where to
 * @node: a value
 * @attachments: (nullable): what the placeholders in @node stand for
 * @error: return location for an error
 *
 * Appends a value as MessagePack.
 *
 * Fails with %SOCKET_IO_ERROR_ENCODE if a string or a name is not valid UTF-8, if arrays and
 * objects are nested deeper than %SOCKET_IO_JSON_MAX_DEPTH, or if an attachment does not fit.
 *
 * Returns: whether it could be written
 */
gboolean
socket_io_msgpack_append (GByteArray *out,
                          JsonNode *node,
                          SocketIoAttachments *attachments,
                          GError **error)
{
  Writer self = { out, attachments, error };

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (node != NULL, FALSE);

  return append_node (&self, node, 0);
}

/**
 * socket_io_msgpack_append_string:
 * @out: where to
 * @string: a string
 * @error: return location for an error
 *
 * Appends a string.
 *
 * Returns: %FALSE with a %SOCKET_IO_ERROR_ENCODE if it is not valid UTF-8, or too long
 */
gboolean
socket_io_msgpack_append_string (GByteArray *out, const char *string, GError **error)
{
  gsize length = 0;

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (string != NULL, FALSE);

  length = strlen (string);
  if (out->len + length + 5 > G_MAXUINT32)
    return fail (error, "A string is too long to be sent");
  if (!g_utf8_validate_len (string, length, NULL))
    return fail (error, "A string to be sent is not valid UTF-8");

  if (length <= 0x1f)
    append_byte (out, (guint8) (0xa0 | length));
  else if (length <= G_MAXUINT8)
    append_number (out, 0xd9, 1, length);
  else if (length <= G_MAXUINT16)
    append_number (out, 0xda, 2, length);
  else
    append_number (out, 0xdb, 4, length);
  g_byte_array_append (out, (const guint8 *) string, (guint) length);

  return TRUE;
}

/**
 * socket_io_msgpack_append_int:
 * @out: where to
 * @value: an integer
 *
 * Appends an integer.
 */
void
socket_io_msgpack_append_int (GByteArray *out, gint64 value)
{
  g_return_if_fail (out != NULL);

  if (value >= -0x20 && value <= 0x7f)
    append_byte (out, (guint8) value);
  else if (value >= 0 && value <= G_MAXUINT8)
    append_number (out, 0xcc, 1, (guint64) value);
  else if (value >= 0 && value <= G_MAXUINT16)
    append_number (out, 0xcd, 2, (guint64) value);
  else if (value >= 0 && value <= G_MAXUINT32)
    append_number (out, 0xce, 4, (guint64) value);
  else if (value >= 0)
    append_number (out, 0xcf, 8, (guint64) value);
  else if (value >= G_MININT8)
    append_number (out, 0xd0, 1, (guint64) value);
  else if (value >= G_MININT16)
    append_number (out, 0xd1, 2, (guint64) value);
  else if (value >= G_MININT32)
    append_number (out, 0xd2, 4, (guint64) value);
  else
    append_number (out, 0xd3, 8, (guint64) value);
}

/**
 * socket_io_msgpack_append_map:
 * @out: where to
 * @n_members: how many names and values follow
 *
 * Begins a map: append as many pairs of a string and a value.
 */
void
socket_io_msgpack_append_map (GByteArray *out, guint n_members)
{
  g_return_if_fail (out != NULL);

  if (n_members <= 0x0f)
    append_byte (out, (guint8) (0x80 | n_members));
  else if (n_members <= G_MAXUINT16)
    append_number (out, 0xde, 2, n_members);
  else
    append_number (out, 0xdf, 4, n_members);
}
