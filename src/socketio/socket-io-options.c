/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Socket.IO's own options, beside those of the connection below.  The defaults
 * are those of the JavaScript client.
 */
#include "socket-io-options.h"

struct _SocketIoOptions {
  EngineIoOptions parent_instance;

  gboolean reconnection;
  guint reconnection_attempts;
  guint reconnection_delay;
  guint reconnection_delay_max;
  double randomization_factor;
  guint timeout;
  gboolean auto_connect;
  gboolean force_new;
  GNetworkMonitor *network_monitor;
  GType parser_type;
};

G_DEFINE_FINAL_TYPE (SocketIoOptions, socket_io_options, ENGINE_IO_TYPE_OPTIONS)

typedef enum {
  PROP_RECONNECTION = 1,
  PROP_RECONNECTION_ATTEMPTS,
  PROP_RECONNECTION_DELAY,
  PROP_RECONNECTION_DELAY_MAX,
  PROP_RANDOMIZATION_FACTOR,
  PROP_TIMEOUT,
  PROP_AUTO_CONNECT,
  PROP_FORCE_NEW,
  PROP_NETWORK_MONITOR,
  PROP_PARSER_TYPE,
} SocketIoOptionsProperty;

static GParamSpec *properties[PROP_PARSER_TYPE + 1];

static void
socket_io_options_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  SocketIoOptions *self = SOCKET_IO_OPTIONS (object);

  switch ((SocketIoOptionsProperty) property_id) {
  case PROP_RECONNECTION:
    g_value_set_boolean (value, self->reconnection);
    break;
  case PROP_RECONNECTION_ATTEMPTS:
    g_value_set_uint (value, self->reconnection_attempts);
    break;
  case PROP_RECONNECTION_DELAY:
    g_value_set_uint (value, self->reconnection_delay);
    break;
  case PROP_RECONNECTION_DELAY_MAX:
    g_value_set_uint (value, self->reconnection_delay_max);
    break;
  case PROP_RANDOMIZATION_FACTOR:
    g_value_set_double (value, self->randomization_factor);
    break;
  case PROP_TIMEOUT:
    g_value_set_uint (value, self->timeout);
    break;
  case PROP_AUTO_CONNECT:
    g_value_set_boolean (value, self->auto_connect);
    break;
  case PROP_FORCE_NEW:
    g_value_set_boolean (value, self->force_new);
    break;
  case PROP_NETWORK_MONITOR:
    g_value_set_object (value, self->network_monitor);
    break;
  case PROP_PARSER_TYPE:
    g_value_set_gtype (value, self->parser_type);
    break;
  }
}

