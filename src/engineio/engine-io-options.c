/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a client connects.  The properties are JavaScript's options by name, with
 * its defaults unless said otherwise; extra query parameters and headers are set
 * by method, because they are lists.
 *
 * There are many properties and nothing happens in any of them, so they are a
 * table: each is a field of the private struct, and its type tells how to read,
 * write and free it.
 */
#include "engine-io-options.h"

#include <string.h>

#define DEFAULT_MAX_INCOMING_SIZE (64 * 1024 * 1024)

typedef struct {
  char *transport; /* NULL for every transport */
  char *name;
  char *value;
} Header;

typedef struct {
  char *name;
  char *value;
} Parameter;

typedef struct {
  char *path; /* NULL for the class's */
  gboolean add_trailing_slash;
  char **transports;
  gboolean upgrade;
  gboolean remember_upgrade;
  gboolean try_all_transports;
  char **protocols;
  gboolean force_base64;
  gboolean timestamp_requests;
  gboolean timestamp_websocket;
  char *timestamp_parameter;
  gboolean per_message_deflate;
  guint deflate_threshold;
  guint request_timeout;
  guint probe_timeout;
  guint64 max_incoming_size;
  SoupCookieJar *cookie_jar;
  GTlsDatabase *tls_database;
  GTlsInteraction *tls_interaction;
  GTlsCertificate *client_certificate;
  gboolean reject_unauthorized;
  GProxyResolver *proxy_resolver;
  GSocketConnectable *remote_connectable;

  GPtrArray *parameters; /* of Parameter */
  GPtrArray *headers;    /* of Header */
} EngineIoOptionsPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (EngineIoOptions, engine_io_options, G_TYPE_OBJECT)

typedef enum {
  PROP_PATH = 1,
  PROP_ADD_TRAILING_SLASH,
  PROP_TRANSPORTS,
  PROP_UPGRADE,
  PROP_REMEMBER_UPGRADE,
  PROP_TRY_ALL_TRANSPORTS,
  PROP_PROTOCOLS,
  PROP_FORCE_BASE64,
  PROP_TIMESTAMP_REQUESTS,
  PROP_TIMESTAMP_WEBSOCKET,
  PROP_TIMESTAMP_PARAMETER,
  PROP_PER_MESSAGE_DEFLATE,
  PROP_DEFLATE_THRESHOLD,
  PROP_REQUEST_TIMEOUT,
  PROP_PROBE_TIMEOUT,
  PROP_MAX_INCOMING_SIZE,
  PROP_COOKIE_JAR,
  PROP_TLS_DATABASE,
  PROP_TLS_INTERACTION,
  PROP_CLIENT_CERTIFICATE,
  PROP_REJECT_UNAUTHORIZED,
  PROP_PROXY_RESOLVER,
  PROP_REMOTE_CONNECTABLE,
} EngineIoOptionsProperty;

static GParamSpec *properties[PROP_REMOTE_CONNECTABLE + 1];

#define FIELD(name) G_STRUCT_OFFSET (EngineIoOptionsPrivate, name)

