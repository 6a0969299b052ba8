/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_ROOM_ROW (parlour_room_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourRoomRow, parlour_room_row, PARLOUR, ROOM_ROW, AdwBin)

void parlour_room_row_show_menu (ParlourRoomRow *self);

G_END_DECLS
