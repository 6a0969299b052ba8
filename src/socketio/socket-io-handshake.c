/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The head of the request that began the session, which all sockets of a connection
 * share, and the auth object, which is one socket's own.
 */
#include "socket-io-handshake.h"

#include <string.h>

struct _SocketIoHandshake {
  gatomicrefcount ref_count;
  EngineIoRequestHead *request;
  JsonObject *auth; /* NULL while nobody asks for an empty one */
};

G_DEFINE_BOXED_TYPE (SocketIoHandshake,
                     socket_io_handshake,
                     socket_io_handshake_ref,
                     socket_io_handshake_unref)

/**
 * socket_io_handshake_new: (skip)
 * @request: the request that began the session
 * @auth: (nullable): what the client said to the namespace: an object, if anything
 *
 * Returns: (transfer full): a handshake
 */
SocketIoHandshake *
socket_io_handshake_new (EngineIoRequestHead *request, JsonNode *auth)
{
  SocketIoHandshake *self = NULL;

  g_return_val_if_fail (request != NULL, NULL);

  self = g_new0 (SocketIoHandshake, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->request = engine_io_request_head_ref (request);
  if (auth != NULL && JSON_NODE_HOLDS_OBJECT (auth))
    self->auth = json_node_dup_object (auth);

  return self;
}

/**
 * socket_io_handshake_ref:
 * @self: a handshake
 *
 * Takes a reference.
 *
 * Returns: (transfer full): the handshake
 */
SocketIoHandshake *
socket_io_handshake_ref (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * socket_io_handshake_unref:
 * @self: (transfer full): a handshake
 *
 * Drops a reference.
 */
void
socket_io_handshake_unref (SocketIoHandshake *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  engine_io_request_head_unref (self->request);
  g_clear_pointer (&self->auth, json_object_unref);
  g_free (self);
}

/**
 * socket_io_handshake_get_auth:
 * @self: a handshake
 *
 * Returns: (transfer none): what the client said to the namespace; empty if it said nothing
 */
JsonObject *
socket_io_handshake_get_auth (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->auth == NULL)
    self->auth = json_object_new ();

  return self->auth;
}

/**
 * socket_io_handshake_get_address:
 * @self: a handshake
 *
 * Returns: (nullable): the client's IP address; %NULL if there is none, as with a local socket
 */
const char *
socket_io_handshake_get_address (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return engine_io_request_head_get_address (self->request);
}

/**
 * socket_io_handshake_is_secure:
 * @self: a handshake
 *
 * Returns: whether the client has come over TLS
 */
gboolean
socket_io_handshake_is_secure (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return engine_io_request_head_is_secure (self->request);
}

/**
 * socket_io_handshake_is_cross_domain:
 * @self: a handshake
 *
 * Returns: whether a browser says of which page the client is part ("xdomain" in JavaScript)
 */
gboolean
socket_io_handshake_is_cross_domain (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return engine_io_request_head_get_header (self->request, "Origin") != NULL;
}

/**
 * socket_io_handshake_get_issued:
 * @self: a handshake
 *
 * Returns: when the session began, in milliseconds since 1970
 */
gint64
socket_io_handshake_get_issued (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return engine_io_request_head_get_time (self->request) / 1000;
}

/**
 * socket_io_handshake_dup_time:
 * @self: a handshake
 *
 * Gets when the session began, in the words of JavaScript, whatever the language here:
 * "Thu Jan 01 1970 00:00:00 GMT+0000".
 *
 * Returns: (transfer full): the time
 */
char *
socket_io_handshake_dup_time (SocketIoHandshake *self)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  time = g_date_time_new_from_unix_local (socket_io_handshake_get_issued (self) / 1000);
  if (time == NULL)
    return g_strdup ("Invalid Date");

  clock = g_date_time_format (time, "%H:%M:%S GMT%z");

  return g_strdup_printf ("%s %s %02d %04d %s", days[g_date_time_get_day_of_week (time) - 1],
                          months[g_date_time_get_month (time) - 1],
                          g_date_time_get_day_of_month (time), g_date_time_get_year (time), clock);
}

/**
 * socket_io_handshake_get_url:
 * @self: a handshake
 *
 * Returns: what was asked for: path and query
 */
const char *
socket_io_handshake_get_url (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return engine_io_request_head_get_url (self->request);
}

/**
 * socket_io_handshake_dup_query:
 * @self: a handshake
 *
 * Returns: (transfer container) (element-type utf8 utf8): the parts of the query, decoded
 */
GHashTable *
socket_io_handshake_dup_query (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return engine_io_request_head_dup_query (self->request);
}

/**
 * socket_io_handshake_dup_query_parameter:
 * @self: a handshake
 * @name: a part of the query
 *
 * Returns: (transfer full) (nullable): its value, decoded, or %NULL if there is none
 */
char *
socket_io_handshake_dup_query_parameter (SocketIoHandshake *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return engine_io_request_head_dup_query_parameter (self->request, name);
}

/**
 * socket_io_handshake_get_header:
 * @self: a handshake
 * @name: a header of the request, in any case
 *
 * Returns: (nullable): its value, or %NULL if there is none
 */
