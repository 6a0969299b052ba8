/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "chat-capabilities.h"
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
 * ChatAuth:
 * @token: (nullable): what the server gave me when I signed in; the others are not needed then
 * @name: (nullable): my name
 * @password: (nullable): my password; a guest has none
 * @enrol: whether to make an account
 * @invite: (nullable): what lets me make one
 * @display_name: (nullable): how a new account is called
 * @run: (nullable): the run of the server in which I heard something last
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
  const char *run;
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
