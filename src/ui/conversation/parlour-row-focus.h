/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-row-window.h"
#include "parlour-viewport.h"

G_BEGIN_DECLS

gboolean parlour_row_focus_move (ParlourRowWindow *rows,
                                 ParlourViewport *viewport,
                                 GtkDirectionType direction);
void parlour_row_focus_follow (ParlourRowWindow *rows,
                               ParlourViewport *viewport,
                               GtkScrollType scrolled);
void parlour_row_focus_keep (ParlourRowWindow *rows, ParlourViewport *viewport);

G_END_DECLS
