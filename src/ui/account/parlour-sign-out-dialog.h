/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

/* Its response "sign-out" says that this is really wanted. */
AdwDialog *parlour_sign_out_dialog_new (ChatSession *session);

G_END_DECLS
