/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The head of the request that began a session, as one block of memory: the
 * strings follow the struct, each with its end, in this order:
 *
 *   address, URL, name, value, name, value, ...
 *
 * A header that came twice is there once, with its values joined.
 */
#include "engine-io-request-head.h"

#include <string.h>

#include "engine-io-query.h"

struct _EngineIoRequestHead {
  gatomicrefcount ref_count;
  gboolean secure;
  gint64 time;   /* microseconds since 1970 */
  guint32 url;   /* where the URL begins */
  guint32 first; /* where the headers begin */
  guint32 size;  /* of all strings */
  char strings[];
};

G_DEFINE_BOXED_TYPE (EngineIoRequestHead,
                     engine_io_request_head,
                     engine_io_request_head_ref,
                     engine_io_request_head_unref)

static void
append_string (GString *strings, const char *string)
{
  /* With its end. */
  g_string_append_len (strings, string, (gssize) strlen (string) + 1);
}

static char *
socket_address_to_string (GSocketAddress *address)
{
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  return g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* The address at the other end of the connection; asked of the socket itself, for libsoup warns if
 * the client has gone already. */
static char *
find_peer (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);
  g_autoptr (GSocketAddress) address = NULL;

  if (socket == NULL)
    return socket_address_to_string (soup_server_message_get_remote_address (message));

  address = g_socket_get_remote_address (socket, NULL);
  return socket_address_to_string (address);
}

/* What a proxy says: it appends to what its client claimed, so only the last address is its own. */
static char *
find_forwarded (SoupMessageHeaders *headers, const char *trusted_header)
{
  const char *value = soup_message_headers_get_list (headers, trusted_header);
  g_autofree char *last = NULL;
  g_autoptr (GInetAddress) address = NULL;
  const char *comma = NULL;

  if (value == NULL)
    return NULL;

  comma = strrchr (value, ',');
  last = g_strstrip (g_strdup (comma != NULL ? comma + 1 : value));
  address = g_inet_address_new_from_string (last);

  return address != NULL ? g_inet_address_to_string (address) : NULL;
}

static gboolean
has_header (const GString *strings, gsize first, const char *name)
{
  for (gsize at = first; at < strings->len;) {
    if (g_ascii_strcasecmp (strings->str + at, name) == 0)
      return TRUE;
    at += strlen (strings->str + at) + 1;
    at += strlen (strings->str + at) + 1;
  }

  return FALSE;
}

static void
append_headers (GString *strings, SoupMessageHeaders *headers)
{
  SoupMessageHeadersIter iter;
  gsize first = strings->len;
  const char *name = NULL;
  const char *value = NULL;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value)) {
    if (has_header (strings, first, name))
      continue;
    append_string (strings, name);
    append_string (strings, soup_message_headers_get_list (headers, name));
  }
}

/**
 * engine_io_request_head_new: (skip)
 * @message: a request
 * @trusted_header: (nullable): a header of a proxy that is believed; of several addresses in it
 *   the last one counts
 *
 * Returns: (transfer full): what is worth keeping of it
 */
EngineIoRequestHead *
engine_io_request_head_new (SoupServerMessage *message, const char *trusted_header)
{
  g_autofree char *address = NULL;
  g_autofree char *url = NULL;
  SoupMessageHeaders *headers = NULL;
  GUri *uri = NULL;
  gboolean secure = FALSE;

  g_return_val_if_fail (SOUP_IS_SERVER_MESSAGE (message), NULL);

  headers = soup_server_message_get_request_headers (message);
  uri = soup_server_message_get_uri (message);
  secure = g_strcmp0 (g_uri_get_scheme (uri), "https") == 0;
  if (trusted_header != NULL)
    address = find_forwarded (headers, trusted_header);
  if (address == NULL)
    address = find_peer (message);
  if (g_uri_get_query (uri) != NULL)
    url = g_strconcat (g_uri_get_path (uri), "?", g_uri_get_query (uri), NULL);

  return engine_io_request_head_new_from_parts (address, secure, g_get_real_time (),
                                                url != NULL ? url : g_uri_get_path (uri), headers);
}

/**
 * engine_io_request_head_new_from_parts: (skip)
 * @address: (nullable): the client's IP address
 * @secure: whether it came over TLS
 * @time: when it came, in microseconds since 1970
 * @url: path and query
 * @headers: its headers
 *
 * Returns: (transfer full): the head of such a request
 */
