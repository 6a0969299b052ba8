/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-attachments.h"

G_BEGIN_DECLS

/*
 * MessagePack as the JavaScript packages use it.  It holds bytes and JSON does not, so a binary
 * value is a placeholder in the JsonNode and a part of the attachments, in both directions.
 */
JsonNode *socket_io_msgpack_parse (GBytes *message,
                                   SocketIoAttachments *attachments,
                                   GError **error);

gboolean socket_io_msgpack_append (GByteArray *out,
                                   JsonNode *node,
                                   SocketIoAttachments *attachments,
                                   GError **error);
gboolean socket_io_msgpack_append_string (GByteArray *out, const char *string, GError **error);
void socket_io_msgpack_append_int (GByteArray *out, gint64 value);
void socket_io_msgpack_append_map (GByteArray *out, guint n_members);

G_END_DECLS