/* Where a property is kept. */
static const gsize fields[PROP_REMOTE_CONNECTABLE + 1] = {
  [PROP_PATH] = FIELD (path),
  [PROP_ADD_TRAILING_SLASH] = FIELD (add_trailing_slash),
  [PROP_TRANSPORTS] = FIELD (transports),
  [PROP_UPGRADE] = FIELD (upgrade),
  [PROP_REMEMBER_UPGRADE] = FIELD (remember_upgrade),
  [PROP_TRY_ALL_TRANSPORTS] = FIELD (try_all_transports),
  [PROP_PROTOCOLS] = FIELD (protocols),
  [PROP_FORCE_BASE64] = FIELD (force_base64),
  [PROP_TIMESTAMP_REQUESTS] = FIELD (timestamp_requests),
  [PROP_TIMESTAMP_WEBSOCKET] = FIELD (timestamp_websocket),
  [PROP_TIMESTAMP_PARAMETER] = FIELD (timestamp_parameter),
  [PROP_PER_MESSAGE_DEFLATE] = FIELD (per_message_deflate),
  [PROP_DEFLATE_THRESHOLD] = FIELD (deflate_threshold),
  [PROP_REQUEST_TIMEOUT] = FIELD (request_timeout),
  [PROP_PROBE_TIMEOUT] = FIELD (probe_timeout),
  [PROP_MAX_INCOMING_SIZE] = FIELD (max_incoming_size),
  [PROP_COOKIE_JAR] = FIELD (cookie_jar),
  [PROP_TLS_DATABASE] = FIELD (tls_database),
  [PROP_TLS_INTERACTION] = FIELD (tls_interaction),
  [PROP_CLIENT_CERTIFICATE] = FIELD (client_certificate),
  [PROP_REJECT_UNAUTHORIZED] = FIELD (reject_unauthorized),
  [PROP_PROXY_RESOLVER] = FIELD (proxy_resolver),
  [PROP_REMOTE_CONNECTABLE] = FIELD (remote_connectable),
};

static EngineIoOptionsPrivate *
get_private (EngineIoOptions *self)
{
  return engine_io_options_get_instance_private (self);
}

static void
header_free (gpointer data)
{
  Header *header = data;

  g_free (header->transport);
  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

static void
parameter_free (gpointer data)
{
  Parameter *parameter = data;

  g_free (parameter->name);
  g_free (parameter->value);
  g_free (parameter);
}

/* A name that RFC 9110 calls a token. */
static gboolean
is_token (const char *name)
{
  if (*name == '\0')
    return FALSE;

  for (; *name != '\0'; name++) {
    if (!g_ascii_isalnum (*name) && strchr ("!#$%&'*+-.^_`|~", *name) == NULL)
      return FALSE;
  }

  return TRUE;
}

/* What the protocol itself says in the query; nobody else may. */
static gboolean
is_reserved (const char *name)
{
  return g_str_equal (name, "EIO") || g_str_equal (name, "transport") || g_str_equal (name, "sid");
}

static void
engine_io_options_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  EngineIoOptions *self = ENGINE_IO_OPTIONS (object);
  gpointer field = (guint8 *) get_private (self) + fields[property_id];

  if (property_id == PROP_PATH)
    g_value_set_string (value, engine_io_options_get_path (self));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, *(gboolean *) field);
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, *(guint *) field);
  else if (G_VALUE_HOLDS_UINT64 (value))
    g_value_set_uint64 (value, *(guint64 *) field);
  else if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, *(char **) field);
  else if (G_VALUE_HOLDS_OBJECT (value))
    g_value_set_object (value, *(GObject **) field);
  else
    g_value_set_boxed (value, *(gpointer *) field);
}

/* Takes the value over into the field, and tells whether that changed anything. */
static gboolean
store_value (gpointer field, const GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value))
    return g_set_str ((char **) field, g_value_get_string (value));
  if (G_VALUE_HOLDS_OBJECT (value))
    return g_set_object ((GObject **) field, g_value_get_object (value));

  if (G_VALUE_HOLDS_BOOLEAN (value)) {
    gboolean changed = *(gboolean *) field != g_value_get_boolean (value);

    *(gboolean *) field = g_value_get_boolean (value);
    return changed;
  }
  if (G_VALUE_HOLDS_UINT (value)) {
    gboolean changed = *(guint *) field != g_value_get_uint (value);

    *(guint *) field = g_value_get_uint (value);
    return changed;
  }
  if (G_VALUE_HOLDS_UINT64 (value)) {
    gboolean changed = *(guint64 *) field != g_value_get_uint64 (value);

    *(guint64 *) field = g_value_get_uint64 (value);
    return changed;
  }

  g_assert (G_VALUE_HOLDS (value, G_TYPE_STRV));
  g_strfreev (*(char ***) field);
  *(char ***) field = g_value_dup_boxed (value);

  return TRUE;
}

