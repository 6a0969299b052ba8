/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * SocketIoReplies:
 *
 * The answers to something that was asked of many: complete when every process
 * has said how many it asked, and all of those have answered.
 */
#define SOCKET_IO_TYPE_REPLIES (socket_io_replies_get_type ())
G_DECLARE_FINAL_TYPE (SocketIoReplies, socket_io_replies, SOCKET_IO, REPLIES, GObject)

/* Signal: completed () */
SocketIoReplies *socket_io_replies_new (void);

/* How many processes will say how many they asked; unknown (not complete) until it is set. */
void socket_io_replies_set_n_servers (SocketIoReplies *self, guint n_servers);
void socket_io_replies_expect (SocketIoReplies *self, guint n_replies);
void socket_io_replies_add (SocketIoReplies *self, JsonNode *reply);

/* One of those who were asked has gone and will not answer. */
void socket_io_replies_give_up (SocketIoReplies *self);

gboolean socket_io_replies_is_complete (SocketIoReplies *self);
JsonArray *socket_io_replies_get_replies (SocketIoReplies *self);

G_END_DECLS