const char *
socket_io_handshake_get_header (SocketIoHandshake *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return engine_io_request_head_get_header (self->request, name);
}

/**
 * socket_io_handshake_dup_headers:
 * @self: a handshake
 *
 * Returns: (transfer full): all headers of the request
 */
SoupMessageHeaders *
socket_io_handshake_dup_headers (SocketIoHandshake *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return engine_io_request_head_dup_headers (self->request);
}

static void
add_header_cb (const char *name, const char *value, gpointer user_data)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  json_object_set_string_member (user_data, lower, value);
}

static JsonObject *
describe_headers (SocketIoHandshake *self)
{
  g_autoptr (SoupMessageHeaders) headers = socket_io_handshake_dup_headers (self);
  JsonObject *object = json_object_new ();

  soup_message_headers_foreach (headers, add_header_cb, object);

  return object;
}

static JsonObject *
describe_query (SocketIoHandshake *self)
{
  g_autoptr (GHashTable) query = socket_io_handshake_dup_query (self);
  JsonObject *object = json_object_new ();
  GHashTableIter iter;
  gpointer name = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    json_object_set_string_member (object, name, value);

  return object;
}

/**
 * socket_io_handshake_to_json:
 * @self: a handshake
 *
 * Describes a handshake as other servers do: an object with `headers`, `time`, `address`,
 * `xdomain`, `secure`, `issued`, `url`, `query` and `auth`.
 *
 * Returns: (transfer full): the description
 */
JsonNode *
socket_io_handshake_to_json (SocketIoHandshake *self)
{
  g_autofree char *time = NULL;
  JsonObject *object = NULL;
  JsonNode *json = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  time = socket_io_handshake_dup_time (self);
  object = json_object_new ();
  json_object_set_object_member (object, "headers", describe_headers (self));
  json_object_set_string_member (object, "time", time);
  json_object_set_string_member (object, "address", socket_io_handshake_get_address (self));
  json_object_set_boolean_member (object, "xdomain", socket_io_handshake_is_cross_domain (self));
  json_object_set_boolean_member (object, "secure", socket_io_handshake_is_secure (self));
  json_object_set_int_member (object, "issued", socket_io_handshake_get_issued (self));
  json_object_set_string_member (object, "url", socket_io_handshake_get_url (self));
  json_object_set_object_member (object, "query", describe_query (self));
  json_object_set_object_member (object, "auth",
                                 json_object_ref (socket_io_handshake_get_auth (self)));

  json = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (json, object);

  return json;
}

/* What another process says may be anything. */
static JsonNode *
get_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *member = json_object_get_member (object, name);

  if (member == NULL || json_node_get_value_type (member) != type)
    return NULL;

  return member;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *member = get_value (object, name, G_TYPE_STRING);

  return member != NULL ? json_node_get_string (member) : NULL;
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *member = json_object_get_member (object, name);

  return member != NULL && JSON_NODE_HOLDS_OBJECT (member) ? json_node_get_object (member) : NULL;
}

static gboolean
is_header (const char *name, const char *value)
{
  return *name != '\0' && strpbrk (name, " \t\r\n:") == NULL && value != NULL &&
         strpbrk (value, "\r\n") == NULL;
}

static SoupMessageHeaders *
read_headers (JsonObject *object)
{
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  JsonObjectIter iter;
  const char *name = NULL;

  if (object == NULL)
    return headers;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, NULL)) {
    const char *value = get_string (object, name);

    if (is_header (name, value))
      soup_message_headers_append (headers, name, value);
  }

  return headers;
}

/**
 * socket_io_handshake_new_from_json:
 * @json: what another server says of a socket's handshake
 *
 * Reads such a description; what is missing there is empty here.
 *
 * Returns: (transfer full) (nullable): the handshake, or %NULL if it is no description
 */
SocketIoHandshake *
socket_io_handshake_new_from_json (JsonNode *json)
{
  g_autoptr (SoupMessageHeaders) headers = NULL;
  g_autoptr (EngineIoRequestHead) request = NULL;
  JsonObject *object = NULL;
  JsonNode *secure = NULL;
  JsonNode *issued = NULL;
  gint64 issued_ms = 0;
  const char *url = NULL;

  g_return_val_if_fail (json != NULL, NULL);

  object = JSON_NODE_HOLDS_OBJECT (json) ? json_node_get_object (json) : NULL;
  if (object == NULL)
    return NULL;

  headers = read_headers (get_object (object, "headers"));
  secure = get_value (object, "secure", G_TYPE_BOOLEAN);
  issued = get_value (object, "issued", G_TYPE_INT64);
  if (issued != NULL)
    issued_ms = CLAMP (json_node_get_int (issued), 0, G_MAXINT64 / 1000);
  url = get_string (object, "url");
  request =
    engine_io_request_head_new_from_parts (get_string (object, "address"),
                                           secure != NULL && json_node_get_boolean (secure),
                                           issued_ms * 1000, url != NULL ? url : "/", headers);

  return socket_io_handshake_new (request, json_object_get_member (object, "auth"));
}
