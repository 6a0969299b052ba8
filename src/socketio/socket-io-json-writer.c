/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writing JSON, byte for byte as JSON.stringify () does: numbers in the shortest form
 * that reads back, no ".0" behind integers, "null" for what is not finite, only the
 * escapes that must be.  JsonGenerator writes "inf.0" and 0.10000000000000001.
 */
#include "socket-io-json.h"

#include "socket-io-error.h"

#include <math.h>
#include <string.h>

/* Integers up to here are exact in a double. */
#define MAX_EXACT 9007199254740992.0

/* A double has up to 17 digits that matter; any decimal number of 15 survives it, if it is not
 * subnormal. */
#define MAX_DIGITS 17
#define SURE_DIGITS 15

/* What a byte in a string needs.  The first two are ordered: their maximum over a run of bytes says
 * whether the run has to be checked as UTF-8. */
enum { PLAIN, HIGH, ESCAPED };

static const guint8 classes[256] = {
  [0x00 ... 0x1f] = ESCAPED,
  ['"'] = ESCAPED,
  ['\\'] = ESCAPED,
  [0x80 ... 0xff] = HIGH,
};

static void
append_escape (GString *out, char c)
{
  switch (c) {
  case '"':
  case '\\':
    break;
  case '\b':
    c = 'b';
    break;
  case '\f':
    c = 'f';
    break;
  case '\n':
    c = 'n';
    break;
  case '\r':
    c = 'r';
    break;
  case '\t':
    c = 't';
    break;
  default:
    g_string_append_printf (out, "\\u%04x", (guint) c);
    return;
  }
  g_string_append_c (out, '\\');
  g_string_append_c (out, c);
}

/* Appends @string in quotes; %FALSE if it is not valid UTF-8. */
static gboolean
append_quoted (GString *out, const char *string)
{
  const char *at = string;

  g_string_append_c (out, '"');
  while (TRUE) {
    const char *run = at;
    guint8 seen = PLAIN;

    for (; classes[(guint8) *at] <= HIGH; at++)
      seen |= classes[(guint8) *at];
    if (seen == HIGH && !g_utf8_validate_len (run, (gsize) (at - run), NULL))
      return FALSE;
    g_string_append_len (out, run, at - run);

    if (*at == '\0')
      break;
    append_escape (out, *at++);
  }
  g_string_append_c (out, '"');

  return TRUE;
}

static void
append_int (GString *out, gint64 value)
{
  char digits[24];
  char *at = digits + sizeof digits;
  guint64 magnitude = value < 0 ? -(guint64) value : (guint64) value;

  do {
    *--at = (char) ('0' + magnitude % 10);
    magnitude /= 10;
  } while (magnitude > 0);
  if (value < 0)
    *--at = '-';

  g_string_append_len (out, at, digits + sizeof digits - at);
}

/* Adds one to the last digit before the exponent. */
static void
increment (char *text)
{
  for (char *at = strchr (text, 'e') - 1; at >= text; at--) {
    if (*at == '.')
      continue;
    if (*at != '9') {
      (*at)++;
      return;
    }
    *at = '0';
  }
}

/* Whether @value (positive, finite) has a decimal of @n digits that reads back; gives it in @text,
 * with an exponent. */
static gboolean
format_with_digits (char *text, gsize size, double value, int n)
{
  char format[8];
  int exponent = 0;

  g_snprintf (format, sizeof format, "%%.%de", n - 1);
  g_ascii_formatd (text, (int) size, format, value);
  if (g_ascii_strtod (text, NULL) == value)
    return TRUE;

  /* The doubles below a power of two lie closer than those above: the nearest decimal may read back
   * as the one below, when the next one up is still the power of two. */
  if (n != MAX_DIGITS - 1 || frexp (value, &exponent) != 0.5)
    return FALSE;
  increment (text);

  return g_ascii_strtod (text, NULL) == value;
}

/* Gives the shortest digits, without a point, that read back as @value (positive, finite), and the
 * exponent of the first one. */
static int
shortest_digits (double value, char digits[MAX_DIGITS + 1])
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char *exponent = NULL;
  gsize n_digits = 0;
  int n = isnormal (value) ? SURE_DIGITS : 1;

  while (!format_with_digits (text, sizeof text, value, n) && n < MAX_DIGITS)
    n++;

  exponent = strchr (text, 'e');
  for (const char *at = text; at < exponent; at++)
    if (*at != '.')
      digits[n_digits++] = *at;
  while (n_digits > 1 && digits[n_digits - 1] == '0')
    n_digits--;
  digits[n_digits] = '\0';

  return (int) g_ascii_strtoll (exponent + 1, NULL, 10);
}

static void
append_zeros (GString *out, int n)
{
  for (int i = 0; i < n; i++)
    g_string_append_c (out, '0');
}

/* Number::toString of ECMAScript: its k is n_digits, its n is point. */
static void
append_double (GString *out, double value)
{
  char digits[MAX_DIGITS + 1];
  int n_digits = 0;
  int point = 0;

  if (!isfinite (value)) {
    g_string_append (out, "null");
    return;
  }
  if (fabs (value) <= MAX_EXACT && value == trunc (value)) {
    append_int (out, (gint64) value);
    return;
  }

  if (value < 0)
    g_string_append_c (out, '-');
  point = shortest_digits (fabs (value), digits) + 1;
  n_digits = (int) strlen (digits);

  if (point >= n_digits && point <= 21) {
    g_string_append (out, digits);
    append_zeros (out, point - n_digits);
  } else if (point > 0 && point <= 21) {
    g_string_append_len (out, digits, point);
    g_string_append_c (out, '.');
    g_string_append (out, digits + point);
  } else if (point > -6 && point <= 0) {
    g_string_append (out, "0.");
    append_zeros (out, -point);
    g_string_append (out, digits);
  } else {
    g_string_append_c (out, digits[0]);
    if (n_digits > 1) {
      g_string_append_c (out, '.');
      g_string_append (out, digits + 1);
    }
    g_string_append_printf (out, "e%+d", point - 1);
  }
}

