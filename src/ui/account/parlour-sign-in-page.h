/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host.h"
#include "chat-server-info.h"
#include "chat-session-list.h"

#include <adwaita.h>

G_BEGIN_DECLS

/*
 * Properties: accounts (where a new one goes); host (nullable: the server is made on this computer
 * first); name (what is typed); description (what all this is, nullable); busy, progress (what is
 * waited for).
 *
 * Signals:
 *   entered (ChatSession *session)   one is in
 */
#define PARLOUR_TYPE_SIGN_IN_PAGE (parlour_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (ParlourSignInPage,
                      parlour_sign_in_page,
                      PARLOUR,
                      SIGN_IN_PAGE,
                      AdwNavigationPage)

void parlour_sign_in_page_set_server (ParlourSignInPage *self,
                                      const char *address,
                                      const ChatServerInfo *info);
void parlour_sign_in_page_set_invite (ParlourSignInPage *self, const char *invite);

G_END_DECLS
