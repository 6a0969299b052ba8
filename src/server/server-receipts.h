/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-rooms.h"

G_BEGIN_DECLS

/* receipt {room, delivered?, seen?}: both only grow; what is seen was delivered. */
gboolean server_receipts_take (ServerRequest *request, GError **error);

G_END_DECLS
