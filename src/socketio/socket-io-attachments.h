/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SocketIoAttachments:
 *
 * The binary parts of a message.
 *
 * JSON cannot hold bytes, so where a part belongs the JSON has a placeholder,
 * `{"_placeholder":true,"num":0}`, exactly as on the wire:
 * [method@SocketIo.Attachments.add] gives the placeholder to put there,
 * [method@SocketIo.Attachments.get] finds the bytes that a received placeholder
 * stands for.  It is the same with every parser.
 */
#define SOCKET_IO_TYPE_ATTACHMENTS (socket_io_attachments_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoAttachments, socket_io_attachments, SOCKET_IO, ATTACHMENTS, GObject)

SocketIoAttachments *socket_io_attachments_new (void);

JsonNode *socket_io_attachments_add (SocketIoAttachments *self, GBytes *bytes);
GBytes *socket_io_attachments_get (SocketIoAttachments *self, JsonNode *placeholder);
guint socket_io_attachments_get_length (SocketIoAttachments *self);
GBytes *socket_io_attachments_get_nth (SocketIoAttachments *self, guint index);
GPtrArray *socket_io_attachments_get_all (SocketIoAttachments *self);

gboolean socket_io_attachments_check (SocketIoAttachments *self, JsonNode *payload, GError **error);

G_END_DECLS
