/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-room.h"

G_BEGIN_DECLS

/* Properties: room (nullable). */
#define PARLOUR_TYPE_TIMELINE_HEAD (parlour_timeline_head_get_type ())
G_DECLARE_FINAL_TYPE (ParlourTimelineHead, parlour_timeline_head, PARLOUR, TIMELINE_HEAD, AdwBin)

G_END_DECLS
