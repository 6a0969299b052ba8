/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rooms and members know of each other twice over, so that neither has to be
 * searched when they part:
 *
 *   member.slots[i] = { room, index }  <-->  room.entries[index] = { member, i }
 *
 * The last one of a list takes the place of one that leaves it.  A room is there
 * as long as somebody is in it.  "Everybody" is a room without a name, and the
 * first slot of each member.
 *
 * Most members are in one room only, and it is theirs alone (a socket's own id):
 * for that both lists have their first places within the structures.
 *
 * A broadcast marks who must not get it, or has it already, with its number, and
 * takes a list of those it is for before it begins; each of them is held (pins),
 * so that one who is removed meanwhile can be told from one who is not.
 */
#include "socket-io-rooms.h"

#include <stddef.h>
#include <string.h>

typedef struct {
  SocketIoRoomMember *member;
  guint slot;
} Entry;

typedef struct {
  Entry *entries;
  guint length;
  guint capacity;
  Entry first;
  char name[];
} Room;

typedef struct {
  Room *room;
  guint index;
} Slot;

struct _SocketIoRoomMember {
  gpointer who; /* NULL once it is removed */
  guint mark;   /* the last broadcast that has thought of it */
  guint pins;   /* how many lists of targets it is in */
  Slot *slots;
  guint length;
  guint capacity;
  Slot first[2];
};

struct _SocketIoRooms {
  GHashTable *names; /* the names that the rooms end with */
  Room *everybody;
  guint mark;
};

/* Smaller lists do not shrink. */
#define SMALL 16

static Room *
room_new (const char *name)
{
  gsize length = strlen (name) + 1;
  Room *room = g_malloc (offsetof (Room, name) + length);

  room->entries = &room->first;
  room->length = 0;
  room->capacity = 1;
  memcpy (room->name, name, length);

  return room;
}

static void
room_free (Room *room)
{
  if (room->entries != &room->first)
    g_free (room->entries);
  g_free (room);
}

static Room *
find (SocketIoRooms *self, const char *name)
{
  char *key = g_hash_table_lookup (self->names, name);

  return key != NULL ? (Room *) (key - offsetof (Room, name)) : NULL;
}

static void
resize_room (Room *room, guint capacity)
{
  if (room->entries == &room->first) {
    room->entries = g_new (Entry, capacity);
    room->entries[0] = room->first;
  } else {
    room->entries = g_renew (Entry, room->entries, capacity);
  }
  room->capacity = capacity;
}

static void
resize_member (SocketIoRoomMember *member, guint capacity)
{
  if (member->slots == member->first) {
    member->slots = g_new (Slot, capacity);
    memcpy (member->slots, member->first, sizeof (member->first));
  } else {
    member->slots = g_renew (Slot, member->slots, capacity);
  }
  member->capacity = capacity;
}

static void
link_room (SocketIoRoomMember *member, Room *room)
{
  if (room->length == room->capacity)
    resize_room (room, MAX (4, room->capacity * 2));
  if (member->length == member->capacity)
    resize_member (member, member->capacity * 2);

  member->slots[member->length] = (Slot) { room, room->length };
  room->entries[room->length++] = (Entry) { member, member->length++ };
}

static void
unlink_room (SocketIoRoomMember *member, guint slot)
{
  Room *room = member->slots[slot].room;
  guint index = member->slots[slot].index;

  room->length--;
  if (index != room->length) {
    room->entries[index] = room->entries[room->length];
    room->entries[index].member->slots[room->entries[index].slot].index = index;
  }
  if (room->capacity > SMALL && room->length < room->capacity / 4)
    resize_room (room, room->capacity / 2);

  member->length--;
  if (slot != member->length) {
    member->slots[slot] = member->slots[member->length];
    member->slots[slot].room->entries[member->slots[slot].index].slot = slot;
  }
  if (member->capacity > SMALL && member->length < member->capacity / 4)
    resize_member (member, member->capacity / 2);
}

/* By the shorter of both lists; gives FALSE if the member is not in the room. */
static gboolean
find_slot (SocketIoRoomMember *member, Room *room, guint *slot)
{
  if (member->length <= room->length) {
    for (guint i = 0; i < member->length; i++)
      if (member->slots[i].room == room) {
        *slot = i;
        return TRUE;
      }
  } else {
    for (guint i = 0; i < room->length; i++)
      if (room->entries[i].member == member) {
        *slot = room->entries[i].slot;
        return TRUE;
      }
  }

  return FALSE;
}

static void
drop_if_empty (SocketIoRooms *self, Room *room)
{
  if (room->length > 0 || room == self->everybody)
    return;

  g_hash_table_remove (self->names, room->name);
  room_free (room);
}

static void
member_free (SocketIoRoomMember *member)
{
  if (member->slots != member->first)
    g_free (member->slots);
  g_free (member);
}

SocketIoRooms *
socket_io_rooms_new (void)
{
  SocketIoRooms *self = g_new0 (SocketIoRooms, 1);

  self->names = g_hash_table_new (g_str_hash, g_str_equal);
  self->everybody = room_new ("");

  return self;
}

/* Who frees them has removed all members. */
void
socket_io_rooms_free (SocketIoRooms *self)
{
  g_assert (self->everybody->length == 0 && g_hash_table_size (self->names) == 0);

  g_hash_table_unref (self->names);
  room_free (self->everybody);
  g_free (self);
}

SocketIoRoomMember *
socket_io_rooms_add (SocketIoRooms *self, gpointer who)
{
  SocketIoRoomMember *member = g_new0 (SocketIoRoomMember, 1);

  member->who = who;
  member->slots = member->first;
  member->capacity = G_N_ELEMENTS (member->first);
  link_room (member, self->everybody);

  return member;
}

/* Out of all rooms; @member is not to be used any more. */
void
socket_io_rooms_remove (SocketIoRooms *self, SocketIoRoomMember *member)
{
  while (member->length > 0) {
    Room *room = member->slots[member->length - 1].room;

    unlink_room (member, member->length - 1);
    drop_if_empty (self, room);
  }

  member->who = NULL;
  if (member->pins == 0)
    member_free (member);
}

SocketIoRoomsChange
socket_io_rooms_join (SocketIoRooms *self, SocketIoRoomMember *member, const char *name)
{
  Room *room = find (self, name);
  guint slot = 0;

  if (room == NULL) {
    room = room_new (name);
    g_hash_table_add (self->names, room->name);
    link_room (member, room);
    return SOCKET_IO_ROOMS_ROOM;
  }
  if (find_slot (member, room, &slot))
    return SOCKET_IO_ROOMS_UNCHANGED;

  link_room (member, room);
  return SOCKET_IO_ROOMS_MEMBER;
}

SocketIoRoomsChange
socket_io_rooms_leave (SocketIoRooms *self, SocketIoRoomMember *member, const char *name)
{
  Room *room = find (self, name);
  guint slot = 0;

  if (room == NULL || !find_slot (member, room, &slot))
    return SOCKET_IO_ROOMS_UNCHANGED;

  unlink_room (member, slot);
  if (room->length > 0)
    return SOCKET_IO_ROOMS_MEMBER;

  drop_if_empty (self, room);
  return SOCKET_IO_ROOMS_ROOM;
}

gboolean
socket_io_rooms_is_member (SocketIoRooms *self, SocketIoRoomMember *member, const char *name)
{
  Room *room = find (self, name);
  guint slot = 0;

  return room != NULL && find_slot (member, room, &slot);
}

guint
socket_io_rooms_get_size (SocketIoRooms *self, const char *name)
{
  Room *room = find (self, name);

  return room != NULL ? room->length : 0;
}

guint
socket_io_rooms_get_n_members (SocketIoRooms *self)
{
  return self->everybody->length;
}

char **
socket_io_rooms_dup_names (SocketIoRooms *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer name = NULL;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_strv_builder_add (names, name);

  return g_strv_builder_end (names);
}

char **
socket_io_rooms_dup_names_of (SocketIoRooms *self, SocketIoRoomMember *member)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < member->length; i++)
    if (member->slots[i].room != self->everybody)
      g_strv_builder_add (names, member->slots[i].room->name);

  return g_strv_builder_end (names);
}

