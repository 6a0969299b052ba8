/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people type where an address is asked for, and the address that they
 * mean.  A scheme is rarely typed: names on this computer or in this house
 * seldom have a certificate, everything else should have one.
 */
#include "parlour-address.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

/* Whether @host is this computer, or something that only this network knows. */
static gboolean
is_nearby (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) ||
           g_inet_address_get_is_link_local (address);

  return strchr (host, '.') == NULL || g_str_has_suffix (host, ".local") ||
         g_str_has_suffix (host, ".localhost");
}

static const char *
choose_scheme (const char *typed, const char *host)
{
  if (typed == NULL)
    return is_nearby (host) ? "http" : "https";
  if (g_str_equal (typed, "http") || g_str_equal (typed, "ws"))
    return "http";
  if (g_str_equal (typed, "https") || g_str_equal (typed, "wss"))
    return "https";

  return NULL;
}

static gboolean
has_blanks (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isspace (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

/* URIs may have more in the place of a host than any server is called. */
static gboolean
is_host (const char *host)
{
  return host != NULL && *host != '\0' && strpbrk (host, "\"<>\\^`{|}") == NULL;
}

/**
 * parlour_address_complete:
 * @typed: (nullable): what somebody typed
 * @error: return location for what is wrong with it, in words for people
 *
 * Makes an address of what was typed: `localhost:3000` is
 * `http://localhost:3000`, `chat.example.org` is `https://chat.example.org`.
 *
 * Returns: (transfer full) (nullable): an address with a scheme
 */
char *
parlour_address_complete (const char *typed, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (typed != NULL ? typed : ""));
  gboolean has_scheme = strstr (text, "://") != NULL;
  g_autofree char *whole = has_scheme ? g_strdup (text) : g_strconcat ("guess://", text, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *path = NULL;
  const char *scheme = NULL;
  const char *host = NULL;

  if (*text == '\0') {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("Enter the address of a server"));
    return NULL;
  }

  if (g_utf8_validate (text, -1, NULL) && !has_blanks (text))
    uri = g_uri_parse (whole, G_URI_FLAGS_PARSE_RELAXED, NULL);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (!is_host (host) || g_uri_get_userinfo (uri) != NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("This is not an address. Try one like chat.example.org"));
    return NULL;
  }

  scheme = choose_scheme (has_scheme ? g_uri_get_scheme (uri) : NULL, host);
  if (scheme == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _ ("An address begins with https:// or http://"));
    return NULL;
  }

  path = g_strdup (g_uri_get_path (uri));
  if (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';

  return g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), path,
                     g_uri_get_query (uri), NULL);
}

/**
 * parlour_address_get_title:
 * @address: an address of [func@Parlour.address_complete]
 *
 * Returns: (transfer full): what to call a server that has not said its name
 */
char *
parlour_address_get_title (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  int port = uri != NULL ? g_uri_get_port (uri) : -1;

  if (host == NULL)
    return g_strdup (address);
  if (port > 0 && is_nearby (host))
    return g_strdup_printf ("%s:%d", host, port);

  return g_strdup (host);
}
