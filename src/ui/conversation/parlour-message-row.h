/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-message.h"
#include "parlour-rights.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_MESSAGE_ROW (parlour_message_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourMessageRow, parlour_message_row, PARLOUR, MESSAGE_ROW, AdwBin)

ParlourMessageRow *parlour_message_row_new (void);

ChatMessage *parlour_message_row_get_message (ParlourMessageRow *self);
void parlour_message_row_set_message (ParlourMessageRow *self, ChatMessage *message);

void parlour_message_row_connect (ParlourMessageRow *self,
                                  ChatMessage *previous,
                                  ChatMessage *next);
void parlour_message_row_set_n_unread (ParlourMessageRow *self, guint n_unread);
void parlour_message_row_set_powers (ParlourMessageRow *self, ParlourPowers powers);
void parlour_message_row_set_withdrawn (ParlourMessageRow *self, gboolean withdrawn);
void parlour_message_row_flash (ParlourMessageRow *self);

G_END_DECLS
