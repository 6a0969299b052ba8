/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-user.h"

G_BEGIN_DECLS

typedef enum {
  CHAT_ROLE_MEMBER,
  CHAT_ROLE_MODERATOR,
  CHAT_ROLE_OWNER,
} ChatRole;

G_END_DECLS
