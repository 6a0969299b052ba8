/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a server answers.  The properties are JavaScript's options by name, with
 * its defaults; those that JavaScript does not have are limits, and off unless
 * nobody would miss what they forbid.
 *
 * There are many properties and nothing happens in any of them, so they are a
 * table: each is a field of the private struct, and its type tells how to read,
 * write and free it.
 */
#include "engine-io-server-options.h"

#include "engine-io-enum-types.h"

#define DEFAULT_MAX_QUEUED (16 * 1024 * 1024)

typedef struct {
  char *path; /* NULL for the class's */
  gboolean add_trailing_slash;
  char **transports;
  gboolean allow_upgrades;
  char *trusted_header;
  guint ping_interval;
  guint ping_timeout;
  guint upgrade_timeout;
  guint handshake_window;
  guint http_timeout;
  guint64 max_http_buffer_size;
  guint64 max_queued;
  guint max_sessions;
  guint max_handshakes_per_address;
  gboolean http_compression;
  guint http_compression_threshold;
  gboolean per_message_deflate;
  guint deflate_threshold;
  char **cors_origins;
  GRegex *cors_pattern;
  gboolean cors_reflect;
  gboolean cors_credentials;
  char **cors_methods;
  char **cors_allowed_headers;
  char **cors_exposed_headers;
  int cors_max_age;
  char *cookie_name;
  char *cookie_path;
  gboolean cookie_http_only;
  gboolean cookie_secure;
  EngineIoSameSite cookie_same_site;
  int cookie_max_age;
} EngineIoServerOptionsPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (EngineIoServerOptions, engine_io_server_options, G_TYPE_OBJECT)

typedef enum {
  PROP_PATH = 1,
  PROP_ADD_TRAILING_SLASH,
  PROP_TRANSPORTS,
  PROP_ALLOW_UPGRADES,
  PROP_TRUSTED_HEADER,
  PROP_PING_INTERVAL,
  PROP_PING_TIMEOUT,
  PROP_UPGRADE_TIMEOUT,
  PROP_HANDSHAKE_WINDOW,
  PROP_HTTP_TIMEOUT,
  PROP_MAX_HTTP_BUFFER_SIZE,
  PROP_MAX_QUEUED,
  PROP_MAX_SESSIONS,
  PROP_MAX_HANDSHAKES_PER_ADDRESS,
  PROP_HTTP_COMPRESSION,
  PROP_HTTP_COMPRESSION_THRESHOLD,
  PROP_PER_MESSAGE_DEFLATE,
  PROP_DEFLATE_THRESHOLD,
  PROP_CORS_ORIGINS,
  PROP_CORS_PATTERN,
  PROP_CORS_REFLECT,
  PROP_CORS_CREDENTIALS,
  PROP_CORS_METHODS,
  PROP_CORS_ALLOWED_HEADERS,
  PROP_CORS_EXPOSED_HEADERS,
  PROP_CORS_MAX_AGE,
  PROP_COOKIE_NAME,
  PROP_COOKIE_PATH,
  PROP_COOKIE_HTTP_ONLY,
  PROP_COOKIE_SECURE,
  PROP_COOKIE_SAME_SITE,
  PROP_COOKIE_MAX_AGE,
} EngineIoServerOptionsProperty;

static GParamSpec *properties[PROP_COOKIE_MAX_AGE + 1];

#define FIELD(name) G_STRUCT_OFFSET (EngineIoServerOptionsPrivate, name)

