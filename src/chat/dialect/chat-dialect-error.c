/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a server does not do something.  Programs get what they would do about it: try again, ask for
 * the password, show the reason; people get words.  Where the server's code says all there is to
 * say, the words are ours, which can be translated; else the server's own.
 */
#include "chat-dialect-error.h"

#include "chat-reader.h"

#include <glib/gi18n.h>

/* Longest time that is believed. */
#define MAX_RETRY_AFTER_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

typedef struct {
  gint64 retry_after;
  const char *field; /* static */
  const char *word;  /* static */
} ChatDialectErrorPrivate;

static void
chat_dialect_error_private_init (ChatDialectErrorPrivate *priv)
{
}

static void
chat_dialect_error_private_copy (const ChatDialectErrorPrivate *from, ChatDialectErrorPrivate *to)
{
  *to = *from;
}

static void
chat_dialect_error_private_clear (ChatDialectErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (ChatDialectError, chat_dialect_error)

typedef struct {
  const char *code;
  ChatDialectError error;
  const char *field; /* what people would change, if it is one thing */
  const char *words; /* NULL: what the server says is better */
} Meaning;

static const Meaning MEANINGS[] = {
  { "throttled", CHAT_DIALECT_ERROR_LATER, NULL, N_ ("Too much at once; wait a moment") },
  { "storage", CHAT_DIALECT_ERROR_LATER, NULL, N_ ("The server could not store it") },
  { "server-full", CHAT_DIALECT_ERROR_LATER, NULL, N_ ("The server is full") },
  { "bad-credentials", CHAT_DIALECT_ERROR_STRANGER, "password",
    N_ ("The name or the password is wrong") },
  { "name-taken", CHAT_DIALECT_ERROR_REFUSED, "name", N_ ("Somebody has this name already") },
  { "name-invalid", CHAT_DIALECT_ERROR_REFUSED, "name", NULL },
  { "password-weak", CHAT_DIALECT_ERROR_REFUSED, "password", NULL },
  { "invite-required", CHAT_DIALECT_ERROR_REFUSED, "invite",
    N_ ("This server wants an invitation that is valid") },
  { "guests-refused", CHAT_DIALECT_ERROR_REFUSED, NULL, N_ ("This server takes no guests") },
  { "protocol", CHAT_DIALECT_ERROR_REFUSED, NULL,
    N_ ("The server is of another version than this program") },
  { "not-found", CHAT_DIALECT_ERROR_REFUSED, NULL, NULL },
  { "forbidden", CHAT_DIALECT_ERROR_REFUSED, NULL, NULL },
  { "invalid", CHAT_DIALECT_ERROR_REFUSED, NULL, NULL },
  { "too-long", CHAT_DIALECT_ERROR_REFUSED, NULL, NULL },
  { "conflict", CHAT_DIALECT_ERROR_REFUSED, NULL, NULL },
  { "gone", CHAT_DIALECT_ERROR_REFUSED, NULL, N_ ("It is not there any more") },
  { "unknown-event", CHAT_DIALECT_ERROR_REFUSED, NULL, N_ ("This server cannot do that") },
};

static const Meaning *
find_meaning (const char *code)
{
  static const Meaning UNKNOWN = { NULL, CHAT_DIALECT_ERROR_REFUSED, NULL, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (MEANINGS); i++) {
    if (g_strcmp0 (MEANINGS[i].code, code) == 0)
      return &MEANINGS[i];
  }

  return &UNKNOWN;
}

/**
 * chat_dialect_error_new_from_json:
 * @details: (nullable): {code, message, field, retryAfter}, each of which may be missing
 * @message: (nullable): what the server says, if it is not in there
 *
 * Returns: (transfer full): what it means
 */
GError *
chat_dialect_error_new_from_json (JsonObject *details, const char *message)
{
  g_autofree char *code = NULL;
  g_autofree char *reason = NULL;
  gint64 retry_after = 0;
  const Meaning *meaning = NULL;
  const char *words = NULL;
  GError *error = NULL;

  if (details != NULL) {
    code = chat_reader_id (json_object_get_member (details, "code"));
    reason = chat_reader_reason (json_object_get_member (details, "message"));
    retry_after =
      chat_reader_count (json_object_get_member (details, "retryAfter"), MAX_RETRY_AFTER_MS, 0);
  }
  if (reason == NULL && message != NULL)
    reason = chat_reader_clean_line (message, CHAT_READER_MAX_REASON);

  meaning = find_meaning (code);
  words = meaning->words != NULL ? meaning->words : reason;
  error = g_error_new_literal (CHAT_DIALECT_ERROR, (int) meaning->error,
                               words != NULL ? words : N_ ("The server gave no reason"));
  chat_dialect_error_get_private (error)->field = meaning->field;
  chat_dialect_error_get_private (error)->word = meaning->code;
  if (meaning->error == CHAT_DIALECT_ERROR_LATER)
    chat_dialect_error_get_private (error)->retry_after = retry_after;

  return error;
}

/**
 * chat_dialect_error_get_retry_after:
 * @error: an error of %CHAT_DIALECT_ERROR
 *
 * Returns: after how many ms it is worth trying again; 0 if the server does not say
 */
gint64
chat_dialect_error_get_retry_after (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == CHAT_DIALECT_ERROR, 0);

  return chat_dialect_error_get_private (error)->retry_after;
}

/**
 * chat_dialect_error_get_field:
 * @error: an error of %CHAT_DIALECT_ERROR
 *
 * Returns: (nullable): what people would change: "name", "password" or "invite"
 */
const char *
chat_dialect_error_get_field (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == CHAT_DIALECT_ERROR, NULL);

  return chat_dialect_error_get_private (error)->field;
}

/**
 * chat_dialect_error_get_word:
 * @error: an error of %CHAT_DIALECT_ERROR
 *
 * Returns: (nullable): the one word for it, as in "name-taken"; %NULL if the server has said none,
 *   or one that nobody knows
 */
const char *
chat_dialect_error_get_word (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == CHAT_DIALECT_ERROR, NULL);

  return chat_dialect_error_get_private (error)->word;
}
