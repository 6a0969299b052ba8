/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ChatServerInfo:
 * @name: (nullable): how the server is called; for people
 * @version: (nullable): of its program
 * @dialect: "native" if it is parlour-server, "plain" if it is another server of Socket.IO
 * @features: (array zero-terminated=1): what it offers: "files"; "search"; "guests", who come in
 *   without an account; "registration", where everybody may make an account; "invites", where one
 *   may who has an invite
 *
 * What a server tells everybody of itself.
 */
typedef struct {
  char *name;
  char *version;
  const char *dialect;
  char **features;
} ChatServerInfo;

/* Errors are of CHAT_SESSION_ERROR, or G_IO_ERROR_CANCELLED. */
void chat_server_info_fetch_async (const char *address,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
ChatServerInfo *chat_server_info_fetch_finish (GAsyncResult *result, GError **error);

gboolean chat_server_info_has_feature (const ChatServerInfo *self, const char *feature);
void chat_server_info_free (ChatServerInfo *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatServerInfo, chat_server_info_free)

G_END_DECLS