/* Where a property is kept. */
static const gsize fields[PROP_COOKIE_MAX_AGE + 1] = {
  [PROP_PATH] = FIELD (path),
  [PROP_ADD_TRAILING_SLASH] = FIELD (add_trailing_slash),
  [PROP_TRANSPORTS] = FIELD (transports),
  [PROP_ALLOW_UPGRADES] = FIELD (allow_upgrades),
  [PROP_TRUSTED_HEADER] = FIELD (trusted_header),
  [PROP_PING_INTERVAL] = FIELD (ping_interval),
  [PROP_PING_TIMEOUT] = FIELD (ping_timeout),
  [PROP_UPGRADE_TIMEOUT] = FIELD (upgrade_timeout),
  [PROP_HANDSHAKE_WINDOW] = FIELD (handshake_window),
  [PROP_HTTP_TIMEOUT] = FIELD (http_timeout),
  [PROP_MAX_HTTP_BUFFER_SIZE] = FIELD (max_http_buffer_size),
  [PROP_MAX_QUEUED] = FIELD (max_queued),
  [PROP_MAX_SESSIONS] = FIELD (max_sessions),
  [PROP_MAX_HANDSHAKES_PER_ADDRESS] = FIELD (max_handshakes_per_address),
  [PROP_HTTP_COMPRESSION] = FIELD (http_compression),
  [PROP_HTTP_COMPRESSION_THRESHOLD] = FIELD (http_compression_threshold),
  [PROP_PER_MESSAGE_DEFLATE] = FIELD (per_message_deflate),
  [PROP_DEFLATE_THRESHOLD] = FIELD (deflate_threshold),
  [PROP_CORS_ORIGINS] = FIELD (cors_origins),
  [PROP_CORS_PATTERN] = FIELD (cors_pattern),
  [PROP_CORS_REFLECT] = FIELD (cors_reflect),
  [PROP_CORS_CREDENTIALS] = FIELD (cors_credentials),
  [PROP_CORS_METHODS] = FIELD (cors_methods),
  [PROP_CORS_ALLOWED_HEADERS] = FIELD (cors_allowed_headers),
  [PROP_CORS_EXPOSED_HEADERS] = FIELD (cors_exposed_headers),
  [PROP_CORS_MAX_AGE] = FIELD (cors_max_age),
  [PROP_COOKIE_NAME] = FIELD (cookie_name),
  [PROP_COOKIE_PATH] = FIELD (cookie_path),
  [PROP_COOKIE_HTTP_ONLY] = FIELD (cookie_http_only),
  [PROP_COOKIE_SECURE] = FIELD (cookie_secure),
  [PROP_COOKIE_SAME_SITE] = FIELD (cookie_same_site),
  [PROP_COOKIE_MAX_AGE] = FIELD (cookie_max_age),
};

static EngineIoServerOptionsPrivate *
get_private (EngineIoServerOptions *self)
{
  return engine_io_server_options_get_instance_private (self);
}

static void
engine_io_server_options_get_property (GObject *object,
                                       guint property_id,
                                       GValue *value,
                                       GParamSpec *pspec)
{
  EngineIoServerOptions *self = ENGINE_IO_SERVER_OPTIONS (object);
  gpointer field = (guint8 *) get_private (self) + fields[property_id];

  if (property_id == PROP_PATH)
    g_value_set_string (value, engine_io_server_options_get_path (self));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, *(gboolean *) field);
  else if (G_VALUE_HOLDS_INT (value))
    g_value_set_int (value, *(int *) field);
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, *(guint *) field);
  else if (G_VALUE_HOLDS_UINT64 (value))
    g_value_set_uint64 (value, *(guint64 *) field);
  else if (G_VALUE_HOLDS_ENUM (value))
    g_value_set_enum (value, (int) *(EngineIoSameSite *) field);
  else if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, *(char **) field);
  else
    g_value_set_boxed (value, *(gpointer *) field);
}

