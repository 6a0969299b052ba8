/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"

G_BEGIN_DECLS

/**
 * ChatIntentType:
 * @CHAT_INTENT_HELLO: say who I am, first on every connection
 * @CHAT_INTENT_JOIN: come into @room
 * @CHAT_INTENT_LEAVE: go out of @room
 * @CHAT_INTENT_SEND: say @text in @room; @id and @time are the message's
 * @CHAT_INTENT_TYPING: begin or end to type in @room (@on)
 */
typedef enum {
  CHAT_INTENT_HELLO,
  CHAT_INTENT_JOIN,
  CHAT_INTENT_LEAVE,
  CHAT_INTENT_SEND,
  CHAT_INTENT_TYPING,
} ChatIntentType;

/**
 * ChatIntent:
 * @type: what I want; it says which of the others are set
 * @user_id: who I am
 * @user_name: my name
 * @room: (nullable): the id of a room
 * @id: (nullable): the id of a message
 * @text: (nullable): what I say
 * @time: when I wrote it, in ms since 1970
 * @on: whether it begins
 *
 * What I want of a server, in the words of this program.
 */
typedef struct {
  ChatIntentType type;
  char *user_id;
  char *user_name;
  char *room;
  char *id;
  char *text;
  gint64 time;
  gboolean on;
} ChatIntent;

ChatIntent *chat_intent_new (ChatIntentType type, ChatUser *me, const char *room);
ChatIntent *chat_intent_new_send (ChatMessage *message, const char *room);
ChatIntent *chat_intent_new_typing (ChatUser *me, const char *room, gboolean on);
void chat_intent_free (ChatIntent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatIntent, chat_intent_free)

G_END_DECLS
