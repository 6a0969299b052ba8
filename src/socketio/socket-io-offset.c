/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connection state recovery: a server that offers it adds an offset, a string, to
 * the end of each event that is neither volatile nor asks for an acknowledgement.
 * Nothing on the wire tells an offset from a user's own last string (a volatile
 * event may well end in one), so the form decides.  The adapters make three:
 *
 *   in memory      a time in base 64, seven digits, perhaps ".n": "PJ4Bl9L", "PJ4Bl9L.0"
 *   Redis streams  milliseconds "-" counter: "1795226148626-0"
 *   MongoDB        an object id, 24 hexadecimal digits
 *
 * See the Socket.IO documentation, "Connection state recovery".
 */
#include "socket-io-offset.h"

#include <string.h>

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

/* How far a server's clock may be off, or an old event lie back. */
#define CLOCK_TOLERANCE_MS (G_GINT64_CONSTANT (400) * 24 * 3600 * 1000)

static gboolean
is_near (gint64 time_ms, gint64 now_ms)
{
  return ABS (time_ms - now_ms) < CLOCK_TOLERANCE_MS;
}

static gboolean
is_base64_time (const char *text, gint64 now_ms)
{
  gint64 time_ms = 0;
  const char *p = text;

  for (; *p != '\0' && *p != '.'; p++) {
    const char *digit = strchr (DIGITS, *p);

    if (digit == NULL || p - text >= 8)
      return FALSE;
    time_ms = time_ms * 64 + (digit - DIGITS);
  }
  if (*p == '.' && (p[1] == '\0' || strspn (p + 1, DIGITS) != strlen (p + 1)))
    return FALSE;

  return is_near (time_ms, now_ms);
}

static gboolean
is_stream_id (const char *text, gint64 now_ms)
{
  gsize digits = strspn (text, "0123456789");
  const char *counter = text + digits + 1;

  if (digits == 0 || digits > 15 || text[digits] != '-' || *counter == '\0')
    return FALSE;
  if (strspn (counter, "0123456789") != strlen (counter))
    return FALSE;

  return is_near (g_ascii_strtoll (text, NULL, 10), now_ms);
}

static gboolean
is_object_id (const char *text, gint64 now_ms)
{
  g_autofree char *seconds = NULL;

  if (strlen (text) != 24 || strspn (text, "0123456789abcdef") != 24)
    return FALSE;

  seconds = g_strndup (text, 8);
  return is_near (g_ascii_strtoll (seconds, NULL, 16) * 1000, now_ms);
}

gboolean
socket_io_offset_is_plausible (const char *text, gint64 now_ms)
{
  return is_base64_time (text, now_ms) || is_stream_id (text, now_ms) ||
         is_object_id (text, now_ms);
}

char *
socket_io_offset_strip (JsonArray *arguments, gint64 now_ms)
{
  guint length = json_array_get_length (arguments);
  JsonNode *last = length > 0 ? json_array_get_element (arguments, length - 1) : NULL;
  g_autofree char *offset = NULL;

  if (last == NULL || !JSON_NODE_HOLDS_VALUE (last) ||
      json_node_get_value_type (last) != G_TYPE_STRING)
    return NULL;
  if (!socket_io_offset_is_plausible (json_node_get_string (last), now_ms))
    return NULL;

  offset = json_node_dup_string (last);
  json_array_remove_element (arguments, length - 1);

  return g_steal_pointer (&offset);
}
