/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading MessagePack into JsonNodes, as strictly as JSON is read: one value, nothing
 * behind it, valid UTF-8 in strings, names that are strings and come once, a limit on
 * nesting.  As there, U+0000 becomes U+FFFD.
 *
 * What JSON has not: bytes become attachments, and share the message's memory.  What
 * JavaScript's notepack.io adds as extensions of type 0 is read as JSON.stringify ()
 * would write it: undefined as null, a Date as its ISO string; an ArrayBuffer is bytes.
 */
#include "socket-io-msgpack.h"

#include "engine-io-codec.h"
#include "socket-io-error.h"
#include "socket-io-json.h"

#include <string.h>

/* The one extension type that notepack.io has. */
#define EXTENSION_JAVASCRIPT 0

typedef struct {
  GBytes *message;
  const guint8 *data;
  gsize length;
  gsize at; /* what is read next */
  guint depth;
  SocketIoAttachments *attachments;
  GError **error;
} Reader;

static JsonNode *
fail (Reader *self, const char *what)
{
  g_set_error (self->error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE,
               "Invalid MessagePack at byte %zu: %s", self->at, what);

  return NULL;
}

static gboolean
require (Reader *self, gsize n)
{
  if (self->length - self->at >= n)
    return TRUE;

  fail (self, "the message ends too early");
  return FALSE;
}

/* Takes a big-endian number of @size bytes. */
static gboolean
take_number (Reader *self, guint size, guint64 *number)
{
  if (!require (self, size))
    return FALSE;

  *number = 0;
  for (guint i = 0; i < size; i++)
    *number = *number << 8 | self->data[self->at++];

  return TRUE;
}

static JsonNode *
new_int (gint64 value)
{
  return json_node_init_int (json_node_alloc (), value);
}

static JsonNode *
new_double (double value)
{
  return json_node_init_double (json_node_alloc (), value);
}

static JsonNode *
new_null (void)
{
  return json_node_init_null (json_node_alloc ());
}

static JsonNode *
read_unsigned (Reader *self, guint size)
{
  guint64 number = 0;

  if (!take_number (self, size, &number))
    return NULL;

  return number <= G_MAXINT64 ? new_int ((gint64) number) : new_double ((double) number);
}

static JsonNode *
read_signed (Reader *self, guint size)
{
  guint64 number = 0;
  guint unused = 64 - 8 * size;

  if (!take_number (self, size, &number))
    return NULL;

  /* Moves the sign bit up, and back with its copies. */
  return new_int ((gint64) (number << unused) >> unused);
}

static JsonNode *
read_float (Reader *self)
{
  guint64 number = 0;
  guint32 bits = 0;
  float value = 0;

  if (!take_number (self, sizeof bits, &number))
    return NULL;

  bits = (guint32) number;
  memcpy (&value, &bits, sizeof value);

  return new_double (value);
}

static JsonNode *
read_double (Reader *self)
{
  guint64 bits = 0;
  double value = 0;

  if (!take_number (self, sizeof bits, &bits))
    return NULL;

  memcpy (&value, &bits, sizeof value);

  return new_double (value);
}

static char *
take_string (Reader *self, guint64 length)
{
  const char *start = NULL;

  if (!require (self, length))
    return NULL;

  start = (const char *) self->data + self->at;
  if (!engine_io_codec_is_text (start, length)) {
    fail (self, "a string is not valid UTF-8");
    return NULL;
  }
  self->at += length;

  /* The only thing that is still to be mended is U+0000. */
  return g_utf8_make_valid (start, (gssize) length);
}

static JsonNode *
read_string (Reader *self, guint64 length)
{
  g_autofree char *string = take_string (self, length);

  return string != NULL ? json_node_init_string (json_node_alloc (), string) : NULL;
}

static JsonNode *
read_bytes (Reader *self, guint64 length)
{
  g_autoptr (GBytes) part = NULL;

  if (!require (self, length))
    return NULL;

  part = g_bytes_new_from_bytes (self->message, self->at, length);
  self->at += length;

  return socket_io_attachments_add (self->attachments, part);
}

/* A Date: milliseconds since 1970. */
static JsonNode *
read_date (Reader *self)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *seconds = NULL;
  g_autofree char *text = NULL;
  guint64 bits = 0;
  gint64 ms = 0;
  gint64 rest = 0;

  if (!take_number (self, sizeof bits, &bits))
    return NULL;

  ms = (gint64) bits;
  rest = ((ms % 1000) + 1000) % 1000;
  date = g_date_time_new_from_unix_utc (ms / 1000 - (ms % 1000 < 0));
  if (date == NULL)
    return new_null ();

  seconds = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");
  text = g_strdup_printf ("%s.%03dZ", seconds, (int) rest);

  return json_node_init_string (json_node_alloc (), text);
}

/* An extension: its type, then @length bytes; @fixed if the length is part of its prefix. */
static JsonNode *
read_extension (Reader *self, guint64 length, gboolean fixed)
{
  if (!require (self, 1) || !require (self, 1 + length))
    return NULL;
  if (self->data[self->at] != EXTENSION_JAVASCRIPT)
    return fail (self, "an unknown extension");
  self->at++;

  if (!fixed)
    return read_bytes (self, length);
  if (length == 8)
    return read_date (self);
  if (length != 1)
    return fail (self, "an unknown extension");
  self->at++;

  return new_null ();
}

/* The one place where the format is recursive. */
static JsonNode *read_value (Reader *self);