/* A number that nobody is marked with. */
static guint
next_mark (SocketIoRooms *self)
{
  if (++self->mark == 0) {
    for (guint i = 0; i < self->everybody->length; i++)
      self->everybody->entries[i].member->mark = 0;
    self->mark = 1;
  }

  return self->mark;
}

static void
reserve (SocketIoRoomsTargets *targets, guint length)
{
  targets->length = 0;
  targets->next = 0;
  targets->members = targets->few;
  if (length > G_N_ELEMENTS (targets->few))
    targets->members = g_new (SocketIoRoomMember *, length);
}

static void
add_all (SocketIoRoomsTargets *targets, const Room *room)
{
  for (guint i = 0; i < room->length; i++) {
    SocketIoRoomMember *member = room->entries[i].member;

    member->pins++;
    targets->members[targets->length++] = member;
  }
}

static void
add_unmarked (SocketIoRoomsTargets *targets, const Room *room, guint mark)
{
  for (guint i = 0; i < room->length; i++) {
    SocketIoRoomMember *member = room->entries[i].member;

    if (member->mark == mark)
      continue;
    member->mark = mark;
    member->pins++;
    targets->members[targets->length++] = member;
  }
}

static void
mark_all (SocketIoRooms *self, const GPtrArray *names, guint mark)
{
  for (guint i = 0; i < names->len; i++) {
    const Room *room = find (self, g_ptr_array_index (names, i));

    for (guint j = 0; room != NULL && j < room->length; j++)
      room->entries[j].member->mark = mark;
  }
}

