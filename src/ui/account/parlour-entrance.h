/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host.h"
#include "chat-session-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * All ways to an account, as pages one behind the other.
 *
 * Properties: accounts (where new ones go); host (a server on this computer, nullable); address,
 * name (what is typed).
 *
 * Signals:
 *   entered (ChatSession *session)   there is an account
 */
#define PARLOUR_TYPE_ENTRANCE (parlour_entrance_get_type ())
G_DECLARE_FINAL_TYPE (ParlourEntrance, parlour_entrance, PARLOUR, ENTRANCE, AdwBin)

gboolean parlour_entrance_go_back (ParlourEntrance *self);
void parlour_entrance_restart (ParlourEntrance *self);
void parlour_entrance_show_page (ParlourEntrance *self, const char *tag);
void parlour_entrance_ask (ParlourEntrance *self, const char *address);

G_END_DECLS
