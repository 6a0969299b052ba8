/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the head of an upload says of the file, as far as one can believe it.
 */
#include "server-file-head.h"

#include <string.h>

/* Characters that cannot be seen, or turn the direction of writing, make a name look like another:
 * there is nothing but spaces. */
static void
hide_tricks (char *name)
{
  for (char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    GUnicodeType type = g_unichar_type (g_utf8_get_char (p));

    if (type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
        type == G_UNICODE_PARAGRAPH_SEPARATOR)
      memset (p, ' ', (gsize) (g_utf8_next_char (p) - p));
  }
  g_strstrip (name);
}

/* "X-File-Name" is percent-encoded, for a header is ASCII. */
char *
server_file_head_dup_name (SoupServerMessage *message)
{
  const char *header =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "X-File-Name");
  g_autofree char *name = header != NULL ? g_uri_unescape_string (header, NULL) : NULL;
  g_autofree char *base = NULL;

  if (name == NULL || !g_utf8_validate (name, -1, NULL))
    return g_strdup ("file");
  base = g_path_get_basename (name);
  hide_tricks (base);

  return *base == '\0' || g_str_equal (base, ".") || g_str_equal (base, "/")
           ? g_strdup ("file")
           : g_steal_pointer (&base);
}

const char *
server_file_head_get_type (SoupServerMessage *message)
{
  const char *type =
    soup_message_headers_get_content_type (soup_server_message_get_request_headers (message), NULL);

  return type != NULL ? type : "application/octet-stream";
}
