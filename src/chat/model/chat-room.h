/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-draft.h"
#include "chat-member.h"
#include "chat-room-kind.h"
#include "chat-roster.h"
#include "chat-timeline.h"
#include "chat-typing.h"

G_BEGIN_DECLS

/*
 * Properties:
 *   id, kind, timeline, members, typing,    construct-only or read-only
 *   draft
 *   name, topic, avatar, created-by         a direct conversation has the name of the other
 *   other                                   of a direct conversation (nullable)
 *   n-members, role, muted-until, pinned    role, muted-until and pinned are mine
 *   joined, error                           on this connection; why not (nullable)
 *   last-seq, from-seq                      the last place in it, and the first that I can see
 *   unread, first-unread                    id of the message above which the "new messages" line
 *                                           stands (nullable)
 *   mentioned                               whether I am, in what is unread
 *   last-message, activity                  (nullable); when something happened last, for sorting
 *   has-older, loading                      whether there is more history, and is on its way
 *   open                                    on a focused screen now
 *
 * Signals:
 *   members-changed ()     somebody came, left, or has another role
 *   receipts-changed ()    somebody has got or seen more
 */
#define CHAT_TYPE_ROOM (chat_room_get_type ())
G_DECLARE_FINAL_TYPE (ChatRoom, chat_room, CHAT, ROOM, GObject)

ChatRoom *chat_room_new (const char *id, const char *name, ChatRoomKind kind);

const char *chat_room_get_id (ChatRoom *self);
const char *chat_room_get_name (ChatRoom *self);
void chat_room_set_name (ChatRoom *self, const char *name);
ChatRoomKind chat_room_get_kind (ChatRoom *self);
ChatTimeline *chat_room_get_timeline (ChatRoom *self);
ChatRoster *chat_room_get_members (ChatRoom *self);
ChatTyping *chat_room_get_typing (ChatRoom *self);
ChatMessage *chat_room_get_last_message (ChatRoom *self);
gint64 chat_room_get_activity (ChatRoom *self);
void chat_room_touch (ChatRoom *self, gint64 time);

ChatDraft *chat_room_get_draft (ChatRoom *self);
gboolean chat_room_get_joined (ChatRoom *self);
void chat_room_set_joined (ChatRoom *self, gboolean joined);
void chat_room_set_error (ChatRoom *self, const char *error);

const char *chat_room_get_topic (ChatRoom *self);
void chat_room_set_topic (ChatRoom *self, const char *topic);
void chat_room_set_avatar (ChatRoom *self, const char *avatar);
void chat_room_set_created_by (ChatRoom *self, const char *created_by);
guint chat_room_get_n_members (ChatRoom *self);
void chat_room_set_n_members (ChatRoom *self, guint n_members);
ChatUser *chat_room_get_other (ChatRoom *self);
void chat_room_set_other (ChatRoom *self, ChatUser *other);
ChatRole chat_room_get_role (ChatRoom *self);
gint64 chat_room_get_muted_until (ChatRoom *self);
void chat_room_set_muted_until (ChatRoom *self, gint64 muted_until);
gboolean chat_room_is_muted (ChatRoom *self, gint64 now);
gboolean chat_room_get_pinned (ChatRoom *self);
void chat_room_set_pinned (ChatRoom *self, gboolean pinned);
gboolean chat_room_get_has_older (ChatRoom *self);
gboolean chat_room_get_loading (ChatRoom *self);
void chat_room_set_loading (ChatRoom *self, gboolean loading);

/* Messages come in; what others wrote counts as unread until I have seen it. */
gboolean chat_room_receive (ChatRoom *self, ChatMessage *message);
GPtrArray *chat_room_receive_history (ChatRoom *self, GPtrArray *messages, gboolean seen);
void chat_room_place (ChatRoom *self, ChatMessage *message, gint64 seq);
void chat_room_set_latest (ChatRoom *self, ChatMessage *message);

/* Where I am in reading; places (seq) are those of a server that counts them. */
guint chat_room_get_unread (ChatRoom *self);
const char *chat_room_get_first_unread (ChatRoom *self);
gboolean chat_room_get_mentioned (ChatRoom *self);
gboolean chat_room_get_open (ChatRoom *self);
void chat_room_set_open (ChatRoom *self, gboolean open);
void chat_room_see (ChatRoom *self, ChatMessage *message);
gint64 chat_room_get_seen_seq (ChatRoom *self);
void chat_room_set_seen_seq (ChatRoom *self, gint64 seq);
gint64 chat_room_get_from_seq (ChatRoom *self);
gint64 chat_room_get_last_seq (ChatRoom *self);
void chat_room_set_last_seq (ChatRoom *self, gint64 seq);
void chat_room_set_unread_before (ChatRoom *self, guint n);
void chat_room_set_mention_before (ChatRoom *self, gint64 seq);
void chat_room_count (ChatRoom *self);

/* Who is in it, and has got and seen what. */
const ChatMember *chat_room_get_member (ChatRoom *self, ChatUser *user);
void chat_room_set_member (ChatRoom *self, const ChatMember *member);
void chat_room_set_members (ChatRoom *self, const ChatMember *members, guint length);
void chat_room_remove_member (ChatRoom *self, ChatUser *user);
void chat_room_receive_receipt (ChatRoom *self, ChatUser *user, gint64 delivered, gint64 seen);
GPtrArray *chat_room_list_readers (ChatRoom *self, ChatMessage *message);

G_END_DECLS