static void
engine_io_options_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  gpointer field = (guint8 *) get_private (ENGINE_IO_OPTIONS (object)) + fields[property_id];

  if (store_value (field, value))
    g_object_notify_by_pspec (object, pspec);
}

static void
engine_io_options_dispose (GObject *object)
{
  EngineIoOptionsPrivate *priv = get_private (ENGINE_IO_OPTIONS (object));

  g_clear_object (&priv->cookie_jar);
  g_clear_object (&priv->tls_database);
  g_clear_object (&priv->tls_interaction);
  g_clear_object (&priv->client_certificate);
  g_clear_object (&priv->proxy_resolver);
  g_clear_object (&priv->remote_connectable);

  G_OBJECT_CLASS (engine_io_options_parent_class)->dispose (object);
}

static void
engine_io_options_finalize (GObject *object)
{
  EngineIoOptionsPrivate *priv = get_private (ENGINE_IO_OPTIONS (object));

  g_free (priv->path);
  g_free (priv->timestamp_parameter);
  g_strfreev (priv->transports);
  g_strfreev (priv->protocols);
  g_ptr_array_unref (priv->parameters);
  g_ptr_array_unref (priv->headers);

  G_OBJECT_CLASS (engine_io_options_parent_class)->finalize (object);
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)

static void
install_transport_properties (void)
{
  /**
   * EngineIoOptions:path:
   *
   * Where on the server Engine.IO is: "/engine.io/", or "/socket.io/" in Socket.IO's options.
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, FLAGS);

  /**
   * EngineIoOptions:add-trailing-slash:
   *
   * Whether the path is made to end with a slash.
   */
  properties[PROP_ADD_TRAILING_SLASH] =
    g_param_spec_boolean ("add-trailing-slash", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoOptions:transports:
   *
   * The transports to use, in order: "polling" and "websocket".
   */
  properties[PROP_TRANSPORTS] = g_param_spec_boxed ("transports", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoOptions:upgrade:
   *
   * Whether to change from polling to WebSocket where the server offers it.
   */
  properties[PROP_UPGRADE] = g_param_spec_boolean ("upgrade", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoOptions:remember-upgrade:
   *
   * Whether to begin with WebSocket where it worked the last time.  What worked is remembered for
   * each host and port, as long as the process lives.
   */
  properties[PROP_REMEMBER_UPGRADE] =
    g_param_spec_boolean ("remember-upgrade", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoOptions:try-all-transports:
   *
   * Whether to try the next transport if one fails before the session is open.
   */
  properties[PROP_TRY_ALL_TRANSPORTS] =
    g_param_spec_boolean ("try-all-transports", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoOptions:protocols:
   *
   * WebSocket subprotocols to offer.
   */
  properties[PROP_PROTOCOLS] = g_param_spec_boxed ("protocols", NULL, NULL, G_TYPE_STRV, FLAGS);

  /**
   * EngineIoOptions:force-base64:
   *
   * Whether bytes go as base64 text even where they could go as they are.
   */
  properties[PROP_FORCE_BASE64] = g_param_spec_boolean ("force-base64", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoOptions:timestamp-requests:
   *
   * Whether each polling request gets a parameter of its own, against caches that answer from
   * memory.
   */
  properties[PROP_TIMESTAMP_REQUESTS] =
    g_param_spec_boolean ("timestamp-requests", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoOptions:timestamp-websocket:
   *
   * Whether WebSocket requests get that parameter, too.  In JavaScript `timestampRequests: true`
   * asks for both.
   */
  properties[PROP_TIMESTAMP_WEBSOCKET] =
    g_param_spec_boolean ("timestamp-websocket", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoOptions:timestamp-parameter:
   *
   * The name of the parameter of [property@EngineIo.Options:timestamp-requests].
   */
  properties[PROP_TIMESTAMP_PARAMETER] =
    g_param_spec_string ("timestamp-parameter", NULL, NULL, "t", FLAGS);
}

static void
install_limit_properties (void)
{
  /**
   * EngineIoOptions:per-message-deflate:
   *
   * Whether to offer compression of WebSocket messages.
   */
  properties[PROP_PER_MESSAGE_DEFLATE] =
    g_param_spec_boolean ("per-message-deflate", NULL, NULL, FALSE, FLAGS);

  /**
   * EngineIoOptions:deflate-threshold:
   *
   * Messages of fewer bytes are not compressed.
   */
  properties[PROP_DEFLATE_THRESHOLD] =
    g_param_spec_uint ("deflate-threshold", NULL, NULL, 0, G_MAXUINT, 1024, FLAGS);

  /**
   * EngineIoOptions:request-timeout:
   *
   * How long one HTTP request may take, in milliseconds; 0 for as long as it takes.  Polls wait
   * for the server, so this has to be longer than its ping interval.
   */
  properties[PROP_REQUEST_TIMEOUT] =
    g_param_spec_uint ("request-timeout", NULL, NULL, 0, G_MAXINT, 0, FLAGS);

  /**
   * EngineIoOptions:probe-timeout:
   *
   * How long a change to WebSocket may take, in milliseconds, before the session goes on with
   * polling; 0 for as long as it takes.
   */
  properties[PROP_PROBE_TIMEOUT] =
    g_param_spec_uint ("probe-timeout", NULL, NULL, 0, G_MAXINT, 10000, FLAGS);

  /**
   * EngineIoOptions:max-incoming-size:
   *
   * Most bytes that are taken from the server in one WebSocket message or one answer to a poll,
   * after decompression; 0 for no limit.
   */
  properties[PROP_MAX_INCOMING_SIZE] =
    g_param_spec_uint64 ("max-incoming-size", NULL, NULL, 0, G_MAXINT64, DEFAULT_MAX_INCOMING_SIZE,
                         FLAGS);
}

static void
install_trust_properties (void)
{
  /**
   * EngineIoOptions:cookie-jar:
   *
   * Keeps cookies, which some servers need to find a session again; a fresh one unless another is
   * set, %NULL for no cookies.
   */
  properties[PROP_COOKIE_JAR] =
    g_param_spec_object ("cookie-jar", NULL, NULL, SOUP_TYPE_COOKIE_JAR, FLAGS);

  /**
   * EngineIoOptions:tls-database:
   *
   * Certificates to trust; %NULL for those that the system trusts.
   */
  properties[PROP_TLS_DATABASE] =
    g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, FLAGS);

  /**
   * EngineIoOptions:tls-interaction:
   *
   * Asked for passwords and certificates during a TLS handshake.
   */
  properties[PROP_TLS_INTERACTION] =
    g_param_spec_object ("tls-interaction", NULL, NULL, G_TYPE_TLS_INTERACTION, FLAGS);

  /**
   * EngineIoOptions:client-certificate:
   *
   * Shown to servers that ask for one.
   */
  properties[PROP_CLIENT_CERTIFICATE] =
    g_param_spec_object ("client-certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, FLAGS);

  /**
   * EngineIoOptions:reject-unauthorized:
   *
   * Whether a server must have a valid certificate.
   */
  properties[PROP_REJECT_UNAUTHORIZED] =
    g_param_spec_boolean ("reject-unauthorized", NULL, NULL, TRUE, FLAGS);

  /**
   * EngineIoOptions:proxy-resolver:
   *
   * Says which proxy to use; %NULL for the system's settings.
   */
  properties[PROP_PROXY_RESOLVER] =
    g_param_spec_object ("proxy-resolver", NULL, NULL, G_TYPE_PROXY_RESOLVER, FLAGS);

  /**
   * EngineIoOptions:remote-connectable:
   *
   * Where to connect to instead of the host and port of the address, a Unix socket for example;
   * %NULL for these.
   */
  properties[PROP_REMOTE_CONNECTABLE] =
    g_param_spec_object ("remote-connectable", NULL, NULL, G_TYPE_SOCKET_CONNECTABLE, FLAGS);
}

static void
engine_io_options_class_init (EngineIoOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  klass->default_path = "/engine.io/";

  object_class->get_property = engine_io_options_get_property;
  object_class->set_property = engine_io_options_set_property;
  object_class->dispose = engine_io_options_dispose;
  object_class->finalize = engine_io_options_finalize;

  install_transport_properties ();
  install_limit_properties ();
  install_trust_properties ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
engine_io_options_init (EngineIoOptions *self)
{
  static const char *const transports[] = { "polling", "websocket", NULL };
  EngineIoOptionsPrivate *priv = get_private (self);

  priv->add_trailing_slash = TRUE;
  priv->transports = g_strdupv ((char **) transports);
  priv->upgrade = TRUE;
  priv->timestamp_requests = TRUE;
  priv->timestamp_parameter = g_strdup ("t");
  priv->deflate_threshold = 1024;
  priv->probe_timeout = 10000;
  priv->max_incoming_size = DEFAULT_MAX_INCOMING_SIZE;
  priv->cookie_jar = soup_cookie_jar_new ();
  priv->reject_unauthorized = TRUE;
  priv->parameters = g_ptr_array_new_with_free_func (parameter_free);
  priv->headers = g_ptr_array_new_with_free_func (header_free);
}

/**
 * engine_io_options_new:
 *
 * Returns: (transfer full): the defaults
 */
EngineIoOptions *
engine_io_options_new (void)
{
  return g_object_new (ENGINE_IO_TYPE_OPTIONS, NULL);
}

/**
 * engine_io_options_get_path:
 * @self: options
 *
 * Returns: where on the server Engine.IO is
 */
const char *
engine_io_options_get_path (EngineIoOptions *self)
{
  EngineIoOptionsPrivate *priv = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  priv = get_private (self);

  return priv->path != NULL ? priv->path : ENGINE_IO_OPTIONS_GET_CLASS (self)->default_path;
}

/**
 * engine_io_options_get_add_trailing_slash:
 * @self: options
 *
 * Returns: whether the path is made to end with a slash
 */
gboolean
engine_io_options_get_add_trailing_slash (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->add_trailing_slash;
}

/**
 * engine_io_options_get_transports:
 * @self: options
 *
 * Returns: (transfer none) (nullable): the transports to use, in order
 */
const char *const *
engine_io_options_get_transports (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->transports;
}

/**
 * engine_io_options_get_upgrade:
 * @self: options
 *
 * Returns: whether to change to WebSocket where the server offers it
 */
gboolean
engine_io_options_get_upgrade (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->upgrade;
}

/**
 * engine_io_options_get_remember_upgrade:
 * @self: options
 *
 * Returns: whether to begin with WebSocket where it worked the last time
 */
gboolean
engine_io_options_get_remember_upgrade (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->remember_upgrade;
}

/**
 * engine_io_options_get_try_all_transports:
 * @self: options
 *
 * Returns: whether to try the next transport if one fails
 */
gboolean
engine_io_options_get_try_all_transports (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->try_all_transports;
}

/**
 * engine_io_options_get_protocols:
 * @self: options
 *
 * Returns: (transfer none) (nullable): WebSocket subprotocols to offer
 */
const char *const *
engine_io_options_get_protocols (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return (const char *const *) get_private (self)->protocols;
}

/**
 * engine_io_options_get_force_base64:
 * @self: options
 *
 * Returns: whether bytes always go as base64
 */
gboolean
engine_io_options_get_force_base64 (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->force_base64;
}

/**
 * engine_io_options_get_timestamp_requests:
 * @self: options
 *
 * Returns: whether polling requests carry a parameter against caches
 */
gboolean
engine_io_options_get_timestamp_requests (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->timestamp_requests;
}

/**
 * engine_io_options_get_timestamp_websocket:
 * @self: options
 *
 * Returns: whether WebSocket requests get a parameter of their own
 */
gboolean
engine_io_options_get_timestamp_websocket (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->timestamp_websocket;
}

/**
 * engine_io_options_get_timestamp_parameter:
 * @self: options
 *
 * Returns: (nullable): the name of that parameter
 */
const char *
engine_io_options_get_timestamp_parameter (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->timestamp_parameter;
}

/**
 * engine_io_options_get_per_message_deflate:
 * @self: options
 *
 * Returns: whether to offer compression of WebSocket messages
 */
gboolean
engine_io_options_get_per_message_deflate (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->per_message_deflate;
}

/**
 * engine_io_options_get_deflate_threshold:
 * @self: options
 *
 * Returns: bytes below which a message is not compressed
 */
guint
engine_io_options_get_deflate_threshold (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), 0);

  return get_private (self)->deflate_threshold;
}

/**
 * engine_io_options_get_request_timeout:
 * @self: options
 *
 * Returns: how long one HTTP request may take, in milliseconds; 0 for no limit
 */
guint
engine_io_options_get_request_timeout (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), 0);

  return get_private (self)->request_timeout;
}

/**
 * engine_io_options_get_probe_timeout:
 * @self: options
 *
 * Returns: how long an upgrade may take, in milliseconds; 0 for no limit
 */
guint
engine_io_options_get_probe_timeout (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), 0);

  return get_private (self)->probe_timeout;
}

/**
 * engine_io_options_get_max_incoming_size:
 * @self: options
 *
 * Returns: most bytes that are taken in one message; 0 for no limit
 */
gsize
engine_io_options_get_max_incoming_size (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), 0);

  return (gsize) get_private (self)->max_incoming_size;
}

/**
 * engine_io_options_get_cookie_jar:
 * @self: options
 *
 * Returns: (transfer none) (nullable): where cookies are kept
 */
SoupCookieJar *
engine_io_options_get_cookie_jar (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->cookie_jar;
}

/**
 * engine_io_options_get_tls_database:
 * @self: options
 *
 * Returns: (transfer none) (nullable): certificates to trust
 */
GTlsDatabase *
engine_io_options_get_tls_database (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->tls_database;
}

/**
 * engine_io_options_get_tls_interaction:
 * @self: options
 *
 * Returns: (transfer none) (nullable): asked during a TLS handshake
 */
GTlsInteraction *
engine_io_options_get_tls_interaction (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->tls_interaction;
}

/**
 * engine_io_options_get_client_certificate:
 * @self: options
 *
 * Returns: (transfer none) (nullable): shown to servers that ask
 */
GTlsCertificate *
engine_io_options_get_client_certificate (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->client_certificate;
}

/**
 * engine_io_options_get_reject_unauthorized:
 * @self: options
 *
 * Returns: whether a server must have a valid certificate
 */
gboolean
engine_io_options_get_reject_unauthorized (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), FALSE);

  return get_private (self)->reject_unauthorized;
}

