/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-message-status.h"

G_DEFINE_ENUM_TYPE (ChatMessageStatus,
                    chat_message_status,
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_PENDING, "pending"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_SENT, "sent"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_DELIVERED, "delivered"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_SEEN, "seen"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_STATUS_FAILED, "failed"))