static gboolean
append_string (GString *out, const char *string, GError **error)
{
  if (append_quoted (out, string))
    return TRUE;

  g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE,
                       "A string to be sent is not valid UTF-8");
  return FALSE;
}

static gboolean
append_value (GString *out, JsonNode *node, GError **error)
{
  const char *string = NULL;

  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    string = json_node_get_string (node);
    if (string != NULL)
      return append_string (out, string, error);
    g_string_append (out, "null");
    break;
  case G_TYPE_INT64:
    append_int (out, json_node_get_int (node));
    break;
  case G_TYPE_DOUBLE:
    append_double (out, json_node_get_double (node));
    break;
  case G_TYPE_BOOLEAN:
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
    break;
  default:
    g_string_append (out, "null");
    break;
  }

  return TRUE;
}

static gboolean
check_depth (guint depth, GError **error)
{
  if (depth < SOCKET_IO_JSON_MAX_DEPTH)
    return TRUE;

  g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE,
               "More than %d arrays and objects in each other cannot be sent",
               SOCKET_IO_JSON_MAX_DEPTH);
  return FALSE;
}

/* A tree is recursive, and so is writing it. */
static gboolean append_node (GString *out, JsonNode *node, guint depth, GError **error);

static gboolean
append_array (GString *out, JsonArray *array, guint depth, GError **error)
{
  guint length = json_array_get_length (array);

  if (!check_depth (depth, error))
    return FALSE;

  g_string_append_c (out, '[');
  for (guint i = 0; i < length; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    if (!append_node (out, json_array_get_element (array, i), depth + 1, error))
      return FALSE;
  }
  g_string_append_c (out, ']');

  return TRUE;
}

static gboolean
append_object (GString *out, JsonObject *object, guint depth, GError **error)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;
  gboolean first = TRUE;

  if (!check_depth (depth, error))
    return FALSE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    if (!first)
      g_string_append_c (out, ',');
    first = FALSE;
    if (!append_string (out, name, error))
      return FALSE;
    g_string_append_c (out, ':');
    if (!append_node (out, value, depth + 1, error))
      return FALSE;
  }
  g_string_append_c (out, '}');

  return TRUE;
}

static gboolean
append_node (GString *out, JsonNode *node, guint depth, GError **error)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_ARRAY:
    if (json_node_get_array (node) != NULL)
      return append_array (out, json_node_get_array (node), depth, error);
    break;
  case JSON_NODE_OBJECT:
    if (json_node_get_object (node) != NULL)
      return append_object (out, json_node_get_object (node), depth, error);
    break;
  case JSON_NODE_VALUE:
    return append_value (out, node, error);
  case JSON_NODE_NULL:
    break;
  }
  g_string_append (out, "null");

  return TRUE;
}

/**
 * socket_io_json_append:
 * @out: where to
 * @node: a value
 * @error: return location for an error
 *
 * Appends a value as JSON, as JavaScript writes it.
 *
 * Fails with %SOCKET_IO_ERROR_ENCODE, and leaves @out as it was, if a string or
 * a name is not valid UTF-8, or arrays and objects are nested deeper than
 * %SOCKET_IO_JSON_MAX_DEPTH.
 *
 * Returns: whether it could be written
 */
gboolean
socket_io_json_append (GString *out, JsonNode *node, GError **error)
{
  gsize length = 0;

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (node != NULL, FALSE);

  length = out->len;
  if (append_node (out, node, 0, error))
    return TRUE;

  g_string_truncate (out, length);
  return FALSE;
}

/**
 * socket_io_json_append_array:
 * @out: where to
 * @array: an array
 * @error: return location for an error
 *
 * Appends an array as JSON, as socket_io_json_append() does.
 *
 * Returns: whether it could be written
 */
gboolean
socket_io_json_append_array (GString *out, JsonArray *array, GError **error)
{
  gsize length = 0;

  g_return_val_if_fail (out != NULL, FALSE);
  g_return_val_if_fail (array != NULL, FALSE);

  length = out->len;
  if (append_array (out, array, 0, error))
    return TRUE;

  g_string_truncate (out, length);
  return FALSE;
}

/**
 * socket_io_json_append_string:
 * @out: where to
 * @string: a string
 *
 * Appends a string as JSON, in quotes.  Bytes that are not valid UTF-8 become U+FFFD.
 */
void
socket_io_json_append_string (GString *out, const char *string)
{
  gsize length = 0;
  g_autofree char *valid = NULL;

  g_return_if_fail (out != NULL);
  g_return_if_fail (string != NULL);

  length = out->len;
  if (append_quoted (out, string))
    return;

  g_string_truncate (out, length);
  valid = g_utf8_make_valid (string, -1);
  append_quoted (out, valid);
}

/**
 * socket_io_json_to_string:
 * @node: a value
 * @error: return location for an error
 *
 * Writes a value to a string of its own, as socket_io_json_append() does.
 *
 * Returns: (transfer full): the JSON text, or %NULL with @error set
 */
char *
socket_io_json_to_string (JsonNode *node, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_return_val_if_fail (node != NULL, NULL);

  if (!socket_io_json_append (out, node, error))
    return NULL;

  return g_string_free_and_steal (g_steal_pointer (&out));
}
