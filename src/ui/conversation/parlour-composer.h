/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-room.h"

G_BEGIN_DECLS

/*
 * Properties: room (nullable); has-text; length (in characters); max-text (no message may be
 * longer, 0 for no limit); max-file (no file may be larger, 0 for no limit); attaches (files can be
 * sent); enter-sends; reply, editing (nullable: what is answered or changed).
 *
 * Signals: file-chosen (ChatRoom *room, ChatFile *file), to go with what is written there.
 */
#define PARLOUR_TYPE_COMPOSER (parlour_composer_get_type ())
G_DECLARE_FINAL_TYPE (ParlourComposer, parlour_composer, PARLOUR, COMPOSER, AdwBin)

void parlour_composer_set_room (ParlourComposer *self, ChatRoom *room);

void parlour_composer_reply (ParlourComposer *self, ChatMessage *message);
void parlour_composer_edit (ParlourComposer *self, ChatMessage *message);
gboolean parlour_composer_cancel (ParlourComposer *self);
void parlour_composer_attach (ParlourComposer *self, const GValue *value);

G_END_DECLS
