/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-user.h"

G_BEGIN_DECLS

/**
 * ChatMessageKind:
 * @CHAT_MESSAGE_KIND_TEXT: somebody said something
 * @CHAT_MESSAGE_KIND_NOTICE: a program said something
 * @CHAT_MESSAGE_KIND_SYSTEM: something happened in the room
 */
typedef enum {
  CHAT_MESSAGE_KIND_TEXT,
  CHAT_MESSAGE_KIND_NOTICE,
  CHAT_MESSAGE_KIND_SYSTEM,
} ChatMessageKind;

#define CHAT_TYPE_MESSAGE_KIND (chat_message_kind_get_type ())
GType chat_message_kind_get_type (void);

/* What happened in the room; OTHER is what this program has no words for. */
typedef enum {
  CHAT_INCIDENT_OTHER,
  CHAT_INCIDENT_CREATED,
  CHAT_INCIDENT_JOINED,
  CHAT_INCIDENT_LEFT,
  CHAT_INCIDENT_RENAMED,
  CHAT_INCIDENT_TOPIC,
} ChatIncident;

/**
 * ChatMessageStatus:
 * @CHAT_MESSAGE_STATUS_PENDING: waits to be sent, or for the server to confirm it
 * @CHAT_MESSAGE_STATUS_SENT: the server has it
 * @CHAT_MESSAGE_STATUS_FAILED: the server refused it; see [property@Chat.Message:error]
 */
typedef enum {
  CHAT_MESSAGE_STATUS_PENDING,
  CHAT_MESSAGE_STATUS_SENT,
  CHAT_MESSAGE_STATUS_FAILED,
} ChatMessageStatus;

#define CHAT_TYPE_MESSAGE_STATUS (chat_message_status_get_type ())
GType chat_message_status_get_type (void);

/*
 * Properties: id, sender (nullable for SYSTEM), kind (construct-only); own (read-only, follows from
 * the sender); text, time, status, error.
 */
#define CHAT_TYPE_MESSAGE (chat_message_get_type ())
G_DECLARE_FINAL_TYPE (ChatMessage, chat_message, CHAT, MESSAGE, GObject)

ChatMessage *chat_message_new (const char *id, ChatUser *sender, const char *text, gint64 time);
ChatMessage *chat_message_new_pending (ChatUser *sender, const char *text, gint64 time);
ChatMessage *chat_message_new_system (const char *text, gint64 time);

const char *chat_message_get_id (ChatMessage *self);
ChatUser *chat_message_get_sender (ChatMessage *self);
ChatMessageKind chat_message_get_kind (ChatMessage *self);
gboolean chat_message_get_own (ChatMessage *self);
const char *chat_message_get_text (ChatMessage *self);
gint64 chat_message_get_time (ChatMessage *self);
ChatMessageStatus chat_message_get_status (ChatMessage *self);
const char *chat_message_get_error (ChatMessage *self);

/* The three moves of a message of mine.  Call them through ChatTimeline, which keeps the order. */
void chat_message_wait (ChatMessage *self, gint64 time);
void chat_message_confirm (ChatMessage *self, const char *text, gint64 time);
void chat_message_fail (ChatMessage *self, const char *reason);

/* Pure questions for whoever shows messages below each other; @previous may be NULL. */
gboolean chat_message_continues (ChatMessage *self, ChatMessage *previous);
gboolean chat_message_is_same_day (ChatMessage *self, ChatMessage *previous);

G_END_DECLS
