/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-packet.h"

G_BEGIN_DECLS

/**
 * SocketIoEvent:
 *
 * What a listener gets: an event's name, its arguments and attachments, and the
 * way to acknowledge it.
 */
#define SOCKET_IO_TYPE_EVENT (socket_io_event_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoEvent, socket_io_event, SOCKET_IO, EVENT, GObject)

const char *socket_io_event_get_name (SocketIoEvent *self);
JsonArray *socket_io_event_get_arguments (SocketIoEvent *self);
SocketIoAttachments *socket_io_event_get_attachments (SocketIoEvent *self);
const char *socket_io_event_get_offset (SocketIoEvent *self);

gboolean socket_io_event_wants_acknowledgement (SocketIoEvent *self);
gboolean socket_io_event_acknowledge (SocketIoEvent *self,
                                      JsonArray *arguments,
                                      SocketIoAttachments *attachments);

/**
 * SocketIoEventAcknowledge: (skip)
 * @event: an event
 * @arguments: what to answer; nothing is an empty array
 * @attachments: (nullable): binary parts of the answer
 * @user_data: what was set with it
 *
 * For the ends that make events: the acknowledgement is theirs to send.
 */
typedef gboolean (*SocketIoEventAcknowledge) (SocketIoEvent *event,
                                              JsonArray *arguments,
                                              SocketIoAttachments *attachments,
                                              gpointer user_data);
SocketIoEvent *socket_io_event_new (const char *name,
                                    JsonArray *arguments,
                                    SocketIoAttachments *attachments,
                                    const char *offset);
SocketIoEvent *socket_io_event_new_received (SocketIoPacket *packet, const char *offset);
void socket_io_event_set_acknowledge (SocketIoEvent *self,
                                      SocketIoEventAcknowledge acknowledge,
                                      gpointer user_data,
                                      GDestroyNotify destroy);

G_END_DECLS