static void
begin_union (SocketIoRooms *self,
             SocketIoRoomsTargets *targets,
             const GPtrArray *names,
             const GPtrArray *except)
{
  guint mark = next_mark (self);
  guint64 length = 0;

  for (guint i = 0; i < names->len; i++)
    length += socket_io_rooms_get_size (self, g_ptr_array_index (names, i));
  reserve (targets, (guint) MIN (length, self->everybody->length));

  mark_all (self, except, mark);
  for (guint i = 0; i < names->len; i++) {
    const Room *room = find (self, g_ptr_array_index (names, i));

    if (room != NULL)
      add_unmarked (targets, room, mark);
  }
}

/* What is begun is gone through to its end. */
void
socket_io_rooms_begin (SocketIoRooms *self,
                       SocketIoRoomsTargets *targets,
                       const GPtrArray *names,
                       const GPtrArray *except)
{
  const Room *only = self->everybody;

  if (names->len > 1) {
    begin_union (self, targets, names, except);
    return;
  }

  if (names->len == 1)
    only = find (self, g_ptr_array_index (names, 0));

  reserve (targets, only != NULL ? only->length : 0);
  if (only == NULL)
    return;
  if (except->len == 0) {
    add_all (targets, only);
  } else {
    guint mark = next_mark (self);

    mark_all (self, except, mark);
    add_unmarked (targets, only, mark);
  }
}

/* Those who have gone, and the end. */
static G_NO_INLINE gpointer
skip (SocketIoRoomsTargets *targets)
{
  while (targets->next < targets->length) {
    SocketIoRoomMember *member = targets->members[targets->next++];

    member->pins--;
    if (member->who != NULL)
      return member->who;
    if (member->pins == 0)
      member_free (member);
  }

  if (targets->members != targets->few)
    g_free (targets->members);
  targets->members = targets->few;
  targets->length = 0;

  return NULL;
}

/* Gives NULL at the end. */
gpointer
socket_io_rooms_next (SocketIoRoomsTargets *targets)
{
  if (G_LIKELY (targets->next < targets->length)) {
    SocketIoRoomMember *member = targets->members[targets->next];

    if (G_LIKELY (member->who != NULL)) {
      targets->next++;
      member->pins--;
      return member->who;
    }
  }

  return skip (targets);
}
