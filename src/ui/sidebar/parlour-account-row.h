/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-session.h"

G_BEGIN_DECLS

/* Properties: session; shown (whether it is the one in the window). */
#define PARLOUR_TYPE_ACCOUNT_ROW (parlour_account_row_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAccountRow, parlour_account_row, PARLOUR, ACCOUNT_ROW, GtkListBoxRow)

GtkWidget *parlour_account_row_new (ChatSession *session);

ChatSession *parlour_account_row_get_session (ParlourAccountRow *self);

G_END_DECLS
