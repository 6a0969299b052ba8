/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: room (ChatRoom). */
#define PARLOUR_TYPE_DIRECTORY_ROW (parlour_directory_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourDirectoryRow, parlour_directory_row, PARLOUR, DIRECTORY_ROW, AdwBin)

G_END_DECLS
