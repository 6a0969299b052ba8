/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a request hears that it is not welcome.  A client can read a code and a
 * message in JSON; one that wanted a WebSocket hears the message only, and 400
 * where there is no better status, as from the reference implementation.
 */
#include "engine-io-refusal.h"

#include <string.h>

#include "engine-io-cors.h"
#include "engine-io-farewell.h"
#include "engine-io-status.h"

const char *
engine_io_refusal_describe (EngineIoServerError code)
{
  switch (code) {
  case ENGINE_IO_SERVER_UNKNOWN_TRANSPORT:
    return "Transport unknown";
  case ENGINE_IO_SERVER_UNKNOWN_SID:
    return "Session ID unknown";
  case ENGINE_IO_SERVER_BAD_HANDSHAKE_METHOD:
    return "Bad handshake method";
  case ENGINE_IO_SERVER_BAD_REQUEST:
    return "Bad request";
  case ENGINE_IO_SERVER_FORBIDDEN:
    return "Forbidden";
  case ENGINE_IO_SERVER_UNSUPPORTED_VERSION:
    return "Unsupported protocol version";
  }

  g_assert_not_reached ();
}

static char *
build_error (EngineIoServerError code, const char *text)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_VALUE);
  g_autofree char *quoted = NULL;

  json_node_set_string (node, text);
  quoted = json_to_string (node, FALSE);

  return g_strdup_printf ("{\"code\":%d,\"message\":%s}", (int) code, quoted);
}

static void
apply_cors (EngineIoServerOptions *options, SoupServerMessage *message)
{
  engine_io_cors_apply (options, FALSE, soup_server_message_get_request_headers (message),
                        soup_server_message_get_response_headers (message));
}

void
engine_io_refusal_say (EngineIoServerOptions *options,
                       EngineIoExchange *exchange,
                       guint status,
                       EngineIoServerError code,
                       const char *text)
{
  g_autofree char *error = build_error (code, text);
  g_autoptr (GBytes) body = g_bytes_new (error, strlen (error));

  apply_cors (options, engine_io_exchange_get_message (exchange));
  engine_io_exchange_answer (exchange, status, "application/json", body);
}

void
engine_io_refusal_say_plainly (EngineIoExchange *exchange, guint status, const char *text)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  GIOStream *stream = engine_io_exchange_steal (exchange);

  if (status == ENGINE_IO_STATUS_UPGRADE_REQUIRED) {
    soup_message_headers_append (headers, "Upgrade", "websocket");
    soup_message_headers_append (headers, "Sec-WebSocket-Version", "13");
  } else if (status == SOUP_STATUS_METHOD_NOT_ALLOWED) {
    soup_message_headers_append (headers, "Allow", "GET");
  }
  if (stream != NULL)
    engine_io_farewell_say (stream, status, headers, "text/html", text);
  soup_message_headers_unref (headers);
}

void
engine_io_refusal_say_nothing (EngineIoServerOptions *options,
                               EngineIoExchange *exchange,
                               guint status)
{
  apply_cors (options, engine_io_exchange_get_message (exchange));
  engine_io_exchange_answer (exchange, status, NULL, NULL);
}

void
engine_io_refusal_cut_short (EngineIoServerOptions *options,
                             SoupServerMessage *message,
                             guint status,
                             EngineIoServerError code,
                             const char *text)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  GIOStream *stream = NULL;

  engine_io_cors_apply (options, FALSE, soup_server_message_get_request_headers (message), headers);
  stream = engine_io_exchange_steal_early (message);
  if (stream != NULL && text != NULL) {
    g_autofree char *error = build_error (code, text);

    engine_io_farewell_say (stream, status, headers, "application/json", error);
  } else if (stream != NULL) {
    engine_io_farewell_say (stream, status, headers, "text/html", "");
  }
  soup_message_headers_unref (headers);
}