/**
 * engine_io_options_get_proxy_resolver:
 * @self: options
 *
 * Returns: (transfer none) (nullable): says which proxy to use
 */
GProxyResolver *
engine_io_options_get_proxy_resolver (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->proxy_resolver;
}

/**
 * engine_io_options_get_remote_connectable:
 * @self: options
 *
 * Returns: (transfer none) (nullable): where to connect to, whatever the address says
 */
GSocketConnectable *
engine_io_options_get_remote_connectable (EngineIoOptions *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  return get_private (self)->remote_connectable;
}

/**
 * engine_io_options_set_query_parameter:
 * @self: options
 * @name: a name; "EIO", "transport" and "sid" belong to the protocol and are not sent
 * @value: (nullable): its value, or %NULL to remove it
 *
 * Sets a parameter that every request carries in its query.
 */
void
engine_io_options_set_query_parameter (EngineIoOptions *self, const char *name, const char *value)
{
  EngineIoOptionsPrivate *priv = NULL;
  Parameter *parameter = NULL;

  g_return_if_fail (ENGINE_IO_IS_OPTIONS (self));
  g_return_if_fail (name != NULL && *name != '\0');

  priv = get_private (self);
  for (guint i = 0; i < priv->parameters->len; i++) {
    parameter = g_ptr_array_index (priv->parameters, i);
    if (!g_str_equal (parameter->name, name))
      continue;

    if (value == NULL)
      g_ptr_array_remove_index (priv->parameters, i);
    else
      g_set_str (&parameter->value, value);
    return;
  }

  if (value == NULL)
    return;

  parameter = g_new0 (Parameter, 1);
  parameter->name = g_strdup (name);
  parameter->value = g_strdup (value);
  g_ptr_array_add (priv->parameters, parameter);
}

