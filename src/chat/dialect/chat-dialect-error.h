/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * ChatDialectError:
 * @CHAT_DIALECT_ERROR_REFUSED: the server does not do it; the message has its reason
 * @CHAT_DIALECT_ERROR_LATER: the server does not do it now
 * @CHAT_DIALECT_ERROR_STRANGER: the server does not believe who I am
 */
typedef enum {
  CHAT_DIALECT_ERROR_REFUSED,
  CHAT_DIALECT_ERROR_LATER,
  CHAT_DIALECT_ERROR_STRANGER,
} ChatDialectError;

#define CHAT_DIALECT_ERROR (chat_dialect_error_quark ())
GQuark chat_dialect_error_quark (void);

GError *chat_dialect_error_new_from_json (JsonObject *details, const char *message);

gint64 chat_dialect_error_get_retry_after (const GError *error);
const char *chat_dialect_error_get_field (const GError *error);
const char *chat_dialect_error_get_word (const GError *error);

G_END_DECLS
