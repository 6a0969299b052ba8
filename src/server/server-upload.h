/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file that comes in: its bytes go to the disk as they come, hashed on the way. */
typedef struct _ServerUpload ServerUpload;

/* @folder is where files are kept. */
ServerUpload *server_upload_new (const char *folder, gsize max_size, GError **error);

/* What was not kept is removed. */
void server_upload_free (ServerUpload *self);

/* FALSE if it is too long or the disk is full; nothing more can be added then. */
gboolean server_upload_add (ServerUpload *self, GBytes *piece, GError **error);

gsize server_upload_get_size (ServerUpload *self);

/* How large a picture it is, once it is kept; 0 of anything else. */
guint server_upload_get_width (ServerUpload *self);
guint server_upload_get_height (ServerUpload *self);

/* Makes sure that it is on the disk, under its hash, and gives that; the same content may be
 * there already.  Not on the main loop's thread. */
void server_upload_keep_async (ServerUpload *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *server_upload_keep_finish (GAsyncResult *result, GError **error);

/* Where the content of this hash lies. */
char *server_upload_build_path (const char *folder, const char *sha256);

/* Takes a content away that nobody needs, if it has not just come again. */
void server_upload_forget (const char *folder, const char *sha256);

/* Takes away what was not finished when a server ended. */
void server_upload_clean (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerUpload, server_upload_free)

G_END_DECLS
