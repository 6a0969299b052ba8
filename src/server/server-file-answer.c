/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file as it goes out.  What somebody else has put there is shown by browsers only if it is
 * harmless, and can do nothing where it is shown.  What lies under a hash never changes, so nobody
 * has to ask for it twice.
 */
#include "server-file-answer.h"

/* What a browser may show as it is; everything else is for saving. */
static gboolean
is_harmless (const char *type)
{
  static const char *const TYPES[] = { "image/png",  "image/jpeg", "image/gif", "image/webp",
                                       "image/avif", "text/plain", "audio/ogg", "video/webm",
                                       "video/mp4",  "audio/mpeg", NULL };

  return g_strv_contains (TYPES, type);
}

/* Of a picture that we have made; what others have sent is of the type that they say. */
static const char *
get_type (JsonObject *file, const char *name, GBytes *content)
{
  const guint8 *data = g_bytes_get_data (content, NULL);

  if (strchr (name, '-') == NULL || g_bytes_get_size (content) == 0)
    return json_object_get_string_member (file, "type");

  return data[0] == 0xff ? "image/jpeg" : "image/png";
}

static void
set_headers (SoupServerMessage *message, JsonObject *file, const char *type, const char *tag)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char *name =
    g_uri_escape_string (json_object_get_string_member (file, "name"), NULL, FALSE);
  g_autofree char *disposition =
    g_strdup_printf ("%s; filename*=UTF-8''%s", is_harmless (type) ? "inline" : "attachment", name);

  soup_message_headers_replace (headers, "Content-Disposition", disposition);
  soup_message_headers_replace (headers, "Content-Security-Policy", "sandbox; default-src 'none'");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_message_headers_replace (headers, "Cache-Control", "private, max-age=31536000, immutable");
  soup_message_headers_replace (headers, "Accept-Ranges", "bytes");
  soup_message_headers_replace (headers, "ETag", tag);
  soup_message_headers_replace (headers, "Content-Type",
                                is_harmless (type) ? type : "application/octet-stream");
}

static gboolean
has_it_already (SoupServerMessage *message, const char *tag)
{
  const char *tags =
    soup_message_headers_get_list (soup_server_message_get_request_headers (message),
                                   "If-None-Match");

  return tags != NULL && strstr (tags, tag) != NULL;
}

gboolean
server_file_answer (SoupServerMessage *message, JsonObject *file, const char *path, GError **error)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, error);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *tag = g_strdup_printf ("\"%s\"", name);
  g_autoptr (GBytes) content = NULL;

  if (mapped == NULL)
    return FALSE;

  content = g_mapped_file_get_bytes (mapped);
  set_headers (message, file, get_type (file, name, content), tag);
  if (has_it_already (message, tag)) {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_MODIFIED, NULL);
    return TRUE;
  }

  soup_message_body_append_bytes (soup_server_message_get_response_body (message), content);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  return TRUE;
}
