/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_PASSWORD_DIALOG (parlour_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourPasswordDialog,
                      parlour_password_dialog,
                      PARLOUR,
                      PASSWORD_DIALOG,
                      AdwDialog)

AdwDialog *parlour_password_dialog_new (ChatSession *session);

G_END_DECLS
