/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_TYPING_ROW (parlour_typing_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourTypingRow, parlour_typing_row, PARLOUR, TYPING_ROW, AdwBin)

G_END_DECLS
