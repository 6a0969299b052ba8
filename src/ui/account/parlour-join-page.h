/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_JOIN_PAGE (parlour_join_page_get_type ())
G_DECLARE_FINAL_TYPE (ParlourJoinPage, parlour_join_page, PARLOUR, JOIN_PAGE, AdwNavigationPage)

G_END_DECLS
