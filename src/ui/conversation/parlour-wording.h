/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-room.h"

G_BEGIN_DECLS

char *parlour_wording_of_status (ChatMessage *message);
char *parlour_wording_of_incident (ChatMessage *message);
char *parlour_wording_of_content (ChatMessage *message);
char *parlour_wording_of_message (ChatMessage *message, gboolean gone);
char *parlour_wording_of_failure (const char *error);
char *parlour_wording_of_loss (ChatRoom *room);

G_END_DECLS
