/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

/*
 * Properties: session (construct-only); busy (a question is on its way); problem (why the last one
 * came to nothing, in words for people; nullable).
 */
#define PARLOUR_TYPE_REQUEST_DIALOG (parlour_request_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (ParlourRequestDialog,
                          parlour_request_dialog,
                          PARLOUR,
                          REQUEST_DIALOG,
                          AdwDialog)

struct _ParlourRequestDialogClass {
  AdwDialogClass parent_class;
};

ChatSession *parlour_request_dialog_get_session (ParlourRequestDialog *self);
GCancellable *parlour_request_dialog_begin (ParlourRequestDialog *self);
gboolean parlour_request_dialog_end (ParlourRequestDialog *self, const GError *error);
void parlour_request_dialog_go_to (ParlourRequestDialog *self, ChatRoom *room);

G_END_DECLS
