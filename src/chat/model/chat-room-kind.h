/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatRoomKind:
 * @CHAT_ROOM_KIND_PUBLIC: anybody can find and join it
 * @CHAT_ROOM_KIND_PRIVATE: one is invited
 * @CHAT_ROOM_KIND_DIRECT: a conversation with one person
 */
typedef enum {
  CHAT_ROOM_KIND_PUBLIC,
  CHAT_ROOM_KIND_PRIVATE,
  CHAT_ROOM_KIND_DIRECT,
} ChatRoomKind;

#define CHAT_TYPE_ROOM_KIND (chat_room_kind_get_type ())
GType chat_room_kind_get_type (void);

G_END_DECLS
