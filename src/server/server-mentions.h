/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-rooms.h"

G_BEGIN_DECLS

/* Whom @text means by "@name": the ids of members of the room as JSON, or NULL for nobody. */
gboolean server_mentions_find (ServerRequest *request,
                               const ServerRoom *room,
                               const char *text,
                               char **mentions,
                               GError **error);

G_END_DECLS
