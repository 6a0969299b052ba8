/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"
#include "chat-record.h"

G_BEGIN_DECLS

/**
 * ChatIntentType:
 * @CHAT_INTENT_HELLO: say who I am, first on every connection
 * @CHAT_INTENT_JOIN: come into @room
 * @CHAT_INTENT_LEAVE: go out of @room
 * @CHAT_INTENT_SEND: say @text in @room; @id and @time are the message's, @reply the id of the one
 *   that it answers, @list the ids of files
 * @CHAT_INTENT_TYPING: begin or end to type in @room (@on)
 * @CHAT_INTENT_SYNC: hear what has changed since the revision @seq, at most @limit things
 * @CHAT_INTENT_HISTORY: hear what was said in @room, at most @limit messages at @anchor of the
 *   place @seq
 * @CHAT_INTENT_CREATE_ROOM: make a room (@kind, not direct) of @name, @topic, with the people of
 *   @list
 * @CHAT_INTENT_DIRECT: talk to @person alone
 * @CHAT_INTENT_UPDATE_ROOM: give @room another @name, @topic or @avatar
 * @CHAT_INTENT_INVITE: bring @person into @room
 * @CHAT_INTENT_REMOVE: put @person out of @room
 * @CHAT_INTENT_SET_ROLE: make @person @role in @room
 * @CHAT_INTENT_MUTE: hear nothing of @room until @time, 0 for hearing it again
 * @CHAT_INTENT_PIN: have @room above the others, or not (@on)
 * @CHAT_INTENT_DIRECTORY: find rooms that I may join (@query, @after, @limit)
 * @CHAT_INTENT_LIST_MEMBERS: hear who is in @room (@after, @limit)
 * @CHAT_INTENT_EDIT: change the message @id to @text
 * @CHAT_INTENT_DELETE: take the message @id back
 * @CHAT_INTENT_REACT: put @emoji on the message @id, or take mine away (@on)
 * @CHAT_INTENT_RECEIPT: I have all up to @delivered of @room, and have seen all up to @seen
 * @CHAT_INTENT_PRESENCE: be @presence; say @status
 * @CHAT_INTENT_UPDATE_ME: give myself another @name or @avatar
 * @CHAT_INTENT_CHANGE_PASSWORD: from @old_password to @new_password
 * @CHAT_INTENT_SEARCH: find messages with the words of @query, in @room, of @person, before the
 *   message @after; at most @limit
 * @CHAT_INTENT_SEARCH_USERS: find people whose names begin with @query, at most @limit
 * @CHAT_INTENT_LIST_DEVICES: hear where I am signed in
 * @CHAT_INTENT_REVOKE_DEVICE: sign out on the device @id
 * @CHAT_INTENT_SIGN_OUT: sign out here
 */
typedef enum {
  CHAT_INTENT_HELLO,
  CHAT_INTENT_JOIN,
  CHAT_INTENT_LEAVE,
  CHAT_INTENT_SEND,
  CHAT_INTENT_TYPING,
  CHAT_INTENT_SYNC,
  CHAT_INTENT_HISTORY,
  CHAT_INTENT_CREATE_ROOM,
  CHAT_INTENT_DIRECT,
  CHAT_INTENT_UPDATE_ROOM,
  CHAT_INTENT_INVITE,
  CHAT_INTENT_REMOVE,
  CHAT_INTENT_SET_ROLE,
  CHAT_INTENT_MUTE,
  CHAT_INTENT_PIN,
  CHAT_INTENT_DIRECTORY,
  CHAT_INTENT_LIST_MEMBERS,
  CHAT_INTENT_EDIT,
  CHAT_INTENT_DELETE,
  CHAT_INTENT_REACT,
  CHAT_INTENT_RECEIPT,
  CHAT_INTENT_PRESENCE,
  CHAT_INTENT_UPDATE_ME,
  CHAT_INTENT_CHANGE_PASSWORD,
  CHAT_INTENT_SEARCH,
  CHAT_INTENT_SEARCH_USERS,
  CHAT_INTENT_LIST_DEVICES,
  CHAT_INTENT_REVOKE_DEVICE,
  CHAT_INTENT_SIGN_OUT,
} ChatIntentType;

/* On which side of a place in a room. */
typedef enum {
  CHAT_ANCHOR_LATEST, /* of none: the end of the room */
  CHAT_ANCHOR_BEFORE,
  CHAT_ANCHOR_AFTER,
  CHAT_ANCHOR_AROUND,
} ChatAnchor;

/*
 * What I want of a server, in the words of this program.  The type says which fields it needs;
 * strings are its own.  Of those that change something, a string that is NULL leaves it as it is,
 * and an empty one takes it away.  A limit of 0 leaves it to the server.
 */
typedef struct {
  ChatIntentType type;
  char *user_id; /* who I am, where there are no accounts */
  char *user_name;
  char *room;
  char *id;
  char *text;
  gint64 time;
  gboolean on;

  char *name;
  char *topic;
  char *avatar;
  char *person;
  char *reply;
  char *emoji;
  char *query;
  char *after;
  char *status;
  char *old_password;
  char *new_password;
  char **list;
  ChatRoomKind kind;
  ChatRole role;
  ChatPresence presence;
  ChatAnchor anchor;
  gint64 seq;
  gint64 delivered;
  gint64 seen;
  guint limit;
} ChatIntent;

ChatIntent *chat_intent_new (ChatIntentType type, ChatUser *me, const char *room);
ChatIntent *chat_intent_new_send (ChatMessage *message, const char *room);
ChatIntent *chat_intent_new_typing (ChatUser *me, const char *room, gboolean on);
ChatIntent *chat_intent_new_sync (gint64 since);
ChatIntent *chat_intent_new_history (const char *room, ChatAnchor anchor, gint64 seq, guint limit);
ChatIntent *chat_intent_new_receipt (const char *room, gint64 delivered, gint64 seen);
ChatIntent *chat_intent_new_edit (const char *id, const char *text);
ChatIntent *chat_intent_new_react (const char *id, const char *emoji, gboolean on);
void chat_intent_free (ChatIntent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatIntent, chat_intent_free)

G_END_DECLS
