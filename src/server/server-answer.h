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

/* Tells a page of another server that it may use this one, if it is from one of @origins. */
void server_answer_add_cors (SoupServerMessage *message, const char *const *origins);

G_END_DECLS