static void
set_boolean (SocketIoOptions *self, gboolean *field, const GValue *value, GParamSpec *pspec)
{
  gboolean flag = g_value_get_boolean (value);

  if (*field == flag)
    return;

  *field = flag;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
set_uint (SocketIoOptions *self, guint *field, const GValue *value, GParamSpec *pspec)
{
  guint number = g_value_get_uint (value);

  if (*field == number)
    return;

  *field = number;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
socket_io_options_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SocketIoOptions *self = SOCKET_IO_OPTIONS (object);

  switch ((SocketIoOptionsProperty) property_id) {
  case PROP_RECONNECTION:
    set_boolean (self, &self->reconnection, value, pspec);
    break;
  case PROP_RECONNECTION_ATTEMPTS:
    set_uint (self, &self->reconnection_attempts, value, pspec);
    break;
  case PROP_RECONNECTION_DELAY:
    set_uint (self, &self->reconnection_delay, value, pspec);
    break;
  case PROP_RECONNECTION_DELAY_MAX:
    set_uint (self, &self->reconnection_delay_max, value, pspec);
    break;
  case PROP_RANDOMIZATION_FACTOR:
    if (self->randomization_factor != g_value_get_double (value)) {
      self->randomization_factor = g_value_get_double (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_TIMEOUT:
    set_uint (self, &self->timeout, value, pspec);
    break;
  case PROP_AUTO_CONNECT:
    set_boolean (self, &self->auto_connect, value, pspec);
    break;
  case PROP_FORCE_NEW:
    set_boolean (self, &self->force_new, value, pspec);
    break;
  case PROP_NETWORK_MONITOR:
    if (g_set_object (&self->network_monitor, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_PARSER_TYPE:
    if (self->parser_type != g_value_get_gtype (value)) {
      self->parser_type = g_value_get_gtype (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  }
}

static void
socket_io_options_dispose (GObject *object)
{
  g_clear_object (&SOCKET_IO_OPTIONS (object)->network_monitor);

  G_OBJECT_CLASS (socket_io_options_parent_class)->dispose (object);
}

static void
socket_io_options_class_init (SocketIoOptionsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_options_get_property;
  object_class->set_property = socket_io_options_set_property;
  object_class->dispose = socket_io_options_dispose;
  ENGINE_IO_OPTIONS_CLASS (klass)->default_path = "/socket.io/";

  /**
   * SocketIoOptions:reconnection:
   *
   * Whether a lost or failed connection is tried again by itself.
   */
  properties[PROP_RECONNECTION] = g_param_spec_boolean ("reconnection", NULL, NULL, TRUE, flags);
  /**
   * SocketIoOptions:reconnection-attempts:
   *
   * How often to try before giving up; 0 never gives up.
   */
  properties[PROP_RECONNECTION_ATTEMPTS] =
    g_param_spec_uint ("reconnection-attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * SocketIoOptions:reconnection-delay:
   *
   * Milliseconds before the first attempt; each further one waits twice as long.
   */
  properties[PROP_RECONNECTION_DELAY] =
    g_param_spec_uint ("reconnection-delay", NULL, NULL, 0, G_MAXINT, 1000, flags);
  /**
   * SocketIoOptions:reconnection-delay-max:
   *
   * The longest wait between two attempts, in milliseconds.
   */
  properties[PROP_RECONNECTION_DELAY_MAX] =
    g_param_spec_uint ("reconnection-delay-max", NULL, NULL, 0, G_MAXINT, 5000, flags);
  /**
   * SocketIoOptions:randomization-factor:
   *
   * How far a wait may be off its nominal length, so that many clients of a
   * restarted server do not come back all at once.
   */
  properties[PROP_RANDOMIZATION_FACTOR] =
    g_param_spec_double ("randomization-factor", NULL, NULL, 0.0, 1.0, 0.5, flags);
  /**
   * SocketIoOptions:timeout:
   *
   * Milliseconds that one connection attempt may take; 0 for any time.
   */
  properties[PROP_TIMEOUT] = g_param_spec_uint ("timeout", NULL, NULL, 0, G_MAXINT, 20000, flags);
  /**
   * SocketIoOptions:auto-connect:
   *
   * Whether a new client connects by itself.  Unlike in JavaScript the default is
   * not to, so that listeners can be set first.
   */
  properties[PROP_AUTO_CONNECT] = g_param_spec_boolean ("auto-connect", NULL, NULL, FALSE, flags);
  /**
   * SocketIoOptions:force-new:
   *
   * Whether clients made with these options have a connection each, instead of
   * sharing one by origin.
   */
  properties[PROP_FORCE_NEW] = g_param_spec_boolean ("force-new", NULL, NULL, FALSE, flags);
  /**
   * SocketIoOptions:network-monitor:
   *
   * Tells when there is a network.  %NULL stands for the system's; a monitor of
   * one's own is for tests.
   */
  properties[PROP_NETWORK_MONITOR] =
    g_param_spec_object ("network-monitor", NULL, NULL, G_TYPE_NETWORK_MONITOR, flags);
  /**
   * SocketIoOptions:parser-type:
   *
   * The [class@SocketIo.Parser] that both ends have agreed on.
   */
  properties[PROP_PARSER_TYPE] =
    g_param_spec_gtype ("parser-type", NULL, NULL, SOCKET_IO_TYPE_PARSER, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
socket_io_options_init (SocketIoOptions *self)
{
  self->reconnection = TRUE;
  self->reconnection_delay = 1000;
  self->reconnection_delay_max = 5000;
  self->randomization_factor = 0.5;
  self->timeout = 20000;
  self->parser_type = SOCKET_IO_TYPE_PARSER;
}

/**
 * socket_io_options_new:
 *
 * Returns: (transfer full): options with the defaults
 */
SocketIoOptions *
socket_io_options_new (void)
{
  return g_object_new (SOCKET_IO_TYPE_OPTIONS, NULL);
}

gboolean
socket_io_options_get_reconnection (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), FALSE);

  return self->reconnection;
}

guint
socket_io_options_get_reconnection_attempts (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), 0);

  return self->reconnection_attempts;
}

guint
socket_io_options_get_reconnection_delay (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), 0);

  return self->reconnection_delay;
}

guint
socket_io_options_get_reconnection_delay_max (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), 0);

  return self->reconnection_delay_max;
}

double
socket_io_options_get_randomization_factor (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), 0.0);

  return self->randomization_factor;
}

guint
socket_io_options_get_timeout (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), 0);

  return self->timeout;
}

gboolean
socket_io_options_get_auto_connect (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), FALSE);

  return self->auto_connect;
}

gboolean
socket_io_options_get_force_new (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), FALSE);

  return self->force_new;
}

/**
 * socket_io_options_get_network_monitor:
 * @self: options
 *
 * Returns: (transfer none): the monitor that is asked, the system's by default
 */
GNetworkMonitor *
socket_io_options_get_network_monitor (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), NULL);

  return self->network_monitor != NULL ? self->network_monitor : g_network_monitor_get_default ();
}

GType
socket_io_options_get_parser_type (SocketIoOptions *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_OPTIONS (self), G_TYPE_INVALID);

  return self->parser_type;
}
