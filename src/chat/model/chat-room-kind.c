/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-room-kind.h"

G_DEFINE_ENUM_TYPE (ChatRoomKind,
                    chat_room_kind,
                    G_DEFINE_ENUM_VALUE (CHAT_ROOM_KIND_PUBLIC, "public"),
                    G_DEFINE_ENUM_VALUE (CHAT_ROOM_KIND_PRIVATE, "private"),
                    G_DEFINE_ENUM_VALUE (CHAT_ROOM_KIND_DIRECT, "direct"))
