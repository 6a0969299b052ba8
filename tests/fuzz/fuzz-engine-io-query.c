/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a request may bring: a query, and after a line break headers.  Each parameter is found as
 * the whole table has it; what is asked for and whether it can become a WebSocket is decided; and
 * what is answered has no line that the client wrote.
 */
#include <string.h>

#include "engine-io-cors.h"
#include "engine-io-query.h"
#include "engine-io-target.h"
#include "engine-io-websocket-handshake.h"
#include "fuzz-target.h"

static void
read_query (const char *query)
{
  g_autoptr (GHashTable) parameters = engine_io_query_parse (query);
  g_auto (EngineIoTarget) target = { 0 };
  GHashTableIter iter;
  gpointer name = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autofree char *found = engine_io_query_get (query, name);

    g_assert_true (g_utf8_validate (name, -1, NULL));
    g_assert_true (g_utf8_validate (value, -1, NULL));
    g_assert_cmpstr (found, ==, value);
  }

  engine_io_target_init_query (&target, "GET", query);
  g_assert_cmpstr (target.transport, ==, g_hash_table_lookup (parameters, "transport"));
  g_assert_cmpstr (target.version, ==, g_hash_table_lookup (parameters, "EIO"));
  g_assert_true (target.sid == NULL || *target.sid != '\0');
}

/* Lines that begin @text, all with their end. */
static void
assert_lines (const char *text, guint n)
{
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  g_assert_true (g_str_has_suffix (text, "\r\n\r\n"));
  g_assert_cmpuint (g_strv_length (lines), ==, n + 2);
}

static void
answer (SoupMessageHeaders *request)
{
  EngineIoServerOptions *options = engine_io_server_options_new ();
  SoupMessageHeaders *response = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;
  guint n_headers = 0;

  g_object_set (options, "cors-reflect", TRUE, "cors-credentials", TRUE, NULL);
  engine_io_target_has_valid_origin (request);
  engine_io_cors_apply (options, TRUE, request, response);
  soup_message_headers_iter_init (&iter, response);
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    g_assert_null (strpbrk (value, "\r\n"));
    n_headers++;
  }

  if (engine_io_websocket_handshake_check ("GET", SOUP_HTTP_1_1, request) == 101) {
    g_autoptr (GBytes) head = engine_io_websocket_handshake_accept (request, response, NULL);
    g_autofree char *text = g_strndup (g_bytes_get_data (head, NULL), g_bytes_get_size (head));

    assert_lines (text, 4 + n_headers);
  }

  soup_message_headers_unref (response);
  g_object_unref (options);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *end = memchr (data, '\n', size);
  gsize length = end != NULL ? (gsize) (end - data) : size;
  g_autofree char *query = g_strndup ((const char *) data, length);
  g_autofree char *head = NULL;
  SoupMessageHeaders *request = NULL;

  read_query (query);
  if (end == NULL)
    return 0;

  /* libsoup skips the first line. */
  head = g_strdup_printf ("GET / HTTP/1.1%.*s", (int) (size - length), (const char *) end);
  request = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  if (soup_headers_parse (head, (int) strlen (head), request))
    answer (request);
  soup_message_headers_unref (request);

  return 0;
}
