/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"

G_BEGIN_DECLS

/* What the server says goes into the tables. */
gboolean chat_journal_enter (DbConnection *db, GPtrArray *events, GError **error);

G_END_DECLS
