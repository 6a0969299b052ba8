/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_JOIN_ROOM_DIALOG (parlour_join_room_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourJoinRoomDialog,
                      parlour_join_room_dialog,
                      PARLOUR,
                      JOIN_ROOM_DIALOG,
                      AdwDialog)

AdwDialog *parlour_join_room_dialog_new (void);

G_END_DECLS
