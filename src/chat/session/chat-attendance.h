/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"

G_BEGIN_DECLS

#define CHAT_TYPE_ATTENDANCE (chat_attendance_get_type ())
G_DECLARE_FINAL_TYPE (ChatAttendance, chat_attendance, CHAT, ATTENDANCE, GObject)

ChatAttendance *chat_attendance_new (ChatCourier *courier,
                                     ChatSync *sync,
                                     ChatOutbox *outbox,
                                     guint ack_timeout);

/* On a connection to a server that has to be told in which rooms I am, or that knows. */
void chat_attendance_begin (ChatAttendance *self);
void chat_attendance_end (ChatAttendance *self);

void chat_attendance_hello (ChatAttendance *self);
void chat_attendance_join (ChatAttendance *self, ChatRoom *room);
void chat_attendance_enter (ChatAttendance *self, ChatRoom *room);

G_END_DECLS
