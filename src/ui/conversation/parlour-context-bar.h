/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Properties: reply, editing (nullable: the message that is answered or changed). */
#define PARLOUR_TYPE_CONTEXT_BAR (parlour_context_bar_get_type ())
G_DECLARE_FINAL_TYPE (ParlourContextBar, parlour_context_bar, PARLOUR, CONTEXT_BAR, GtkBox)

G_END_DECLS
