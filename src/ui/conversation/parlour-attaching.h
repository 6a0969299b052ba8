/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * Puts files into @files, a list of ChatFile, as soon as it is known what they are; what is larger
 * than @max_size (0 for any) is refused.  @widget says so, in the action "conversation.say".
 */
void parlour_attach_value (GtkWidget *widget,
                           GListStore *files,
                           gint64 max_size,
                           const GValue *value);
gboolean parlour_attach_clipboard (GtkWidget *widget, GListStore *files, gint64 max_size);
void parlour_attach_chosen (GtkWidget *widget, GListStore *files, gint64 max_size);

G_END_DECLS
