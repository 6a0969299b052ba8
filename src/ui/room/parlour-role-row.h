/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Properties: room (ChatRoom), user (ChatUser).
 * Its menu activates room-dialog.set-role (user, role) and room-dialog.remove (user).
 */
#define PARLOUR_TYPE_ROLE_ROW (parlour_role_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourRoleRow, parlour_role_row, PARLOUR, ROLE_ROW, AdwBin)

G_END_DECLS
