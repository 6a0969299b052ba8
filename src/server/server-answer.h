/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "server-accounts.h"

G_BEGIN_DECLS

/* Answers of the HTTP API. */
void server_answer_with_json (SoupServerMessage *message, guint status, JsonObject *json);

/* {"error": ...} with the status that belongs to the error. */
void server_answer_with_error (SoupServerMessage *message, const GError *error);
void server_answer_with_text (SoupServerMessage *message, const char *type, const char *text);

/* The token of "Authorization: Bearer TOKEN"; NULL if there is none. */
const char *server_answer_get_token (SoupServerMessage *message);

G_END_DECLS
