/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Teaches a connection `fold (TEXT)`: the same for texts that differ in the case of their letters,
 * or in how these are written with their accents, in every script.  SQLite's own `lower` knows
 * those of English. */
gboolean db_fold_install (sqlite3 *handle);

G_END_DECLS