/**
 * engine_io_options_get_query_parameter:
 * @self: options
 * @name: a name
 *
 * Returns: (nullable): its value
 */
const char *
engine_io_options_get_query_parameter (EngineIoOptions *self, const char *name)
{
  EngineIoOptionsPrivate *priv = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  priv = get_private (self);
  for (guint i = 0; i < priv->parameters->len; i++) {
    Parameter *parameter = g_ptr_array_index (priv->parameters, i);

    if (g_str_equal (parameter->name, name))
      return parameter->value;
  }

  return NULL;
}

/**
 * engine_io_options_set_header:
 * @self: options
 * @transport: (nullable): "polling" or "websocket" to send it with requests of that transport
 *   only, %NULL for all
 * @name: a header's name
 * @value: (nullable): its value, without line breaks, or %NULL to remove it
 *
 * Sets a header that requests carry.
 */
void
engine_io_options_set_header (EngineIoOptions *self,
                              const char *transport,
                              const char *name,
                              const char *value)
{
  EngineIoOptionsPrivate *priv = NULL;
  Header *header = NULL;

  g_return_if_fail (ENGINE_IO_IS_OPTIONS (self));
  g_return_if_fail (name != NULL && is_token (name));
  g_return_if_fail (value == NULL || strpbrk (value, "\r\n") == NULL);

  priv = get_private (self);
  for (guint i = 0; i < priv->headers->len; i++) {
    header = g_ptr_array_index (priv->headers, i);
    if (g_strcmp0 (header->transport, transport) == 0 &&
        g_ascii_strcasecmp (header->name, name) == 0) {
      g_ptr_array_remove_index (priv->headers, i);
      break;
    }
  }

  if (value == NULL)
    return;

  header = g_new0 (Header, 1);
  header->transport = g_strdup (transport);
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  g_ptr_array_add (priv->headers, header);
}

