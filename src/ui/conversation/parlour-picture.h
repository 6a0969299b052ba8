/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-file.h"

G_BEGIN_DECLS

/*
 * Properties: file (nullable); side (how wide and how high it gets); broken (the bytes are here,
 * and cannot be shown).
 */
#define PARLOUR_TYPE_PICTURE (parlour_picture_get_type ())
G_DECLARE_FINAL_TYPE (ParlourPicture, parlour_picture, PARLOUR, PICTURE, GtkWidget)

GtkWidget *parlour_picture_new (ChatFile *file, int side);

GdkTexture *parlour_picture_get_texture (ParlourPicture *self);

G_END_DECLS
