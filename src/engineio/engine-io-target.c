/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a request is about, as its first line and its headers tell.
 */
#include "engine-io-target.h"

#include <string.h>

#include "engine-io-query.h"
#include "engine-io-websocket-handshake.h"

/* What Node takes of a request before it says 431. */
#define MAX_HEAD 16384
#define MAX_HEADERS 128

/**
 * engine_io_target_init_query: (skip)
 * @self: a target
 * @method: a request's method; has to stay
 * @query: (nullable): the query of its address
 */
void
engine_io_target_init_query (EngineIoTarget *self, const char *method, const char *query)
{
  self->method = method;
  self->upgrade = FALSE;
  self->transport = engine_io_query_get (query, "transport");
  self->version = engine_io_query_get (query, "EIO");
  self->sid = engine_io_query_get (query, "sid");
  if (self->sid != NULL && *self->sid == '\0')
    g_clear_pointer (&self->sid, g_free);
}

/**
 * engine_io_target_init: (skip)
 * @self: a target
 * @message: a request
 */
void
engine_io_target_init (EngineIoTarget *self, SoupServerMessage *message)
{
  engine_io_target_init_query (self, soup_server_message_get_method (message),
                               g_uri_get_query (soup_server_message_get_uri (message)));
  self->upgrade =
    engine_io_websocket_handshake_is_asked (soup_server_message_get_request_headers (message));
}

void
engine_io_target_clear (EngineIoTarget *self)
{
  g_clear_pointer (&self->transport, g_free);
  g_clear_pointer (&self->version, g_free);
  g_clear_pointer (&self->sid, g_free);
}

/**
 * engine_io_target_is_absurd: (skip)
 * @uri: a request's address
 * @headers: its headers
 *
 * Returns: whether they are more than anybody needs
 */
gboolean
engine_io_target_is_absurd (GUri *uri, SoupMessageHeaders *headers)
{
  const char *query = g_uri_get_query (uri);
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;
  gsize size = strlen (g_uri_get_path (uri)) + (query != NULL ? strlen (query) : 0);
  guint n_headers = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    size += strlen (name) + strlen (value);
    n_headers++;
  }

  return size > MAX_HEAD || n_headers > MAX_HEADERS;
}

/**
 * engine_io_target_has_valid_origin: (skip)
 * @headers: a request's headers
 *
 * Returns: whether nothing is in its Origin that no header may have
 */
gboolean
engine_io_target_has_valid_origin (SoupMessageHeaders *headers)
{
  const char *origin = soup_message_headers_get_one (headers, "Origin");

  for (const char *at = origin; at != NULL && *at != '\0'; at++) {
    if (g_ascii_iscntrl (*at) && *at != '\t')
      return FALSE;
  }

  return TRUE;
}
