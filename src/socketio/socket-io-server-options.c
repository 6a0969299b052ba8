/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Socket.IO's own options of a server, beside those of Engine.IO below.  The
 * defaults are those of the JavaScript server.
 */
#include "socket-io-server-options.h"

#include "socket-io-memory-adapter.h"

struct _SocketIoServerOptions {
  EngineIoServerOptions parent_instance;

  guint connect_timeout;
  gboolean cleanup_empty_child_namespaces;
  gboolean connection_state_recovery;
  guint max_disconnection_duration;
  gboolean skip_middlewares;
  guint max_attachments;
  GType parser_type;
  GType adapter_type;
};

G_DEFINE_FINAL_TYPE (SocketIoServerOptions, socket_io_server_options, ENGINE_IO_TYPE_SERVER_OPTIONS)

typedef enum {
  PROP_CONNECT_TIMEOUT = 1,
  PROP_CLEANUP_EMPTY_CHILD_NAMESPACES,
  PROP_CONNECTION_STATE_RECOVERY,
  PROP_MAX_DISCONNECTION_DURATION,
  PROP_SKIP_MIDDLEWARES,
  PROP_MAX_ATTACHMENTS,
  PROP_PARSER_TYPE,
  PROP_ADAPTER_TYPE,
} SocketIoServerOptionsProperty;

static GParamSpec *properties[PROP_ADAPTER_TYPE + 1];

static void
socket_io_server_options_get_property (GObject *object,
                                       guint property_id,
                                       GValue *value,
                                       GParamSpec *pspec)
{
  SocketIoServerOptions *self = SOCKET_IO_SERVER_OPTIONS (object);

  switch ((SocketIoServerOptionsProperty) property_id) {
  case PROP_CONNECT_TIMEOUT:
    g_value_set_uint (value, self->connect_timeout);
    break;
  case PROP_CLEANUP_EMPTY_CHILD_NAMESPACES:
    g_value_set_boolean (value, self->cleanup_empty_child_namespaces);
    break;
  case PROP_CONNECTION_STATE_RECOVERY:
    g_value_set_boolean (value, self->connection_state_recovery);
    break;
  case PROP_MAX_DISCONNECTION_DURATION:
    g_value_set_uint (value, self->max_disconnection_duration);
    break;
  case PROP_SKIP_MIDDLEWARES:
    g_value_set_boolean (value, self->skip_middlewares);
    break;
  case PROP_MAX_ATTACHMENTS:
    g_value_set_uint (value, self->max_attachments);
    break;
  case PROP_PARSER_TYPE:
    g_value_set_gtype (value, self->parser_type);
    break;
  case PROP_ADAPTER_TYPE:
    g_value_set_gtype (value, self->adapter_type);
    break;
  }
}

static void
set_boolean (GObject *object, gboolean *field, const GValue *value, GParamSpec *pspec)
{
  gboolean flag = g_value_get_boolean (value);

  if (*field == flag)
    return;

  *field = flag;
  g_object_notify_by_pspec (object, pspec);
}

static void
set_uint (GObject *object, guint *field, const GValue *value, GParamSpec *pspec)
{
  guint number = g_value_get_uint (value);

  if (*field == number)
    return;

  *field = number;
  g_object_notify_by_pspec (object, pspec);
}

static void
set_type (GObject *object, GType *field, const GValue *value, GParamSpec *pspec)
{
  GType type = g_value_get_gtype (value);

  if (*field == type)
    return;

  *field = type;
  g_object_notify_by_pspec (object, pspec);
}

static void
socket_io_server_options_set_property (GObject *object,
                                       guint property_id,
                                       const GValue *value,
                                       GParamSpec *pspec)
{
  SocketIoServerOptions *self = SOCKET_IO_SERVER_OPTIONS (object);

  switch ((SocketIoServerOptionsProperty) property_id) {
  case PROP_CONNECT_TIMEOUT:
    set_uint (object, &self->connect_timeout, value, pspec);
    break;
  case PROP_CLEANUP_EMPTY_CHILD_NAMESPACES:
    set_boolean (object, &self->cleanup_empty_child_namespaces, value, pspec);
    break;
  case PROP_CONNECTION_STATE_RECOVERY:
    set_boolean (object, &self->connection_state_recovery, value, pspec);
    break;
  case PROP_MAX_DISCONNECTION_DURATION:
    set_uint (object, &self->max_disconnection_duration, value, pspec);
    break;
  case PROP_SKIP_MIDDLEWARES:
    set_boolean (object, &self->skip_middlewares, value, pspec);
    break;
  case PROP_MAX_ATTACHMENTS:
    set_uint (object, &self->max_attachments, value, pspec);
    break;
  case PROP_PARSER_TYPE:
    set_type (object, &self->parser_type, value, pspec);
    break;
  case PROP_ADAPTER_TYPE:
    set_type (object, &self->adapter_type, value, pspec);
    break;
  }
}

