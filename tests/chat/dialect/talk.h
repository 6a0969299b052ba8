/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"

G_BEGIN_DECLS

/* When it is said. */
#define TALK_NOW G_GINT64_CONSTANT (1770000000000)

/* What a server says, in its own words: each a list of arguments in JSON. */
JsonArray *talk_parse (const char *json);
GPtrArray *talk_read_event (ChatDialect *dialect, const char *name, const char *json);
GPtrArray *talk_read_answer (ChatDialect *dialect,
                             const ChatIntent *intent,
                             const char *json,
                             GError **error);

/* What it is told. */
void talk_assert_says (ChatDialect *dialect,
                       const ChatIntent *intent,
                       const char *event,
                       const char *json);

G_END_DECLS
