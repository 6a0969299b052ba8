/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"

G_BEGIN_DECLS

/*
 * Signals:
 *   announced (sentence)     what is to be read out now
 */
#define PARLOUR_TYPE_ANNOUNCER (parlour_announcer_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAnnouncer, parlour_announcer, PARLOUR, ANNOUNCER, GObject)

ParlourAnnouncer *parlour_announcer_new (void);

void parlour_announcer_take (ParlourAnnouncer *self, ChatMessage *message);
void parlour_announcer_forget (ParlourAnnouncer *self);

G_END_DECLS
