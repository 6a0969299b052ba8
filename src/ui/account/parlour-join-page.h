/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-server-info.h"

G_BEGIN_DECLS

/*
 * Properties: address (what is typed); problem (what is wrong with it); asking (somebody is asked
 * what is there).
 *
 * Signals:
 *   found (const char *address, const ChatServerInfo *info)   there is a server
 */
#define PARLOUR_TYPE_JOIN_PAGE (parlour_join_page_get_type ())
G_DECLARE_FINAL_TYPE (ParlourJoinPage, parlour_join_page, PARLOUR, JOIN_PAGE, AdwNavigationPage)

G_END_DECLS
