/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-rooms.h"

G_BEGIN_DECLS

/* sync {since, limit}: all that the caller may see and that has changed after the revision, in
 * pages.  From 0: the rooms with their last message, and the people whom one needs to show them. */
gboolean server_changes_sync (ServerRequest *request, GError **error);

G_END_DECLS
