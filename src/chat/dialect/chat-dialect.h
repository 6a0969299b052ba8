/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "chat-event.h"
#include "chat-intent.h"

G_BEGIN_DECLS

/**
 * ChatDialectError:
 * @CHAT_DIALECT_ERROR_REFUSED: the server does not do it; the message has its reason
 * @CHAT_DIALECT_ERROR_LATER: the server does not do it now
 */
typedef enum {
  CHAT_DIALECT_ERROR_REFUSED,
  CHAT_DIALECT_ERROR_LATER,
} ChatDialectError;

#define CHAT_DIALECT_ERROR (chat_dialect_error_quark ())
GQuark chat_dialect_error_quark (void);

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

#define CHAT_TYPE_DIALECT (chat_dialect_get_type ())
G_DECLARE_DERIVABLE_TYPE (ChatDialect, chat_dialect, CHAT, DIALECT, GObject)

/**
 * ChatDialectClass:
 * @read_event: what a server's event means; puts ChatEvents into @events
 * @read_answer: what a server's answer to an intent means; FALSE and an error if it is a no
 * @write: how an intent is said; NULL if the server has no word for it
 * @get_confirmation: how the server tells that it has a message; answers if not set
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

G_END_DECLS
