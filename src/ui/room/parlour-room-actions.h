/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

/*
 * The actions of the group "room": new, find, talk; details, invite, pin, mute (or not any more),
 * leave, with the id of a room; details-here, invite-here, leave-here, of the one that is open.
 *
 * Properties: session, room (the one that is open), both nullable.
 *
 * Signals: said (AdwToast *toast), what is to be told to whoever looks at the window.
 */
#define PARLOUR_TYPE_ROOM_ACTIONS (parlour_room_actions_get_type ())
G_DECLARE_FINAL_TYPE (ParlourRoomActions, parlour_room_actions, PARLOUR, ROOM_ACTIONS, GObject)

ParlourRoomActions *parlour_room_actions_new (GtkWidget *window);

G_END_DECLS
