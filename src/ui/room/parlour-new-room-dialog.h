/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-request-dialog.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_NEW_ROOM_DIALOG (parlour_new_room_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourNewRoomDialog,
                      parlour_new_room_dialog,
                      PARLOUR,
                      NEW_ROOM_DIALOG,
                      ParlourRequestDialog)

AdwDialog *parlour_new_room_dialog_new (ChatSession *session);

G_END_DECLS
