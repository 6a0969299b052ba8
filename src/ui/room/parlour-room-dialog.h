/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-request-dialog.h"

G_BEGIN_DECLS

/* Properties: room (construct-only).  It activates room.invite and room.leave. */
#define PARLOUR_TYPE_ROOM_DIALOG (parlour_room_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourRoomDialog,
                      parlour_room_dialog,
                      PARLOUR,
                      ROOM_DIALOG,
                      ParlourRequestDialog)

AdwDialog *parlour_room_dialog_new (ChatSession *session, ChatRoom *room);

G_END_DECLS
