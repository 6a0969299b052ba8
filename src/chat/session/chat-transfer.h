/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "chat-file.h"

G_BEGIN_DECLS

/* How the name of what is not whole begins. */
#define CHAT_TRANSFER_UNFINISHED "unfinished-"

/* Asks the server over HTTP, nobody else: whither it points is not gone.  What it gives is the body
 * of a yes; a no is an error of CHAT_DIALECT_ERROR, and so is silence: that is LATER. */
void chat_transfer_ask_async (SoupSession *http,
                              SoupMessage *message,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
GInputStream *chat_transfer_ask_finish (GAsyncResult *result, GError **error);

/* Sends what lies at @path as the body of @message; gives the id that the server has made. */
void chat_transfer_send_async (SoupSession *http,
                               SoupMessage *message,
                               ChatFile *file,
                               const char *path,
                               gint64 max_size,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *chat_transfer_send_finish (GAsyncResult *result, GError **error);

/* Brings what @message asks for to @path, where there is nothing before all of it is there. */
void chat_transfer_fetch_async (SoupSession *http,
                                SoupMessage *message,
                                ChatFile *file,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean chat_transfer_fetch_finish (GAsyncResult *result, GError **error);

G_END_DECLS
