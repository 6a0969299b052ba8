/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"

G_BEGIN_DECLS

/* The newest messages that have all words of @query, or such that begin so, as `ChatEventMessage`s;
 * in @room, or in all of them if that is NULL. */
GPtrArray *chat_search_find (DbConnection *db,
                             const char *query,
                             const char *room,
                             guint limit,
                             GError **error);

G_END_DECLS
