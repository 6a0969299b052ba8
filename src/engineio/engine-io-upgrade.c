/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The change from one transport to another, in the middle of a session.
 *
 *            start             opened            pong              paused
 *   [new] ---------> [opening] -----> [probing] ------> [pausing] -------> [done]
 *                        |                |                 |
 *                        '----------------+-----------------+---> [over]
 *                              error, wrong answer, timeout
 *
 * The new transport is tried with a ping while the old one carries the session.
 * Only when the answer has come is the old one paused, and only when nothing is
 * under way on it any more does the server hear "upgrade": so no packet is lost
 * and none overtakes another.
 *
 * A proxy may let the handshake through and swallow the frames.  So there is one
 * time limit over all of this; the old transport is resumed wherever it stopped,
 * and the session goes on as if nothing had been tried.
 */
#include "engine-io-upgrade.h"

#include <string.h>

#include "engine-io-error.h"

#define PROBE "probe"

typedef enum {
  STATE_NEW,
  STATE_OPENING,
  STATE_PROBING,
  STATE_PAUSING,
  STATE_DONE,
  STATE_OVER,
} State;

struct _EngineIoUpgrade {
  GObject parent_instance;

  State state;
  EngineIoTransport *from;
  EngineIoTransport *to;
  GSource *timer;
};

G_DEFINE_FINAL_TYPE (EngineIoUpgrade, engine_io_upgrade, G_TYPE_OBJECT)

enum { PROBED, DONE, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
set_state (EngineIoUpgrade *self, State state)
{
  g_assert (state == STATE_OVER || state == self->state + 1);
  self->state = state;
}

static gboolean
is_under_way (EngineIoUpgrade *self)
{
  return self->state == STATE_OPENING || self->state == STATE_PROBING ||
         self->state == STATE_PAUSING;
}

static void
let_go (EngineIoUpgrade *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->from != NULL)
    g_signal_handlers_disconnect_by_data (self->from, self);
  if (self->to != NULL)
    g_signal_handlers_disconnect_by_data (self->to, self);
}

static void
fail (EngineIoUpgrade *self, const GError *error)
{
  State was = self->state;

  let_go (self);
  set_state (self, STATE_OVER);
  engine_io_transport_abort (self->to);
  if (was == STATE_PAUSING)
    engine_io_transport_resume (self->from);
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
write_packet (EngineIoUpgrade *self, EngineIoPacketType type, const char *text)
{
  g_autoptr (GBytes) data = text != NULL ? g_bytes_new_static (text, strlen (text)) : NULL;
  GQueue packets = G_QUEUE_INIT;

  g_queue_push_tail (&packets, engine_io_packet_new (type, data));
  engine_io_transport_write (self->to, &packets, FALSE);
  g_queue_clear_full (&packets, (GDestroyNotify) engine_io_packet_free);
}

static gboolean
took_too_long_cb (gpointer data)
{
  g_autoptr (EngineIoUpgrade) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;

  error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT,
                               "Something on the way does not let WebSocket through");
  fail (self, error);

  return G_SOURCE_REMOVE;
}

static void
to_opened_cb (EngineIoTransport *to, gpointer data)
{
  g_autoptr (EngineIoUpgrade) self = g_object_ref (data);

  set_state (self, STATE_PROBING);
  write_packet (self, ENGINE_IO_PACKET_PING, PROBE);
}

static void
to_packet_cb (EngineIoTransport *to, EngineIoPacket *packet, gpointer data)
{
  g_autoptr (EngineIoUpgrade) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) probe = g_bytes_new_static (PROBE, strlen (PROBE));

  if (self->state == STATE_PAUSING)
    return;

  if (packet->type == ENGINE_IO_PACKET_PONG && !packet->binary && packet->data != NULL &&
      g_bytes_equal (packet->data, probe)) {
    set_state (self, STATE_PAUSING);
    g_signal_emit (self, signals[PROBED], 0);
    if (self->state == STATE_PAUSING)
      engine_io_transport_pause (self->from);
    return;
  }

  error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL,
                               "The server gave a wrong answer to the probe");
  fail (self, error);
}

static void
to_ended_cb (EngineIoTransport *to, gboolean clean, GError *details, gpointer data)
{
  g_autoptr (EngineIoUpgrade) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;

  if (details != NULL)
    error = g_error_copy (details);
  else
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_CLOSED,
                                 "The server closed the new connection");
  fail (self, error);
}

static void
from_paused_cb (EngineIoTransport *from, gpointer data)
{
  g_autoptr (EngineIoUpgrade) self = g_object_ref (data);

  write_packet (self, ENGINE_IO_PACKET_UPGRADE, NULL);
  if (self->state != STATE_PAUSING)
    return;

  let_go (self);
  set_state (self, STATE_DONE);
  g_signal_emit (self, signals[DONE], 0);
}

static void
engine_io_upgrade_dispose (GObject *object)
{
  EngineIoUpgrade *self = ENGINE_IO_UPGRADE (object);

  engine_io_upgrade_stop (self);
  g_clear_object (&self->from);
  g_clear_object (&self->to);

  G_OBJECT_CLASS (engine_io_upgrade_parent_class)->dispose (object);
}

static void
engine_io_upgrade_class_init (EngineIoUpgradeClass *klass)
{
  GType type = ENGINE_IO_TYPE_UPGRADE;

  G_OBJECT_CLASS (klass)->dispose = engine_io_upgrade_dispose;

  signals[PROBED] =
    g_signal_new ("probed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DONE] =
    g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
engine_io_upgrade_init (EngineIoUpgrade *self)
{
}

/*
 * engine_io_upgrade_new:
 * @from: the transport that carries the session
 * @to: the new one, not opened yet
 *
 * Returns: (transfer full): an upgrade
 */
EngineIoUpgrade *
engine_io_upgrade_new (EngineIoTransport *from, EngineIoTransport *to)
{
  EngineIoUpgrade *self = g_object_new (ENGINE_IO_TYPE_UPGRADE, NULL);

  self->from = g_object_ref (from);
  self->to = g_object_ref (to);
  g_signal_connect (from, "paused", G_CALLBACK (from_paused_cb), self);
  g_signal_connect (to, "opened", G_CALLBACK (to_opened_cb), self);
  engine_io_transport_set_receiver (to, to_packet_cb, self);
  g_signal_connect (to, "ended", G_CALLBACK (to_ended_cb), self);

  return self;
}

void
engine_io_upgrade_start (EngineIoUpgrade *self, guint timeout_ms)
{
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (self->from);

  set_state (self, STATE_OPENING);
  if (timeout_ms > 0) {
    self->timer = g_timeout_source_new (timeout_ms);
    g_source_set_callback (self->timer, took_too_long_cb, self, NULL);
    g_source_attach (self->timer, engine_io_endpoint_get_context (endpoint));
  }
  engine_io_transport_open (self->to);
}

EngineIoTransport *
engine_io_upgrade_steal_transport (EngineIoUpgrade *self)
{
  g_return_val_if_fail (self->state == STATE_DONE, NULL);

  return g_steal_pointer (&self->to);
}

void
engine_io_upgrade_stop (EngineIoUpgrade *self)
{
  let_go (self);
  if (!is_under_way (self))
    return;

  set_state (self, STATE_OVER);
  engine_io_transport_abort (self->to);
}
