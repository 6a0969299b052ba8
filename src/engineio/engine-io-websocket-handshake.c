/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How an HTTP request becomes a WebSocket, or does not (RFC 6455, section 4.2).
 * libsoup has this for its own connections only; ours leave it with the answer,
 * so the answer is ours, too: its bytes are made here.
 */
#include "engine-io-websocket-handshake.h"

#include <string.h>

#include "engine-io-status.h"

#define MAGIC "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/* A key is 16 bytes in base64. */
#define KEY_LENGTH 24

/**
 * engine_io_websocket_handshake_is_asked: (skip)
 * @request: a request's headers
 *
 * An upgrade to something else is not meant for us, and may be ignored.
 *
 * Returns: whether it wants to become a WebSocket
 */
gboolean
engine_io_websocket_handshake_is_asked (SoupMessageHeaders *request)
{
  return soup_message_headers_header_contains (request, "Upgrade", "websocket") &&
         soup_message_headers_header_contains (request, "Connection", "Upgrade");
}

static gboolean
is_key (const char *key)
{
  guint8 bytes[KEY_LENGTH];
  int state = 0;
  guint save = 0;

  if (key == NULL || strlen (key) != KEY_LENGTH || !g_str_has_suffix (key, "=="))
    return FALSE;

  /* Anything else is skipped, so that there are fewer bytes. */
  return g_base64_decode_step (key, KEY_LENGTH, bytes, &state, &save) == 16;
}

/**
 * engine_io_websocket_handshake_check: (skip)
 * @method: a request's method
 * @version: its version of HTTP
 * @request: its headers
 *
 * Returns: 101 if it can become a WebSocket, otherwise what to answer
 */
guint
engine_io_websocket_handshake_check (const char *method,
                                     SoupHTTPVersion version,
                                     SoupMessageHeaders *request)
{
  if (!g_str_equal (method, SOUP_METHOD_GET))
    return SOUP_STATUS_METHOD_NOT_ALLOWED;
  if (version < SOUP_HTTP_1_1 || !engine_io_websocket_handshake_is_asked (request) ||
      !is_key (soup_message_headers_get_one (request, "Sec-WebSocket-Key")))
    return SOUP_STATUS_BAD_REQUEST;
  if (g_strcmp0 (soup_message_headers_get_one (request, "Sec-WebSocket-Version"), "13") != 0)
    return ENGINE_IO_STATUS_UPGRADE_REQUIRED;

  return SOUP_STATUS_SWITCHING_PROTOCOLS;
}

static void
append_headers (GString *head, SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;

  if (headers == NULL)
    return;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (head, "%s: %s\r\n", name, value);
}

static char *
compute_accept (const char *key)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key, (gssize) strlen (key));
  g_checksum_update (checksum, (const guchar *) MAGIC, strlen (MAGIC));
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}

/**
 * engine_io_websocket_handshake_accept: (skip)
 * @request: headers of a request that can become a WebSocket
 * @headers: (nullable): what goes along
 * @extensions: (nullable): the extensions that were agreed on
 *
 * Returns: (transfer full): the head of the answer
 */
GBytes *
engine_io_websocket_handshake_accept (SoupMessageHeaders *request,
                                      SoupMessageHeaders *headers,
                                      const char *extensions)
{
  const char *key = soup_message_headers_get_one (request, "Sec-WebSocket-Key");
  g_autofree char *accept = compute_accept (key);
  GString *head = g_string_new ("HTTP/1.1 101 Switching Protocols\r\n"
                                "Upgrade: websocket\r\n"
                                "Connection: Upgrade\r\n");

  g_string_append_printf (head, "Sec-WebSocket-Accept: %s\r\n", accept);
  if (extensions != NULL)
    g_string_append_printf (head, "Sec-WebSocket-Extensions: %s\r\n", extensions);
  append_headers (head, headers);
  g_string_append (head, "\r\n");

  return g_string_free_to_bytes (head);
}
