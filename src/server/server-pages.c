/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Web pages that talk to the server.  Browsers keep a page from reading what another server
 * answers, but they let it open a WebSocket to anywhere, also to this computer, and only say which
 * page it is.  Where everybody may make an account, any page that somebody looks at could come in
 * from behind and read along; so a page that was not allowed is refused at the first request.
 *
 * Programs that are no browsers send no Origin, or the server's own.
 *
 * That is what a page sends, too, whose name leads to this computer since a moment ago ("DNS
 * rebinding"); it still calls the server by that name.  So a server that only this computer can
 * reach goes by no name but localhost unless it is told of another, one that a proxy before it has.
 * One that was opened to others is called as they like: what its names are nobody knows here, and
 * what a page could do there anybody can.  Numbers are never a page's own name.
 */
#include "server-pages.h"

#include "server-answer.h"
#include "server-error.h"

#define OTHER_PAGE "Pages from there may not use this server"
#define OTHER_NAME "The server does not go by this name: the setting is “hosts”"

static gboolean
is_own (const char *origin, const char *host)
{
  const char *authority = strstr (origin, "://");

  return authority != NULL && host != NULL && g_ascii_strcasecmp (authority + 3, host) == 0;
}

static gboolean
is_allowed (const char *const *origins, const char *origin)
{
  return origins != NULL && (g_strv_contains (origins, "*") || g_strv_contains (origins, origin));
}

static gboolean
is_local (const ServerConfig *config)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (config->address);

  return g_str_equal (config->address, "localhost") ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

static gboolean
goes_by (const ServerConfig *config, const char *name)
{
  if (config->hosts == NULL)
    return !is_local (config);

  for (char **host = config->hosts; *host != NULL; host++) {
    if (g_str_equal (*host, "*") || g_ascii_strcasecmp (*host, name) == 0)
      return TRUE;
  }

  return FALSE;
}

/* @host may have a port; who sends none is no browser. */
static gboolean
is_called_right (const ServerConfig *config, const char *host)
{
  g_autoptr (GSocketConnectable) address = host != NULL ? g_network_address_parse (host, 0, NULL)
                                                        : NULL;
  const char *name = address != NULL ? g_network_address_get_hostname (G_NETWORK_ADDRESS (address))
                                     : NULL;

  if (name == NULL)
    return host == NULL;

  return g_hostname_is_ip_address (name) || g_ascii_strcasecmp (name, "localhost") == 0 ||
         goes_by (config, name);
}

const char *
server_pages_object (const ServerConfig *config, SoupMessageHeaders *headers)
{
  const char *origin = soup_message_headers_get_one (headers, "Origin");
  const char *host = soup_message_headers_get_one (headers, "Host");

  if (!is_called_right (config, host))
    return OTHER_NAME;
  if (origin == NULL || is_own (origin, host) ||
      is_allowed ((const char *const *) config->allowed_origins, origin))
    return NULL;

  return OTHER_PAGE;
}

gboolean
server_pages_admit (const ServerConfig *config, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (GError) error = NULL;

  if (is_called_right (config, soup_message_headers_get_one (headers, "Host")))
    return TRUE;

  server_error_refuse (&error, SERVER_ERROR_FORBIDDEN, OTHER_NAME);
  server_answer_with_error (message, error);
  return FALSE;
}
