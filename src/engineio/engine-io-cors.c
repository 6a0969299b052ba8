/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose pages may talk to this server (cross-origin resource sharing).  The
 * server only says so; it is the browser that forbids.  A single origin is told
 * to everybody, as it is; where there are several, or a pattern, the one that
 * asks is told its own name if it is meant.
 */
#include "engine-io-cors.h"

#include <string.h>

/**
 * engine_io_cors_is_enabled: (skip)
 * @options: a server's options
 *
 * Returns: whether pages of other origins are answered
 */
gboolean
engine_io_cors_is_enabled (EngineIoServerOptions *options)
{
  const char *const *origins = engine_io_server_options_get_cors_origins (options);

  return (origins != NULL && origins[0] != NULL) ||
         engine_io_server_options_get_cors_pattern (options) != NULL ||
         engine_io_server_options_get_cors_reflect (options);
}

static void
add_vary (SoupMessageHeaders *headers, const char *name)
{
  const char *before = soup_message_headers_get_list (headers, "Vary");
  g_autofree char *all = NULL;

  if (before == NULL) {
    soup_message_headers_replace (headers, "Vary", name);
    return;
  }
  if (soup_header_contains (before, name) || soup_header_contains (before, "*"))
    return;

  all = g_strdup_printf ("%s, %s", before, name);
  soup_message_headers_replace (headers, "Vary", all);
}

static gboolean
is_allowed (EngineIoServerOptions *options, const char *origin)
{
  const char *const *origins = engine_io_server_options_get_cors_origins (options);
  GRegex *pattern = engine_io_server_options_get_cors_pattern (options);

  if (!g_utf8_validate (origin, -1, NULL))
    return FALSE;

  return engine_io_server_options_get_cors_reflect (options) ||
         (origins != NULL && g_strv_contains (origins, origin)) ||
         (pattern != NULL && g_regex_match (pattern, origin, 0, NULL));
}

static void
apply_origin (EngineIoServerOptions *options,
              SoupMessageHeaders *request,
              SoupMessageHeaders *response)
{
  const char *const *origins = engine_io_server_options_get_cors_origins (options);
  const char *origin = soup_message_headers_get_one (request, "Origin");
  gboolean fixed = origins != NULL && origins[0] != NULL && origins[1] == NULL &&
                   engine_io_server_options_get_cors_pattern (options) == NULL &&
                   !engine_io_server_options_get_cors_reflect (options);

  if (origins != NULL && g_strv_contains (origins, "*")) {
    soup_message_headers_replace (response, "Access-Control-Allow-Origin", "*");
    return;
  }

  if (fixed)
    soup_message_headers_replace (response, "Access-Control-Allow-Origin", origins[0]);
  else if (origin != NULL && is_allowed (options, origin))
    soup_message_headers_replace (response, "Access-Control-Allow-Origin", origin);
  add_vary (response, "Origin");
}

static void
apply_list (SoupMessageHeaders *response, const char *name, const char *const *list)
{
  g_autofree char *joined = NULL;

  if (list == NULL || list[0] == NULL)
    return;

  joined = g_strjoinv (",", (char **) list);
  soup_message_headers_replace (response, name, joined);
}

static void
apply_allowed_headers (EngineIoServerOptions *options,
                       SoupMessageHeaders *request,
                       SoupMessageHeaders *response)
{
  const char *const *allowed = engine_io_server_options_get_cors_allowed_headers (options);
  const char *asked = NULL;

  if (allowed != NULL) {
    apply_list (response, "Access-Control-Allow-Headers", allowed);
    return;
  }

  asked = soup_message_headers_get_list (request, "Access-Control-Request-Headers");
  if (asked != NULL && *asked != '\0')
    soup_message_headers_replace (response, "Access-Control-Allow-Headers", asked);
  add_vary (response, "Access-Control-Request-Headers");
}

/**
 * engine_io_cors_apply: (skip)
 * @options: a server's options
 * @preflight: whether the browser asks before the request that it is about
 * @request: the headers that came
 * @response: headers of the answer
 *
 * Adds what a browser has to know.
 */
void
engine_io_cors_apply (EngineIoServerOptions *options,
                      gboolean preflight,
                      SoupMessageHeaders *request,
                      SoupMessageHeaders *response)
{
  int max_age = engine_io_server_options_get_cors_max_age (options);

  if (!engine_io_cors_is_enabled (options))
    return;

  apply_origin (options, request, response);
  if (engine_io_server_options_get_cors_credentials (options))
    soup_message_headers_replace (response, "Access-Control-Allow-Credentials", "true");
  apply_list (response, "Access-Control-Expose-Headers",
              engine_io_server_options_get_cors_exposed_headers (options));
  if (!preflight)
    return;

  apply_list (response, "Access-Control-Allow-Methods",
              engine_io_server_options_get_cors_methods (options));
  apply_allowed_headers (options, request, response);
  if (max_age >= 0) {
    g_autofree char *seconds = g_strdup_printf ("%d", max_age);

    soup_message_headers_replace (response, "Access-Control-Max-Age", seconds);
  }
}
