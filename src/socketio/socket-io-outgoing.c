/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A packet that is encoded once and sent to many.  Its engine messages are made at
 * once, frame and all; sending it to one more costs a reference to each of them.
 *
 * The messages of a packet leave together: nothing may come between a packet and its
 * attachments.
 */
#include "socket-io-outgoing.h"

#include "engine-io-message.h"

struct _SocketIoOutgoing {
  guint ref_count;
  guint n_messages;
  JsonNode *data; /* nullable */
  EngineIoMessage *messages[];
};

static EngineIoMessage *
new_message (GBytes *bytes, gboolean binary, EngineIoSendFlags flags)
{
  EngineIoMessage *message = NULL;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (binary)
    message = engine_io_message_new_binary (data, length);
  else
    message = engine_io_message_new_text ((const char *) data, length);
  engine_io_message_set_flags (message, flags);

  return message;
}

/* Fails with ENCODE if the packet breaks the protocol's rules. */
SocketIoOutgoing *
socket_io_outgoing_new (SocketIoParser *parser,
                        const SocketIoPacket *packet,
                        EngineIoSendFlags flags,
                        GError **error)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  SocketIoOutgoing *self = NULL;
  guint n_binaries = 0;

  if (!socket_io_parser_encode (parser, packet, &text, &binaries, error))
    return NULL;

  if (binaries != NULL)
    n_binaries = binaries->len;
  self = g_malloc (sizeof (SocketIoOutgoing) + (n_binaries + 1) * sizeof (EngineIoMessage *));
  self->ref_count = 1;
  self->n_messages = 0;
  self->data = packet->data != NULL ? json_node_ref (packet->data) : NULL;
  if (text != NULL)
    self->messages[self->n_messages++] = new_message (text, FALSE, flags);
  for (guint i = 0; i < n_binaries; i++)
    self->messages[self->n_messages++] = new_message (g_ptr_array_index (binaries, i), TRUE, flags);

  return self;
}

SocketIoOutgoing *
socket_io_outgoing_ref (SocketIoOutgoing *self)
{
  self->ref_count++;

  return self;
}

void
socket_io_outgoing_unref (SocketIoOutgoing *self)
{
  if (--self->ref_count > 0)
    return;

  for (guint i = 0; i < self->n_messages; i++)
    engine_io_message_unref (self->messages[i]);
  g_clear_pointer (&self->data, json_node_unref);
  g_free (self);
}

JsonNode *
socket_io_outgoing_get_data (SocketIoOutgoing *self)
{
  return self->data;
}

void
socket_io_outgoing_send (SocketIoOutgoing *self, EngineIoSocket *engine)
{
  for (guint i = 0; i < self->n_messages; i++)
    engine_io_socket_send_message (engine, self->messages[i]);
}
