/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

typedef enum {
  SERVER_ROLE_NONE, /* no member */
  SERVER_ROLE_MEMBER,
  SERVER_ROLE_MODERATOR,
  SERVER_ROLE_OWNER,
} ServerRole;

/* A room as the caller meets it. */
typedef struct {
  gint64 number;
  char *id;
  gboolean is_public;
  gboolean is_direct;
  gint64 last_seq;

  ServerRole role; /* the caller's */
  gint64 from_seq;
  gint64 delivered;
  gint64 seen;
} ServerRoom;

void server_room_clear (ServerRoom *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServerRoom, server_room_clear)

/* Every event about a room begins here.  NOT_FOUND for a room that the caller may not know of, so
 * that a private room cannot be told from one that is not there; FORBIDDEN for one that is public,
 * or where the caller's role is below @role. */
gboolean server_rooms_enter (ServerRequest *request,
                             const char *id,
                             ServerRole role,
                             ServerRoom *room,
                             GError **error);

/* The same for the room that the argument "room" names. */
gboolean server_rooms_enter_argument (ServerRequest *request,
                                      ServerRole role,
                                      ServerRoom *room,
                                      GError **error);

/* ROOM of the protocol as @viewer sees it. */
JsonObject *server_rooms_to_json (ServerRequest *request,
                                  gint64 number,
                                  gint64 viewer,
                                  GError **error);

/* Tells one person's devices how a room is now, as that person sees it. */
gboolean server_rooms_tell (ServerRequest *request,
                            const ServerRoom *room,
                            gint64 user,
                            GError **error);

/* Tells everybody in the room what is the same for all of them. */
gboolean server_rooms_announce (ServerRequest *request, const ServerRoom *room, GError **error);

/* Answers the caller with the room as it is to them now. */
gboolean server_rooms_answer (ServerRequest *request, const ServerRoom *room, GError **error);

/* room:create, room:direct, room:update, room:directory */
gboolean server_rooms_create (ServerRequest *request, GError **error);
gboolean server_rooms_direct (ServerRequest *request, GError **error);
gboolean server_rooms_update (ServerRequest *request, GError **error);
gboolean server_rooms_directory (ServerRequest *request, GError **error);

G_END_DECLS
