/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-intake.h"

G_BEGIN_DECLS

/* Has unread messages counted again by the store when one of them that is not loaded is deleted. */
#define CHAT_TYPE_TALLY (chat_tally_get_type ())
G_DECLARE_FINAL_TYPE (ChatTally, chat_tally, CHAT, TALLY, GObject)

ChatTally *chat_tally_new (ChatIntake *intake, ChatSync *sync);

G_END_DECLS
