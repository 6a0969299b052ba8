/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_SIDEBAR (parlour_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (ParlourSidebar, parlour_sidebar, PARLOUR, SIDEBAR, AdwNavigationPage)

void parlour_sidebar_set_selected (ParlourSidebar *self, ChatRoom *room);
void parlour_sidebar_focus_search (ParlourSidebar *self);
gboolean parlour_sidebar_clear_search (ParlourSidebar *self);
ChatRoom *parlour_sidebar_find_next (ParlourSidebar *self, int step, gboolean unread);

G_END_DECLS
