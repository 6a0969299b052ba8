/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-member.h"
#include "chat-timeline.h"

G_BEGIN_DECLS

/*
 * Who is in a room, as what, and how far each has got and seen what was said.  My messages in the
 * timeline know how many have got and seen them.
 */
typedef struct _ChatMembership ChatMembership;

ChatMembership *chat_membership_new (ChatTimeline *timeline);
void chat_membership_free (ChatMembership *self);

const ChatMember *chat_membership_get (ChatMembership *self, ChatUser *user);
void chat_membership_set_n_people (ChatMembership *self, guint n_people);
gboolean chat_membership_set (ChatMembership *self, const ChatMember *member);
void chat_membership_set_all (ChatMembership *self, const ChatMember *members, guint length);
gboolean chat_membership_remove (ChatMembership *self, ChatUser *user);
gboolean chat_membership_receive_receipt (ChatMembership *self,
                                          ChatUser *user,
                                          gint64 delivered,
                                          gint64 seen);

void chat_membership_count (ChatMembership *self, ChatMessage *message);
GPtrArray *chat_membership_list_readers (ChatMembership *self, ChatMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatMembership, chat_membership_free)

G_END_DECLS
