/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-file.h"

G_BEGIN_DECLS

/* Properties: file, number (its place in the message); both construct-only. */
#define PARLOUR_TYPE_ATTACHMENT (parlour_attachment_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAttachment, parlour_attachment, PARLOUR, ATTACHMENT, AdwBin)

GtkWidget *parlour_attachment_new (ChatFile *file, guint number);

G_END_DECLS