static void
socket_io_server_options_class_init (SocketIoServerOptionsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_server_options_get_property;
  object_class->set_property = socket_io_server_options_set_property;
  ENGINE_IO_SERVER_OPTIONS_CLASS (klass)->default_path = "/socket.io";

  /**
   * SocketIoServerOptions:connect-timeout:
   *
   * Milliseconds after which a connection that has joined no namespace is closed ("Connection to a
   * namespace" in the Socket.IO protocol); 0 for never.
   */
  properties[PROP_CONNECT_TIMEOUT] =
    g_param_spec_uint ("connect-timeout", NULL, NULL, 0, G_MAXINT, 45000, flags);
  /**
   * SocketIoServerOptions:cleanup-empty-child-namespaces:
   *
   * Whether a dynamic namespace goes away when its last socket has left.
   */
  properties[PROP_CLEANUP_EMPTY_CHILD_NAMESPACES] =
    g_param_spec_boolean ("cleanup-empty-child-namespaces", NULL, NULL, FALSE, flags);
  /**
   * SocketIoServerOptions:connection-state-recovery:
   *
   * Whether a client whose connection broke gets its id, rooms and data back when
   * it returns, and what it has missed.
   */
  properties[PROP_CONNECTION_STATE_RECOVERY] =
    g_param_spec_boolean ("connection-state-recovery", NULL, NULL, FALSE, flags);
  /**
   * SocketIoServerOptions:max-disconnection-duration:
   *
   * Milliseconds for which the state of a lost connection is kept.
   */
  properties[PROP_MAX_DISCONNECTION_DURATION] =
    g_param_spec_uint ("max-disconnection-duration", NULL, NULL, 0, G_MAXINT, 120000, flags);
  /**
   * SocketIoServerOptions:skip-middlewares:
   *
   * Whether a client whose state is recovered is let in without asking the
   * middleware again.
   */
  properties[PROP_SKIP_MIDDLEWARES] =
    g_param_spec_boolean ("skip-middlewares", NULL, NULL, TRUE, flags);
  /**
   * SocketIoServerOptions:max-attachments:
   *
   * Most binary attachments of one packet ("Packet encoding" in the Socket.IO protocol), in both
   * directions.
   */
  properties[PROP_MAX_ATTACHMENTS] =
    g_param_spec_uint ("max-attachments", NULL, NULL, 0, G_MAXUINT, 10, flags);
  /**
   * SocketIoServerOptions:parser-type:
   *
   * The [class@SocketIo.Parser] that both ends have agreed on.  Nothing of a
   * packet may stay in it once the packet is complete: many connections share it.
   */
  properties[PROP_PARSER_TYPE] =
    g_param_spec_gtype ("parser-type", NULL, NULL, SOCKET_IO_TYPE_PARSER, flags);
  /**
   * SocketIoServerOptions:adapter-type:
   *
   * The [class@SocketIo.Adapter] of each namespace.
   */
  properties[PROP_ADAPTER_TYPE] =
    g_param_spec_gtype ("adapter-type", NULL, NULL, SOCKET_IO_TYPE_ADAPTER, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
socket_io_server_options_init (SocketIoServerOptions *self)
{
  self->connect_timeout = 45000;
  self->max_disconnection_duration = 120000;
  self->skip_middlewares = TRUE;
  self->max_attachments = 10;
  self->parser_type = SOCKET_IO_TYPE_PARSER;
  self->adapter_type = SOCKET_IO_TYPE_MEMORY_ADAPTER;
}

/**
 * socket_io_server_options_new:
 *
 * Makes options, to be set as properties.
 *
 * Returns: (transfer full): options with the defaults
 */
SocketIoServerOptions *
socket_io_server_options_new (void)
{
  return g_object_new (SOCKET_IO_TYPE_SERVER_OPTIONS, NULL);
}

/**
 * socket_io_server_options_get_connect_timeout:
 * @self: options
 *
 * Returns: how long a connection may be without a namespace, in milliseconds; 0 for ever
 */
guint
socket_io_server_options_get_connect_timeout (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), 0);

  return self->connect_timeout;
}

/**
 * socket_io_server_options_get_cleanup_empty_child_namespaces:
 * @self: options
 *
 * Returns: whether a dynamic namespace goes away with its last socket
 */
gboolean
socket_io_server_options_get_cleanup_empty_child_namespaces (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), FALSE);

  return self->cleanup_empty_child_namespaces;
}

/**
 * socket_io_server_options_get_connection_state_recovery:
 * @self: options
 *
 * Returns: whether clients that return find their state again
 */
gboolean
socket_io_server_options_get_connection_state_recovery (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), FALSE);

  return self->connection_state_recovery;
}

/**
 * socket_io_server_options_get_max_disconnection_duration:
 * @self: options
 *
 * Returns: how long that state is kept, in milliseconds
 */
guint
socket_io_server_options_get_max_disconnection_duration (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), 0);

  return self->max_disconnection_duration;
}

/**
 * socket_io_server_options_get_skip_middlewares:
 * @self: options
 *
 * Returns: whether the middleware is not asked about those who return
 */
gboolean
socket_io_server_options_get_skip_middlewares (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), FALSE);

  return self->skip_middlewares;
}

/**
 * socket_io_server_options_get_max_attachments:
 * @self: options
 *
 * Returns: most attachments of one packet
 */
guint
socket_io_server_options_get_max_attachments (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), 0);

  return self->max_attachments;
}

/**
 * socket_io_server_options_get_parser_type:
 * @self: options
 *
 * Returns: the type of the parser
 */
GType
socket_io_server_options_get_parser_type (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), G_TYPE_INVALID);

  return self->parser_type;
}

/**
 * socket_io_server_options_get_adapter_type:
 * @self: options
 *
 * Returns: the type of the adapters
 */
GType
socket_io_server_options_get_adapter_type (SocketIoServerOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_SERVER_OPTIONS (self), G_TYPE_INVALID);

  return self->adapter_type;
}
