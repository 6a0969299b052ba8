/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parlour-rights.h"

G_BEGIN_DECLS

GtkWidget *parlour_message_menu_new (ChatMessage *message, ParlourRights rights);
GtkWidget *parlour_message_menu_new_bar (ParlourRights rights);

G_END_DECLS
