/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So much of a file says how large a picture is. */
#define SERVER_PICTURE_HEAD (256 * 1024)

/* FALSE of what is no PNG, GIF, JPEG or WebP, or does not say how large it is. */
gboolean server_picture_measure (const guint8 *data, gsize length, guint *width, guint *height);

G_END_DECLS
