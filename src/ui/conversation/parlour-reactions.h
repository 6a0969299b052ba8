/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_REACTIONS (parlour_reactions_get_type ())
G_DECLARE_FINAL_TYPE (ParlourReactions, parlour_reactions, PARLOUR, REACTIONS, AdwBin)

GtkWidget *parlour_reactions_new (void);

void parlour_reactions_set (ParlourReactions *self, GPtrArray *reactions, gboolean can_react);

G_END_DECLS
