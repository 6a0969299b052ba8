/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-rooms.h"

G_BEGIN_DECLS

/* MESSAGE of the protocol. */
JsonObject *server_messages_get (ServerRequest *request, gint64 number, GError **error);

/* Those that @numbers gives in its first column, in its order. */
JsonArray *server_messages_list (ServerRequest *request, DbStatement *numbers, GError **error);

/* The last of a room; leaves NULL if there is none. */
gboolean server_messages_get_last (ServerRequest *request,
                                   gint64 room,
                                   JsonObject **message,
                                   GError **error);

/* What a room says of itself: {"what": @what, and @details}; takes @details. */
gboolean server_messages_add_system (ServerRequest *request,
                                     ServerRoom *room,
                                     const char *what,
                                     JsonObject *details,
                                     GError **error);

/* message:send, :history; what changes them is server-edits.c's */
gboolean server_messages_send (ServerRequest *request, GError **error);
gboolean server_messages_history (ServerRequest *request, GError **error);

G_END_DECLS
