/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What waits to be sent.  A message goes in whole or not at all, so that a part that
 * is too large costs nothing else; and it comes out again whole, as long as none of
 * its packets has left.
 */
#include "engine-io-outbox.h"

#include "engine-io-error.h"

/* What no server takes; and sums of a few of these still fit into any type. */
#define MAX_MESSAGE_SIZE ((gsize) 512 * 1024 * 1024)

void
engine_io_outbox_init (EngineIoOutbox *self)
{
  g_queue_init (&self->packets);
  self->last_id = 0;
}

void
engine_io_outbox_clear (EngineIoOutbox *self)
{
  g_queue_clear_full (&self->packets, (GDestroyNotify) engine_io_packet_free);
}

gboolean
engine_io_outbox_is_empty (const EngineIoOutbox *self)
{
  return self->packets.head == NULL;
}

static gboolean
check_size (EngineIoTransport *transport, const EngineIoPacket *packet, GError **error)
{
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (transport);
  gsize size = engine_io_transport_packet_size (transport, packet);
  gsize limit = engine_io_endpoint_get_max_payload (endpoint);

  if (limit == 0 || limit > MAX_MESSAGE_SIZE)
    limit = MAX_MESSAGE_SIZE;
  if (size <= limit)
    return TRUE;

  g_set_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
               "A message of %" G_GSIZE_FORMAT " bytes is larger than the server takes "
               "(%" G_GSIZE_FORMAT ")",
               size, limit);

  return FALSE;
}

static gboolean
add_packet (GQueue *packets,
            EngineIoTransport *transport,
            GBytes *data,
            gboolean binary,
            EngineIoSendFlags flags,
            GError **error)
{
  g_autoptr (EngineIoPacket) packet = engine_io_packet_new (ENGINE_IO_PACKET_MESSAGE, data);

  packet->binary = binary;
  packet->first = g_queue_is_empty (packets);
  packet->no_compress = (flags & ENGINE_IO_SEND_NO_COMPRESS) != 0;
  if (!check_size (transport, packet, error))
    return FALSE;

  g_queue_push_tail (packets, g_steal_pointer (&packet));

  return TRUE;
}

guint64
engine_io_outbox_add (EngineIoOutbox *self,
                      EngineIoTransport *transport,
                      GBytes *text,
                      GPtrArray *attachments,
                      EngineIoSendFlags flags,
                      GError **error)
{
  GQueue packets = G_QUEUE_INIT;
  EngineIoPacket *packet = NULL;
  gboolean fits = TRUE;

  if (text != NULL)
    fits = add_packet (&packets, transport, text, FALSE, flags, error);
  for (guint i = 0; fits && attachments != NULL && i < attachments->len; i++)
    fits = add_packet (&packets, transport, g_ptr_array_index (attachments, i), TRUE, flags, error);
  if (!fits) {
    g_queue_clear_full (&packets, (GDestroyNotify) engine_io_packet_free);
    return 0;
  }

  self->last_id++;
  while ((packet = g_queue_pop_head (&packets)) != NULL) {
    packet->message = self->last_id;
    g_queue_push_tail (&self->packets, packet);
  }

  return self->last_id;
}

/*
 * It goes ahead of all that waits: a large queue must not look like silence.  One answer is enough
 * for all pings that came since: a server that does not read cannot make the queue grow.
 */
void
engine_io_outbox_add_pong (EngineIoOutbox *self)
{
  const EngineIoPacket *head = g_queue_peek_head (&self->packets);

  if (head == NULL || head->type != ENGINE_IO_PACKET_PONG)
    g_queue_push_head (&self->packets, engine_io_packet_new (ENGINE_IO_PACKET_PONG, NULL));
}

gboolean
engine_io_outbox_take_back (EngineIoOutbox *self, guint64 id)
{
  GList *l = self->packets.head;

  while (l != NULL && ((EngineIoPacket *) l->data)->message != id)
    l = l->next;
  if (l == NULL || !((EngineIoPacket *) l->data)->first)
    return FALSE;

  while (l != NULL && ((EngineIoPacket *) l->data)->message == id) {
    GList *next = l->next;

    engine_io_packet_free (l->data);
    g_queue_delete_link (&self->packets, l);
    l = next;
  }

  return TRUE;
}
