/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"
#include "parlour-entrance.h"

G_BEGIN_DECLS

/*
 * Properties: session (what is shown, nullable); accounts, host (what is to choose from, nullable);
 * loading (whether what there is to show is not known yet); forgetful (whether people have to be
 * told that nothing keeps their sign-ins).
 */
#define PARLOUR_TYPE_WINDOW (parlour_window_get_type ())
G_DECLARE_FINAL_TYPE (ParlourWindow, parlour_window, PARLOUR, WINDOW, AdwApplicationWindow)

ParlourWindow *parlour_window_new (GtkApplication *application, GSettings *settings);

ChatSession *parlour_window_get_session (ParlourWindow *self);
void parlour_window_set_session (ParlourWindow *self, ChatSession *session);
ParlourEntrance *parlour_window_get_entrance (ParlourWindow *self);
ChatRoom *parlour_window_get_room (ParlourWindow *self);
void parlour_window_open_room (ParlourWindow *self, ChatRoom *room);

G_END_DECLS
