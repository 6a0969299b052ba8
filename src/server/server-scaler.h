/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Pictures in smaller sizes, each made once and kept beside the files. */
#define SERVER_TYPE_SCALER (server_scaler_get_type ())
G_DECLARE_FINAL_TYPE (ServerScaler, server_scaler, SERVER, SCALER, GObject)

/* @folder is where files are kept. */
ServerScaler *server_scaler_new (const char *folder);

/* The path of the picture with this content, at most so wide or a little wider; NULL if it is best
 * as it is. */
void server_scaler_scale_async (ServerScaler *self,
                                const char *sha256,
                                const char *type,
                                guint width,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
char *server_scaler_scale_finish (ServerScaler *self, GAsyncResult *result);

/* Takes away what was made of a content. */
void server_scaler_forget (const char *folder, const char *sha256);

G_END_DECLS
