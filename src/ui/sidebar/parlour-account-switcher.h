/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-session.h"

G_BEGIN_DECLS

/*
 * Properties: accounts (GListModel of ChatSession, nullable); session (the one that is shown);
 * elsewhere (how many messages are new in the others), personal (whether some of those are for me)
 * and summary (all of it in words), which are only read.
 */
#define PARLOUR_TYPE_ACCOUNT_SWITCHER (parlour_account_switcher_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAccountSwitcher,
                      parlour_account_switcher,
                      PARLOUR,
                      ACCOUNT_SWITCHER,
                      AdwBin)

G_END_DECLS