/**
 * engine_io_options_build_query: (skip)
 * @self: options
 *
 * Returns: (transfer full): the query parameters, encoded and joined; "" for none
 */
char *
engine_io_options_build_query (EngineIoOptions *self)
{
  EngineIoOptionsPrivate *priv = NULL;
  GString *query = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_OPTIONS (self), NULL);

  priv = get_private (self);
  query = g_string_new (NULL);
  for (guint i = 0; i < priv->parameters->len; i++) {
    Parameter *parameter = g_ptr_array_index (priv->parameters, i);

    if (is_reserved (parameter->name))
      continue;
    if (query->len > 0)
      g_string_append_c (query, '&');
    g_string_append_uri_escaped (query, parameter->name, NULL, FALSE);
    g_string_append_c (query, '=');
    g_string_append_uri_escaped (query, parameter->value, NULL, FALSE);
  }

  return g_string_free_and_steal (query);
}

/**
 * engine_io_options_apply_headers: (skip)
 * @self: options
 * @transport: the transport that sends
 * @headers: headers of a request
 *
 * Adds the headers that were set for @transport, after those for all.
 */
void
engine_io_options_apply_headers (EngineIoOptions *self,
                                 const char *transport,
                                 SoupMessageHeaders *headers)
{
  EngineIoOptionsPrivate *priv = NULL;

  g_return_if_fail (ENGINE_IO_IS_OPTIONS (self));

  priv = get_private (self);
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < priv->headers->len; i++) {
      Header *header = g_ptr_array_index (priv->headers, i);

      if (pass == 0 ? header->transport == NULL : g_strcmp0 (header->transport, transport) == 0)
        soup_message_headers_replace (headers, header->name, header->value);
    }
  }
}
