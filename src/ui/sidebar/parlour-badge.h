/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * How many messages are new, and nothing where none is.  Who does not see it is told elsewhere.
 *
 * Properties: count; personal (whether some of them are for me); mentioned (whether I am).
 */
#define PARLOUR_TYPE_BADGE (parlour_badge_get_type ())
G_DECLARE_FINAL_TYPE (ParlourBadge, parlour_badge, PARLOUR, BADGE, AdwBin)

G_END_DECLS
