/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One received event.  It can be acknowledged once, now or later; who forgets it
 * leaves the peer waiting, as in JavaScript.
 */
#include "socket-io-event.h"

#include "socket-io-json.h"

struct _SocketIoEvent {
  GObject parent_instance;

  char *name;
  JsonArray *arguments;
  SocketIoAttachments *attachments;
  char *offset;
  SocketIoEventAcknowledge acknowledge; /* NULL if not wanted, or done */
  gpointer acknowledge_data;
  GDestroyNotify acknowledge_destroy;
};

G_DEFINE_FINAL_TYPE (SocketIoEvent, socket_io_event, G_TYPE_OBJECT)

static void
drop_acknowledge (SocketIoEvent *self)
{
  GDestroyNotify destroy = g_steal_pointer (&self->acknowledge_destroy);

  self->acknowledge = NULL;
  if (destroy != NULL)
    destroy (g_steal_pointer (&self->acknowledge_data));
}

static void
socket_io_event_finalize (GObject *object)
{
  SocketIoEvent *self = SOCKET_IO_EVENT (object);

  drop_acknowledge (self);
  g_free (self->name);
  g_clear_pointer (&self->arguments, json_array_unref);
  g_clear_object (&self->attachments);
  g_free (self->offset);

  G_OBJECT_CLASS (socket_io_event_parent_class)->finalize (object);
}

static void
socket_io_event_class_init (SocketIoEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = socket_io_event_finalize;
}

static void
socket_io_event_init (SocketIoEvent *self)
{
}

/**
 * socket_io_event_get_name:
 * @self: an event
 *
 * Returns: the event's name
 */
const char *
socket_io_event_get_name (SocketIoEvent *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_EVENT (self), NULL);

  return self->name;
}

/**
 * socket_io_event_get_arguments:
 * @self: an event
 *
 * Gets what was sent with the event, without its name.
 *
 * Returns: (transfer none): the arguments, in order
 */
JsonArray *
socket_io_event_get_arguments (SocketIoEvent *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_EVENT (self), NULL);

  return self->arguments;
}

/**
 * socket_io_event_get_attachments:
 * @self: an event
 *
 * Gets the binary parts that placeholders among the arguments stand for.
 *
 * Returns: (transfer none) (nullable): the attachments, or %NULL if there are none
 */
SocketIoAttachments *
socket_io_event_get_attachments (SocketIoEvent *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_EVENT (self), NULL);

  return self->attachments;
}

/**
 * socket_io_event_get_offset:
 * @self: an event
 *
 * Gets the event's place in the server's stream, by which a connection's state
 * is recovered.  The library keeps track of it by itself.
 *
 * Returns: (nullable): the offset, or %NULL if the server gave none
 */
const char *
socket_io_event_get_offset (SocketIoEvent *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_EVENT (self), NULL);

  return self->offset;
}

/**
 * socket_io_event_wants_acknowledgement:
 * @self: an event
 *
 * Returns: whether the peer waits for an acknowledgement that nobody has sent yet
 */
gboolean
socket_io_event_wants_acknowledgement (SocketIoEvent *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_EVENT (self), FALSE);

  return self->acknowledge != NULL;
}

/**
 * socket_io_event_acknowledge:
 * @self: an event
 * @arguments: (nullable): what to answer; %NULL for nothing
 * @attachments: (nullable): binary parts of the answer
 *
 * Answers the event.  Only the first answer counts.
 *
 * Returns: whether the answer was sent: %FALSE if none is wanted, if there was
 *   one already, or if the connection that asked is gone
 */
gboolean
socket_io_event_acknowledge (SocketIoEvent *self,
                             JsonArray *arguments,
                             SocketIoAttachments *attachments)
{
  g_autoptr (JsonArray) nothing = NULL;
  SocketIoEventAcknowledge acknowledge = NULL;
  gboolean sent = FALSE;

  g_return_val_if_fail (SOCKET_IO_IS_EVENT (self), FALSE);
  g_return_val_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments), FALSE);

  if (self->acknowledge == NULL)
    return FALSE;
  if (arguments == NULL)
    arguments = nothing = json_array_new ();

  g_object_ref (self);
  acknowledge = g_steal_pointer (&self->acknowledge);
  sent = acknowledge (self, arguments, attachments, self->acknowledge_data);
  drop_acknowledge (self);
  g_object_unref (self);

  return sent;
}

/**
 * socket_io_event_new: (skip)
 * @name: the name
 * @arguments: (transfer none): the arguments without the name
 * @attachments: (nullable): binary parts
 * @offset: (nullable): place in the server's stream
 */
SocketIoEvent *
socket_io_event_new (const char *name,
                     JsonArray *arguments,
                     SocketIoAttachments *attachments,
                     const char *offset)
{
  SocketIoEvent *self = g_object_new (SOCKET_IO_TYPE_EVENT, NULL);

  self->name = g_strdup (name);
  self->arguments = json_array_ref (arguments);
  g_set_object (&self->attachments, attachments);
  self->offset = g_strdup (offset);

  return self;
}

/* A name may also be a number. */
static char *
dup_name (JsonNode *name)
{
  if (json_node_get_value_type (name) == G_TYPE_STRING)
    return json_node_dup_string (name);

  return socket_io_json_to_string (name, NULL);
}

/**
 * socket_io_event_new_received: (skip)
 * @packet: an EVENT; its name is taken off its arguments
 * @offset: (nullable): place in the server's stream
 */
SocketIoEvent *
socket_io_event_new_received (SocketIoPacket *packet, const char *offset)
{
  SocketIoEvent *self = g_object_new (SOCKET_IO_TYPE_EVENT, NULL);
  JsonArray *arguments = json_node_get_array (packet->data);

  self->name = dup_name (json_array_get_element (arguments, 0));
  json_array_remove_element (arguments, 0);
  self->arguments = json_array_ref (arguments);
  g_set_object (&self->attachments, packet->attachments);
  self->offset = g_strdup (offset);

  return self;
}

/**
 * socket_io_event_set_acknowledge: (skip)
 * @self: an event that the peer wants acknowledged
 * @acknowledge: sends the answer
 * @user_data: for @acknowledge
 * @destroy: frees @user_data
 */
void
socket_io_event_set_acknowledge (SocketIoEvent *self,
                                 SocketIoEventAcknowledge acknowledge,
                                 gpointer user_data,
                                 GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_EVENT (self));

  drop_acknowledge (self);
  self->acknowledge = acknowledge;
  self->acknowledge_data = user_data;
  self->acknowledge_destroy = destroy;
}
