/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: user (nullable); room (nullable: says as what), role. */
#define PARLOUR_TYPE_MEMBER_ROW (parlour_member_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourMemberRow, parlour_member_row, PARLOUR, MEMBER_ROW, AdwBin)

G_END_DECLS
