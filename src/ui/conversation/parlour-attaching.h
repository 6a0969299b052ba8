/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-room.h"

G_BEGIN_DECLS

/*
 * Lets @widget emit "file-chosen" (ChatRoom *, ChatFile *) as soon as it is known what a file is;
 * what is larger than @max_size (0 for any) is refused.  @widget says so, in the action
 * "conversation.say".
 */
void parlour_attach_value (GtkWidget *widget, ChatRoom *room, gint64 max_size, const GValue *value);
gboolean parlour_attach_clipboard (GtkWidget *widget, ChatRoom *room, gint64 max_size);
void parlour_attach_chosen (GtkWidget *widget, ChatRoom *room, gint64 max_size);

G_END_DECLS
