/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/* message:search {query, room?, user?, before?, limit}: newest first; `before` is the id of the
 * last message of the page before. */
gboolean server_search_messages (ServerRequest *request, GError **error);

G_END_DECLS
