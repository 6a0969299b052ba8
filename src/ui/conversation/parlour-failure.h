/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-message.h"

G_BEGIN_DECLS

/* Properties: message (construct-only), which was not sent. */
#define PARLOUR_TYPE_FAILURE (parlour_failure_get_type ())
G_DECLARE_FINAL_TYPE (ParlourFailure, parlour_failure, PARLOUR, FAILURE, GtkBox)

GtkWidget *parlour_failure_new (ChatMessage *message);

G_END_DECLS
