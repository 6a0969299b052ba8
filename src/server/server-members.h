/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-rooms.h"

G_BEGIN_DECLS

/* MEMBER of the protocol; leaves NULL if @user is none.  What is a member's alone (muted, pinned)
 * only the member itself is shown. */
gboolean server_members_to_json (ServerRequest *request,
                                 const ServerRoom *room,
                                 gint64 user,
                                 gint64 viewer,
                                 JsonObject **json,
                                 GError **error);

/* Makes @user a member who sees everything from @from_seq on, and tells everybody.  Nothing happens
 * to somebody who is one already. */
gboolean server_members_add (ServerRequest *request,
                             ServerRoom *room,
                             gint64 user,
                             ServerRole role,
                             gint64 from_seq,
                             GError **error);

/* room:join, room:leave, room:invite, room:remove, room:role, room:mark, room:members */
gboolean server_members_join (ServerRequest *request, GError **error);
gboolean server_members_leave (ServerRequest *request, GError **error);
gboolean server_members_invite (ServerRequest *request, GError **error);
gboolean server_members_remove (ServerRequest *request, GError **error);
gboolean server_members_set_role (ServerRequest *request, GError **error);
gboolean server_members_mark (ServerRequest *request, GError **error);
gboolean server_members_list (ServerRequest *request, GError **error);

G_END_DECLS
