/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-user.h"

G_BEGIN_DECLS

typedef enum {
  CHAT_ROLE_MEMBER,
  CHAT_ROLE_MODERATOR,
  CHAT_ROLE_OWNER,
} ChatRole;

#define CHAT_TYPE_ROLE (chat_role_get_type ())
GType chat_role_get_type (void);

/**
 * ChatMember:
 * @user: who it is
 * @role: what this one may do
 * @from_seq: the first place in the room that this one can see, 0 or 1 for all
 * @delivered: up to where a device of this one has it
 * @seen: up to where this one has seen it
 * @joined_at: since when, in ms since 1970
 *
 * Somebody in a room.
 */
typedef struct {
  ChatUser *user;
  ChatRole role;
  gint64 from_seq;
  gint64 delivered;
  gint64 seen;
  gint64 joined_at;
} ChatMember;

G_END_DECLS
