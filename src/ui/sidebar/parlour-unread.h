/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"

G_BEGIN_DECLS

/* Properties: session (nullable); count (of what is new in all its rooms). */
#define PARLOUR_TYPE_UNREAD (parlour_unread_get_type ())
G_DECLARE_FINAL_TYPE (ParlourUnread, parlour_unread, PARLOUR, UNREAD, GObject)

guint parlour_unread_get_count (ParlourUnread *self);

G_END_DECLS
