/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How one kind of chat server talks.  A dialect does no I/O and keeps no state of a connection: it
 * turns a server's events and answers into ChatEvents, and our ChatIntents into a server's events.
 * The current time is an argument, for what servers leave out.
 *
 * Whatever a server says, reading it never fails: what makes no sense is left out.
 */
#include "chat-dialect.h"

#include "chat-reader.h"

#include <glib/gi18n.h>

G_DEFINE_ABSTRACT_TYPE (ChatDialect, chat_dialect, G_TYPE_OBJECT)

static void
chat_dialect_class_init (ChatDialectClass *klass)
{
}

static void
chat_dialect_init (ChatDialect *self)
{
}

/**
 * chat_request_new:
 * @event: the name of the event to emit
 * @arguments: (transfer full): its arguments
 *
 * Makes a request that asks for an answer.
 */
ChatRequest *
chat_request_new (const char *event, JsonArray *arguments)
{
  ChatRequest *self = g_new0 (ChatRequest, 1);

  self->event = g_strdup (event);
  self->arguments = arguments;
  self->wants_answer = TRUE;

  return self;
}

void
chat_request_free (ChatRequest *self)
{
  g_free (self->event);
  g_clear_pointer (&self->arguments, json_array_unref);
  g_free (self);
}

/**
 * chat_dialect_read_event:
 * @self: a dialect
 * @name: the name of a server's event
 * @arguments: its arguments
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (element-type ChatEvent): what it means; nothing where it makes no sense
 */
GPtrArray *
chat_dialect_read_event (ChatDialect *self, const char *name, JsonArray *arguments, gint64 now)
{
  g_autoptr (GPtrArray) events = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (arguments != NULL, NULL);

  events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);
  CHAT_DIALECT_GET_CLASS (self)->read_event (self, name, arguments, now, events);

  return g_steal_pointer (&events);
}

/**
 * chat_dialect_read_answer:
 * @self: a dialect
 * @intent: what was asked
 * @answer: the arguments of the acknowledgement
 * @now: the time, in ms since 1970
 * @error: return location for an error of %CHAT_DIALECT_ERROR
 *
 * Returns: (transfer full) (nullable) (element-type ChatEvent): what it means, or %NULL if it is a
 * no
 */
GPtrArray *
chat_dialect_read_answer (ChatDialect *self,
                          const ChatIntent *intent,
                          JsonArray *answer,
                          gint64 now,
                          GError **error)
{
  g_autoptr (GPtrArray) events = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (self), NULL);
  g_return_val_if_fail (intent != NULL, NULL);
  g_return_val_if_fail (answer != NULL, NULL);

  events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);
  if (!CHAT_DIALECT_GET_CLASS (self)->read_answer (self, intent, answer, now, events, error))
    return NULL;

  return g_steal_pointer (&events);
}

/**
 * chat_dialect_write:
 * @self: a dialect
 * @intent: what I want
 *
 * Returns: (transfer full) (nullable): how to say it, %NULL if the server has no word for it
 */
ChatRequest *
chat_dialect_write (ChatDialect *self, const ChatIntent *intent)
{
  g_return_val_if_fail (CHAT_IS_DIALECT (self), NULL);
  g_return_val_if_fail (intent != NULL, NULL);

  return CHAT_DIALECT_GET_CLASS (self)->write (self, intent);
}

/**
 * chat_dialect_get_confirmation:
 * @self: a dialect
 *
 * How servers that talk like this tell that they have a message.
 */
ChatConfirmation
chat_dialect_get_confirmation (ChatDialect *self)
{
  g_return_val_if_fail (CHAT_IS_DIALECT (self), CHAT_CONFIRMATION_ANSWER);

  if (CHAT_DIALECT_GET_CLASS (self)->get_confirmation == NULL)
    return CHAT_CONFIRMATION_ANSWER;

  return CHAT_DIALECT_GET_CLASS (self)->get_confirmation (self);
}

/**
 * chat_dialect_get_capabilities:
 * @self: a dialect
 * @features: (nullable) (array zero-terminated=1): what a server has told of itself; %NULL as long
 *   as it has not
 *
 * What can be done with such a server.
 */
ChatCapabilities
chat_dialect_get_capabilities (ChatDialect *self, const char *const *features)
{
  g_return_val_if_fail (CHAT_IS_DIALECT (self), 0);

  if (CHAT_DIALECT_GET_CLASS (self)->get_capabilities == NULL)
    return 0;

  return CHAT_DIALECT_GET_CLASS (self)->get_capabilities (self, features);
}

/**
 * chat_dialect_write_auth:
 * @self: a dialect
 * @credentials: who I am
 *
 * Returns: (transfer full) (nullable): what is said when a connection begins; %NULL for nothing
 */
JsonObject *
chat_dialect_write_auth (ChatDialect *self, const ChatAuth *credentials)
{
  g_return_val_if_fail (CHAT_IS_DIALECT (self), NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  if (CHAT_DIALECT_GET_CLASS (self)->write_auth == NULL)
    return NULL;

  return CHAT_DIALECT_GET_CLASS (self)->write_auth (self, credentials);
}

/**
 * chat_dialect_read_refusal:
 * @self: a dialect
 * @message: (nullable): what the server said
 * @data: (nullable): what else it said
 *
 * Returns: (transfer full): why the server did not let me in, an error of %CHAT_DIALECT_ERROR
 */
GError *
chat_dialect_read_refusal (ChatDialect *self, const char *message, JsonNode *data)
{
  g_autofree char *reason = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (self), NULL);

  if (CHAT_DIALECT_GET_CLASS (self)->read_refusal != NULL)
    return CHAT_DIALECT_GET_CLASS (self)->read_refusal (self, message, data);

  if (message != NULL)
    reason = chat_reader_clean_line (message, CHAT_READER_MAX_REASON);

  return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED,
                              reason != NULL ? reason : N_ ("The server gave no reason"));
}
