/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-record.h"

G_BEGIN_DECLS

/**
 * ChatEventType:
 * @CHAT_EVENT_MESSAGE: somebody said something just now (@room, @messages: one)
 * @CHAT_EVENT_HISTORY: what was said before, in order (@room, @messages; @first and @last are the
 *   places in the room between which I may read, 0 if the server does not say)
 * @CHAT_EVENT_CONFIRMED: the server has a message of ours (@room, @id; @time if it says when,
 *   @messages: one if it says how it has it)
 * @CHAT_EVENT_USERS: who is online on the server, all of them (@users)
 * @CHAT_EVENT_MEMBERS: who is in a room, all of them (@room, @users)
 * @CHAT_EVENT_TYPING: somebody begins or ends to type (@room, @users: one, @on)
 * @CHAT_EVENT_WELCOME: the server has let me in (@welcome)
 * @CHAT_EVENT_PROFILES: how people are now (@users)
 * @CHAT_EVENT_ROOMS: how rooms are now (@rooms)
 * @CHAT_EVENT_MEMBERSHIPS: how people are in rooms now (@members)
 * @CHAT_EVENT_MESSAGES: how messages, new ones or not, are now (@messages, of any room)
 * @CHAT_EVENT_ROOM_REMOVED: I am not in a room any more (@room)
 * @CHAT_EVENT_MEMBER_REMOVED: somebody is not in a room any more (@room, @users: one)
 * @CHAT_EVENT_RECEIPT: how far somebody has got and seen what is in a room (@members: one, of which
 *   only room, user, delivered, seen and rev say something)
 * @CHAT_EVENT_PRESENCE: whether somebody is there (@users: one, of which only id, presence and
 *   last_seen say something)
 * @CHAT_EVENT_REVISION: all that there was up to @revision has been told, in this connection or,
 *   if asked for, before it; there is @more to ask for
 * @CHAT_EVENT_DIRECTORY: rooms that I may join, and more behind @after if that is there (@rooms)
 * @CHAT_EVENT_MEMBER_LIST: a page of who is in a room, and more behind @after if that is there
 *   (@room; who they are, and as what, was in the events before)
 * @CHAT_EVENT_FOUND: messages that have what was looked for (@messages, @total)
 * @CHAT_EVENT_FOUND_USERS: people with such a name (@users)
 * @CHAT_EVENT_DEVICES: where I am signed in (@devices)
 */
typedef enum {
  CHAT_EVENT_MESSAGE,
  CHAT_EVENT_HISTORY,
  CHAT_EVENT_CONFIRMED,
  CHAT_EVENT_USERS,
  CHAT_EVENT_MEMBERS,
  CHAT_EVENT_TYPING,
  CHAT_EVENT_WELCOME,
  CHAT_EVENT_PROFILES,
  CHAT_EVENT_ROOMS,
  CHAT_EVENT_MEMBERSHIPS,
  CHAT_EVENT_MESSAGES,
  CHAT_EVENT_ROOM_REMOVED,
  CHAT_EVENT_MEMBER_REMOVED,
  CHAT_EVENT_RECEIPT,
  CHAT_EVENT_PRESENCE,
  CHAT_EVENT_REVISION,
  CHAT_EVENT_DIRECTORY,
  CHAT_EVENT_MEMBER_LIST,
  CHAT_EVENT_FOUND,
  CHAT_EVENT_FOUND_USERS,
  CHAT_EVENT_DEVICES,
} ChatEventType;

/**
 * ChatEvent:
 * @type: what happened; it says which of the others are set
 * @room: (nullable): in which room; %NULL where the server does not say
 * @id: (nullable): of a message
 * @time: in ms since 1970, 0 if the server does not say
 * @on: whether it begins
 * @more: whether there is more
 * @revision: how far it goes
 * @first: the first place in a room
 * @last: the last place in a room
 * @total: how many there are
 * @after: (nullable): where the next page begins
 * @welcome: (nullable): what the server says of itself
 * @users: (element-type ChatEventUser): users
 * @messages: (element-type ChatEventMessage): messages
 * @rooms: (element-type ChatEventRoom): rooms
 * @members: (element-type ChatEventMember): who is in rooms
 * @devices: (element-type ChatEventDevice): devices
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
  gboolean more;
  gint64 revision;
  gint64 first;
  gint64 last;
  guint total;
  char *after;
  ChatEventWelcome *welcome;
  GPtrArray *users;
  GPtrArray *messages;
  GPtrArray *rooms;
  GPtrArray *members;
  GPtrArray *devices;
} ChatEvent;

ChatEvent *chat_event_new (ChatEventType type, const char *room);
void chat_event_free (ChatEvent *self);
const ChatEvent *chat_event_find (GPtrArray *events, ChatEventType type);

gint64 chat_event_get_newest (const ChatEvent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEvent, chat_event_free)

G_END_DECLS
