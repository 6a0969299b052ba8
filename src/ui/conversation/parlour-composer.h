/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-room.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_COMPOSER (parlour_composer_get_type ())
G_DECLARE_FINAL_TYPE (ParlourComposer, parlour_composer, PARLOUR, COMPOSER, AdwBin)

void parlour_composer_set_room (ParlourComposer *self, ChatRoom *room);

G_END_DECLS