/* Takes a number over into the field, and tells whether that changed anything. */
static gboolean
store_number (gpointer field, const GValue *value)
{
  if (G_VALUE_HOLDS_UINT64 (value)) {
    gboolean changed = *(guint64 *) field != g_value_get_uint64 (value);

    *(guint64 *) field = g_value_get_uint64 (value);
    return changed;
  }
  if (G_VALUE_HOLDS_UINT (value)) {
    gboolean changed = *(guint *) field != g_value_get_uint (value);

    *(guint *) field = g_value_get_uint (value);
    return changed;
  }
  if (G_VALUE_HOLDS_ENUM (value)) {
    gboolean changed = (int) *(EngineIoSameSite *) field != g_value_get_enum (value);

    *(EngineIoSameSite *) field = (EngineIoSameSite) g_value_get_enum (value);
    return changed;
  }
  if (G_VALUE_HOLDS_INT (value)) {
    gboolean changed = *(int *) field != g_value_get_int (value);

    *(int *) field = g_value_get_int (value);
    return changed;
  }

  g_assert (G_VALUE_HOLDS_BOOLEAN (value));
  if (*(gboolean *) field == g_value_get_boolean (value))
    return FALSE;
  *(gboolean *) field = g_value_get_boolean (value);

  return TRUE;
}

static gboolean
store_value (gpointer field, const GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value))
    return g_set_str ((char **) field, g_value_get_string (value));
  if (!G_VALUE_HOLDS_BOXED (value))
    return store_number (field, value);

  if (*(gpointer *) field != NULL)
    g_boxed_free (G_VALUE_TYPE (value), *(gpointer *) field);
  *(gpointer *) field = g_value_dup_boxed (value);

  return TRUE;
}

static void
engine_io_server_options_set_property (GObject *object,
                                       guint property_id,
                                       const GValue *value,
                                       GParamSpec *pspec)
{
  gpointer field = (guint8 *) get_private (ENGINE_IO_SERVER_OPTIONS (object)) + fields[property_id];

  if (store_value (field, value))
    g_object_notify_by_pspec (object, pspec);
}