static gboolean
enter (Reader *self)
{
  if (self->depth == SOCKET_IO_JSON_MAX_DEPTH) {
    fail (self, "too many arrays and maps in each other");
    return FALSE;
  }
  self->depth++;

  return TRUE;
}

static JsonNode *
read_array (Reader *self, guint64 length)
{
  g_autoptr (JsonArray) array = NULL;
  JsonNode *node = NULL;

  if (!enter (self))
    return NULL;

  array = json_array_new ();
  for (guint64 i = 0; i < length; i++) {
    JsonNode *element = read_value (self);

    if (element == NULL)
      return NULL;
    json_array_add_element (array, element);
  }
  self->depth--;

  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, g_steal_pointer (&array));

  return node;
}

static gboolean
take_string_length (Reader *self, guint64 *length)
{
  guint8 prefix = 0;

  if (!require (self, 1))
    return FALSE;

  prefix = self->data[self->at++];
  if (prefix >= 0xa0 && prefix <= 0xbf) {
    *length = prefix & 0x1f;
    return TRUE;
  }
  if (prefix >= 0xd9 && prefix <= 0xdb)
    return take_number (self, 1u << (prefix - 0xd9), length);

  fail (self, "a name must be a string");
  return FALSE;
}

static JsonNode *
read_map (Reader *self, guint64 length)
{
  g_autoptr (JsonObject) object = NULL;
  JsonNode *node = NULL;

  if (!enter (self))
    return NULL;

  object = json_object_new ();
  for (guint64 i = 0; i < length; i++) {
    g_autofree char *name = NULL;
    guint64 name_length = 0;
    JsonNode *value = NULL;

    if (!take_string_length (self, &name_length))
      return NULL;
    name = take_string (self, name_length);
    if (name == NULL)
      return NULL;
    if (json_object_has_member (object, name))
      return fail (self, "a name comes twice");
    value = read_value (self);
    if (value == NULL)
      return NULL;
    json_object_set_member (object, name, value);
  }
  self->depth--;

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, g_steal_pointer (&object));

  return node;
}

/* Prefixes from 0xc0 to 0xdf; those with a length have it in 1, 2 or 4 bytes, in this order. */
static JsonNode *
read_prefixed (Reader *self, guint8 prefix)
{
  guint64 n = 0;

  switch (prefix) {
  case 0xc0:
    return new_null ();
  case 0xc2:
  case 0xc3:
    return json_node_init_boolean (json_node_alloc (), prefix == 0xc3);
  case 0xc4:
  case 0xc5:
  case 0xc6:
    return take_number (self, 1u << (prefix - 0xc4), &n) ? read_bytes (self, n) : NULL;
  case 0xc7:
  case 0xc8:
  case 0xc9:
    return take_number (self, 1u << (prefix - 0xc7), &n) ? read_extension (self, n, FALSE) : NULL;
  case 0xca:
    return read_float (self);
  case 0xcb:
    return read_double (self);
  case 0xcc:
  case 0xcd:
  case 0xce:
  case 0xcf:
    return read_unsigned (self, 1u << (prefix - 0xcc));
  case 0xd0:
  case 0xd1:
  case 0xd2:
  case 0xd3:
    return read_signed (self, 1u << (prefix - 0xd0));
  case 0xd4:
  case 0xd5:
  case 0xd6:
  case 0xd7:
  case 0xd8:
    return read_extension (self, 1u << (prefix - 0xd4), TRUE);
  case 0xd9:
  case 0xda:
  case 0xdb:
    return take_number (self, 1u << (prefix - 0xd9), &n) ? read_string (self, n) : NULL;
  case 0xdc:
  case 0xdd:
    return take_number (self, 2u << (prefix - 0xdc), &n) ? read_array (self, n) : NULL;
  case 0xde:
  case 0xdf:
    return take_number (self, 2u << (prefix - 0xde), &n) ? read_map (self, n) : NULL;
  default:
    return fail (self, "an unknown prefix");
  }
}

static JsonNode *
read_value (Reader *self)
{
  guint8 prefix = 0;

  if (!require (self, 1))
    return NULL;

  prefix = self->data[self->at++];
  if (prefix <= 0x7f)
    return new_int (prefix);
  if (prefix <= 0x8f)
    return read_map (self, prefix & 0x0f);
  if (prefix <= 0x9f)
    return read_array (self, prefix & 0x0f);
  if (prefix <= 0xbf)
    return read_string (self, prefix & 0x1f);
  if (prefix >= 0xe0)
    return new_int ((gint8) prefix);

  return read_prefixed (self, prefix);
}

/**
 * socket_io_msgpack_parse:
 * @message: one value in MessagePack
 * @attachments: where binary values go
 * @error: return location for an error
 *
 * Reads one value.  Integers that do not fit 64 bits with sign become doubles.
 *
 * A map of the peer that looks like a placeholder is left as it is; nothing tells it from a real
 * one, so check with [method@SocketIo.Attachments.check] that it stands for an attachment.
 *
 * Returns: (transfer full): the value, with a placeholder for each binary value, or %NULL with
 *   %SOCKET_IO_ERROR_PARSE
 */
JsonNode *
socket_io_msgpack_parse (GBytes *message, SocketIoAttachments *attachments, GError **error)
{
  Reader self = { .message = message, .attachments = attachments, .error = error };
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (message != NULL, NULL);
  g_return_val_if_fail (SOCKET_IO_IS_ATTACHMENTS (attachments), NULL);

  self.data = g_bytes_get_data (message, &self.length);
  node = read_value (&self);
  if (node != NULL && self.at < self.length)
    return fail (&self, "the message goes on behind its value");

  return g_steal_pointer (&node);
}
