/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-file.h"

G_BEGIN_DECLS

void parlour_local_file_load_async (GFile *source,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void parlour_local_file_paint_async (GdkTexture *texture,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
ChatFile *parlour_local_file_finish (GAsyncResult *result, GError **error);

G_END_DECLS
