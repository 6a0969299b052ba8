/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-message.h"
#include "parlour-rights.h"

G_BEGIN_DECLS

/*
 * Properties: message (nullable); starts-run, ends-run (whether other messages of the sender stand
 * right above and below); powers (ParlourPowers); withdrawn (shown as deleted, though it is not
 * yet).
 */
#define PARLOUR_TYPE_BUBBLE (parlour_bubble_get_type ())
G_DECLARE_FINAL_TYPE (ParlourBubble, parlour_bubble, PARLOUR, BUBBLE, GtkBox)

gboolean parlour_bubble_has_selection (ParlourBubble *self);

G_END_DECLS
