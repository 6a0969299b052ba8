/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_TYPING_DOTS (parlour_typing_dots_get_type ())
G_DECLARE_FINAL_TYPE (ParlourTypingDots, parlour_typing_dots, PARLOUR, TYPING_DOTS, GtkWidget)

G_END_DECLS
