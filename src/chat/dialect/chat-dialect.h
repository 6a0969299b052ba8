/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "chat-dialect-error.h"
#include "chat-event.h"
#include "chat-intent.h"

G_BEGIN_DECLS

/**
 * ChatConfirmation:
 * @CHAT_CONFIRMATION_ANSWER: the server answers every message; silence is loss
 * @CHAT_CONFIRMATION_LEARNED: it may answer, or send our message back, or neither; what it has done
 *   once is expected from then on, and as long as it has done nothing, writing is all there is
 */
typedef enum {
  CHAT_CONFIRMATION_ANSWER,
  CHAT_CONFIRMATION_LEARNED,
} ChatConfirmation;

/**
 * ChatRequest:
 * @event: the name of the event to emit
 * @arguments: its arguments
 * @wants_answer: whether an acknowledgement is asked for
 * @is_volatile: whether it is worth nothing when it cannot leave at once
 */
typedef struct {
  char *event;
  JsonArray *arguments;
  gboolean wants_answer;
  gboolean is_volatile;
} ChatRequest;

ChatRequest *chat_request_new (const char *event, JsonArray *arguments);
void chat_request_free (ChatRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatRequest, chat_request_free)

/**
 * ChatCapabilities:
 * @CHAT_CAN_NAME_ROOMS: a room is there as soon as somebody joins its name
 * @CHAT_CAN_CREATE_ROOMS: rooms are made, public or private, renamed and left
 * @CHAT_CAN_FIND_ROOMS: there is a directory of rooms to join
 * @CHAT_CAN_TALK_ALONE: there are direct conversations, and people to find for them
 * @CHAT_CAN_INVITE: people are brought into rooms
 * @CHAT_CAN_MODERATE: people have roles, and can be put out of rooms
 * @CHAT_CAN_MARK_ROOMS: the server keeps what I have pinned and muted
 * @CHAT_CAN_EDIT: messages can be changed and taken back
 * @CHAT_CAN_REPLY: messages can answer messages
 * @CHAT_CAN_REACT: messages can be reacted to
 * @CHAT_CAN_SEE_RECEIPTS: the server tells who has got and who has seen a message
 * @CHAT_CAN_TYPE: the server passes on who types
 * @CHAT_CAN_BE_AWAY: I can say whether I am there, and what I do
 * @CHAT_CAN_LOOK_BACK: what was said before can be asked for, page by page
 * @CHAT_CAN_CATCH_UP: what has changed can be asked for
 * @CHAT_CAN_SEARCH: the server finds messages
 * @CHAT_CAN_SEND_FILES: the server keeps files
 * @CHAT_CAN_SIGN_IN: there are accounts, with names and passwords
 * @CHAT_CAN_BE_GUEST: one may come in without an account
 * @CHAT_CAN_CHANGE_PROFILE: I can change how I am called and look
 * @CHAT_CAN_MANAGE_DEVICES: the server tells where I am signed in
 *
 * What can be done with a server, so that nobody is shown what does nothing.
 */
typedef enum {
  CHAT_CAN_NAME_ROOMS = 1 << 0,
  CHAT_CAN_CREATE_ROOMS = 1 << 1,
  CHAT_CAN_FIND_ROOMS = 1 << 2,
  CHAT_CAN_TALK_ALONE = 1 << 3,
  CHAT_CAN_INVITE = 1 << 4,
  CHAT_CAN_MODERATE = 1 << 5,
  CHAT_CAN_MARK_ROOMS = 1 << 6,
  CHAT_CAN_EDIT = 1 << 7,
  CHAT_CAN_REPLY = 1 << 8,
  CHAT_CAN_REACT = 1 << 9,
  CHAT_CAN_SEE_RECEIPTS = 1 << 10,
  CHAT_CAN_TYPE = 1 << 11,
  CHAT_CAN_BE_AWAY = 1 << 12,
  CHAT_CAN_LOOK_BACK = 1 << 13,
  CHAT_CAN_CATCH_UP = 1 << 14,
  CHAT_CAN_SEARCH = 1 << 15,
  CHAT_CAN_SEND_FILES = 1 << 16,
  CHAT_CAN_SIGN_IN = 1 << 17,
  CHAT_CAN_BE_GUEST = 1 << 18,
  CHAT_CAN_CHANGE_PROFILE = 1 << 19,
  CHAT_CAN_MANAGE_DEVICES = 1 << 20,
} ChatCapabilities;

/**
 * ChatAuth:
 * @token: (nullable): what the server gave me when I signed in; the others are not needed then
 * @name: (nullable): my name
 * @password: (nullable): my password; a guest has none
 * @enrol: whether to make an account
 * @invite: (nullable): what lets me make one
 * @display_name: (nullable): how a new account is called
 * @client_version: the version of this program
 *
 * How I show that I am who I am.
 */
typedef struct {
  const char *token;
  const char *name;
  const char *password;
  gboolean enrol;
  const char *invite;
  const char *display_name;
  const char *client_version;
} ChatAuth;

#define CHAT_TYPE_DIALECT (chat_dialect_get_type ())
G_DECLARE_DERIVABLE_TYPE (ChatDialect, chat_dialect, CHAT, DIALECT, GObject)

/**
 * ChatDialectClass:
 * @read_event: what a server's event means; puts ChatEvents into @events
 * @read_answer: what a server's answer to an intent means; FALSE and an error if it is a no
 * @write: how an intent is said; NULL if the server has no word for it
 * @get_confirmation: how the server tells that it has a message; answers if not set
 * @get_capabilities: what can be done with a server of these features; nothing if not set
 * @write_auth: what is said at the door; nothing if not set
 * @read_refusal: why the server did not let me in; its own words if not set
 */
struct _ChatDialectClass {
  GObjectClass parent_class;

  void (*read_event) (ChatDialect *self,
                      const char *name,
                      JsonArray *arguments,
                      gint64 now,
                      GPtrArray *events);
  gboolean (*read_answer) (ChatDialect *self,
                           const ChatIntent *intent,
                           JsonArray *answer,
                           gint64 now,
                           GPtrArray *events,
                           GError **error);
  ChatRequest *(*write) (ChatDialect *self, const ChatIntent *intent);
  ChatConfirmation (*get_confirmation) (ChatDialect *self);
  ChatCapabilities (*get_capabilities) (ChatDialect *self, const char *const *features);
  JsonObject *(*write_auth) (ChatDialect *self, const ChatAuth *credentials);
  GError *(*read_refusal) (ChatDialect *self, const char *message, JsonNode *data);
};

GPtrArray *chat_dialect_read_event (ChatDialect *self,
                                    const char *name,
                                    JsonArray *arguments,
                                    gint64 now);
GPtrArray *chat_dialect_read_answer (ChatDialect *self,
                                     const ChatIntent *intent,
                                     JsonArray *answer,
                                     gint64 now,
                                     GError **error);
ChatRequest *chat_dialect_write (ChatDialect *self, const ChatIntent *intent);
ChatConfirmation chat_dialect_get_confirmation (ChatDialect *self);
ChatCapabilities chat_dialect_get_capabilities (ChatDialect *self, const char *const *features);
JsonObject *chat_dialect_write_auth (ChatDialect *self, const ChatAuth *credentials);
GError *chat_dialect_read_refusal (ChatDialect *self, const char *message, JsonNode *data);

G_END_DECLS