static void
engine_io_server_options_finalize (GObject *object)
{
  EngineIoServerOptionsPrivate *priv = get_private (ENGINE_IO_SERVER_OPTIONS (object));

  g_free (priv->path);
  g_strfreev (priv->transports);
  g_free (priv->trusted_header);
  g_strfreev (priv->cors_origins);
  g_clear_pointer (&priv->cors_pattern, g_regex_unref);
  g_strfreev (priv->cors_methods);
  g_strfreev (priv->cors_allowed_headers);
  g_strfreev (priv->cors_exposed_headers);
  g_free (priv->cookie_name);
  g_free (priv->cookie_path);

  G_OBJECT_CLASS (engine_io_server_options_parent_class)->finalize (object);
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
install_route_properties (void)
{
  /**
   * EngineIoServerOptions:path:
   *
   * Where on the server Engine.IO is: "/engine.io", or "/socket.io" in Socket.IO's options.
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, FLAGS);

  /**
   * EngineIoServerOptions:add-trailing-slash:
   *
   * Whether the path ends with a slash; without it there is nothing then.  Otherwise both are
   * served.
   */
  properties[PROP_ADD_TRAILING_SLASH] =
    g_param_spec_boolean ("add-trailing-slash", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoServerOptions:transports:
   *
   * The transports that are served: "polling" and "websocket".
   */
  properties[PROP_TRANSPORTS] = g_param_spec_boxed ("transports", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoServerOptions:allow-upgrades:
   *
   * Whether a session that began with polling may change to WebSocket ("Upgrade" in the Engine.IO
   * protocol).
   */
  properties[PROP_ALLOW_UPGRADES] =
    g_param_spec_boolean ("allow-upgrades", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoServerOptions:trusted-header:
   *
   * A header with the client's address, as "X-Forwarded-For", that is believed.  Set it only
   * behind a proxy that appends to this header, or replaces it: the last address in it counts.
   */
  properties[PROP_TRUSTED_HEADER] = g_param_spec_string ("trusted-header", NULL, NULL, NULL, FLAGS);
}

static void
install_time_properties (void)
{
  /**
   * EngineIoServerOptions:ping-interval:
   *
   * How long after the last sign of life the client is pinged, in milliseconds ("Heartbeat" in the
   * Engine.IO protocol).
   */
  properties[PROP_PING_INTERVAL] =
    g_param_spec_uint ("ping-interval", NULL, NULL, 1, G_MAXINT, 25000, FLAGS);

  /**
   * EngineIoServerOptions:ping-timeout:
   *
   * How long the client may take to answer a ping, in milliseconds.  One that does not is closed
   * with %ENGINE_IO_CLOSE_PING_TIMEOUT.
   */
  properties[PROP_PING_TIMEOUT] =
    g_param_spec_uint ("ping-timeout", NULL, NULL, 1, G_MAXINT, 20000, FLAGS);

  /**
   * EngineIoServerOptions:upgrade-timeout:
   *
   * How long a change to WebSocket may take, in milliseconds, before its connection is closed;
   * the session goes on with polling then.
   */
  properties[PROP_UPGRADE_TIMEOUT] =
    g_param_spec_uint ("upgrade-timeout", NULL, NULL, 1, G_MAXINT, 10000, FLAGS);

  /**
   * EngineIoServerOptions:handshake-window:
   *
   * How long a handshake counts for
   * [property@EngineIo.ServerOptions:max-handshakes-per-address], in milliseconds.
   */
  properties[PROP_HANDSHAKE_WINDOW] =
    g_param_spec_uint ("handshake-window", NULL, NULL, 1, G_MAXINT, 60000, FLAGS);

  /**
   * EngineIoServerOptions:http-timeout:
   *
   * How long a connection may be silent in the middle of a request, or between two, in seconds,
   * before it is closed; 0 for as long as it likes.  A poll that waits for its answer is neither,
   * and no WebSocket is.  This is for ports on which the server listens itself.
   */
  properties[PROP_HTTP_TIMEOUT] =
    g_param_spec_uint ("http-timeout", NULL, NULL, 0, G_MAXINT, 60, FLAGS);
}

static void
install_limit_properties (void)
{
  /**
   * EngineIoServerOptions:max-http-buffer-size:
   *
   * Most bytes that are taken from a client in one message or one POST; the client is told
   * ("maxPayload" of the handshake in the Engine.IO protocol).  Nothing beyond it gets into memory.
   */
  properties[PROP_MAX_HTTP_BUFFER_SIZE] =
    g_param_spec_uint64 ("max-http-buffer-size", NULL, NULL, 1, G_MAXUINT32, 1000000, FLAGS);

  /**
   * EngineIoServerOptions:max-queued:
   *
   * Most bytes that wait to be sent to one client; one that reads too slowly for that is
   * closed.  0 is no limit.
   */
  properties[PROP_MAX_QUEUED] =
    g_param_spec_uint64 ("max-queued", NULL, NULL, 0, G_MAXINT64, DEFAULT_MAX_QUEUED, FLAGS);

  /**
   * EngineIoServerOptions:max-sessions:
   *
   * Most sessions at a time; a handshake above it is answered with 503 (Service Unavailable).
   * 0 is no limit.
   */
  properties[PROP_MAX_SESSIONS] =
    g_param_spec_uint ("max-sessions", NULL, NULL, 0, G_MAXINT, 0, FLAGS);

  /**
   * EngineIoServerOptions:max-handshakes-per-address:
   *
   * Most handshakes from one IP address within the
   * [property@EngineIo.ServerOptions:handshake-window]; one above it is answered with 429 (Too
   * Many Requests).  IPv6 addresses of one network (/64) are counted as one.  0 is no limit.
   */
  properties[PROP_MAX_HANDSHAKES_PER_ADDRESS] =
    g_param_spec_uint ("max-handshakes-per-address", NULL, NULL, 0, G_MAXINT, 0, FLAGS);
}

static void
install_compression_properties (void)
{
  /**
   * EngineIoServerOptions:http-compression:
   *
   * Whether answers to polls are compressed for clients that accept that.
   */
  properties[PROP_HTTP_COMPRESSION] =
    g_param_spec_boolean ("http-compression", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoServerOptions:http-compression-threshold:
   *
   * Answers of fewer bytes are not compressed.
   */
  properties[PROP_HTTP_COMPRESSION_THRESHOLD] =
    g_param_spec_uint ("http-compression-threshold", NULL, NULL, 0, G_MAXUINT, 1024, FLAGS);

  /**
   * EngineIoServerOptions:per-message-deflate:
   *
   * Whether WebSocket messages are compressed for clients that offer that (RFC 7692).  It takes
   * memory and time for each client, and is off by default.
   */
  properties[PROP_PER_MESSAGE_DEFLATE] =
    g_param_spec_boolean ("per-message-deflate", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoServerOptions:deflate-threshold:
   *
   * Messages of fewer bytes are not compressed.
   */
  properties[PROP_DEFLATE_THRESHOLD] =
    g_param_spec_uint ("deflate-threshold", NULL, NULL, 0, G_MAXUINT, 1024, FLAGS);
}

static void
install_cors_properties (void)
{
  /**
   * EngineIoServerOptions:cors-origins:
   *
   * Origins whose pages may talk to this server.  %NULL is none, unless a pattern or
   * [property@EngineIo.ServerOptions:cors-reflect] says otherwise; "*" is any; one is told to
   * everybody as it is; of several the one that asks is told if it is among them.
   */
  properties[PROP_CORS_ORIGINS] =
    g_param_spec_boxed ("cors-origins", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoServerOptions:cors-pattern:
   *
   * Origins that match may talk to this server, too.
   */
  properties[PROP_CORS_PATTERN] =
    g_param_spec_boxed ("cors-pattern", NULL, NULL, G_TYPE_REGEX, FLAGS);

  /**
   * EngineIoServerOptions:cors-reflect:
   *
   * Whether every origin may talk to this server, and is told so by its name.
   */
  properties[PROP_CORS_REFLECT] = g_param_spec_boolean ("cors-reflect", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoServerOptions:cors-credentials:
   *
   * Whether browsers may send cookies and the like along.
   */
  properties[PROP_CORS_CREDENTIALS] =
    g_param_spec_boolean ("cors-credentials", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoServerOptions:cors-methods:
   *
   * The methods that a preflight request is told.
   */
  properties[PROP_CORS_METHODS] =
    g_param_spec_boxed ("cors-methods", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoServerOptions:cors-allowed-headers:
   *
   * The request headers that a preflight request is told; %NULL for those that it asks for.
   */
  properties[PROP_CORS_ALLOWED_HEADERS] =
    g_param_spec_boxed ("cors-allowed-headers", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoServerOptions:cors-exposed-headers:
   *
   * The response headers that scripts may read.
   */
  properties[PROP_CORS_EXPOSED_HEADERS] =
    g_param_spec_boxed ("cors-exposed-headers", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoServerOptions:cors-max-age:
   *
   * How long a browser may remember the answer to a preflight request, in seconds; -1 to leave
   * that to the browser.
   */
  properties[PROP_CORS_MAX_AGE] =
    g_param_spec_int ("cors-max-age", NULL, NULL, -1, G_MAXINT, -1, FLAGS);
}

static void
install_cookie_properties (void)
{
  /**
   * EngineIoServerOptions:cookie-name:
   *
   * Name of a cookie with the session's id, set by the first answer, for proxies that keep a
   * client with one server; %NULL for none.
   */
  properties[PROP_COOKIE_NAME] = g_param_spec_string ("cookie-name", NULL, NULL, NULL, FLAGS);

  /**
   * EngineIoServerOptions:cookie-path:
   *
   * The cookie's path.
   */
  properties[PROP_COOKIE_PATH] = g_param_spec_string ("cookie-path", NULL, NULL, "/", FLAGS);

  /**
   * EngineIoServerOptions:cookie-http-only:
   *
   * Whether scripts must not see the cookie.
   */
  properties[PROP_COOKIE_HTTP_ONLY] =
    g_param_spec_boolean ("cookie-http-only", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoServerOptions:cookie-secure:
   *
   * Whether the cookie is sent over TLS only.
   */
  properties[PROP_COOKIE_SECURE] = g_param_spec_boolean ("cookie-secure", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoServerOptions:cookie-same-site:
   *
   * Whether the cookie goes with requests from other sites.
   */
  properties[PROP_COOKIE_SAME_SITE] =
    g_param_spec_enum ("cookie-same-site", NULL, NULL, ENGINE_IO_TYPE_SAME_SITE,
                       ENGINE_IO_SAME_SITE_LAX, FLAGS);

  /**
   * EngineIoServerOptions:cookie-max-age:
   *
   * How long the cookie lives, in seconds; -1 for as long as the browser runs.
   */
  properties[PROP_COOKIE_MAX_AGE] =
    g_param_spec_int ("cookie-max-age", NULL, NULL, -1, G_MAXINT, -1, FLAGS);
}

static void
engine_io_server_options_class_init (EngineIoServerOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  klass->default_path = "/engine.io";

  object_class->get_property = engine_io_server_options_get_property;
  object_class->set_property = engine_io_server_options_set_property;
  object_class->finalize = engine_io_server_options_finalize;

  install_route_properties ();
  install_time_properties ();
  install_limit_properties ();
  install_compression_properties ();
  install_cors_properties ();
  install_cookie_properties ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
engine_io_server_options_init (EngineIoServerOptions *self)
{
  static const char *const transports[] = { "polling", "websocket", NULL };
  static const char *const methods[] = { "GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", NULL };
  EngineIoServerOptionsPrivate *priv = get_private (self);

  priv->add_trailing_slash = TRUE;
  priv->transports = g_strdupv ((char **) transports);
  priv->allow_upgrades = TRUE;
  priv->ping_interval = 25000;
  priv->ping_timeout = 20000;
  priv->upgrade_timeout = 10000;
  priv->handshake_window = 60000;
  priv->http_timeout = 60;
  priv->max_http_buffer_size = 1000000;
  priv->max_queued = DEFAULT_MAX_QUEUED;
  priv->http_compression = TRUE;
  priv->http_compression_threshold = 1024;
  priv->deflate_threshold = 1024;
  priv->cors_methods = g_strdupv ((char **) methods);
  priv->cors_max_age = -1;
  priv->cookie_path = g_strdup ("/");
  priv->cookie_http_only = TRUE;
  priv->cookie_same_site = ENGINE_IO_SAME_SITE_LAX;
  priv->cookie_max_age = -1;
}

/**
 * engine_io_server_options_new:
 *
 * Makes options, to be set as properties.
 *
 * Returns: (transfer full): the defaults
 */
EngineIoServerOptions *
engine_io_server_options_new (void)
{
  return g_object_new (ENGINE_IO_TYPE_SERVER_OPTIONS, NULL);
}

/**
 * engine_io_server_options_get_path:
 * @self: options
 *
 * Returns: where on the server Engine.IO is
 */
const char *
engine_io_server_options_get_path (EngineIoServerOptions *self)
{
  EngineIoServerOptionsPrivate *priv = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  priv = get_private (self);

  return priv->path != NULL ? priv->path : ENGINE_IO_SERVER_OPTIONS_GET_CLASS (self)->default_path;
}

/**
 * engine_io_server_options_get_add_trailing_slash:
 * @self: options
 *
 * Returns: whether the path ends with a slash
 */
gboolean
engine_io_server_options_get_add_trailing_slash (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->add_trailing_slash;
}

/**
 * engine_io_server_options_get_ping_interval:
 * @self: options
 *
 * Returns: milliseconds between pings
 */
guint
engine_io_server_options_get_ping_interval (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->ping_interval;
}

/**
 * engine_io_server_options_get_ping_timeout:
 * @self: options
 *
 * Returns: milliseconds for the answer to a ping
 */
guint
engine_io_server_options_get_ping_timeout (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->ping_timeout;
}

/**
 * engine_io_server_options_get_upgrade_timeout:
 * @self: options
 *
 * Returns: milliseconds for an upgrade
 */
guint
engine_io_server_options_get_upgrade_timeout (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->upgrade_timeout;
}

/**
 * engine_io_server_options_get_max_http_buffer_size:
 * @self: options
 *
 * Returns: most bytes that are taken at once
 */
gsize
engine_io_server_options_get_max_http_buffer_size (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return (gsize) get_private (self)->max_http_buffer_size;
}

/**
 * engine_io_server_options_get_transports:
 * @self: options
 *
 * Returns: (transfer none) (nullable): the transports that are served
 */
const char *const *
engine_io_server_options_get_transports (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->transports;
}

/**
 * engine_io_server_options_get_allow_upgrades:
 * @self: options
 *
 * Returns: whether polling may change to WebSocket
 */
gboolean
engine_io_server_options_get_allow_upgrades (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->allow_upgrades;
}

/**
 * engine_io_server_options_get_http_compression:
 * @self: options
 *
 * Returns: whether answers to polls are compressed
 */
gboolean
engine_io_server_options_get_http_compression (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->http_compression;
}

/**
 * engine_io_server_options_get_http_compression_threshold:
 * @self: options
 *
 * Returns: bytes below which an answer is not compressed
 */
guint
engine_io_server_options_get_http_compression_threshold (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->http_compression_threshold;
}

/**
 * engine_io_server_options_get_per_message_deflate:
 * @self: options
 *
 * Returns: whether WebSocket messages are compressed
 */
gboolean
engine_io_server_options_get_per_message_deflate (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->per_message_deflate;
}

/**
 * engine_io_server_options_get_deflate_threshold:
 * @self: options
 *
 * Returns: bytes below which a message is not compressed
 */
guint
engine_io_server_options_get_deflate_threshold (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->deflate_threshold;
}

/**
 * engine_io_server_options_get_cors_origins:
 * @self: options
 *
 * Returns: (transfer none) (nullable): origins that may talk to this server
 */
const char *const *
engine_io_server_options_get_cors_origins (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->cors_origins;
}

/**
 * engine_io_server_options_get_cors_pattern:
 * @self: options
 *
 * Returns: (transfer none) (nullable): a pattern of origins that may talk to this server
 */
GRegex *
engine_io_server_options_get_cors_pattern (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return get_private (self)->cors_pattern;
}

/**
 * engine_io_server_options_get_cors_reflect:
 * @self: options
 *
 * Returns: whether every origin may talk to this server
 */
gboolean
engine_io_server_options_get_cors_reflect (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->cors_reflect;
}

/**
 * engine_io_server_options_get_cors_credentials:
 * @self: options
 *
 * Returns: whether browsers may send credentials
 */
gboolean
engine_io_server_options_get_cors_credentials (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->cors_credentials;
}

/**
 * engine_io_server_options_get_cors_methods:
 * @self: options
 *
 * Returns: (transfer none) (nullable): the methods that a preflight request is told
 */
const char *const *
engine_io_server_options_get_cors_methods (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->cors_methods;
}

/**
 * engine_io_server_options_get_cors_allowed_headers:
 * @self: options
 *
 * Returns: (transfer none) (nullable): the request headers that are allowed
 */
const char *const *
engine_io_server_options_get_cors_allowed_headers (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->cors_allowed_headers;
}

/**
 * engine_io_server_options_get_cors_exposed_headers:
 * @self: options
 *
 * Returns: (transfer none) (nullable): the response headers that scripts may read
 */
const char *const *
engine_io_server_options_get_cors_exposed_headers (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->cors_exposed_headers;
}

/**
 * engine_io_server_options_get_cors_max_age:
 * @self: options
 *
 * Returns: seconds to remember a preflight's answer, or -1
 */
int
engine_io_server_options_get_cors_max_age (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), -1);

  return get_private (self)->cors_max_age;
}

/**
 * engine_io_server_options_get_cookie_name:
 * @self: options
 *
 * Returns: (nullable): name of the cookie
 */
const char *
engine_io_server_options_get_cookie_name (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return get_private (self)->cookie_name;
}

/**
 * engine_io_server_options_get_cookie_path:
 * @self: options
 *
 * Returns: (nullable): the cookie's path
 */
const char *
engine_io_server_options_get_cookie_path (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return get_private (self)->cookie_path;
}

/**
 * engine_io_server_options_get_cookie_http_only:
 * @self: options
 *
 * Returns: whether the cookie is hidden from scripts
 */
gboolean
engine_io_server_options_get_cookie_http_only (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->cookie_http_only;
}

/**
 * engine_io_server_options_get_cookie_secure:
 * @self: options
 *
 * Returns: whether the cookie is sent over TLS only
 */
gboolean
engine_io_server_options_get_cookie_secure (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), FALSE);

  return get_private (self)->cookie_secure;
}

/**
 * engine_io_server_options_get_cookie_same_site:
 * @self: options
 *
 * Returns: whether the cookie goes with requests from other sites
 */
EngineIoSameSite
engine_io_server_options_get_cookie_same_site (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), ENGINE_IO_SAME_SITE_UNSET);

  return get_private (self)->cookie_same_site;
}

/**
 * engine_io_server_options_get_cookie_max_age:
 * @self: options
 *
 * Returns: seconds that the cookie lives, or -1
 */
int
engine_io_server_options_get_cookie_max_age (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), -1);

  return get_private (self)->cookie_max_age;
}

/**
 * engine_io_server_options_get_max_sessions:
 * @self: options
 *
 * Returns: most sessions at a time
 */
guint
engine_io_server_options_get_max_sessions (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->max_sessions;
}

/**
 * engine_io_server_options_get_max_handshakes_per_address:
 * @self: options
 *
 * Returns: most handshakes from one address
 */
guint
engine_io_server_options_get_max_handshakes_per_address (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->max_handshakes_per_address;
}

/**
 * engine_io_server_options_get_handshake_window:
 * @self: options
 *
 * Returns: milliseconds for which handshakes are counted
 */
guint
engine_io_server_options_get_handshake_window (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->handshake_window;
}

/**
 * engine_io_server_options_get_max_queued:
 * @self: options
 *
 * Returns: most bytes that wait for one client
 */
gsize
engine_io_server_options_get_max_queued (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return (gsize) get_private (self)->max_queued;
}

/**
 * engine_io_server_options_get_http_timeout:
 * @self: options
 *
 * Returns: seconds for which a connection may be silent; 0 for no limit
 */
guint
engine_io_server_options_get_http_timeout (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), 0);

  return get_private (self)->http_timeout;
}

/**
 * engine_io_server_options_get_trusted_header:
 * @self: options
 *
 * Returns: (nullable): a proxy's header with the client's address
 */
const char *
engine_io_server_options_get_trusted_header (EngineIoServerOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);

  return get_private (self)->trusted_header;
}

/**
 * engine_io_server_options_build_cookie: (skip)
 * @self: options
 * @value: the cookie's value
 *
 * Returns: (transfer full) (nullable): what to set, or %NULL for no cookie
 */
char *
engine_io_server_options_build_cookie (EngineIoServerOptions *self, const char *value)
{
  static const char *const same_site[] = { NULL, "Lax", "Strict", "None" };
  EngineIoServerOptionsPrivate *priv = NULL;
  GString *cookie = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_SERVER_OPTIONS (self), NULL);
  g_return_val_if_fail (value != NULL, NULL);

  priv = get_private (self);
  if (priv->cookie_name == NULL)
    return NULL;

  cookie = g_string_new (NULL);
  g_string_append_printf (cookie, "%s=%s", priv->cookie_name, value);
  if (priv->cookie_max_age >= 0)
    g_string_append_printf (cookie, "; Max-Age=%d", priv->cookie_max_age);
  if (priv->cookie_path != NULL)
    g_string_append_printf (cookie, "; Path=%s", priv->cookie_path);
  if (priv->cookie_http_only)
    g_string_append (cookie, "; HttpOnly");
  if (priv->cookie_secure)
    g_string_append (cookie, "; Secure");
  if (same_site[priv->cookie_same_site] != NULL)
    g_string_append_printf (cookie, "; SameSite=%s", same_site[priv->cookie_same_site]);

  return g_string_free_and_steal (cookie);
}
