/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A way for packets to go to the server and come back: what long-polling and
 * WebSocket have in common.
 *
 * A transport opens once.  After ::ended, close() or abort() it emits nothing
 * any more, whatever its requests still do; so who holds one needs to ask only
 * itself whether it is done with it.
 */
#include "engine-io-transport.h"

typedef struct {
  EngineIoEndpoint *endpoint;
  EngineIoPacketFunc receiver;
  gpointer receiver_data;
  gboolean silent; /* ended, closed or aborted */
} EngineIoTransportPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (EngineIoTransport, engine_io_transport, G_TYPE_OBJECT)

typedef enum {
  PROP_ENDPOINT = 1,
} EngineIoTransportProperty;

static GParamSpec *properties[PROP_ENDPOINT + 1];

enum { OPENED, READY, PAUSED, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

static EngineIoTransportPrivate *
get_private (EngineIoTransport *self)
{
  return engine_io_transport_get_instance_private (self);
}

static gboolean
is_always_idle (EngineIoTransport *self)
{
  return TRUE;
}

static void
do_nothing (EngineIoTransport *self)
{
}

static void
engine_io_transport_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  EngineIoTransportPrivate *priv = get_private (ENGINE_IO_TRANSPORT (object));

  switch ((EngineIoTransportProperty) property_id) {
  case PROP_ENDPOINT:
    priv->endpoint = g_value_dup_object (value);
    break;
  }
}

static void
engine_io_transport_dispose (GObject *object)
{
  EngineIoTransportPrivate *priv = get_private (ENGINE_IO_TRANSPORT (object));

  g_clear_object (&priv->endpoint);

  G_OBJECT_CLASS (engine_io_transport_parent_class)->dispose (object);
}

static void
engine_io_transport_class_init (EngineIoTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = ENGINE_IO_TYPE_TRANSPORT;

  object_class->set_property = engine_io_transport_set_property;
  object_class->dispose = engine_io_transport_dispose;
  klass->is_idle = is_always_idle;
  klass->resume = do_nothing;

  properties[PROP_ENDPOINT] =
    g_param_spec_object ("endpoint", NULL, NULL, ENGINE_IO_TYPE_ENDPOINT,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[OPENED] =
    g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[READY] =
    g_signal_new ("ready", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PAUSED] =
    g_signal_new ("paused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 2, G_TYPE_BOOLEAN, G_TYPE_ERROR);
}

static void
engine_io_transport_init (EngineIoTransport *self)
{
}

const char *
engine_io_transport_get_name (EngineIoTransport *self)
{
  return ENGINE_IO_TRANSPORT_GET_CLASS (self)->name;
}

EngineIoEndpoint *
engine_io_transport_get_endpoint (EngineIoTransport *self)
{
  return get_private (self)->endpoint;
}

void
engine_io_transport_set_receiver (EngineIoTransport *self,
                                  EngineIoPacketFunc receiver,
                                  gpointer user_data)
{
  EngineIoTransportPrivate *priv = get_private (self);

  priv->receiver = receiver;
  priv->receiver_data = user_data;
}

void
engine_io_transport_open (EngineIoTransport *self)
{
  ENGINE_IO_TRANSPORT_GET_CLASS (self)->open (self);
}

/* Writing may find that the connection broke, and whoever hears that lets go of the transport. */
void
engine_io_transport_write (EngineIoTransport *self, GQueue *packets, gboolean tell_when_idle)
{
  g_autoptr (EngineIoTransport) alive = g_object_ref (self);

  ENGINE_IO_TRANSPORT_GET_CLASS (self)->write (self, packets, tell_when_idle);
}

gboolean
engine_io_transport_is_idle (EngineIoTransport *self)
{
  return ENGINE_IO_TRANSPORT_GET_CLASS (self)->is_idle (self);
}

gsize
engine_io_transport_packet_size (EngineIoTransport *self, const EngineIoPacket *packet)
{
  return ENGINE_IO_TRANSPORT_GET_CLASS (self)->packet_size (self, packet);
}

void
engine_io_transport_pause (EngineIoTransport *self)
{
  ENGINE_IO_TRANSPORT_GET_CLASS (self)->pause (self);
}

void
engine_io_transport_resume (EngineIoTransport *self)
{
  ENGINE_IO_TRANSPORT_GET_CLASS (self)->resume (self);
}

void
engine_io_transport_close (EngineIoTransport *self)
{
  get_private (self)->silent = TRUE;
  ENGINE_IO_TRANSPORT_GET_CLASS (self)->close (self);
}

void
engine_io_transport_abort (EngineIoTransport *self)
{
  get_private (self)->silent = TRUE;
  ENGINE_IO_TRANSPORT_GET_CLASS (self)->abort (self);
}

void
engine_io_transport_emit_opened (EngineIoTransport *self)
{
  if (!get_private (self)->silent)
    g_signal_emit (self, signals[OPENED], 0);
}

void
engine_io_transport_give_packet (EngineIoTransport *self, EngineIoPacket *packet)
{
  EngineIoTransportPrivate *priv = get_private (self);

  if (!priv->silent)
    priv->receiver (self, packet, priv->receiver_data);
}

void
engine_io_transport_emit_ready (EngineIoTransport *self)
{
  if (!get_private (self)->silent)
    g_signal_emit (self, signals[READY], 0);
}

void
engine_io_transport_emit_paused (EngineIoTransport *self)
{
  if (!get_private (self)->silent)
    g_signal_emit (self, signals[PAUSED], 0);
}

void
engine_io_transport_emit_ended (EngineIoTransport *self, gboolean clean, const GError *details)
{
  EngineIoTransportPrivate *priv = get_private (self);

  if (priv->silent)
    return;

  priv->silent = TRUE;
  g_signal_emit (self, signals[ENDED], 0, clean, details);
}
