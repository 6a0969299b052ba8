/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_PROBLEM_ROW (parlour_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourProblemRow, parlour_problem_row, PARLOUR, PROBLEM_ROW, GtkListBoxRow)

G_END_DECLS
