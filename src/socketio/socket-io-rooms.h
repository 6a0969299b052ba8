/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who is in which room: of anything that has a pointer. */
typedef struct _SocketIoRooms SocketIoRooms;

/* One who can be in rooms, and is one of everybody as long as it is not removed. */
typedef struct _SocketIoRoomMember SocketIoRoomMember;

/* What a join or a leave has changed. */
typedef enum {
  SOCKET_IO_ROOMS_UNCHANGED,
  SOCKET_IO_ROOMS_MEMBER, /* joined a room that there was; left one that there still is */
  SOCKET_IO_ROOMS_ROOM,   /* joined as the first, left as the last */
} SocketIoRoomsChange;

SocketIoRooms *socket_io_rooms_new (void);
void socket_io_rooms_free (SocketIoRooms *self);

SocketIoRoomMember *socket_io_rooms_add (SocketIoRooms *self, gpointer who);
void socket_io_rooms_remove (SocketIoRooms *self, SocketIoRoomMember *member);
SocketIoRoomsChange socket_io_rooms_join (SocketIoRooms *self,
                                          SocketIoRoomMember *member,
                                          const char *name);
SocketIoRoomsChange socket_io_rooms_leave (SocketIoRooms *self,
                                           SocketIoRoomMember *member,
                                           const char *name);

gboolean socket_io_rooms_is_member (SocketIoRooms *self,
                                    SocketIoRoomMember *member,
                                    const char *name);
guint socket_io_rooms_get_size (SocketIoRooms *self, const char *name);
guint socket_io_rooms_get_n_members (SocketIoRooms *self);
char **socket_io_rooms_dup_names (SocketIoRooms *self);
char **socket_io_rooms_dup_names_of (SocketIoRooms *self, SocketIoRoomMember *member);

/*
 * Those who are in any of some rooms (in none: everybody) and in none of others, as they are at
 * the beginning, each once.  Between two of them anything may happen: who is removed meanwhile is
 * passed over.
 *
 *   socket_io_rooms_begin (rooms, &targets, names, except);
 *   while ((who = socket_io_rooms_next (&targets)) != NULL)
 *     ...
 */
typedef struct {
  SocketIoRoomMember **members; /* held */
  guint length;
  guint next;
  SocketIoRoomMember *few[8];
} SocketIoRoomsTargets;

void socket_io_rooms_begin (SocketIoRooms *self,
                            SocketIoRoomsTargets *targets,
                            const GPtrArray *names,
                            const GPtrArray *except);
gpointer socket_io_rooms_next (SocketIoRoomsTargets *targets);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoRooms, socket_io_rooms_free)

G_END_DECLS
