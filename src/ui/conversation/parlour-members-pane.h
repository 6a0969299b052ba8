/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_MEMBERS_PANE (parlour_members_pane_get_type ())
G_DECLARE_FINAL_TYPE (ParlourMembersPane, parlour_members_pane, PARLOUR, MEMBERS_PANE, AdwBin)

G_END_DECLS
