/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-message-kind.h"
#include "chat-message-status.h"
#include "chat-reaction.h"
#include "chat-reply.h"

G_BEGIN_DECLS

/*
 * Properties, all but the first three read-only:
 *   id, sender (nullable), kind    construct-only; own follows from the sender
 *   text                           Markdown, empty of what was deleted or happened
 *   time, seq                      when, and which place in the room (0: none yet, or none at all)
 *   status, error                  error (nullable) says why it failed
 *   n-people, n-delivered, n-seen  of mine: whom it concerns, who has it, who has seen it
 *   edited-at, deleted             edited-at is 0 of what nobody changed
 *   reply, files, reactions        a ChatReply (nullable), a GListModel of ChatFile, a GPtrArray of
 *                                  ChatReaction: never NULL, and new ones at every change
 *   mentions-me
 *   incident, incident-user, incident-text
 *                                  of SYSTEM: what the sender did, to whom, the new name or topic
 */
#define CHAT_TYPE_MESSAGE (chat_message_get_type ())
G_DECLARE_FINAL_TYPE (ChatMessage, chat_message, CHAT, MESSAGE, GObject)

ChatMessage *chat_message_new (const char *id, ChatUser *sender, const char *text, gint64 time);
ChatMessage *chat_message_new_pending (ChatUser *sender, const char *text, gint64 time);
ChatMessage *chat_message_new_system (const char *text, gint64 time);
ChatMessage *chat_message_new_of_kind (const char *id,
                                       ChatUser *sender,
                                       ChatMessageKind kind,
                                       const char *text,
                                       gint64 time);

const char *chat_message_get_id (ChatMessage *self);
ChatUser *chat_message_get_sender (ChatMessage *self);
ChatMessageKind chat_message_get_kind (ChatMessage *self);
gboolean chat_message_get_own (ChatMessage *self);
const char *chat_message_get_text (ChatMessage *self);
gint64 chat_message_get_time (ChatMessage *self);
ChatMessageStatus chat_message_get_status (ChatMessage *self);
gboolean chat_message_get_is_sent (ChatMessage *self);
const char *chat_message_get_error (ChatMessage *self);
gint64 chat_message_get_seq (ChatMessage *self);
gint64 chat_message_get_rev (ChatMessage *self);
guint chat_message_get_n_people (ChatMessage *self);
guint chat_message_get_n_delivered (ChatMessage *self);
guint chat_message_get_n_seen (ChatMessage *self);
gint64 chat_message_get_edited_at (ChatMessage *self);
gboolean chat_message_get_deleted (ChatMessage *self);
ChatReply *chat_message_get_reply (ChatMessage *self);
GListModel *chat_message_get_files (ChatMessage *self);
GPtrArray *chat_message_get_reactions (ChatMessage *self);
gboolean chat_message_has_reacted (ChatMessage *self, const char *emoji);
gboolean chat_message_get_mentions_me (ChatMessage *self);
ChatIncident chat_message_get_incident (ChatMessage *self);
ChatUser *chat_message_get_incident_user (ChatMessage *self);
const char *chat_message_get_incident_text (ChatMessage *self);

/* What is said of it, by me or by the server. */
void chat_message_set_rev (ChatMessage *self, gint64 rev);
void chat_message_set_text (ChatMessage *self, const char *text);
void chat_message_set_edited_at (ChatMessage *self, gint64 time);
void chat_message_set_deleted (ChatMessage *self, gboolean deleted);
void chat_message_set_reply (ChatMessage *self, ChatReply *reply);
void chat_message_set_files (ChatMessage *self, GListModel *files);
void chat_message_set_reactions (ChatMessage *self, GPtrArray *reactions);
void chat_message_set_mentions_me (ChatMessage *self, gboolean mentions_me);
void chat_message_set_incident (ChatMessage *self,
                                ChatIncident incident,
                                ChatUser *user,
                                const char *text);

/* Of whom it concerns.  Call it through ChatRoom, which knows the people. */
void chat_message_set_receipts (ChatMessage *self, guint n_people, guint n_delivered, guint n_seen);

/* Its place, and the three moves of a message of mine.  Call them through ChatTimeline, which keeps
 * the order. */
void chat_message_set_seq (ChatMessage *self, gint64 seq);
void chat_message_wait (ChatMessage *self, gint64 time);
void chat_message_confirm (ChatMessage *self, const char *text, gint64 time);
void chat_message_fail (ChatMessage *self, const char *reason);

/* Pure questions for whoever shows messages below each other; @previous may be NULL. */
gboolean chat_message_continues (ChatMessage *self, ChatMessage *previous);
gboolean chat_message_is_same_day (ChatMessage *self, ChatMessage *previous);

G_END_DECLS
