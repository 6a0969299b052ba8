/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/* message:edit {id, text}, :delete {id}, :react {id, emoji, on} */
gboolean server_edits_edit (ServerRequest *request, GError **error);
gboolean server_edits_delete (ServerRequest *request, GError **error);
gboolean server_edits_react (ServerRequest *request, GError **error);

G_END_DECLS
