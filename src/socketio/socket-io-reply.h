/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "socket-io-acks.h"

G_BEGIN_DECLS

/* The task of an emit that waits for its acknowledgement. */
GTask *socket_io_reply_new (gpointer client,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);

/* A SocketIoAckFunc whose user data is the task, which it takes. */
void socket_io_reply_settle (JsonArray *arguments,
                             SocketIoAttachments *attachments,
                             const GError *error,
                             gpointer task);

gboolean socket_io_reply_is_valid (GAsyncResult *result, gpointer client);
JsonArray *socket_io_reply_finish (GAsyncResult *result,
                                   SocketIoAttachments **attachments,
                                   GError **error);

G_END_DECLS
