/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"

G_BEGIN_DECLS

/* Properties: user (construct-only); status (SENT, DELIVERED or SEEN). */
#define PARLOUR_TYPE_READER (parlour_reader_get_type ())
G_DECLARE_FINAL_TYPE (ParlourReader, parlour_reader, PARLOUR, READER, GObject)

ParlourReader *parlour_reader_new (ChatUser *user, ChatMessageStatus status);

ChatUser *parlour_reader_get_user (ParlourReader *self);
ChatMessageStatus parlour_reader_get_status (ParlourReader *self);
gboolean parlour_reader_set_status (ParlourReader *self, ChatMessageStatus status);

G_END_DECLS