EngineIoRequestHead *
engine_io_request_head_new_from_parts (const char *address,
                                       gboolean secure,
                                       gint64 time,
                                       const char *url,
                                       SoupMessageHeaders *headers)
{
  g_autoptr (GString) strings = g_string_sized_new (1024);
  EngineIoRequestHead *self = NULL;
  guint32 url_at = 0;
  guint32 first = 0;

  g_return_val_if_fail (url != NULL && headers != NULL, NULL);

  append_string (strings, address != NULL ? address : "");
  url_at = (guint32) strings->len;
  append_string (strings, url);
  first = (guint32) strings->len;
  append_headers (strings, headers);

  self = g_malloc (sizeof *self + strings->len);
  g_atomic_ref_count_init (&self->ref_count);
  self->secure = secure;
  self->time = time;
  self->url = url_at;
  self->first = first;
  self->size = (guint32) strings->len;
  memcpy (self->strings, strings->str, strings->len);

  return self;
}

/**
 * engine_io_request_head_ref: (skip)
 * @self: a head
 *
 * Returns: (transfer full): @self
 */
EngineIoRequestHead *
engine_io_request_head_ref (EngineIoRequestHead *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * engine_io_request_head_unref: (skip)
 * @self: (transfer full): a head
 */
void
engine_io_request_head_unref (EngineIoRequestHead *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * engine_io_request_head_get_address:
 * @self: a head
 *
 * Returns: (nullable): the client's IP address as the server sees it, or as a trusted proxy says;
 *   %NULL if there is none, as with a local socket
 */
const char *
engine_io_request_head_get_address (EngineIoRequestHead *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return *self->strings != '\0' ? self->strings : NULL;
}

/**
 * engine_io_request_head_is_secure:
 * @self: a head
 *
 * Returns: whether it came over TLS
 */
gboolean
engine_io_request_head_is_secure (EngineIoRequestHead *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->secure;
}

/**
 * engine_io_request_head_get_time:
 * @self: a head
 *
 * Returns: when it came, in microseconds since 1970
 */
gint64
engine_io_request_head_get_time (EngineIoRequestHead *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->time;
}

/**
 * engine_io_request_head_get_url:
 * @self: a head
 *
 * Returns: path and query
 */
const char *
engine_io_request_head_get_url (EngineIoRequestHead *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->strings + self->url;
}

static const char *
find_query (EngineIoRequestHead *self)
{
  const char *mark = strchr (self->strings + self->url, '?');

  return mark != NULL ? mark + 1 : NULL;
}

/**
 * engine_io_request_head_dup_query_parameter:
 * @self: a head
 * @name: a parameter's name
 *
 * Returns: (transfer full) (nullable): its value, decoded; of several the last
 */
char *
engine_io_request_head_dup_query_parameter (EngineIoRequestHead *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return engine_io_query_get (find_query (self), name);
}

/**
 * engine_io_request_head_dup_query:
 * @self: a head
 *
 * Returns: (transfer container) (element-type utf8 utf8): the query's parameters, decoded; of
 *   several with one name the last
 */
GHashTable *
engine_io_request_head_dup_query (EngineIoRequestHead *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return engine_io_query_parse (find_query (self));
}

/* Steps through the headers; @at begins as 0. */
static gboolean
next_header (EngineIoRequestHead *self, gsize *at, const char **name, const char **value)
{
  if (*at == 0)
    *at = self->first;
  if (*at >= self->size)
    return FALSE;

  *name = self->strings + *at;
  *value = *name + strlen (*name) + 1;
  *at = (gsize) (*value - self->strings) + strlen (*value) + 1;

  return TRUE;
}

/**
 * engine_io_request_head_get_header:
 * @self: a head
 * @name: a header's name, in any case
 *
 * Returns: (nullable): its value; of several all, with commas between
 */
const char *
engine_io_request_head_get_header (EngineIoRequestHead *self, const char *name)
{
  const char *found = NULL;
  const char *value = NULL;
  gsize at = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  while (next_header (self, &at, &found, &value)) {
    if (g_ascii_strcasecmp (found, name) == 0)
      return value;
  }

  return NULL;
}

/**
 * engine_io_request_head_dup_headers:
 * @self: a head
 *
 * Returns: (transfer full): its headers
 */
SoupMessageHeaders *
engine_io_request_head_dup_headers (EngineIoRequestHead *self)
{
  SoupMessageHeaders *headers = NULL;
  const char *name = NULL;
  const char *value = NULL;
  gsize at = 0;

  g_return_val_if_fail (self != NULL, NULL);

  headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  while (next_header (self, &at, &name, &value))
    soup_message_headers_append (headers, name, value);

  return headers;
}
