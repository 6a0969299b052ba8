/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The server's part of an upgrade, from the second connection's point of view.
 *
 *              2probe                 5
 *   [silent] ----------> [answered] -----> done
 *       |                     |
 *       '---------------------'--> failed: any other packet, the end of the connection, or neither
 *                                  within the time
 *
 * Once the client was answered it starts no new poll, and changes over when the last one has
 * returned.  Without help that is when the server has something to say: a ping, 25 seconds later.
 * So the owner is nudged to end a poll that waits, and again and again until the upgrade is over,
 * for a client may have begun one more poll just before it read the answer.  That is so every other
 * time, as both are on their way at once; so the second nudge comes soon.
 *
 * Only the WebSocket is at stake here; if it fails, the session goes on polling.
 */
#include "engine-io-probe.h"

#include <string.h>

/* Between two nudges: doubled each time. */
#define FIRST_INTERVAL_MS 10
#define LAST_INTERVAL_MS 100

struct _EngineIoProbe {
  EngineIoDeadline timeout; /* first, so that one is the other */
  EngineIoDeadline nudge;
  EngineIoDeadlines *deadlines;
  EngineIoWebsocketServer *websocket;
  const EngineIoProbeListener *listener;
  gpointer owner;
  guint interval_ms; /* between the next two nudges */
};

static void
timed_out (EngineIoDeadline *deadline)
{
  EngineIoProbe *self = (EngineIoProbe *) deadline;

  self->listener->failed (self->owner);
}

static void
nudge (EngineIoDeadline *deadline)
{
  EngineIoProbe *self =
    (EngineIoProbe *) ((char *) deadline - G_STRUCT_OFFSET (EngineIoProbe, nudge));

  engine_io_deadlines_set (self->deadlines, deadline, self->interval_ms, nudge);
  self->interval_ms = MIN (2 * self->interval_ms, LAST_INTERVAL_MS);
  self->listener->nudge (self->owner);
}

static void
message_cb (gpointer owner, gboolean binary, const char *data, gsize length)
{
  EngineIoProbe *self = owner;

  if (!binary && length == strlen ("2probe") && memcmp (data, "2probe", length) == 0) {
    g_autoptr (EngineIoMessage)
      pong = engine_io_message_new_packet (ENGINE_IO_PACKET_PONG, "probe");

    engine_io_websocket_server_send (self->websocket, pong);
    nudge (&self->nudge);
  } else if (!binary && length > 0 && *data == '5') {
    self->listener->done (self->owner, g_steal_pointer (&self->websocket));
  } else {
    self->listener->failed (self->owner);
  }
}

static void
drained_cb (gpointer owner)
{
}

static void
ended_cb (gpointer owner, guint code, const GError *error)
{
  EngineIoProbe *self = owner;

  g_clear_pointer (&self->websocket, engine_io_websocket_server_free);
  self->listener->failed (self->owner);
}

static const EngineIoWebsocketListener websocket_listener = { message_cb, drained_cb, ended_cb };

EngineIoProbe *
engine_io_probe_new (EngineIoWebsocketServer *websocket,
                     EngineIoDeadlines *deadlines,
                     guint timeout_ms,
                     const EngineIoProbeListener *listener,
                     gpointer owner)
{
  EngineIoProbe *self = NULL;

  g_return_val_if_fail (websocket != NULL, NULL);
  g_return_val_if_fail (deadlines != NULL, NULL);
  g_return_val_if_fail (listener != NULL, NULL);

  self = g_new0 (EngineIoProbe, 1);
  self->websocket = websocket;
  self->deadlines = engine_io_deadlines_ref (deadlines);
  self->listener = listener;
  self->owner = owner;
  self->interval_ms = FIRST_INTERVAL_MS;
  engine_io_websocket_server_set_listener (websocket, &websocket_listener, self);
  engine_io_deadlines_set (deadlines, &self->timeout, timeout_ms, timed_out);

  return self;
}

void
engine_io_probe_free (EngineIoProbe *self)
{
  g_return_if_fail (self != NULL);

  engine_io_deadlines_clear (self->deadlines, &self->timeout);
  engine_io_deadlines_clear (self->deadlines, &self->nudge);
  engine_io_deadlines_unref (self->deadlines);
  if (self->websocket != NULL)
    engine_io_websocket_server_close (self->websocket, 0);
  g_free (self);
}
