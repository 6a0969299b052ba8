/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-search-dialog.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_FIND_ROOM_DIALOG (parlour_find_room_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourFindRoomDialog,
                      parlour_find_room_dialog,
                      PARLOUR,
                      FIND_ROOM_DIALOG,
                      ParlourSearchDialog)

AdwDialog *parlour_find_room_dialog_new (ChatSession *session);

G_END_DECLS
