/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Why a request was refused; each has a word on the wire. */
typedef enum {
  SERVER_ERROR_NOT_FOUND, /* or not for the eyes of the one who asks */
  SERVER_ERROR_FORBIDDEN,
  SERVER_ERROR_INVALID, /* an argument is missing, of the wrong type or out of range */
  SERVER_ERROR_TOO_LONG,
  SERVER_ERROR_THROTTLED,
  SERVER_ERROR_CONFLICT,
  SERVER_ERROR_GONE,
  SERVER_ERROR_STORAGE,
  SERVER_ERROR_NO_SPACE, /* for this person */
  SERVER_ERROR_UNKNOWN_EVENT,
  SERVER_ERROR_BAD_CREDENTIALS,
  SERVER_ERROR_NAME_TAKEN,
  SERVER_ERROR_NAME_INVALID,
  SERVER_ERROR_PASSWORD_WEAK,
  SERVER_ERROR_INVITE_REQUIRED,
  SERVER_ERROR_GUESTS_REFUSED,
  SERVER_ERROR_PROTOCOL,
  SERVER_ERROR_SERVER_FULL,
} ServerError;

#define SERVER_ERROR (server_error_quark ())
GQuark server_error_quark (void);

/* The argument @field is not as it has to be. */
void server_error_set_field (GError **error,
                             ServerError code,
                             const char *field,
                             const char *message);

/* Sets it and gives FALSE, for handlers to return. */
gboolean server_error_refuse (GError **error, ServerError code, const char *message);

/* Nothing more for @retry_after_ms. */
void server_error_set_throttled (GError **error, gint64 retry_after_ms);

/* What the client is told: {"code", "message"} and what belongs to the code.  What is not of this
 * domain is a failure of the storage, and its words stay here. */
JsonObject *server_error_to_json (const GError *error);

/* Whether the log does not have it yet: that the disk is full is said there once, for all. */
gboolean server_error_is_news (const GError *error);

G_END_DECLS
