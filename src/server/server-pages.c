/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Web pages that talk to the server.  Browsers keep a page from reading what another server
 * answers, but they let it open a WebSocket to anywhere, also to this computer, and only say which
 * page it is.  Where everybody may make an account, any page that somebody looks at could come in
 * from behind and read along; so a page that was not allowed is refused at the first request.
 *
 * Programs that are no browsers send no Origin, or the server's own.
 */
#include "server-pages.h"

static gboolean
is_own (const char *origin, const char *host)
{
  const char *authority = strstr (origin, "://");

  return authority != NULL && host != NULL && g_ascii_strcasecmp (authority + 3, host) == 0;
}

gboolean
server_pages_may_come (SoupMessageHeaders *headers, const char *const *origins)
{
  const char *origin = soup_message_headers_get_one (headers, "Origin");

  if (origin == NULL || is_own (origin, soup_message_headers_get_one (headers, "Host")))
    return TRUE;

  return origins != NULL && (g_strv_contains (origins, "*") || g_strv_contains (origins, origin));
}
