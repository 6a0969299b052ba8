/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-member.h"

G_DEFINE_ENUM_TYPE (ChatRole,
                    chat_role,
                    G_DEFINE_ENUM_VALUE (CHAT_ROLE_MEMBER, "member"),
                    G_DEFINE_ENUM_VALUE (CHAT_ROLE_MODERATOR, "moderator"),
                    G_DEFINE_ENUM_VALUE (CHAT_ROLE_OWNER, "owner"))
