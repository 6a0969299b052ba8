/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * In which rooms I am, on this connection.  A server that knows its people knows that; to others I
 * say who I am, and come into every room again.
 *
 * Small servers never answer.  So it is learned: once a server has answered, its answer is waited
 * for; as long as it has not, a room is taken as entered after a moment.
 */
#include "chat-attendance.h"

#include "socket-io-error.h"

/* A room is taken as joined after this part of the time for an answer, if none ever came. */
#define GRACE_DIVISOR 5

struct _ChatAttendance {
  GObject parent_instance;

  ChatCourier *courier;
  ChatSync *sync;
  ChatOutbox *outbox;
  guint grace;
  GCancellable *cancellable; /* of this connection */
  guint grace_id;
  gboolean answers; /* to joining */
};

G_DEFINE_FINAL_TYPE (ChatAttendance, chat_attendance, G_TYPE_OBJECT)

/* Coming into a room.  It keeps nothing alive. */
typedef struct {
  GWeakRef attendance;
  GWeakRef room;
} Entrance;

static Entrance *
entrance_new (ChatAttendance *self, ChatRoom *room)
{
  Entrance *entrance = g_new0 (Entrance, 1);

  g_weak_ref_init (&entrance->attendance, self);
  g_weak_ref_init (&entrance->room, room);

  return entrance;
}

static void
entrance_free (Entrance *entrance)
{
  g_weak_ref_clear (&entrance->attendance);
  g_weak_ref_clear (&entrance->room);
  g_free (entrance);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entrance, entrance_free)

static void
grace_is_over_cb (gpointer data)
{
  g_autoptr (ChatAttendance) self = g_object_ref (data);
  GListModel *rooms = G_LIST_MODEL (chat_sync_get_rooms (self->sync));

  self->grace_id = 0;
  for (guint i = 0; !self->answers && i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    if (!chat_room_get_joined (room))
      chat_attendance_enter (self, room);
  }
}

static void
joined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Entrance) entrance = user_data;
  g_autoptr (ChatAttendance) self = g_weak_ref_get (&entrance->attendance);
  g_autoptr (ChatRoom) room = g_weak_ref_get (&entrance->room);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;

  events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  if (self == NULL || room == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (events != NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED)) {
    self->answers = self->answers || events != NULL;
    chat_attendance_enter (self, room);
  } else if (error->domain == CHAT_DIALECT_ERROR) {
    self->answers = TRUE;
    chat_room_set_error (room, error->message);
  } else if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT) &&
             !chat_room_get_joined (room)) {
    chat_attendance_join (self, room);
  }
}

static void
chat_attendance_dispose (GObject *object)
{
  ChatAttendance *self = CHAT_ATTENDANCE (object);

  chat_attendance_end (self);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sync);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (chat_attendance_parent_class)->dispose (object);
}

static void
chat_attendance_class_init (ChatAttendanceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_attendance_dispose;
}

static void
chat_attendance_init (ChatAttendance *self)
{
}

/**
 * chat_attendance_new:
 * @courier: who tells the server
 * @sync: where the rooms are
 * @outbox: what may be sent once I am in a room
 * @ack_timeout: how long an answer may take, in ms
 *
 * Makes somebody who is in no room.
 */
ChatAttendance *
chat_attendance_new (ChatCourier *courier, ChatSync *sync, ChatOutbox *outbox, guint ack_timeout)
{
  ChatAttendance *self = NULL;

  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);
  g_return_val_if_fail (CHAT_IS_OUTBOX (outbox), NULL);

  self = g_object_new (CHAT_TYPE_ATTENDANCE, NULL);
  self->courier = g_object_ref (courier);
  self->sync = g_object_ref (sync);
  self->outbox = g_object_ref (outbox);
  self->grace = ack_timeout / GRACE_DIVISOR;

  return self;
}

/**
 * chat_attendance_begin:
 * @self: an attendance
 *
 * Says who I am, and comes into all rooms; what waits follows.
 */
void
chat_attendance_begin (ChatAttendance *self)
{
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = NULL;

  g_return_if_fail (CHAT_IS_ATTENDANCE (self));

  chat_attendance_end (self);
  self->cancellable = g_cancellable_new ();
  model = G_LIST_MODEL (chat_sync_get_rooms (self->sync));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (rooms, g_list_model_get_item (model, i));

  chat_attendance_hello (self);
  for (guint i = 0; i < rooms->len; i++)
    chat_attendance_join (self, g_ptr_array_index (rooms, i));
}

/**
 * chat_attendance_end:
 * @self: an attendance
 *
 * The connection is gone, and I am in no room.
 */
void
chat_attendance_end (ChatAttendance *self)
{
  g_return_if_fail (CHAT_IS_ATTENDANCE (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->grace_id, g_source_remove);
}

/**
 * chat_attendance_hello:
 * @self: an attendance
 *
 * Says who I am.
 */
void
chat_attendance_hello (ChatAttendance *self)
{
  g_return_if_fail (CHAT_IS_ATTENDANCE (self));

  chat_courier_ask_async (self->courier,
                          chat_intent_new (CHAT_INTENT_HELLO, chat_sync_get_me (self->sync), NULL),
                          self->cancellable, NULL, NULL);
}

/**
 * chat_attendance_join:
 * @self: an attendance
 * @room: a room
 *
 * Comes into a room; without a connection that happens with the next one.
 */
void
chat_attendance_join (ChatAttendance *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_ATTENDANCE (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->cancellable == NULL)
    return;

  chat_courier_ask_async (self->courier,
                          chat_intent_new (CHAT_INTENT_JOIN, chat_sync_get_me (self->sync),
                                           chat_room_get_id (room)),
                          self->cancellable, joined_cb, entrance_new (self, room));
  if (!self->answers) {
    g_clear_handle_id (&self->grace_id, g_source_remove);
    self->grace_id = g_timeout_add_once (self->grace, grace_is_over_cb, self);
  }
}

/**
 * chat_attendance_enter:
 * @self: an attendance
 * @room: a room
 *
 * I am in a room: what waits to be said there may be said.
 */
void
chat_attendance_enter (ChatAttendance *self, ChatRoom *room)
{
  g_autoptr (ChatRoom) kept = NULL;

  g_return_if_fail (CHAT_IS_ATTENDANCE (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  kept = g_object_ref (room);
  chat_room_set_error (room, NULL);
  chat_room_set_joined (room, TRUE);
  chat_outbox_open (self->outbox, room);
}
