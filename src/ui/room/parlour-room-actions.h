/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

/*
 * The actions of the group "room": new, find, talk (without a parameter); details, invite, pin,
 * mute (or not any more), leave (the id of a room, "" for the one that is open).
 *
 * Properties: session, room (the one that is open), both nullable.
 */
#define PARLOUR_TYPE_ROOM_ACTIONS (parlour_room_actions_get_type ())
G_DECLARE_FINAL_TYPE (ParlourRoomActions, parlour_room_actions, PARLOUR, ROOM_ACTIONS, GObject)

ParlourRoomActions *parlour_room_actions_new (GtkWidget *window, AdwToastOverlay *toasts);

G_END_DECLS
