/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-room.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_READERS_DIALOG (parlour_readers_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourReadersDialog,
                      parlour_readers_dialog,
                      PARLOUR,
                      READERS_DIALOG,
                      AdwDialog)

AdwDialog *parlour_readers_dialog_new (ChatRoom *room, ChatMessage *message);

G_END_DECLS
