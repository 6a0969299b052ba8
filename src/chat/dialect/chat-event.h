/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatEventType:
 * @CHAT_EVENT_MESSAGE: somebody said something just now (@room, @messages: one)
 * @CHAT_EVENT_HISTORY: what was said before, in order (@room, @messages)
 * @CHAT_EVENT_CONFIRMED: the server has a message of ours (@id; @time if it says when)
 * @CHAT_EVENT_USERS: who is online on the server, all of them (@users)
 * @CHAT_EVENT_MEMBERS: who is in a room, all of them (@room, @users)
 * @CHAT_EVENT_TYPING: somebody begins or ends to type (@room, @users: one, @on)
 */
typedef enum {
  CHAT_EVENT_MESSAGE,
  CHAT_EVENT_HISTORY,
  CHAT_EVENT_CONFIRMED,
  CHAT_EVENT_USERS,
  CHAT_EVENT_MEMBERS,
  CHAT_EVENT_TYPING,
} ChatEventType;

/* Somebody, as the server tells; @name is NULL where it does not say. */
typedef struct {
  char *id;
  char *name;
} ChatEventUser;

/* A message, as the server tells; all of it is there, made up where the server does not say. */
typedef struct {
  char *id;
  ChatEventUser *sender;
  char *text;
  gint64 time;
} ChatEventMessage;

/**
 * ChatEvent:
 * @type: what happened; it says which of the others are set
 * @room: (nullable): in which room; %NULL where the server does not say
 * @id: (nullable): of a message
 * @time: in ms since 1970, 0 if the server does not say
 * @on: whether it begins
 * @users: (nullable) (element-type ChatEventUser): users
 * @messages: (nullable) (element-type ChatEventMessage): messages
 *
 * What a server said, in the words of this program whatever the words of the server.  Names and
 * texts are clean: of a bearable length and without characters that play tricks.
 */
typedef struct {
  ChatEventType type;
  char *room;
  char *id;
  gint64 time;
  gboolean on;
  GPtrArray *users;
  GPtrArray *messages;
} ChatEvent;

ChatEvent *chat_event_new (ChatEventType type, const char *room);
void chat_event_free (ChatEvent *self);

ChatEventUser *chat_event_user_new (const char *id, const char *name);
void chat_event_user_free (ChatEventUser *self);
void chat_event_message_free (ChatEventMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEvent, chat_event_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventUser, chat_event_user_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventMessage, chat_event_message_free)

G_END_DECLS
