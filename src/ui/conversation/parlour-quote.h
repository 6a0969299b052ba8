/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-reply.h"

G_BEGIN_DECLS

/* Properties: reply (nullable). */
#define PARLOUR_TYPE_QUOTE (parlour_quote_get_type ())
G_DECLARE_FINAL_TYPE (ParlourQuote, parlour_quote, PARLOUR, QUOTE, AdwBin)

GtkWidget *parlour_quote_new (void);

void parlour_quote_set_reply (ParlourQuote *self, ChatReply *reply);

G_END_DECLS
